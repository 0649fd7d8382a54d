"""A scenario: a company as its folder describes it, in human terms. Money is in minor units, periods are numbers.

Agreements name units and people by id; `heyi.templates` turns them into terms and into the sentence that is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from heyi.core.periods import Calendar
from heyi.sources.plan import FactsPlan, Frame
from heyi.templates.agreement import Agreement
from heyi.templates.kinds.tender import TenderText
from heyi.templates.words import Words

__all__ = ["Books", "Currency", "KeptIn", "Node", "Oracle", "Person", "Role", "Scenario", "Slip", "Unit"]


@dataclass(frozen=True)
class Currency:
    """The company's internal credit. decimals: of its minor unit."""

    name: str
    symbol: str
    decimals: int


class KeptIn(StrEnum):
    """What an oracle node keeps its own copy of the facts' lines in, while a scenario is played."""

    CSV = "csv"
    PARQUET = "parquet"
    SQL = "sql"
    HTTP = "http"


@dataclass(frozen=True)
class Slip:
    """What somebody has typed wrong in one node's books.

    of: cells by column that the line is found by, just one; written: what stands in it instead.
    """

    of: Mapping[str, str]
    written: Mapping[str, str]


@dataclass(frozen=True)
class Books:
    """How a node reads the facts' lines: by the TOML file `source`, in a copy of its own that is `kept_in` something.

    None: there is no copy, it reads the scenario's files.
    """

    source: Path
    kept_in: KeptIn | None = None
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Node:
    """An oracle node. books: None for one that reads the scenario's files as they are."""

    name: str
    books: Books | None = None


@dataclass(frozen=True)
class Oracle:
    """quorum: how many of the nodes must agree. Windows in seconds. bond: what a challenge costs who loses it, minor
    units; 0: nothing."""

    nodes: tuple[Node, ...]
    quorum: int
    challenge_window: int
    arbitration_window: int
    absent_after: int
    bond: int = 0


class Role(StrEnum):
    """What a unit is to the company. There is one platform and one clearing enterprise.

    user: serves customers; node: supplies other units; service: a shared service; platform: holds the opening capital
    and invests; clearing: collects the company's revenue and passes it on.
    """

    USER = "user"
    NODE = "node"
    SERVICE = "service"
    PLATFORM = "platform"
    CLEARING = "clearing"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with a wallet. unit: None for outsiders. share_units: their weight among the members of the unit.

    withdraws: the percentage of what they have that they take out in the end.
    """

    id: str
    name: str
    unit: str | None = None
    share_units: int = 0
    withdraws: int = 100


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An enterprise. leader, members: ids of people. quorum: members' signatures that speak for it without the leader.

    shares: total of the pool that investors and team divide. allowance: minor units that may be spent per period
    outside closings. pays_costs: whether its external costs are paid to outside suppliers, the period after.
    wind_up_after: after how many closings running in arrears it can be wound up; 0: never.
    """

    id: str
    name: str
    role: Role
    leader: str
    members: tuple[str, ...]
    quorum: int
    shares: int
    allowance: int
    pays_costs: bool
    wind_up_after: int = 0


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """All that a folder says. opening_capital: minor units the platform has on the first day.

    first_period, last_period: what is played, both included. Units, people, agreements and tenders stand in their
    files' order.
    """

    folder: Path
    company: str
    currency: Currency
    opening_capital: int
    calendar: Calendar
    first_period: int
    last_period: int
    oracle: Oracle
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    agreements: tuple[Agreement, ...]
    tenders: tuple[TenderText, ...]
    facts: FactsPlan
    assumptions: tuple[str, ...] = field(default=())

    @property
    def periods(self) -> range:
        return range(self.first_period, self.last_period + 1)

    @property
    def platform(self) -> Unit:
        return next(unit for unit in self.units if unit.role is Role.PLATFORM)

    @property
    def clearing(self) -> Unit:
        return next(unit for unit in self.units if unit.role is Role.CLEARING)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of every unit and person by id."""
        return {unit.id: unit.name for unit in self.units} | {person.id: person.name for person in self.people}

    @cached_property
    def words(self) -> Words:
        """What sentences about this company are made of."""
        return Words(
            names=self.names,
            shares={unit.id: unit.shares for unit in self.units},
            calendar=self.calendar,
            symbol=self.currency.symbol,
            decimals=self.currency.decimals,
            has=self._has,
        )

    @property
    def _has(self) -> Mapping[str, int]:
        """What is known of who can pay on the first day: the platform has its capital, outsiders have nothing yet."""
        outsiders = {person.id: 0 for person in self.people if person.unit is None}
        return {self.platform.id: self.opening_capital} | outsiders

    @property
    def frame(self) -> Frame:
        """What the facts are read against."""
        units = tuple(unit.id for unit in self.units if unit.role is not Role.CLEARING)
        return Frame(
            calendar=self.calendar,
            first=self.first_period,
            last=self.last_period,
            units=units,
            clearing=self.clearing.id,
            decimals=self.currency.decimals,
        )

    def unit(self, unit: str) -> Unit:
        """The unit of that id. Raises KeyError."""
        return self._units[unit]

    def person(self, person: str) -> Person:
        """The person of that id. Raises KeyError."""
        return self._people[person]

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}
