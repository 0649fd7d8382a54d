"""units.csv and people.csv: who there is, and who belongs where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heyi.scenario.model import Person, Role, Unit
from heyi.scenario.reading.rows import read_rows
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.reading.schemas import Schema

__all__ = ["PEOPLE_FILE", "UNITS_FILE", "Organisation", "read_organisation"]

UNITS_FILE = "units.csv"
PEOPLE_FILE = "people.csv"

MOST_SHARES = 2**32 - 1
"""Of one enterprise, and of its team's units: what ProfitShare counts up to."""


@dataclass(frozen=True)
class Organisation:
    """Units and people in their files' order. unit_ids, person_ids: every id that a file names, sound or not."""

    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    unit_ids: frozenset[str] = field(default=frozenset())
    person_ids: frozenset[str] = field(default=frozenset())

    def unit(self, unit: str) -> Unit | None:
        return next((each for each in self.units if each.id == unit), None)

    @property
    def clearing(self) -> str | None:
        return next((unit.id for unit in self.units if unit.role is Role.CLEARING), None)

    @property
    def platform(self) -> str | None:
        return next((unit.id for unit in self.units if unit.role is Role.PLATFORM), None)


def read_organisation(folder: Path, findings: Findings, decimals: int) -> Organisation | None:
    """Who there is; None if a file can't be read at all. Mistakes are noted, and what has some is left out."""
    unit_rows = read_rows(folder, UNITS_FILE, Schema("units", "heyi.scenario"), findings, decimals)
    people_rows = read_rows(folder, PEOPLE_FILE, Schema("people", "heyi.scenario"), findings)
    if unit_rows is None or people_rows is None:
        return None
    unit_ids = frozenset(row.text("unit") for row in unit_rows)
    person_ids = frozenset(row.text("person") for row in people_rows)
    _check_twice([(row, "unit") for row in unit_rows] + [(row, "person") for row in people_rows])
    teams: dict[str, list[Entry]] = {}
    for row in people_rows:
        teams.setdefault(row.text("unit"), []).append(row)
        _check_person(row, unit_ids)
    for row in unit_rows:
        _check_unit(row, teams.get(row.text("unit"), []), person_ids)
    _check_roles(unit_rows, findings)
    units = tuple(_unit(row, teams[row.text("unit")]) for row in unit_rows if row.sound and row.text("unit") in teams)
    return Organisation(units, tuple(_person(row) for row in people_rows if row.sound), unit_ids, person_ids)


def _check_twice(rows: Iterable[tuple[Entry, str]]) -> None:
    """Units and people share one set of ids, because agreements name both alike."""
    seen: dict[str, str] = {}
    for row, column in rows:
        if not row.has(column):
            continue
        each = row.text(column)
        if each in seen:
            row.wrong(column, f'"{each}" is there twice, first in {seen[each]}')
        seen.setdefault(each, str(row.at(column)))


def _check_person(row: Entry, units: frozenset[str]) -> None:
    unit = row.text("unit")
    if unit and unit not in units:
        row.wrong("unit", f'no unit "{unit}" in {UNITS_FILE}')
    if unit and not row.has("share_units"):
        row.wrong("share_units", f"is empty: each member of {unit} needs some")
    if not unit and row.has("share_units"):
        row.wrong("share_units", "is given, but the person is in no unit")


def _check_unit(row: Entry, team: Sequence[Entry], people: frozenset[str]) -> None:
    unit, leader = row.text("unit"), row.text("leader")
    members = [member.text("person") for member in team]
    if unit and not members:
        row.wrong("unit", f"{unit} has no members in {PEOPLE_FILE}")
    elif leader and leader not in people:
        row.wrong("leader", f'no person "{leader}" in {PEOPLE_FILE}')
    elif leader and leader not in members:
        row.wrong("leader", f'"{leader}" is not a member of {unit} in {PEOPLE_FILE}')
    if not row.sound:
        return
    if (quorum := row.number("quorum")) > len(members) > 0:
        row.wrong("quorum", f"{quorum} is more than the {len(members)} members of {unit}")
    if row.text("role") == Role.CLEARING and row.text("pays_costs") == "yes":
        row.wrong("pays_costs", "must be no: the clearing enterprise has no costs")
    if (shares := row.number("shares")) > MOST_SHARES:
        row.wrong("shares", f"{shares} is more than {MOST_SHARES}")
    if sum(member.number("share_units") for member in team if member.sound) > MOST_SHARES:
        row.wrong("unit", f"the members of {unit} have more than {MOST_SHARES} share units together")


def _person(row: Entry) -> Person:
    return Person(
        id=row.text("person"),
        name=row.text("name"),
        unit=row.text("unit") or None,
        share_units=row.number("share_units"),
        withdraws=int(row.text("withdraws", "100 %").removesuffix("%")),
    )


def _unit(row: Entry, team: Sequence[Entry]) -> Unit:
    """Without a quorum of its own, more than half of the members are one."""
    return Unit(
        id=row.text("unit"),
        name=row.text("name"),
        role=Role(row.text("role")),
        leader=row.text("leader"),
        members=tuple(member.text("person") for member in team),
        quorum=row.number("quorum", len(team) // 2 + 1),
        shares=row.number("shares"),
        allowance=row.amount("allowance"),
        pays_costs=row.text("pays_costs") == "yes",
        wind_up_after=row.number("wind_up_after"),
    )


def _check_roles(rows: Sequence[Entry], findings: Findings) -> None:
    for role in (Role.PLATFORM, Role.CLEARING):
        found = [row for row in rows if row.text("role") == role]
        for row in found[1:]:
            row.wrong("role", f"there is a {role} unit already, in {found[0].at('role')}")
        if not found:
            findings.add(Place(UNITS_FILE), "role", f"no unit has the role {role}")
