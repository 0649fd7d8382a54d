"""The exchange of oracle nodes: what each has read, what a quorum agrees on, and the batches that are signed.

Everybody may read it. What a node puts in is signed by its key: see `heyi.processes.attesting`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from heyi.api.service import TheService
from heyi.core.errors import InvalidValue
from heyi.core.facts import Statement
from heyi.core.solidity import checked, from_json
from heyi.processes.attesting import Batch, Board, Figures
from heyi.processes.oracle import Differing
from heyi.store.projection import hexed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])

MOST_STATEMENTS = 10_000  # of one node in one period

NODE = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
SUBJECT = "0x" + 24 * "0" + "5fbdb2315678afecb367f032d93f642f64180aa3"
HASH = "0x" + 32 * "1f"
SIGNATURE = "0x" + 64 * "2a" + "1b"

Period = Annotated[str, Path(description="A month as in 2024-01, or #12 where periods have a fixed length.")]
Node = Annotated[str, Path(description="The node's address.")]
Whole = Field(pattern=r"^-?[0-9]{1,20}$", examples=["10000"])


class StatementModel(BaseModel):
    """The figures of one subject in one period, as the oracle contract's Statement has them.

    otherMetric: 2, collected cash; 3, the ecosystem's. evidence: hash of the rows behind the figures.
    """

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(examples=[SUBJECT])
    revenue: str = Whole
    profit: str = Whole
    other: str = Whole
    otherMetric: Literal[2, 3] = Field(examples=[2])  # noqa: N815 - as the contract has it
    score: int = Field(ge=0, le=65_535, examples=[987])
    evidence: str = Field(examples=[HASH])


class OfferModel(BaseModel):
    """What a node has read of a period: all its statements, by ascending subject.

    signature: of the EIP-712 message Offer(uint32 period,uint64 sequence,bytes32 report) of the domain
    "Heyi oracle exchange", version 1, with the chain's id and the oracle contract; report is the hash of the contract's
    own Report of these statements. sequence: above that of the node's last offer for the period.
    """

    sequence: int = Field(ge=1, lt=2**53, examples=[1])
    statements: list[StatementModel] = Field(max_length=MOST_STATEMENTS)
    signature: str = Field(examples=[SIGNATURE])


class AttestationModel(BaseModel):
    """One batch, by ascending subject. signature: of the oracle contract's EIP-712 message Report."""

    statements: list[StatementModel] = Field(min_length=1, max_length=MOST_STATEMENTS)
    signature: str = Field(examples=[SIGNATURE])


class OfferedModel(OfferModel):
    """offered_at: Unix seconds."""

    offered_at: int = Field(examples=[1706749200])


class NodeModel(BaseModel):
    """registered: whether it is a node of the oracle now. offers: all it has made, of which the last counts."""

    node: str = Field(examples=[NODE])
    registered: bool
    offers: list[OfferedModel]


class AgreedModel(BaseModel):
    """Statements that these nodes, a quorum or more, have read alike."""

    nodes: list[str] = Field(examples=[[NODE]])
    statements: list[StatementModel]


class ReadingModel(BaseModel):
    """statement: null if the node has offered none of this subject."""

    node: str = Field(examples=[NODE])
    statement: StatementModel | None


class ApartModel(BaseModel):
    """A subject on which nodes differ. agreed: whether a quorum has read it alike nevertheless."""

    subject: str = Field(examples=[SUBJECT])
    agreed: bool
    readings: list[ReadingModel]


class FiguresModel(BaseModel):
    """What nodes say of a period. waiting: subjects that all have read alike who have said anything, but too few."""

    period: str = Field(examples=["2024-01"])
    quorum: int = Field(examples=[2])
    nodes: list[NodeModel]
    agreed: list[AgreedModel]
    apart: list[ApartModel]
    waiting: list[str] = Field(examples=[[SUBJECT]])


class SignatureModel(BaseModel):
    node: str = Field(examples=[NODE])
    signature: str = Field(examples=[SIGNATURE])


class BatchModel(BaseModel):
    """hash: of the Report that the nodes have signed. signatures: as the contract takes them, ascending by node.

    ready: whether they are a quorum.
    """

    hash: str = Field(examples=[HASH])
    ready: bool
    statements: list[StatementModel]
    signatures: list[SignatureModel]


class BatchesModel(BaseModel):
    period: str = Field(examples=["2024-01"])
    batches: list[BatchModel]


@router.get("/periods/{period}")
def figures(period: Period, service: TheService) -> FiguresModel:
    """Every node's figures, what a quorum agrees on, and what nodes differ on."""
    board = _board(service)
    return _figures(period, board.figures(board.calendar.parse(period)))


@router.put("/periods/{period}/figures/{node}")
def offer(period: Period, node: Node, offered: OfferModel, service: TheService) -> FiguresModel:
    """A node offers its figures. The last offer once more changes nothing; an earlier one is refused."""
    board = _board(service)
    number, statements = board.calendar.parse(period), _read(offered.statements)
    board.offer(number, _address(node), offered.sequence, statements, _signature(offered.signature))
    return _figures(period, board.figures(number))


@router.put("/periods/{period}/attestations/{node}")
def attest(period: Period, node: Node, attested: AttestationModel, service: TheService) -> BatchesModel:
    """A node signs a batch of figures that it offers."""
    board = _board(service)
    number, statements = board.calendar.parse(period), _read(attested.statements)
    board.attest(number, _address(node), statements, _signature(attested.signature))
    return _batches(period, board.batches(number))


@router.get("/periods/{period}/batches")
def batches(period: Period, service: TheService) -> BatchesModel:
    """The batches that nodes have signed; anyone may post those that are ready."""
    board = _board(service)
    return _batches(period, board.batches(board.calendar.parse(period)))


# --- IN ---


def _board(service: TheService) -> Board:
    return Board(service.company, service.database)


def _read(models: Iterable[StatementModel]) -> list[Statement]:
    """Raises InvalidValue, with the path to what does not fit."""
    statements = []
    for index, model in enumerate(models):
        try:
            statements.append(Statement.from_json(model.model_dump()))
        except InvalidValue as error:
            raise error.inside(f"statements[{index}]") from None
    return statements


def _address(node: str) -> str:
    try:
        return str(checked("address", node))
    except InvalidValue as error:
        raise error.inside("node") from None


def _signature(text: str) -> bytes:
    try:
        return bytes(from_json("bytes", text))
    except InvalidValue as error:
        raise error.inside("signature") from None


# --- OUT ---


def _figures(period: str, found: Figures) -> FiguresModel:
    agreed = found.agreed
    differing = {subject: read for subject, read in agreed.apart.items() if len(set(read.values())) > 1}
    return FiguresModel(
        period=period,
        quorum=found.quorum,
        nodes=[_node(node, found) for node in sorted({*found.nodes, *found.offers}, key=str.lower)],
        agreed=[AgreedModel(nodes=list(nodes), statements=_shown(batch)) for nodes, batch in agreed.batches.items()],
        apart=[*_apart(differing, agreed=False), *_apart(agreed.outvoted, agreed=True)],
        waiting=[hexed(subject) for subject in agreed.apart if subject not in differing],
    )


def _node(node: str, found: Figures) -> NodeModel:
    offers = [
        OfferedModel(
            sequence=each.sequence,
            statements=_shown(each.statements),
            signature=hexed(each.signature),
            offered_at=each.offered_at,
        )
        for each in found.offers.get(node, ())
    ]
    return NodeModel(node=node, registered=node in found.nodes, offers=offers)


def _apart(differing: Differing, *, agreed: bool) -> list[ApartModel]:
    return [
        ApartModel(subject=hexed(subject), agreed=agreed, readings=_readings(read))
        for subject, read in differing.items()
    ]


def _readings(read: Mapping[str, Statement | None]) -> list[ReadingModel]:
    return [ReadingModel(node=node, statement=_model(each) if each else None) for node, each in read.items()]


def _batches(period: str, found: Sequence[Batch]) -> BatchesModel:
    return BatchesModel(period=period, batches=[_batch(each) for each in found])


def _batch(batch: Batch) -> BatchModel:
    ascending = sorted(batch.signatures.items(), key=lambda pair: int(pair[0], 16))
    signatures = [SignatureModel(node=node, signature=hexed(signature)) for node, signature in ascending]
    statements = _shown(batch.statements)
    return BatchModel(hash=hexed(batch.hash), ready=batch.is_ready, statements=statements, signatures=signatures)


def _shown(statements: Iterable[Statement]) -> list[StatementModel]:
    return [_model(statement) for statement in statements]


def _model(statement: Statement) -> StatementModel:
    given: dict[str, Any] = statement.to_json()
    return StatementModel(**given)
