"""Where everybody stands: a row for each unit and each person, and the rankings that are made of them."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from heyi.company.constants import Constants
from heyi.store.reading.memory.final_figures import subject_key
from heyi.store.reading.memory.names import Names
from heyi.store.reading.memory.tally import Tally

__all__ = ["PersonStanding", "Ranking", "UnitStanding", "person_standings", "unit_standings"]

ADDRESS_LENGTH = 42  # characters


@dataclass(frozen=True)
class UnitStanding:
    """One unit to date. Amounts in minor units; final figures, corrections included.

    revenue, cost, profit: attested, with the outside; revenue and cost are None of the clearing enterprise, whose
    revenue is that of the others. income, expense: accrued under agreements. result: profit with both. productivity:
    result per member, rounded down. score: points, the mean of the periods that have one, rounded down.
    """

    address: str
    name: str
    leader: str
    members: int
    revenue: int | None
    cost: int | None
    profit: int
    income: int
    expense: int
    result: int
    productivity: int
    score: int | None
    received: int
    paid: int
    arrears: int
    shared: int
    held: int
    closed_through: int | None
    wound_up_from: int | None


@dataclass(frozen=True)
class PersonStanding:
    """One person to date. earned: claimed from pools; received, paid: under agreements; withdrawn: to a wallet.

    units: addresses of enterprises with the person's part in the team; leads: those that the person leads.
    """

    address: str
    name: str | None
    earned: int
    received: int
    paid: int
    withdrawn: int
    held: int
    units: Mapping[str, int]
    leads: tuple[str, ...]


class Standing(Protocol):
    """What can be ranked."""

    @property
    def address(self) -> str: ...


S = TypeVar("S", bound=Standing)


class Ranking(Generic[S]):
    """Rows by a figure, the highest first and those without it last, or by name; equal ones by address."""

    def __init__(self, rows: Sequence[S], value: Callable[[S], Any], nothing: int | str) -> None:
        """nothing: stands in a place for a value that isn't there."""
        placed = [((_key(value(row), nothing), row.address), row) for row in rows]
        self._placed = sorted(placed, key=lambda each: each[0])
        self._keys = [key for key, _ in self._placed]

    def after(
        self, place: tuple[Any, ...] | None, most: int, wanted: Callable[[S], bool]
    ) -> tuple[list[S], tuple[int, int | str, str] | None]:
        """Up to `most` wanted rows after a place, and the place of the last of them; None if no more follow."""
        start = 0 if place is None else bisect_right(self._keys, ((place[0], place[1]), place[2]))
        found: list[S] = []
        last: tuple[int, int | str, str] | None = None
        for (key, address), row in self._placed[start:]:
            if not wanted(row):
                continue
            if len(found) == most:
                return found, last
            found.append(row)
            last = (*key, address)
        return found, None


def unit_standings(tally: Tally, constants: Constants) -> dict[str, UnitStanding]:
    """By address."""
    return {address: _unit(tally, constants, address) for address in tally.enterprises}


def person_standings(tally: Tally, names: Names) -> dict[str, PersonStanding]:
    """By address: members, investors, parties and payees that are no enterprises, and whoever has a profile."""
    units: dict[str, dict[str, int]] = {}
    leads: dict[str, list[str]] = {}
    for address, enterprise in tally.enterprises.items():
        leads.setdefault(enterprise.leader, []).append(address)
        for member, part in enterprise.units.items():
            if part:
                units.setdefault(member, {})[address] = part
    accounts = tally.people | {account for account in names.profiles.names if len(account) == ADDRESS_LENGTH}
    people = sorted(accounts - tally.enterprises.keys())
    return {
        account: PersonStanding(
            address=account,
            name=names.of(account),
            earned=tally.of["earned"].get(account, 0),
            received=tally.received(account),
            paid=tally.paid(account),
            withdrawn=tally.of["withdrawn"].get(account, 0),
            held=tally.held(account),
            units=units.get(account, {}),
            leads=tuple(leads.get(account, ())),
        )
        for account in people
    }


def _unit(tally: Tally, constants: Constants, address: str) -> UnitStanding:
    unit, subject = tally.enterprises[address], subject_key(address)
    figures = {what: sums.get(subject, 0) for what, sums in tally.attested.items()}
    members = sum(1 for part in unit.units.values() if part)
    profit = figures.get("profit", 0)
    income, expense = (tally.of[what].get(address, 0) for what in ("income", "cost"))
    result = profit + income - expense
    revenue = None if address == constants.clearing else figures.get("revenue", 0)
    return UnitStanding(
        address=address,
        name=unit.name,
        leader=unit.leader,
        members=members,
        revenue=revenue,
        cost=None if revenue is None else revenue - profit,
        profit=profit,
        income=income,
        expense=expense,
        result=result,
        productivity=result // max(members, 1),
        score=figures["scores"] // figures["scored"] if figures.get("scored") else None,
        received=tally.received(address),
        paid=tally.paid(address),
        arrears=tally.arrears(address),
        shared=tally.of["shared"].get(address, 0),
        held=tally.held(address),
        closed_through=unit.closed["period"] if unit.closed else None,
        wound_up_from=unit.wound_up,
    )


def _key(value: int | str | None, nothing: int | str) -> tuple[int, int | str]:
    """Sorts texts upwards and numbers downwards; what has no value comes last."""
    if value is None:
        return (1, nothing)
    return (0, value.casefold()) if isinstance(value, str) else (0, -value)
