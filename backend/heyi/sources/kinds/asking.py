"""Sources that have to be asked: every so often, the whole again or what is new since a cursor.

What is new goes into the journal, page by page. A cursor never skips: what came late, or shares the cursor's value, is
asked for again (`overlap`) and is known by its key. It moves only once all before it is in the journal.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

import structlog

from heyi.sources.evidence import quoted
from heyi.sources.journal import Journal, JournalTable, Taken
from heyi.sources.rows import Table
from heyi.sources.rows.cells import text_of
from heyi.sources.rows.named import NamedRows, cell_of

__all__ = ["Asked", "CursorRule", "Journaled", "NamedRow", "Pages", "key_text", "tell_changes"]

AHEAD = timedelta(days=1)  # zones apart, no honest time is further ahead of ours

NamedRow = Mapping[str, Any]

log = structlog.get_logger()


class Pages(Protocol):
    """Who is asked."""

    @property
    def name(self) -> str:
        """In errors; without secrets."""

    @property
    def in_order(self) -> bool:
        """Whether rows come by ascending cursor, so that every page may move it."""

    def pages(self, since: Any = None) -> Iterator[Sequence[NamedRow]]:
        """Rows whose cursor is not below `since`, or all. Raises SourceError and SourceUnreachable."""


@dataclass(frozen=True)
class CursorRule:
    """column: whose value grows. overlap: how far back is asked for again, as a number or a length of time."""

    column: str
    overlap: int | timedelta = 0

    def back(self, value: Any) -> Any:
        """Where to begin if rows were read up to a value."""
        if value is None or not self.overlap:
            return value
        if isinstance(self.overlap, int):
            return value - self.overlap
        if isinstance(value, str):
            earlier = datetime.fromisoformat(value) - self.overlap
            return earlier.isoformat(value[10], "seconds") if len(value) > 10 else earlier.date().isoformat()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value - max(self.overlap, timedelta(days=1))
        return value - self.overlap

    def furthest(self, table: NamedRows, rows: Iterable[NamedRow], value: Any, now: datetime) -> Any:
        """The greatest value so far, leaving out times that have not come: one of those would make us skip the rest."""
        for row in rows:
            found = cell_of(row, self.column)
            if found is None or found == "":
                raise table.error(0, self.column, "is empty, and is the cursor")
            if isinstance(found, Decimal) and found == found.to_integral_value():
                found = int(found)
            if isinstance(found, bool | float) or not isinstance(found, str | int | Decimal | date):
                raise table.error(0, self.column, f"can be no cursor: {found!r}")
            try:
                if not self._has_come(found, now):
                    continue
                if value is None or found > value:
                    value = found
            except (TypeError, ValueError, IndexError):
                raise table.error(0, self.column, f"does not compare with other cursors: {found!r}") from None
        return value

    def _has_come(self, value: Any, now: datetime) -> bool:
        if not isinstance(self.overlap, timedelta):
            if self.overlap and not isinstance(value, int | Decimal):
                raise ValueError
            return True
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return bool(moment <= now + AHEAD)


def key_text(table: Table, columns: Sequence[str], row: NamedRow, number: int = 0) -> str:
    """A row's key as JSON, as in evidence. Raises SourceError where a part of it is empty."""
    parts = []
    for column in columns:
        text = text_of(table, number, column, cell_of(row, column))
        if not text:
            raise table.error(number, column, "is empty, and is the row's key")
        parts.append(quoted(text))
    return f"[{','.join(parts)}]"


def tell_changes(source: str, taken: Taken) -> None:
    """That a source has changed its past is told with both contents."""
    for change in taken.changed:
        contents = {"before": change.before, "after": change.after}
        log.warning("a source changed its past", source=source, key=change.key, **contents)


class _Clocked:
    """Asks no more often than every so many seconds."""

    def __init__(self, every: float, clock: Callable[[], float]) -> None:
        self._every, self._clock = every, clock
        self._asked: float | None = None

    def is_due(self) -> bool:
        now = self._clock()
        if self._asked is not None and now - self._asked < self._every:
            return False
        self._asked = now
        return True

    def again(self) -> None:
        self._asked = None

    def answered(self) -> None:
        """It counts from the answer on: one that took long isn't asked for again at once."""
        self._asked = self._clock()


class Asked(NamedRows):
    """A source whose rows are all asked for, each time."""

    def __init__(self, pages: Pages, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = pages.name
        self._pages, self._clocked, self._times = pages, _Clocked(every, clock), 0

    def refresh(self) -> None:
        if self._clocked.is_due():
            self._times += 1

    def stamp(self) -> object:
        return self._times

    def tables(self) -> Sequence[Table]:
        return [self]

    def named(self) -> Iterator[NamedRow]:
        for page in self._pages.pages():
            yield from page
        self._clocked.answered()


class Journaled:
    """A source that is asked for what is new, and whose rows are in the journal."""

    def __init__(
        self,
        pages: Pages,
        journal: Journal,
        key: Sequence[str],
        cursor: CursorRule,
        every: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """key: the columns by their names in the source."""
        self._pages, self._journal, self._key, self._cursor = pages, journal, key, cursor
        self._clocked = _Clocked(every, clock)
        self._table = JournalTable(journal, pages.name)

    def refresh(self) -> None:
        """Takes in what is new. Raises SourceError and SourceUnreachable; what came before that is kept."""
        if not self._clocked.is_due():
            return
        try:
            self._take()
        except Exception:
            self._clocked.again()
            raise

    def stamp(self) -> object:
        return self._journal.revision()

    def tables(self) -> Sequence[Table]:
        return [self._table]

    def _take(self) -> None:
        reached = self._journal.cursor()
        for page in self._pages.pages(self._cursor.back(reached)):
            reached = self._cursor.furthest(self._table, page, reached, datetime.now(UTC))
            self._keep(page, reached if self._pages.in_order else None)
        if reached is not None and not self._pages.in_order:
            self._keep((), reached)

    def _keep(self, page: Sequence[NamedRow], cursor: Any) -> None:
        rows = [(key_text(self._table, self._key, row), row) for row in page]
        tell_changes(self._pages.name, self._journal.take(rows, cursor))
