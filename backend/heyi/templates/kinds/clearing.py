"""clearing: the enterprise that collects the company's revenue passes a unit's on to it."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Clause, Leg, Metric, Nature, Point, Span, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import above_zero, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["ClearingText"]


@dataclass(frozen=True, kw_only=True)
class ClearingText(Agreement):
    """The clearing enterprise passes on all that a unit takes in, and refunds come back.

    at_most: of the sum to date, either way.
    """

    clearing: str
    unit: str
    at_most: int

    kind = "clearing"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.clearing, self.unit)

    def draft(self, addresses: Addresses) -> Draft:
        """The sum of all revenue to date, cumulative and given back: a negative month is owed back by the unit."""
        clause = Clause(
            subject=subject_of(addresses[self.unit]),
            metric=Metric.Revenue,
            span=Span.CumulativeGivingBack,
            points=(Point(-self.at_most, -self.at_most), Point(self.at_most, self.at_most)),
        )
        return Draft((Leg(0, 1, Nature.Collection),), (clause,))

    def says(self, words: Words) -> str:
        clearing, unit = words.name(self.clearing), words.name(self.unit)
        return (
            f"{clearing} passes on to {unit} all of {unit}'s revenue to date, and {unit} gives back what refunds take "
            f"from it, up to {words.money(self.at_most)} either way in all; {words.absent}."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults),
            clearing=defaults.clearing,
            unit=entry.text("unit"),
            at_most=above_zero(entry, "at_most"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "unit", self.unit)
        if self.unit == self.clearing:
            entry.wrong("unit", f"{self.unit} is the clearing enterprise itself")
