"""What somebody asked for that the book doesn't have: errors with status 404, named after facts."""
# ruff: noqa: N818

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError

__all__ = [
    "NoSuchAgreement",
    "NoSuchDispute",
    "NoSuchTender",
    "NotAccrued",
    "NothingHere",
    "UnknownPerson",
    "UnknownUnit",
]


@dataclass(eq=False)
class NothingHere(HeyiError):
    """The root of this module's errors."""

    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "there is nothing of that name"


@dataclass(eq=False)
class UnknownUnit(NothingHere):
    unit: str
    sentence: ClassVar[str] = "there is no unit {unit}"


@dataclass(eq=False)
class UnknownPerson(NothingHere):
    person: str
    sentence: ClassVar[str] = "{person} is no member, investor, party or payee of this company, or is a unit"


@dataclass(eq=False)
class NoSuchAgreement(NothingHere):
    agreement: str
    sentence: ClassVar[str] = "there is no agreement {agreement}"


@dataclass(eq=False)
class NotAccrued(NothingHere):
    """next_period: the first that was not accrued yet."""

    agreement: str
    period: str
    next_period: str
    sentence: ClassVar[str] = "{period} of {agreement} is not accrued: the next period to be is {next_period}"


@dataclass(eq=False)
class NoSuchTender(NothingHere):
    tender: str
    sentence: ClassVar[str] = "there is no tender {tender}"


@dataclass(eq=False)
class NoSuchDispute(NothingHere):
    dispute: int
    sentence: ClassVar[str] = "there is no dispute {dispute}"
