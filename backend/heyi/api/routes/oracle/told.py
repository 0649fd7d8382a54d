"""Between models and what they stand for: reading what nodes hand in, and telling what the exchange has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heyi.api.routes.oracle.models import (
    AgreedModel,
    ApartModel,
    BatchesModel,
    BatchModel,
    FiguresModel,
    NodeModel,
    OfferedModel,
    ReadingModel,
    SignatureModel,
    StatementModel,
)
from heyi.api.service import Service
from heyi.core.errors import InvalidPeriod, InvalidValue
from heyi.core.facts import Statement
from heyi.core.solidity import checked, from_json
from heyi.processes.attesting import Batch, Board, Figures
from heyi.processes.attesting.agreeing import Differing
from heyi.store.projection import hexed

__all__ = [
    "batch_models",
    "batches_model",
    "board_of",
    "figures_model",
    "read_address",
    "read_hash",
    "read_period",
    "read_signature",
    "read_statements",
    "statement_model",
    "statement_models",
]

LAST_PERIOD = 2**32 - 1

# --- IN ---


def board_of(service: Service) -> Board:
    return Board(service.company, service.database, constants=service.constants)


def read_statements(models: Iterable[StatementModel]) -> list[Statement]:
    """Raises InvalidValue, with the path to what does not fit."""
    statements = []
    for index, model in enumerate(models):
        try:
            statements.append(Statement.from_json(model.model_dump()))
        except InvalidValue as error:
            raise error.inside(f"statements[{index}]") from None
    return statements


def read_period(board: Board, text: str) -> int:
    """Raises InvalidPeriod, also for one that is beyond the contract's numbers."""
    number = board.calendar.parse(text)
    if number > LAST_PERIOD:
        raise InvalidPeriod(text, "there are not so many periods")
    return number


def read_address(node: str) -> str:
    try:
        return str(checked("address", node))
    except InvalidValue as error:
        raise error.inside("node") from None


def read_hash(where: str, text: str) -> bytes:
    try:
        return bytes(from_json("bytes32", text))
    except InvalidValue as error:
        raise error.inside(where) from None


def read_signature(text: str) -> bytes:
    try:
        return bytes(from_json("bytes", text))
    except InvalidValue as error:
        raise error.inside("signature") from None


# --- OUT ---


def figures_model(period: str, found: Figures) -> FiguresModel:
    agreed = found.agreed
    differing = {subject: read for subject, read in agreed.apart.items() if len(set(read.values())) > 1}
    return FiguresModel(
        period=period,
        quorum=found.quorum,
        nodes=[_node(node, found) for node in sorted({*found.nodes, *found.offers}, key=str.lower)],
        agreed=[
            AgreedModel(nodes=list(nodes), statements=statement_models(batch))
            for nodes, batch in agreed.batches.items()
        ],
        apart=[*_apart(differing, agreed=False), *_apart(agreed.outvoted, agreed=True)],
        waiting=[hexed(subject) for subject in agreed.apart if subject not in differing],
    )


def _node(node: str, found: Figures) -> NodeModel:
    offers = [
        OfferedModel(
            sequence=each.sequence,
            statements=statement_models(each.statements),
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
    return [ReadingModel(node=node, statement=statement_model(each) if each else None) for node, each in read.items()]


def batches_model(period: str, found: Sequence[Batch]) -> BatchesModel:
    return BatchesModel(period=period, batches=batch_models(found))


def batch_models(found: Iterable[Batch]) -> list[BatchModel]:
    return [_batch(each) for each in found]


def _batch(batch: Batch) -> BatchModel:
    ascending = sorted(batch.signatures.items(), key=lambda pair: int(pair[0], 16))
    signatures = [SignatureModel(node=node, signature=hexed(signature)) for node, signature in ascending]
    statements = statement_models(batch.statements)
    return BatchModel(hash=hexed(batch.hash), ready=batch.is_ready, statements=statements, signatures=signatures)


def statement_models(statements: Iterable[Statement]) -> list[StatementModel]:
    return [statement_model(statement) for statement in statements]


def statement_model(statement: Statement) -> StatementModel:
    given: dict[str, Any] = statement.to_json()
    return StatementModel(**given)
