"""What can be wrong with a paper, as errors named after facts; those that a contract knows bear its name.

HeyiError
├── NoSuchDraft, NoSuchOffer, NoSuchAgreement    404
├── DraftNotOpen, AlreadySigned, OfferUsedUp     409
├── AgreementExists, AmendmentWaiting            409
├── SignatureWithdrawn                           409
├── TooManyPapers                                429
└── InvalidInput                                 422
    ├── WrongSignature, SignatureExpired, NotAParty
    ├── StartsInPast, NameTaken, CounterOfOthers
    └── NotAcceptor, SentenceOfNobody
"""
# ruff: noqa: N818

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError, InvalidInput

__all__ = [
    "AgreementExists",
    "AlreadySigned",
    "AmendmentWaiting",
    "CounterOfOthers",
    "DraftNotOpen",
    "NameTaken",
    "NoSuchAgreement",
    "NoSuchDraft",
    "NoSuchOffer",
    "NotAParty",
    "NotAcceptor",
    "OfferUsedUp",
    "SentenceOfNobody",
    "SignatureExpired",
    "SignatureWithdrawn",
    "StartsInPast",
    "TooManyPapers",
    "WrongSignature",
]


@dataclass(eq=False)
class NoSuchDraft(HeyiError):
    draft: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "there is no draft {draft}"


@dataclass(eq=False)
class NoSuchOffer(HeyiError):
    offer: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "there is no offer {offer}"


@dataclass(eq=False)
class NoSuchAgreement(HeyiError):
    agreement: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "the book has no agreement {agreement}, or hasn't read of it yet"


@dataclass(eq=False)
class DraftNotOpen(HeyiError):
    draft: str
    state: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the draft {draft} is {state}, and not to be signed any more"


@dataclass(eq=False)
class AlreadySigned(HeyiError):
    party: str
    deadline: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{party} has signed already, until {deadline}"


@dataclass(eq=False)
class OfferUsedUp(HeyiError):
    supplier: str
    offer: str
    times: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the offer {offer} of {supplier} was accepted {times} times, as often as it may be"


@dataclass(eq=False)
class AgreementExists(HeyiError):
    agreement: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the agreement {agreement} was opened already: give a repetition a salt of its own"


@dataclass(eq=False)
class AmendmentWaiting(HeyiError):
    agreement: str
    firstPeriod: int  # noqa: N815 - as the contract has it
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{agreement} has an amendment that begins with period {firstPeriod} only"


@dataclass(eq=False)
class SignatureWithdrawn(HeyiError):
    party: str
    message: bytes
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{party} has withdrawn the message {message} on chain"


@dataclass(eq=False)
class TooManyPapers(HeyiError):
    account: str
    most: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "{most} papers of {account} wait already: sign or let expire some of them first"


@dataclass(eq=False)
class WrongSignature(InvalidInput):
    """signer: who has signed the digest instead; empty where that can't be told."""

    party: str
    digest: bytes
    signer: str
    sentence: ClassVar[str] = "the signature of {digest} isn't one of {party} {signer}"


@dataclass(eq=False)
class SignatureExpired(InvalidInput):
    """In Unix time of the chain."""

    party: str
    deadline: int
    timestamp: int
    sentence: ClassVar[str] = "the signature of {party} is good until {deadline}, and it is {timestamp}"


@dataclass(eq=False)
class NotAParty(InvalidInput):
    account: str
    sentence: ClassVar[str] = "{account} is not one of the parties"


@dataclass(eq=False)
class StartsInPast(InvalidInput):
    firstPeriod: int  # noqa: N815 - as the contract has it
    currentPeriod: int  # noqa: N815
    sentence: ClassVar[str] = "it starts with period {firstPeriod}, and {currentPeriod} has begun"


@dataclass(eq=False)
class NameTaken(InvalidInput):
    name: str
    account: str
    sentence: ClassVar[str] = "{name!r} is what {account} is called"


@dataclass(eq=False)
class CounterOfOthers(InvalidInput):
    draft: str
    sentence: ClassVar[str] = "a counter-offer has at least two parties in common with the draft {draft}"


@dataclass(eq=False)
class NotAcceptor(InvalidInput):
    client: str
    acceptor: str
    sentence: ClassVar[str] = "the offer may be accepted by {acceptor}, not by {client}"


@dataclass(eq=False)
class SentenceOfNobody(InvalidInput):
    hash: str
    sentence: ClassVar[str] = "nobody in the book has signed a text with the hash {hash}"
