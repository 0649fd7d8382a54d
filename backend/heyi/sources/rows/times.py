"""Cells that say when: a period as it is written, or a moment inside one, which becomes text in UTC."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from heyi.core.errors import InvalidPeriod
from heyi.sources.plan import Frame, RowRules
from heyi.sources.rows.cells import Cell, Errors

__all__ = ["Moments", "period_named"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MOST_KEPT = 100_000  # times that come again and again; more of them are not worth the room


def period_named(table: Errors, row: int, column: str, cell: Cell, frame: Frame) -> int:
    """The period called so, such as 2011-03 or #12. Raises SourceError."""
    if not cell:
        raise table.error(row, column, "is empty")
    try:
        period = frame.calendar.parse(str(cell))
    except InvalidPeriod as error:
        raise table.error(row, column, str(error)) from None
    return played(table, row, column, cell, period, frame)


def played(table: Errors, row: int, column: str, cell: Cell, period: int, frame: Frame) -> int:
    """The period, if it is one of those read. Raises SourceError."""
    if frame.last is not None and not frame.first <= period <= frame.last:
        first, last = frame.calendar.format(frame.first), frame.calendar.format(frame.last)
        raise table.error(row, column, f"{cell} lies outside the periods {first} to {last}")
    return period


class Moments:
    """Reads moments by the rules of a source: zone, and what is made of times that clocks show twice or never."""

    def __init__(self, rules: RowRules, frame: Frame) -> None:
        self._rules, self._frame = rules, frame
        self._zone: tzinfo = UTC if rules.time_zone == "UTC" else ZoneInfo(rules.time_zone)
        self._known: dict[Cell, tuple[int, str]] = {}

    def read(self, table: Errors, row: int, column: str, cell: Cell) -> tuple[int, str]:
        """The period of a moment, such as 2011-03-05 or 2011-03-05T17:30, and the moment in UTC. Raises SourceError."""
        if (found := self._known.get(cell)) is None:
            moment = self._moment(table, row, column, cell)
            found = self._period(table, row, column, cell, moment), _written(moment)
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[cell] = found
        return found

    def ends_late(self, period: int, recorded: str) -> bool:
        """Whether what was recorded then counts as late for the period."""
        since = datetime.fromisoformat(recorded) - _EPOCH
        return since > timedelta(seconds=self._frame.calendar.end_of(period) + self._rules.late_after)

    def _period(self, table: Errors, row: int, column: str, cell: Cell, moment: datetime) -> int:
        try:
            return self._frame.calendar.period_at((moment - _EPOCH) // _SECOND)
        except InvalidPeriod:
            raise table.error(row, column, _no_date(cell)) from None

    def _moment(self, table: Errors, row: int, column: str, cell: Cell) -> datetime:
        if cell is None or cell == "":
            raise table.error(row, column, "is empty")
        try:
            moment = _parsed(cell)
            if moment.tzinfo is None:
                moment = self._placed(table, row, column, cell, moment)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise table.error(row, column, _no_date(cell)) from None

    def _placed(self, table: Errors, row: int, column: str, cell: Cell, moment: datetime) -> datetime:
        """A time that clocks of the zone show, which they may show twice, or never."""
        if self._zone is UTC:
            return moment.replace(tzinfo=UTC)
        first, second = (moment.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != moment:
            if self._rules.missing_time == "refuse":
                raise table.error(row, column, f"is a time that no clock in {self._rules.time_zone} shows: {cell}")
            return first  # as if clocks had not been put forward yet
        if self._rules.double_time == "refuse":
            raise table.error(row, column, f"is a time that clocks in {self._rules.time_zone} show twice: {cell}")
        return first if self._rules.double_time == "earlier" else second


def _parsed(cell: Cell) -> datetime:
    """Raises ValueError."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, str):
        return datetime.fromisoformat(cell)
    raise ValueError


def _written(moment: datetime) -> str:
    fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z".rjust(20, "0")


def _no_date(cell: Cell) -> str:
    return f"is not a date such as 2011-03-05 or 2011-03-05T17:30: {cell!r}"
