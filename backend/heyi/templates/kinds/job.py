"""job: a unit pays a person a fixed salary."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Clause, Leg, Point
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import above_zero, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["JobText"]


@dataclass(frozen=True, kw_only=True)
class JobText(Agreement):
    """salary: per period, whatever the unit earns; it is a cost, paid before anything is shared."""

    unit: str
    person: str
    work: str
    salary: int

    kind = "job"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.unit, self.person)

    def draft(self, addresses: Addresses) -> Draft:
        del addresses
        return Draft((Leg(0, 1),), (Clause(points=(Point(0, self.salary),)),))

    def says(self, words: Words) -> str:
        unit, person, salary = words.name(self.unit), words.name(self.person), words.money(self.salary)
        return f"{unit} pays {person} {salary} a {words.period} for this job: {self.work}."

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults),
            unit=entry.text("unit"),
            person=entry.text("person"),
            work=entry.text("work").rstrip("."),
            salary=above_zero(entry, "salary"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "unit", self.unit)
        cast.person(entry, "person", self.person)
