"""Cells that say when: a period as it is written, or a date inside one. Neither may lie outside what is played."""

from datetime import UTC, datetime
from math import floor

from heyi.core.errors import InvalidPeriod
from heyi.sources.csv_files import Table
from heyi.sources.plan import Frame

__all__ = ["period_named", "period_of_date"]


def period_named(table: Table, row: int, column: str, cell: str, frame: Frame) -> int:
    """The period called so, such as 2011-03 or #12. Raises SourceError."""
    if not cell:
        raise table.error(row, column, "is empty")
    try:
        period = frame.calendar.parse(cell)
    except InvalidPeriod as error:
        raise table.error(row, column, str(error)) from None
    return _played(table, row, column, cell, period, frame)


def period_of_date(table: Table, row: int, column: str, cell: str, frame: Frame) -> int:
    """The period of a date such as 2011-03-05 or 2011-03-05T17:30, in UTC unless it says otherwise.

    Raises SourceError.
    """
    if not cell:
        raise table.error(row, column, "is empty")
    try:
        date = datetime.fromisoformat(cell)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        period = frame.calendar.period_at(floor(date.timestamp()))
    except (ValueError, InvalidPeriod):
        raise table.error(row, column, f"is not a date such as 2011-03-05 or 2011-03-05T17:30: {cell!r}") from None
    return _played(table, row, column, cell, period, frame)


def _played(table: Table, row: int, column: str, cell: str, period: int, frame: Frame) -> int:
    if period not in frame.periods:
        first, last = frame.calendar.format(frame.first), frame.calendar.format(frame.last)
        raise table.error(row, column, f"{cell} lies outside the periods {first} to {last}")
    return period
