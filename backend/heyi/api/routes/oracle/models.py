"""What the oracle's routes take and give: statements, offers, batches, and corrections of them."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "HASH",
    "NODE",
    "SIGNATURE",
    "SUBJECT",
    "AgreedModel",
    "ApartModel",
    "AttestationModel",
    "BatchModel",
    "BatchesModel",
    "BookingModel",
    "CorrectingModel",
    "CorrectionsModel",
    "FiguresModel",
    "Node",
    "NodeModel",
    "OfferModel",
    "OfferedModel",
    "Period",
    "ReadingModel",
    "SignatureModel",
    "StatementModel",
]

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
    """registered: whether it is a node of the oracle now. offers: the last ones it has made, of which the
    very last counts."""

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


class BookingModel(BaseModel):
    """bookedIn: the period to book in, which has not ended. nonce: the oracle contract's correctionNonce."""

    bookedIn: str = Field(examples=["2024-03"])  # noqa: N815 - as the contract has it
    nonce: str = Field(pattern=r"^[0-9]{1,78}$", examples=["0"])


class CorrectingModel(BookingModel):
    """Figures as they would count then, by ascending subject.

    signature: of the contract's EIP-712 message Correction.
    """

    statements: list[StatementModel] = Field(min_length=1, max_length=MOST_STATEMENTS)
    signature: str = Field(examples=[SIGNATURE])


class BatchesModel(BaseModel):
    period: str = Field(examples=["2024-01"])
    batches: list[BatchModel]


class CorrectionsModel(BookingModel):
    """Corrections of a period that are signed, and good as long as the period to book in and the nonce stay these."""

    period: str = Field(examples=["2024-01"])
    batches: list[BatchModel]
