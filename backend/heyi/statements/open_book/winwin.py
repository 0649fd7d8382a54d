"""The Win-Win Value Added statement (共赢增值表): what arose with users, and among whom it was shared.

    traditional income + ecosystem income = income
    income - costs = value added = shared to users, resource providers, co-investors, the units' teams, the platform,
                                   and retained for later

Of one unit, ecosystem income is what others owe it under agreements, and resource providers are whom it owes. Of the
company what units owe one another eliminates to nothing, and only people and outside parties are left on either side.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.terms import Nature
from heyi.store.reading.memory.open_book import State
from heyi.store.reading.winwin import Accrued, Attested, accrued_by_pair, attested, attested_to_date, shared_out

__all__ = ["WinWin", "winwin"]


@dataclass(frozen=True)
class WinWin:
    """Amounts in minor units. pending: how many units' figures are not final yet; they are left out.

    score: points from users, the mean over units and periods that have one, rounded down. ecosystem_metric: as oracle
    nodes reported it; None if they didn't. resource_providers: how many others worked for it.
    """

    pending: int
    score: int | None
    ecosystem_metric: int | None
    resource_providers: int
    traditional: int
    ecosystem: int
    costs: int
    to_resource_providers: int
    to_co_investors: int
    to_teams: int
    to_platform: int

    @property
    def income(self) -> int:
        return self.traditional + self.ecosystem

    @property
    def value_added(self) -> int:
        return self.income - self.costs

    @property
    def retained(self) -> int:
        """What was not shared: it waits for cash, makes up for losses, or is still to be shared."""
        shared = self.to_resource_providers + self.to_co_investors + self.to_teams + self.to_platform
        return self.value_added - shared


def winwin(
    connection: sa.Connection, constants: Constants, state: State, unit: str | None, period: int | None
) -> WinWin:
    """unit: None for the company; period: None for everything to date."""
    figures = attested_to_date(connection, unit, state.attested) if period is None else None
    if figures is None:
        figures = attested(connection, constants, state.heads.now, unit, period)
    units = figures.keys()
    pairs = accrued_by_pair(connection, unit, period, constants.token)
    team, investors, of_platform = shared_out(connection, unit, period, constants.platform)
    flows = _of_company(pairs, units) if unit is None else _of_unit(pairs, unit, constants.platform)
    scores = sum(each.scores for each in figures.values())
    metrics = [each.ecosystem for each in figures.values() if each.ecosystem is not None]
    return WinWin(
        pending=sum(each.pending for each in figures.values()),
        score=sum(each.score for each in figures.values()) // scores if scores else None,
        ecosystem_metric=sum(metrics) if metrics else None,
        resource_providers=len(flows.providers),
        traditional=_revenue(figures, constants.clearing),
        ecosystem=flows.income,
        costs=_revenue(figures, constants.clearing) - _profit(figures, constants.clearing),
        to_resource_providers=flows.to_providers,
        to_co_investors=investors - of_platform + flows.to_investors,
        to_teams=team + flows.to_teams,
        to_platform=of_platform + flows.to_platform,
    )


@dataclass
class _Flows:
    """What was accrued, by the line it belongs to. providers: who was owed anything for work."""

    income: int = 0
    to_providers: int = 0
    to_investors: int = 0
    to_teams: int = 0
    to_platform: int = 0

    def __post_init__(self) -> None:
        self.providers: set[str] = set()


def _of_unit(pairs: Iterable[Accrued], unit: str, platform: str) -> _Flows:
    flows = _Flows()
    for pair in pairs:
        if pair.creditor == unit and pair.nature is not Nature.Bonus:
            flows.income += pair.amount
        if pair.debtor != unit:
            continue
        if pair.nature is Nature.Preferred:
            flows.to_investors += pair.amount
        elif pair.creditor == platform:
            flows.to_platform += pair.amount
        else:
            flows.to_providers += pair.amount
            flows.providers |= {pair.creditor} if pair.amount > 0 else set()
    return flows


def _of_company(pairs: Iterable[Accrued], units: Collection[str]) -> _Flows:
    flows = _Flows()
    for pair in pairs:
        inside = (pair.debtor in units, pair.creditor in units)
        if inside == (True, True):
            # Units' fees eliminate to nothing; a bonus goes on to the people of a team.
            flows.to_teams += pair.amount if pair.nature is Nature.Bonus else 0
        elif inside == (False, True):
            flows.income += 0 if pair.nature is Nature.Bonus else pair.amount
        elif inside == (True, False) and pair.nature is Nature.Preferred:
            flows.to_investors += pair.amount
        elif inside == (True, False):
            flows.to_providers += pair.amount
            flows.providers |= {pair.creditor} if pair.amount > 0 else set()
    return flows


def _revenue(figures: Mapping[str, Attested], clearing: str) -> int:
    """The clearing enterprise's is that of the others."""
    return sum(each.revenue for address, each in figures.items() if address != clearing)


def _profit(figures: Mapping[str, Attested], clearing: str) -> int:
    return sum(each.profit for address, each in figures.items() if address != clearing)
