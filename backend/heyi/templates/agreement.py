"""An agreement in human terms: what every kind has, and what every kind can say about itself.

Parties, units and people are named by id; `terms_of` turns an agreement into terms, `sentence_of` into the sentence
that is signed. Money is in minor units, periods are numbers.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from heyi.core.periods import Calendar
from heyi.core.terms import Clause, Leg, Tranche
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["Agreement", "Defaults", "Draft", "Term"]

Addresses = Mapping[str, str]
"""An address by id."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """From when and how long. notice: full periods between a notice and the end. ceiling: the most that moves per
    period whatever the clauses say, in minor units; None: just what they can come to. corrections: periods after the
    last one, in the last of which cumulative clauses take their figures anew."""

    first_period: int
    periods: int
    notice: int = 0
    ceiling: int | None = None
    corrections: int = 0

    @property
    def last_period(self) -> int:
        return self.first_period + self.periods - 1


@dataclass(frozen=True)
class Draft:
    """What a kind makes of its terms; the rest of `heyi.core.terms.Terms` is the same for all."""

    legs: tuple[Leg, ...] = ()
    clauses: tuple[Clause, ...] = ()
    tranches: tuple[Tranche, ...] = ()
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Defaults:
    """What an entry need not say: when it begins, when it ends, and which unit collects the company's revenue."""

    calendar: Calendar
    periods: range
    clearing: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement(ABC):
    """What has been agreed, under a name of its own."""

    id: str
    term: Term

    kind: ClassVar[str]
    """Its list in a file, and its schema."""

    carried_out_by: ClassVar[str] = "ServiceAgreements"

    @property
    def contract(self) -> str:
        """The contract that carries it out."""
        return self.carried_out_by

    @property
    @abstractmethod
    def parties(self) -> tuple[str, ...]:
        """Ids of the parties in the terms' order: who has to sign."""

    @abstractmethod
    def draft(self, addresses: Addresses) -> Draft:
        """Legs and clauses. Raises KeyError for an id without an address, InvalidValue where a number does not fit."""

    @abstractmethod
    def says(self, words: Words) -> str:
        """The sentence that says what is enforced, without the term. Every number that moves money stands in it."""

    def cautions(self, words: Words) -> Iterable[str]:
        """What its parties should know before signing, beyond what can be seen from any terms."""
        del words
        return ()

    @classmethod
    @abstractmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        """The agreement of an entry that its schema accepts. Of one in which a mistake was noted nothing is used."""

    @abstractmethod
    def check(self, entry: Entry, cast: Cast) -> None:
        """Notes who is named but is not there, or can't be what they are named as."""
