"""Keeps the rows of sources that are read piece by piece, with how far they were read: both or neither.

Whatever a process was doing when it was killed, it goes on from the last `take` that came to its end: rows are neither
skipped nor counted twice. A row that comes again under its key counts once; if its content is another one, the new one
counts, the old one is kept, and the change is told.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from heyi.sources.errors import SourceError, SourceUnreachable
from heyi.sources.journal.contents import read_value, written_value

__all__ = ["Change", "Journal", "Message", "Taken"]

BUSY_TIMEOUT = 30.0  # seconds that a writer waits for another one
MESSAGES_KEPT = 7 * 86_400  # seconds: a message older than minutes is refused for its time

_TABLES = """
CREATE TABLE IF NOT EXISTS row (
    source TEXT, key TEXT, content TEXT, taken_at REAL, PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS earlier (
    source TEXT, key TEXT, content TEXT, taken_at REAL, replaced_at REAL
);
CREATE TABLE IF NOT EXISTS progress (source TEXT PRIMARY KEY, cursor TEXT, revision INTEGER);
CREATE TABLE IF NOT EXISTS message (source TEXT, id TEXT, hash TEXT, taken_at REAL, PRIMARY KEY (source, id));
"""


class Change(NamedTuple):
    """A row whose content was another one before: the source has changed its past. key: as JSON."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Taken:
    """What rows that were taken in were. repeated: a message that was taken in before, so nothing was done."""

    new: int = 0
    same: int = 0
    changed: tuple[Change, ...] = ()
    repeated: bool = False


class Message(NamedTuple):
    """A delivery that counts once. hash: of its body."""

    id: str
    hash: str


class Journal:
    """One source's part of a file. For any number of threads."""

    def __init__(self, file: Path, source: str, clock: Callable[[], float] = time.time) -> None:
        """source: the name under which its rows are kept. Raises SourceUnreachable."""
        self.file, self.source = file, source
        self._clock = clock
        self._lock = Lock()
        try:
            file.absolute().parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)  # what it will hold is the company's business alone
            self._connection = self._connect()
            self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _TABLES)
        except (OSError, sqlite3.Error) as error:
            raise SourceUnreachable(f"journal {file}", getattr(error, "strerror", None) or str(error)) from None

    def close(self) -> None:
        self._connection.close()

    def cursor(self) -> Any:
        """How far the source was read; None if nothing was."""
        with self._lock:
            found = self._connection.execute("SELECT cursor FROM progress WHERE source = ?", [self.source]).fetchone()
        return read_value(found[0]) if found and found[0] is not None else None

    def revision(self) -> int:
        """Another one each time that rows have changed."""
        with self._lock:
            found = self._connection.execute("SELECT revision FROM progress WHERE source = ?", [self.source]).fetchone()
        return int(found[0]) if found else 0

    def take(self, rows: Iterable[tuple[str, object]], cursor: object = None, message: Message | None = None) -> Taken:
        """Takes in rows by their keys, and sets the cursor if one is given, all or nothing.

        Raises SourceError for two rows with one key here whose contents differ: neither is the later one.
        """
        with self._writing() as connection:
            if message is not None and not self._is_new(connection, message):
                return Taken(repeated=True)
            taken = self._take(connection, rows)
            moved = None if cursor is None else written_value(cursor)
            connection.execute(
                "INSERT INTO progress VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
                " cursor = coalesce(excluded.cursor, cursor), revision = revision + excluded.revision",
                [self.source, moved, int(bool(taken.new or taken.changed))],
            )
        return taken

    def rows(self) -> Iterator[tuple[str, Any]]:
        """Key and content of every row, as all of them are now, by key."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN")
            query = "SELECT key, content FROM row WHERE source = ? ORDER BY key"
            for key, content in connection.execute(query, [self.source]):
                yield key, read_value(content)

    def changes(self) -> list[Change]:
        """Every change of a row there was, first ones first."""
        query = (
            "SELECT key, content, (SELECT later.content FROM earlier AS later WHERE later.source = earlier.source"
            " AND later.key = earlier.key AND later.rowid > earlier.rowid ORDER BY later.rowid LIMIT 1),"
            " (SELECT row.content FROM row WHERE row.source = earlier.source AND row.key = earlier.key)"
            " FROM earlier WHERE source = ? ORDER BY rowid"
        )
        with self._lock:
            found = self._connection.execute(query, [self.source]).fetchall()
        return [Change(key, read_value(before), read_value(later or now)) for key, before, later, now in found]

    # --- PARTS ---

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that changes everything or nothing. Raises SourceUnreachable."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise SourceUnreachable(f"journal {self.file}", str(error)) from error
            finally:
                if self._connection.in_transaction:
                    self._connection.rollback()

    def _take(self, connection: sqlite3.Connection, rows: Iterable[tuple[str, object]]) -> Taken:
        new = same = 0
        changed: list[Change] = []
        seen: dict[str, str] = {}
        now = self._clock()
        for key, row in rows:
            content = written_value(row)
            if seen.setdefault(key, content) != content:
                raise SourceError(self.source, 0, "", f"{key} stands there twice, with unlike contents")
            found = connection.execute(
                "SELECT content, taken_at FROM row WHERE source = ? AND key = ?", [self.source, key]
            ).fetchone()
            if found is None:
                connection.execute("INSERT INTO row VALUES (?, ?, ?, ?)", [self.source, key, content, now])
                new += 1
            elif found[0] == content:
                same += 1
            else:
                earlier = [self.source, key, *found, now]
                connection.execute("INSERT INTO earlier VALUES (?, ?, ?, ?, ?)", earlier)
                update = "UPDATE row SET content = ?, taken_at = ? WHERE source = ? AND key = ?"
                connection.execute(update, [content, now, self.source, key])
                changed.append(Change(key, read_value(found[0]), row))
        return Taken(new, same, tuple(changed))

    def _is_new(self, connection: sqlite3.Connection, message: Message) -> bool:
        """Whether a message is seen for the first time. Raises SourceError for another one under its id."""
        query = "SELECT hash FROM message WHERE source = ? AND id = ?"
        found = connection.execute(query, [self.source, message.id]).fetchone()
        if found is not None:
            if found[0] != message.hash:
                raise SourceError(self.source, 0, "webhook-id", f"{message.id} was the id of another message")
            return False
        now = self._clock()
        connection.execute("INSERT INTO message VALUES (?, ?, ?, ?)", [self.source, *message, now])
        connection.execute("DELETE FROM message WHERE taken_at < ?", [now - MESSAGES_KEPT])
        return True
