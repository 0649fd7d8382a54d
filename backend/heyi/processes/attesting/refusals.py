"""What the exchange refuses, and why.

HeyiError
├── NotNode              403  not registered with the oracle contract (the contract's own error)
├── WrongSignature       403  not the node's signature of this (the contract's own error)
├── EvidenceUnknown      404  nobody has given these rows
├── PeriodNotEnded       409  figures of a period before its end (the contract's own error)
├── SequencePassed       409  the node has offered something later, or something else, already
├── NotOffered           409  signed, but last offered otherwise
├── SignedOtherwise      409  the node has signed other figures of the same subject
├── CorrectionOvertaken  409  signed for a nonce or an open period that has passed
├── EvidenceNotNamed     409  rows that no node's offer speaks of
├── TooManySignatures    429  a node signs one batch after the other
├── SubjectsNotAscending 422  a list in another order, or with a subject twice
└── EvidenceWrong        422  the rows have another hash
"""
# ruff: noqa: N818 - errors are named after facts

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError, InvalidInput

__all__ = [
    "CorrectionOvertaken",
    "EvidenceNotNamed",
    "EvidenceUnknown",
    "EvidenceWrong",
    "NotNode",
    "NotOffered",
    "PeriodNotEnded",
    "SequencePassed",
    "SignedOtherwise",
    "SubjectsNotAscending",
    "TooManySignatures",
    "WrongSignature",
]


@dataclass(eq=False)
class NotNode(HeyiError):
    node: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "{node} is no node of the oracle"


@dataclass(eq=False)
class WrongSignature(HeyiError):
    """digest: what should have been signed."""

    signer: str
    digest: bytes
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "the signature is not that of {signer} over {digest}"


@dataclass(eq=False)
class PeriodNotEnded(HeyiError):
    """Times in Unix seconds, timestamp: the chain's."""

    period: int
    endsAt: int  # noqa: N815 - as the contract has it
    timestamp: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "period {period} ends at {endsAt}, and it is {timestamp} now"


@dataclass(eq=False)
class SequencePassed(HeyiError):
    """last: the highest sequence there is; if it is `sequence` itself, other figures were offered with it."""

    node: str
    sequence: int
    last: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} has made offer {last} already, so its offer {sequence} comes too late"


@dataclass(eq=False)
class NotOffered(HeyiError):
    node: str
    subject: bytes
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} signs figures of {subject} that it does not offer"


@dataclass(eq=False)
class SignedOtherwise(HeyiError):
    node: str
    subject: bytes
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} has signed other figures of {subject} before, and may sign only one of them"


@dataclass(eq=False)
class TooManySignatures(HeyiError):
    """most: of one node for one period."""

    node: str
    most: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "{node} has signed {most} batches of the period, and no more are kept"


@dataclass(eq=False)
class CorrectionOvertaken(HeyiError):
    """booked_in, nonce: as signed. open_period, expected: the period to book in, and the nonce, of now."""

    booked_in: int
    nonce: int
    open_period: int
    expected: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = (
        "the correction is signed for period {booked_in} and nonce {nonce}; now it is period {open_period} and nonce "
        "{expected}, so it has to be signed anew"
    )


@dataclass(eq=False)
class SubjectsNotAscending(InvalidInput):
    previous: bytes
    subject: bytes
    sentence: ClassVar[str] = "statements ascend by subject, each once: {subject} follows {previous}"


@dataclass(eq=False)
class EvidenceUnknown(HeyiError):
    hash: bytes
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "nobody has given the rows of the evidence {hash}"


@dataclass(eq=False)
class EvidenceNotNamed(HeyiError):
    hash: bytes
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "no node of the oracle offers a statement with the evidence {hash}"


@dataclass(eq=False)
class EvidenceWrong(InvalidInput):
    """hash: asked for. found: of the rows."""

    hash: bytes
    found: bytes
    sentence: ClassVar[str] = "the rows are no evidence of {hash}: theirs is {found}"
