"""Who there is: the units and people that agreements may name, and the words for one who is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heyi.core.facts import Metric
from heyi.sources.plan import Measure
from heyi.templates.reading.entry import Entry

__all__ = ["Cast"]

_FIGURES = {Metric.Score: "score", Metric.Ecosystem: "ecosystem value"}


@dataclass(frozen=True)
class Cast:
    """units, people: their ids. units_in, people_in: the files that name them, which may be one.

    attested: which units the facts give figures of a metric; any, of a metric that is not there. benchmarks: that are
    attested, and in what; None: any may be. homes: the unit of each member; None: nobody knows.
    """

    units: frozenset[str]
    people: frozenset[str]
    units_in: str
    people_in: str
    attested: Mapping[Metric, frozenset[str]] = field(default_factory=dict)
    benchmarks: Mapping[str, Measure] | None = None
    homes: Mapping[str, str | None] | None = None

    def unit(self, entry: Entry, field: str, unit: str) -> bool:
        """Whether the field names a unit; a mistake is noted if not."""
        known = unit in self.units
        if not known:
            entry.wrong(field, f'no unit "{unit}" in {self.units_in}')
        return known

    def person(self, entry: Entry, field: str, person: str) -> bool:
        """Whether the field names a person."""
        known = person in self.people
        if not known:
            entry.wrong(field, f'no person "{person}" in {self.people_in}')
        return known

    def member(self, entry: Entry, field: str, person: str, unit: str) -> bool:
        """Whether the field names a person who is a member of the unit."""
        if not self.person(entry, field, person):
            return False
        # A person whose own row has a mistake may be anyone's member.
        known = self.homes is None or self.homes.get(person, unit) == unit
        if not known:
            entry.wrong(field, f"{person} is not a member of {unit} in {self.people_in}")
        return known

    def party(self, entry: Entry, field: str, party: str) -> bool:
        """Whether the field names a unit or a person."""
        known = party in self.units or party in self.people
        if not known:
            files = " or ".join(dict.fromkeys((self.units_in, self.people_in)))
            entry.wrong(field, f'no unit or person "{party}" in {files}')
        return known

    def benchmark(self, entry: Entry, field: str, measure: Measure | None = None) -> None:
        """Notes a mistake if the field, where it is there, names a benchmark that nobody attests.

        measure: in what it is read; None: in whatever it is attested.
        """
        if not entry.has(field) or self.benchmarks is None:
            return
        name = entry.text(field)
        attested = self.benchmarks.get(name)
        if attested is None:
            entry.wrong(field, f'the facts attest no benchmark "{name}"')
        elif measure not in (None, attested):
            entry.wrong(field, f'the facts attest "{name}" in {attested}, but here it is read in {measure}')

    def measured(self, entry: Entry, field: str, unit: str, metric: Metric) -> None:
        """That the field, or where it is left out something else, names a unit that has figures of the metric."""
        if unit not in self.units:
            # Left out, it is said of the field that names the unit.
            if entry.has(field):
                self.unit(entry, field, unit)
        elif unit not in self.attested.get(metric, self.units):
            where = field if entry.has(field) else "metric"
            entry.wrong(where, f"the facts give {unit} no {_FIGURES[metric]}")
