"""One unit in full: its charter, who has which part in it, and its books period by period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import Finality, Metric, subject_of
from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.amounts import below_zero, total
from heyi.store.reading.facts import StoredFacts
from heyi.store.reading.memory.heads import Heads
from heyi.store.reading.memory.tally import COST, INCOME, MONEY

__all__ = ["Charter", "Closing", "Part", "UnitPeriod", "charter_of", "parts_of", "unit_periods"]


@dataclass(frozen=True)
class Charter:
    """Amounts in minor units. allowance: per period, outside closings, as it is now. wind_up_after: closings in arrears
    running; 0: never. founded: the block."""

    quorum: int
    total_shares: int
    allowance: int
    wind_up_after: int
    first_period: int
    founded: int


@dataclass(frozen=True)
class Part:
    """A member's units or an investor's shares. now: what counts in the present period; scheduled: what it will be from
    `from_period` on, if that is another."""

    account: str
    now: int
    scheduled: int
    from_period: int


@dataclass(frozen=True)
class Closing:
    """owed: all obligations, earlier arrears with them; arrears: what was not paid of them. held: what the unit had in
    the Treasury after the closing's block. transaction: the one that completed it."""

    owed: int
    paid: int
    arrears: int
    shared: int
    undistributed: int
    held: int
    transaction: str


@dataclass(frozen=True)
class UnitPeriod:
    """A unit's books in one period. Amounts in minor units.

    finality: of its figures, which are None unless they are final. income, expense: accrued under agreements for the
    period; received, paid: of what was accrued by then. closing: None before it.
    """

    period: int
    finality: Finality
    revenue: int | None
    cost: int | None
    profit: int | None
    score: int | None
    income: int
    expense: int
    received: int
    paid: int
    to_team: int
    to_investors: int
    closing: Closing | None


def charter_of(connection: sa.Connection, unit: str) -> Charter:
    """Of a unit that there is."""
    table, allowance, books = cached.enterprise.c, cached.allowance.c, cached.books.c
    row = connection.execute(sa.select(cached.enterprise).where(table.enterprise == unit)).one()
    last = sa.select(allowance.allowance).where(allowance.enterprise == unit)
    first = sa.select(books.period).where(books.enterprise == unit, books.name == "opened")
    return Charter(
        quorum=row.quorum,
        total_shares=row.total_shares,
        allowance=connection.scalar(last.order_by(allowance.block.desc(), allowance.log_index.desc()).limit(1)) or 0,
        wind_up_after=row.wind_up_after,
        first_period=connection.scalar(first) or 0,
        founded=row.block,
    )


def parts_of(connection: sa.Connection, table: sa.Table, unit: str, period: int) -> list[Part]:
    """table: `cached.units` or `cached.shares`. period: the present one. Those who have left are left out."""
    who, what = (table.c.member, table.c.units) if table is cached.units else (table.c.investor, table.c.shares)
    asked = sa.select(who, what, table.c.from_period).where(table.c.enterprise == unit)
    parts: dict[str, Part] = {}
    for account, amount, start in connection.execute(asked.order_by(table.c.block, table.c.log_index, table.c.line)):
        before = parts.get(account, Part(account, 0, 0, 0))
        now = amount if start <= period else before.now
        parts[account] = Part(account, now, amount, start)
    return [part for part in parts.values() if part.now or part.scheduled]


def unit_periods(
    connection: sa.Connection, unit: str, constants: Constants, heads: Heads, clearing: bool
) -> list[UnitPeriod]:
    """From its first period to the last that anything is known of. clearing: it has no revenue of its own."""
    closings = _closings(connection, unit, constants.token)
    shared = _distributed(connection, unit)
    sums = {what: {row.period: row.sum for row in connection.execute(asked)} for what, asked in _sums(unit)}
    statement = cached.statement.c
    subject = "0x" + subject_of(unit).hex()
    reported = connection.scalars(sa.select(statement.period).where(statement.subject == subject).distinct())
    periods = sorted({*closings, *shared, *reported, *(p for each in sums.values() for p in each)} - {-1})
    facts = StoredFacts(connection, constants, heads.now)

    def of(what: str, period: int) -> int:
        return sums[what].get(period) or 0

    found = []
    for period in periods:
        finality, figures = _figures(facts, unit, period, clearing)
        team, investors = shared.get(period, (0, 0))
        found.append(
            UnitPeriod(
                period=period,
                finality=finality,
                **figures,
                income=of("income", period) + of("preferred_in", period),
                expense=of("cost", period) + of("preferred_out", period),
                received=of("received", period) - of("received_back", period),
                paid=of("paid", period) - of("paid_back", period) - of("backed", period),
                to_team=team,
                to_investors=investors,
                closing=closings.get(period),
            )
        )
    return found


def _figures(facts: StoredFacts, unit: str, period: int, clearing: bool) -> tuple[Finality, dict[str, int | None]]:
    subject = subject_of(unit)
    finality, revenue = facts.figure(subject, Metric.Revenue, period, True)
    if finality is not Finality.Final:
        return finality, dict.fromkeys(("revenue", "cost", "profit", "score"))
    profit, score = (facts.figure(subject, metric, period, True).value for metric in (Metric.Profit, Metric.Score))
    own = None if clearing else revenue
    return finality, {
        "revenue": own,
        "cost": None if own is None else own - profit,
        "profit": profit,
        "score": score or None,
    }


def _closings(connection: sa.Connection, unit: str, token: str) -> dict[int, Closing]:
    closing, event = cached.closing.c, cached.event.c
    here = sa.and_(event.block == closing.block, event.log_index == closing.log_index)
    asked = sa.select(cached.closing, event.transaction).join(cached.event, here).where(closing.enterprise == unit)
    rows = connection.execute(asked).all()
    held = _held(connection, unit, token, [row.block for row in rows])
    return {
        row.period: Closing(
            owed=row.owed,
            paid=row.paid,
            arrears=row.owed - row.paid,
            shared=row.shared,
            undistributed=row.undistributed,
            held=held[row.block],
            transaction=row.transaction,
        )
        for row in rows
    }


def _distributed(connection: sa.Connection, unit: str) -> dict[int, tuple[int, int]]:
    table = cached.distribution.c
    asked = sa.select(table.period, total(table.team), total(table.investors))
    rows = connection.execute(asked.where(table.enterprise == unit).group_by(table.period))
    return {period: (team, investors) for period, team, investors in rows}


def _sums(unit: str) -> Iterable[tuple[str, sa.Select[Any]]]:
    """Of movements, by period: as in `tally`, which adds them up for all accounts."""
    movement = cached.movement.c
    forwards, backwards = ~below_zero(movement.amount), below_zero(movement.amount)
    moved = (movement.kind == "paid", movement.nature.in_(MONEY))

    def asked(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return sa.select(movement.period, total(movement.amount).label("sum")).where(*where).group_by(movement.period)

    debtor, creditor = movement.debtor == unit, movement.creditor == unit
    yield "income", asked(creditor, movement.kind == "accrued", movement.nature.in_(INCOME))
    yield "cost", asked(debtor, movement.kind == "accrued", movement.nature.in_(COST))
    preferred = (movement.kind == "paid", movement.nature == int(Nature.Preferred))
    yield "preferred_in", asked(creditor, *preferred)
    yield "preferred_out", asked(debtor, *preferred)
    yield "received", asked(creditor, *moved, forwards)
    yield "received_back", asked(debtor, *moved, backwards)
    yield "paid", asked(debtor, *moved, forwards)
    yield "paid_back", asked(creditor, *moved, backwards)
    yield "backed", _backed(unit)


def _backed(unit: str) -> sa.Select[Any]:
    """What others paid in the unit's place; only persons are backers, so it has paid for nobody."""
    movement, own = cached.movement.c, cached.movement.alias()
    its = sa.exists().where(
        own.c.agreement == movement.agreement,
        own.c.leg == movement.leg,
        own.c.kind == "accrued",
        own.c.debtor == unit,
    )
    asked = sa.select(movement.period, total(movement.amount).label("sum"))
    return asked.where(movement.kind == "paid_by_backer", its).group_by(movement.period)


def _held(connection: sa.Connection, unit: str, token: str, blocks: Iterable[int]) -> dict[int, int]:
    """What the unit had in the Treasury after each of these blocks."""
    transfer = cached.transfer.c
    changes: dict[int, int] = defaultdict(int)
    for side, sign in ((transfer.receiver, 1), (transfer.sender, -1)):
        asked = sa.select(transfer.block, total(transfer.amount)).where(side == unit, transfer.token == token)
        for block, amount in connection.execute(asked.group_by(transfer.block)):
            changes[block] += sign * amount
    balance, found, left = 0, {}, sorted(changes)
    for block in sorted(set(blocks)):
        while left and left[0] <= block:
            balance += changes[left.pop(0)]
        found[block] = balance
    return found
