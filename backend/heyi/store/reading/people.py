"""One person in full: what came from which unit, and what part the person has in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from heyi.core.periods import Calendar
from heyi.store import cached
from heyi.store.amounts import total
from heyi.store.reading.units import Part, parts_of

__all__ = ["Involved", "earned_by_unit", "involved", "pools_of"]


@dataclass(frozen=True)
class Involved:
    """A person's part in a unit: as a member, as an investor; None of what the person is not. invested: minor units."""

    unit: str
    member: Part | None
    investor: Part | None
    invested: int
    earned: int


def involved(connection: sa.Connection, account: str, calendar: Calendar, now: int) -> list[Involved]:
    """All units the person has, or had, to do with. now: unix seconds."""
    earned = earned_by_unit(connection, account)
    invested = _invested(connection, account)
    of_members, of_investors = _of_members(connection, account), _of_investors(connection, account)
    period = calendar.period_at(max(now, calendar.epoch))
    found = []
    for unit in sorted(of_members | of_investors | earned.keys() | invested.keys()):
        member = _own(parts_of(connection, cached.units, unit, period), account) if unit in of_members else None
        investor = _own(parts_of(connection, cached.shares, unit, period), account) if unit in of_investors else None
        found.append(Involved(unit, member, investor, invested.get(unit, 0), earned.get(unit, 0)))
    return found


def pools_of(connection: sa.Connection, account: str) -> list[str]:
    """Units in whose pools the account may have something: it has, or had, a part in them."""
    return sorted(_of_members(connection, account) | _of_investors(connection, account))


def earned_by_unit(connection: sa.Connection, account: str) -> Mapping[str, int]:
    """What the account has claimed from each unit's pool."""
    claim = cached.claim.c
    asked = sa.select(claim.enterprise, total(claim.amount).label("sum")).where(claim.account == account)
    return {row.enterprise: row.sum for row in connection.execute(asked.group_by(claim.enterprise))}


def _of_members(connection: sa.Connection, account: str) -> set[str]:
    units = cached.units.c
    return set(connection.scalars(sa.select(units.enterprise).where(units.member == account)))


def _of_investors(connection: sa.Connection, account: str) -> set[str]:
    shares = cached.shares.c
    return set(connection.scalars(sa.select(shares.enterprise).where(shares.investor == account)))


def _invested(connection: sa.Connection, account: str) -> Mapping[str, int]:
    investment = cached.investment.c
    asked = sa.select(investment.enterprise, total(investment.amount).label("sum"))
    rows = connection.execute(asked.where(investment.investor == account).group_by(investment.enterprise))
    return {row.enterprise: row.sum for row in rows}


def _own(parts: list[Part], account: str) -> Part | None:
    return next((part for part in parts if part.account == account), None)
