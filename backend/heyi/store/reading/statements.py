"""What oracle nodes have reported, subject by subject and period by period."""

from collections.abc import Sequence

import sqlalchemy as sa

from heyi.store import cached
from heyi.store.reading.facts import Report, reports

__all__ = ["Spot", "report_of", "reported"]

Spot = tuple[int, str]
"""A period and a subject."""


def reported(
    connection: sa.Connection, subject: str | None, period: int | None, after: Spot | None, most: int
) -> list[Report]:
    """The latest periods first, and in a period by subject, from a spot on."""
    statement = cached.statement.c
    asked = sa.select(statement.period, statement.subject).distinct()
    if subject is not None:
        asked = asked.where(statement.subject == subject)
    if period is not None:
        asked = asked.where(statement.period == period)
    if after is not None:
        of, who = after
        asked = asked.where(sa.or_(statement.period < of, sa.and_(statement.period == of, statement.subject > who)))
    asked = asked.order_by(statement.period.desc(), statement.subject).limit(most)
    spots: Sequence[Spot] = [(row.period, row.subject) for row in connection.execute(asked)]
    wanted = sa.tuple_(statement.period, statement.subject).in_(spots)
    found = reports(connection, wanted)
    return [found[subject, period] for period, subject in spots]


def report_of(connection: sa.Connection, subject: str, period: int) -> Report:
    """One report; an empty one if nothing was reported."""
    statement = cached.statement.c
    found = reports(connection, statement.subject == subject, statement.period == period)
    return found.get((subject, period), Report(subject, period))
