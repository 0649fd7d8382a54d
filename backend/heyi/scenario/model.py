"""A scenario: a company as its folder describes it, in human terms. Money is in minor units, periods are numbers.

Agreements name units and people by id; `terms_of` turns them into terms, `wording` into the sentence that is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from heyi.core.periods import Calendar
from heyi.core.terms import Clause, Metric, Nature
from heyi.sources.plan import FactsPlan, Frame

__all__ = [
    "AgreementText",
    "Bonus",
    "ClearingText",
    "Compensation",
    "Currency",
    "FeeShare",
    "Oracle",
    "Penalty",
    "Person",
    "RawClause",
    "RawLeg",
    "RawText",
    "RawTranche",
    "Role",
    "Scenario",
    "ScoreGate",
    "ServiceText",
    "Term",
    "Unit",
    "VamText",
]


@dataclass(frozen=True)
class Currency:
    """The company's internal credit. decimals: of its minor unit."""

    name: str
    symbol: str
    decimals: int


@dataclass(frozen=True)
class Oracle:
    """nodes: their names; quorum: how many of them must agree. Windows in seconds."""

    nodes: tuple[str, ...]
    quorum: int
    challenge_window: int
    arbitration_window: int
    absent_after: int


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


@dataclass(frozen=True, kw_only=True)
class Term:
    """From when and how long. notice: full periods between a notice and the end. ceiling: the most that moves per
    period whatever the clauses say, in minor units; None: just what they can come to."""

    first_period: int
    periods: int
    notice: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeeShare:
    """A part of what a unit's figure exceeds `above` by, at most `at_most` per period."""

    ratio: Fraction
    of: str
    metric: Metric
    above: int
    at_most: int


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """What the supplier forgoes, or owes, for a period in which a unit's score is below `below`."""

    score_of: str
    below: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class ClearingText:
    """The clearing enterprise passes on all that a unit takes in, and refunds come back.

    at_most: of the sum to date, either way.
    """

    id: str
    term: Term
    clearing: str
    unit: str
    at_most: int

    contract = "ServiceAgreements"


@dataclass(frozen=True, kw_only=True)
class ServiceText:
    """A client pays a supplier `fee` per period, and a share of a figure, less a penalty."""

    id: str
    term: Term
    client: str
    supplier: str
    fee: int = 0
    share: FeeShare | None = None
    penalty: Penalty | None = None

    contract = "ServiceAgreements"


@dataclass(frozen=True, kw_only=True)
class ScoreGate:
    """It counts only if the unit's score in the window's last period is at least that; no figure, and it doesn't."""

    score_of: str
    at_least: int


@dataclass(frozen=True, kw_only=True)
class Compensation:
    """What `payer` owes the investor for a missed window: a part of what is missing, at most `at_most` per window."""

    payer: str
    ratio: Fraction
    at_most: int
    gate: ScoreGate | None = None


@dataclass(frozen=True, kw_only=True)
class Bonus:
    """What the investor owes the team for a beaten window: a part of what is above, at most `at_most` per window."""

    ratio: Fraction
    at_most: int
    gate: ScoreGate | None = None


@dataclass(frozen=True, kw_only=True)
class VamText:
    """An investor pays `amount` for shares of a unit, which promises a sum of its metric for each window of periods."""

    id: str
    term: Term
    investor: str
    investee: str
    amount: int
    shares: int
    metric: Metric
    window: int
    promises: tuple[int, ...]
    compensation: Compensation | None = None
    bonus: Bonus | None = None

    contract = "VamAgreements"


@dataclass(frozen=True)
class RawLeg:
    debtor: str
    creditor: str
    nature: Nature = Nature.Fee


@dataclass(frozen=True)
class RawTranche:
    investor: str
    enterprise: str
    amount: int
    shares: int


@dataclass(frozen=True)
class RawClause:
    """A clause whose subjects are still units: of itself (None: it reads no fact), and of each of its gates."""

    clause: Clause
    subject: str | None = None
    gate_subjects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RawText:
    """Anything terms can say, with the sentence that says it."""

    id: str
    term: Term
    contract: str
    sentence: str
    parties: tuple[str, ...]
    legs: tuple[RawLeg, ...]
    clauses: tuple[RawClause, ...]
    tranches: tuple[RawTranche, ...] = ()


AgreementText = ClearingText | ServiceText | VamText | RawText


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """All that a folder says. opening_capital: minor units the platform has on the first day.

    first_period, last_period: what is played, both included. Units, people and agreements stand in their files' order.
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
    agreements: tuple[AgreementText, ...]
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
