"""What the Win-Win Value Added statement is made of: figures, what was accrued among whom, and what was shared out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import Finality, Metric, subject_of
from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.amounts import total
from heyi.store.projection import hexed
from heyi.store.reading.facts import Figures, Report, reports

__all__ = ["Accrued", "Attested", "accrued_by_pair", "attested", "attested_to_date", "shared_out"]


@dataclass(frozen=True)
class Attested:
    """Of final figures, corrections included. pending: how many were not final. scores: how many there are, added up
    in `score`. ecosystem: the metric's sum; None if nobody reported it."""

    revenue: int = 0
    profit: int = 0
    score: int = 0
    scores: int = 0
    ecosystem: int | None = None
    pending: int = 0


@dataclass(frozen=True)
class Accrued:
    """What one party came to owe another. nature: Fee, Bonus, or Preferred, which counts when it is paid."""

    nature: Nature
    debtor: str
    creditor: str
    amount: int


def attested(
    connection: sa.Connection, constants: Constants, now: int, unit: str | None, period: int | None
) -> dict[str, Attested]:
    """By enterprise. unit, period: only of these."""
    statement = cached.statement.c
    where = [] if unit is None else [statement.subject == hexed(subject_of(unit))]
    if period is not None:
        # Corrections are booked in other periods than they are of: their reports are needed too.
        corrected = sa.select(statement.subject).where(statement.kind == "corrected", statement.booked_in == period)
        where.append(sa.or_(statement.period == period, statement.subject.in_(corrected)))
    found, units = reports(connection, *where), _enterprises(connection, unit)
    booked_in = _booked(found)
    subjects = {hexed(subject_of(address)): address for address in units}
    spots = {*found, *booked_in} if period is None else {(subject, period) for subject in subjects}
    sums = dict.fromkeys(units, Attested())
    for subject, of in spots:
        if subject in subjects:
            report = found.get((subject, of), Report(subject, of))
            finality, booked = report.finality(constants, now), booked_in.get((subject, of), Figures())
            sums[subjects[subject]] = _plus(sums[subjects[subject]], report.figures, finality, booked)
    return sums


def attested_to_date(
    connection: sa.Connection, unit: str | None, known: Mapping[str, Mapping[str, int]]
) -> dict[str, Attested] | None:
    """The same for everything to date, out of sums that are kept; None if anybody reported the ecosystem metric, which
    is not among them. known: revenue, profit, scores, scored and pending by subject."""
    statement = cached.statement.c
    if connection.scalar(sa.select(sa.exists().where(statement.other_metric == int(Metric.Ecosystem)))):
        return None
    found = {}
    for address in _enterprises(connection, unit):
        subject = hexed(subject_of(address))
        revenue, profit, scores, scored, pending = (
            known[what].get(subject, 0) for what in ("revenue", "profit", "scores", "scored", "pending")
        )
        found[address] = Attested(revenue, profit, scores, scored, None, pending)
    return found


def accrued_by_pair(connection: sa.Connection, unit: str | None, period: int | None, token: str) -> list[Accrued]:
    """Among all, or with one unit on either side. Agreements in other tokens than the company's are left out."""
    movement, version = cached.movement.c, cached.version.c
    costs = sa.and_(movement.kind == "accrued", movement.nature.in_((int(Nature.Fee), int(Nature.Bonus))))
    preferred = sa.and_(movement.kind == "paid", movement.nature == int(Nature.Preferred))
    foreign = sa.select(version.agreement).where(version.terms["token"].as_string() != token)
    columns = (movement.nature, movement.debtor, movement.creditor)
    asked = sa.select(*columns, total(movement.amount).label("sum")).where(sa.or_(costs, preferred))
    asked = asked.where(movement.agreement.not_in(foreign))
    if unit is not None:
        asked = asked.where(sa.or_(movement.debtor == unit, movement.creditor == unit))
    if period is not None:
        asked = asked.where(movement.period == period)
    rows = connection.execute(asked.group_by(*columns))
    return [Accrued(Nature(row.nature), row.debtor, row.creditor, row.sum) for row in rows]


def shared_out(connection: sa.Connection, unit: str | None, period: int | None, platform: str) -> tuple[int, int, int]:
    """What closings shared: to teams, to investors, and of these to the platform. What a wound-up unit gave back to its
    investors is their own money, and is left out."""
    table, event = cached.distribution.c, cached.event.c
    given_back = sa.exists().where(
        event.name == "RemainderGivenBack", event.block == table.block, event.log_index == table.log_index - 1
    )
    asked = sa.select(cached.distribution).where(table.kind == "shared", ~given_back)
    if unit is not None:
        asked = asked.where(table.enterprise == unit)
    if period is not None:
        asked = asked.where(table.period == period)
    shares = _Shares(connection)
    team = investors = of_platform = 0
    for row in connection.execute(asked.order_by(table.block, table.log_index)):
        team += row.team
        investors += row.investors
        if row.investors:
            mine, all_of_them = shares.at(row.enterprise, row.period, platform)
            of_platform += row.investors * mine // all_of_them
    return team, investors, of_platform


class _Shares:
    """Who held which shares when. A change counts from a period that no closing has come to yet."""

    def __init__(self, connection: sa.Connection) -> None:
        table = cached.shares.c
        self._changes = defaultdict(list)
        for row in connection.execute(sa.select(cached.shares).order_by(table.block, table.log_index)):
            self._changes[row.enterprise].append(row)

    def at(self, enterprise: str, period: int, investor: str) -> tuple[int, int]:
        """The investor's, and all investors'."""
        held = {row.investor: row.shares for row in self._changes[enterprise] if row.from_period <= period}
        return held.get(investor, 0), sum(held.values())


def _enterprises(connection: sa.Connection, unit: str | None) -> list[str]:
    return [unit] if unit else list(connection.scalars(sa.select(cached.enterprise.c.enterprise)))


def _booked(found: dict[tuple[str, int], Report]) -> dict[tuple[str, int], Figures]:
    booked: dict[tuple[str, int], Figures] = defaultdict(Figures)
    for report in found.values():
        for each in report.corrections:
            place = (report.subject, each.booked_in)
            booked[place] = booked[place].plus(each.differences)
    return booked


def _plus(sums: Attested, figures: Figures, finality: Finality, booked: Figures) -> Attested:
    if finality is Finality.Pending:
        return replace(sums, pending=sums.pending + 1)
    ecosystem = (sums.ecosystem, figures.value(Metric.Ecosystem), booked.value(Metric.Ecosystem))
    known = [value for value in ecosystem if value is not None]
    return replace(
        sums,
        revenue=sums.revenue + figures.revenue + booked.revenue,
        profit=sums.profit + figures.profit + booked.profit,
        score=sums.score + figures.score,
        scores=sums.scores + (1 if figures.score else 0),
        ecosystem=sum(known) if known else None,
    )
