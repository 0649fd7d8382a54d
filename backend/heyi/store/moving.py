"""Carries what no chain holds from one database into another, as from SQLite to PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import sqlalchemy as sa

from heyi.core.errors import HeyiError
from heyi.store import kept
from heyi.store.database import Database

__all__ = ["DatabaseNotEmpty", "move"]

OWN = ("schema_version", "revision", "nonce", "session")
"""Tables that stay: each database counts its own changes, and who is signed in signs in anew."""
ROWS_AT_ONCE = 1_000


@dataclass(eq=False)
class DatabaseNotEmpty(HeyiError):  # noqa: N818 - named after the fact
    """table: one with rows in it."""

    url: str
    table: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "The database at {url} has rows in {table} already: carry into an empty one."


def move(source: Database, target: Database, tell: Callable[[str, int], None]) -> None:
    """Copies every kept table, in one transaction; nothing of the source changes. tell: is given each table and how
    many rows it had. Makes the tables of both, if need be. Raises DatabaseNotEmpty.
    """
    source.create()
    target.create()
    tables = [table for table in kept.METADATA.sorted_tables if table.name not in OWN]
    with source.reading() as reading, target.writing() as writing:
        for table in tables:
            if writing.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                raise DatabaseNotEmpty(target.url, table.name)
        for table in tables:
            tell(table.name, _copied(reading, writing, table))
            if target.dialect == "postgresql":
                _count_on(writing, table)
        kept.revise(writing)


def _copied(reading: sa.Connection, writing: sa.Connection, table: sa.Table) -> int:
    number = 0
    found = reading.execution_options(yield_per=ROWS_AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
    for rows in found.mappings().partitions():
        writing.execute(sa.insert(table), [dict(row) for row in rows])
        number += len(rows)
    return number


def _count_on(writing: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL counts ids by itself, and was told of none so far."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    highest = writing.scalar(sa.select(sa.func.max(column)))
    if highest is not None and writing.scalar(sa.select(sequence)):
        writing.execute(sa.select(sa.func.setval(sequence, highest)))
