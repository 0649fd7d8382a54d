"""The audit log: who did what, as whom, and what came of it. Rows are added, and never changed or removed.

Each row's hash is over its content and the hash of the row before it, so that none can be changed, removed or put in
between without its followers showing it. Rows cut off at the end show only to who has kept a later hash: `heyi audit
verify --known NUMBER:HASH`. Every function takes a connection.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.store.kept import METADATA

__all__ = ["Broken", "Entry", "append", "entries", "head", "verified"]

ROWS_AT_ONCE = 2_000
FIRST = 64 * "0"  # what stands in the first row for the hash before it

audit = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("time", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(42)),
    sa.Column("key", sa.String(32)),
    sa.Column("role", sa.String(20)),
    sa.Column("verb", sa.String(40), nullable=False),
    sa.Column("object", sa.String(200), nullable=False),
    sa.Column("outcome", sa.String(60), nullable=False),
    sa.Column("request", sa.String(32), nullable=False),
    sa.Column("before", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
"""number: from 1 on, without gaps. who: the account, None for whoever had not signed in; key: the id of the API key it
used. role: as what it was allowed. before: the hash of the row before."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of `audit`; the service writes one without number and hashes, which `append` gives it."""

    time: int
    who: str | None
    key: str | None = None
    role: str | None = None
    verb: str
    object: str = ""
    outcome: str
    request: str
    number: int = 0
    before: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Broken:
    """Where the log does not hold. number: of the first row that shows it."""

    number: int
    problem: str


def append(connection: sa.Connection, new: Entry) -> Entry:
    """Adds a row after the last. Raises sqlalchemy's IntegrityError if another one has come in between."""
    last = head(connection)
    number, before = (last.number + 1, last.hash) if last else (1, FIRST)
    row = {**vars(new), "number": number, "before": before}
    row["hash"] = _hashed(row)
    connection.execute(sa.insert(audit), row)
    return Entry(**row)


def head(connection: sa.Connection) -> Entry | None:
    """The last row; whoever keeps its number and hash elsewhere notices when rows are cut off."""
    return next(iter(entries(connection, None, 1)), None)


def entries(connection: sa.Connection, before: int | None, most: int, *where: sa.ColumnElement[bool]) -> list[Entry]:
    """The latest first. before: a row's number."""
    asked = sa.select(audit).where(*where).order_by(audit.c.number.desc()).limit(most)
    if before is not None:
        asked = asked.where(audit.c.number < before)
    return [Entry(**row) for row in connection.execute(asked).mappings()]


def verified(connection: sa.Connection, known: tuple[int, str] | None = None) -> tuple[int, str, list[Broken]]:
    """How many rows there are, the last one's hash, and where they don't hold. known: a number and its hash."""
    broken: list[Broken] = []
    number, before, known_met = 0, FIRST, known is None
    for row in _rows(connection):
        if row["number"] != number + 1:
            broken.append(Broken(row["number"], f"rows {number + 1} to {row['number'] - 1} are missing"))
        elif row["before"] != before:
            broken.append(Broken(row["number"], "it does not follow on the row before"))
        if row["hash"] != _hashed(row):
            broken.append(Broken(row["number"], "its content was changed"))
        number, before = row["number"], row["hash"]
        known_met = known_met or (number, before) == known
    if known is not None and not known_met:
        broken.append(Broken(known[0], f"the row with the hash {known[1]} is missing"))
    return number, before, broken


def _rows(connection: sa.Connection) -> Iterator[Any]:
    asked = sa.select(audit).order_by(audit.c.number)
    return iter(connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked).mappings())


def _hashed(row: Any) -> str:
    """SHA-256 over everything in a row but the hash itself."""
    said = [row[column.name] for column in audit.columns if column.name != "hash"]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
