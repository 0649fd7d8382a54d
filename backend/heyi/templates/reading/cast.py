"""Who there is: the units and people that agreements may name, and the words for one who is not there."""

from collections.abc import Mapping
from dataclasses import dataclass

from heyi.sources.plan import Measure
from heyi.templates.reading.entry import Entry

__all__ = ["Cast"]


@dataclass(frozen=True)
class Cast:
    """units, people: their ids. units_in, people_in: the files that name them, which may be one. scored: units that the
    facts give a score; None: any may have one. benchmarks: that are attested, and in what; None: any may be. homes: the
    unit of each member; None: nobody knows."""

    units: frozenset[str]
    people: frozenset[str]
    units_in: str
    people_in: str
    scored: frozenset[str] | None = None
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

    def scored_unit(self, entry: Entry, field: str, unit: str) -> bool:
        """Whether the field names a unit that has a score."""
        known = self.unit(entry, field, unit)
        if known and self.scored is not None and unit not in self.scored:
            entry.wrong(field, f"the facts give {unit} no score")
            return False
        return known
