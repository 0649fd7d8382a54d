"""What every page of the open book needs, in memory, renewed when the book has changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from threading import RLock
from typing import Any, TypeVar

from heyi.company.constants import Constants
from heyi.core.solidity import ZERO_ADDRESS
from heyi.store.database import Database
from heyi.store.reading.memory.heads import Heads, heads
from heyi.store.reading.memory.names import Names, Profiles, profiles
from heyi.store.reading.memory.standing import (
    PersonStanding,
    Ranking,
    UnitStanding,
    person_standings,
    unit_standings,
)
from heyi.store.reading.memory.tally import Tally

__all__ = ["OpenBook", "Parts", "State", "Totals"]

T = TypeVar("T")
R = TypeVar("R", UnitStanding, PersonStanding)


@dataclass(frozen=True)
class Totals:
    """What the whole company comes to, in minor units.

    capital, issued: credit that was made; held: in the Treasury, account by account; withdrawn: in wallets, by the
    token's own transfers; redeemed: paid out in cash. unaccounted = capital + issued - held - withdrawn - redeemed, and
    uncovered = the Treasury's tokens - held: both are zero if every credit is somewhere. agreements: opened, by kind.
    """

    units: int
    people: int
    agreements: Mapping[str, int]
    ended_agreements: int
    capital: int
    issued: int
    held: int
    withdrawn: int
    redeemed: int
    treasury_tokens: int
    revenue: int
    cost: int
    profit: int
    shared: int
    arrears: int

    @property
    def unaccounted(self) -> int:
        return self.capital + self.issued - self.held - self.withdrawn - self.redeemed

    @property
    def uncovered(self) -> int:
        return self.treasury_tokens - self.held


@dataclass(frozen=True)
class Parts:
    """Addresses of units: those that an account leads, has units of the team in, and holds shares of.

    What begins with a period to come counts already, and what ends with one no more: both were decided.
    """

    leads: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()
    invests_in: frozenset[str] = frozenset()


class State:
    """The book at one moment. What is made of it is made once, when it is first asked for."""

    def __init__(self, book: "OpenBook", heads: Heads, names: Names, made: dict[str, Any]) -> None:
        self._book = book
        self._made = made
        self.heads = heads
        self.names = names

    @property
    def units(self) -> Mapping[str, UnitStanding]:
        """By address."""
        return self._once("units", lambda tally: unit_standings(tally, self._book.constants))

    @property
    def people(self) -> Mapping[str, PersonStanding]:
        """By address."""
        return self._once("people", lambda tally: person_standings(tally, self.names))

    @property
    def attested(self) -> Mapping[str, Mapping[str, int]]:
        """Final figures to date with their corrections: revenue, profit, scores (added up), scored (how many there are)
        and pending (how many are not final) by subject."""
        return self._once("attested", lambda tally: {what: dict(sums) for what, sums in tally.attested.items()})

    @property
    def totals(self) -> Totals:
        return self._once("totals", lambda tally: _totals(tally, self._book.constants, self.units, len(self.people)))

    def ranked_units(self, by: str) -> Ranking[UnitStanding]:
        """by: a field of UnitStanding."""
        return self._once(f"units by {by}", lambda _: _ranking(self.units, by))

    def ranked_people(self, by: str) -> Ranking[PersonStanding]:
        """by: a field of PersonStanding."""
        return self._once(f"people by {by}", lambda _: _ranking(self.people, by))

    def at(self, heads: Heads) -> "State":
        """The same, the chain having gone on without the company."""
        return State(self._book, heads, self.names, self._made)

    def _once(self, what: str, make: Callable[[Tally], T]) -> T:
        with self._book.lock:
            if what not in self._made:
                self._made[what] = make(self._book.tally)
            made: T = self._made[what]
            return made


class OpenBook:
    """For any number of threads: `lock` is held by whoever reads or renews the tally."""

    def __init__(self, database: Database, constants: Constants) -> None:
        self.database = database
        self.constants = constants
        self.tally = Tally(constants)
        self.lock = RLock()
        self._profiles = Profiles(-1, {}, {})
        self._state: State | None = None

    def state(self) -> State:
        """The book as it is now. Raises NoDatabase."""
        with self.lock, self.database.reading() as connection:
            present = heads(connection)
            if self._state and self._state.heads == present:
                return self._state
            try:
                news = self.tally.renew(connection, present)
            except BaseException:
                self.tally = Tally(self.constants)  # half taken in is worse than to begin again
                raise
            renamed = self._profiles.revision != present.revision
            if renamed:
                self._profiles = profiles(connection, present.revision)
            if self._state and not news and not renamed:
                self._state = self._state.at(present)
            else:
                enterprises = {address: each.name for address, each in self.tally.enterprises.items()}
                self._state = State(self, present, Names(enterprises, self._profiles, self.constants), {})
            return self._state

    def parts(self, account: str) -> Parts:
        """What an account has to do with which units, as far as the book has read. Raises NoDatabase."""
        self.state()
        with self.lock:
            units = self.tally.enterprises
            return Parts(
                leads=frozenset(unit for unit, each in units.items() if each.leader == account),
                member_of=frozenset(unit for unit, each in units.items() if each.units.get(account)),
                invests_in=frozenset(unit for unit, each in self.tally.investors.items() if each.get(account)),
            )

    def held(self, account: str) -> int:
        """What any account has in the Treasury, also one that is nobody's."""
        with self.lock:
            return self.tally.held(account)


def _ranking(rows: Mapping[str, R], by: str) -> Ranking[R]:
    return Ranking(list(rows.values()), attrgetter(by), "" if by == "name" else 0)


def _totals(tally: Tally, constants: Constants, units: Mapping[str, UnitStanding], people: int) -> Totals:
    wallets, treasury = tally.of["wallets"], constants.addresses["Treasury"].lower()
    kinds = {kind: count for kind, count in tally.agreements.items() if kind != "ended"}
    return Totals(
        units=len(units),
        people=people,
        agreements=kinds,
        ended_agreements=tally.agreements["ended"],
        capital=tally.issued["capital"],
        issued=tally.issued["issued"],
        held=sum(tally.of["in"].values()) - sum(tally.of["out"].values()) - tally.held(ZERO_ADDRESS),
        withdrawn=sum(amount for wallet, amount in wallets.items() if wallet not in (treasury, ZERO_ADDRESS)),
        redeemed=tally.issued["redeemed"],
        treasury_tokens=wallets.get(treasury, 0),
        revenue=sum(unit.revenue or 0 for unit in units.values()),
        cost=sum(unit.cost or 0 for unit in units.values()),
        profit=sum(unit.profit for unit in units.values()),
        shared=sum(unit.shared for unit in units.values()),
        arrears=sum(unit.arrears for unit in units.values()),
    )
