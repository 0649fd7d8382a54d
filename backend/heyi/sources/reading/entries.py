"""Entries: what rows are mapped to, each once by its key, kept sorted where they take up no memory.

A row's cells -> key, period, amount, and where they count -> one line of evidence, in which only what figures depend on
stands, the same whatever kind of source it came from.
"""

import sqlite3
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from heyi.sources.errors import SourceError
from heyi.sources.rows import Table

__all__ = ["Entries", "Entry"]

BATCH = 5_000  # entries that are written or read together
CACHE = 64 * 1024  # KiB: beyond that they go to a file that nobody else can read, and that is gone when we are

REPEATED = "is there already, with the same content"


class Entry(NamedTuple):
    """key: as JSON. route: number of where it counts. size: how much it counts for scores. line: as evidence."""

    key: str
    route: int
    amount: int
    size: int
    line: str
    table: int
    row: int


class Entries:
    """All entries of one reading."""

    def __init__(self) -> None:
        # An empty name is a database of this connection alone, in memory until it grows.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        self._connection.executescript(
            f"""
            PRAGMA cache_size = -{CACHE};
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE entry (
                key TEXT PRIMARY KEY, route INTEGER, amount INTEGER, size INTEGER, line TEXT, place INTEGER, row INTEGER
            ) WITHOUT ROWID;
            """
        )
        self._indexed = False
        self.taken = 0

    def take(
        self,
        entries: Iterable[Entry],
        tables: Sequence[Table],
        left_out: Counter[str],
        tell: Callable[[int], None],
    ) -> None:
        """Takes in entries; one that repeats another is left out. Raises SourceError for one that contradicts it."""
        batch: list[Entry] = []
        for entry in entries:
            batch.append(entry)
            if len(batch) == BATCH:
                self._write(batch, tables, left_out)
                self.taken += len(batch)
                tell(self.taken)
                batch.clear()
        self._write(batch, tables, left_out)

    def sorted(self) -> Iterator[tuple[int, int, int, str]]:
        """Route, amount, size and line of every entry, by key."""
        yield from self._connection.execute("SELECT route, amount, size, line FROM entry ORDER BY key")

    def lines(self, routes: Sequence[int]) -> Sequence[str]:
        """The entries that take one of these routes, as evidence, by key."""
        if not self._indexed:
            self._connection.execute("CREATE INDEX IF NOT EXISTS by_route ON entry (route)")
            self._indexed = True
        wanted = f"[{','.join(map(str, routes))}]"
        query = "SELECT line FROM entry WHERE route IN (SELECT value FROM json_each(?)) ORDER BY key"
        return [line for (line,) in self._connection.execute(query, [wanted])]

    def _write(self, batch: Sequence[Entry], tables: Sequence[Table], left_out: Counter[str]) -> None:
        before = self._connection.total_changes
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO entry VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING", batch)
        self._connection.execute("COMMIT")
        if self._connection.total_changes - before == len(batch):
            return
        for entry in batch:
            query = "SELECT line, place, row FROM entry WHERE key = ?"
            line, place, row = self._connection.execute(query, [entry.key]).fetchone()
            if (place, row) == (entry.table, entry.row):
                continue
            if line != entry.line:
                raise _contradiction(entry, tables, place, row)
            left_out[REPEATED] += 1


def _contradiction(entry: Entry, tables: Sequence[Table], place: int, row: int) -> SourceError:
    where = f"{tables[place].name} row {row}"
    return tables[entry.table].error(entry.row, "", f"{entry.key} is there already, in {where}, with other content")
