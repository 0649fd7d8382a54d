"""Evidence: the rows behind statements, found by their hash, and who has named that hash for what.

Rows lie in compressed pieces, so a page of a long list is had without unpacking the rest. The hash says what they are,
so they are written once and never changed.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from heyi.core.facts import Statement
from heyi.core.solidity import ZERO_BYTES32, as_bytes
from heyi.store.kept import METADATA
from heyi.store.projection import hexed

__all__ = [
    "Named",
    "add_evidence",
    "evidence_rows",
    "missing_evidence",
    "name_evidence",
    "named_of",
    "rows_kept",
]

ROWS_OF_A_PIECE = 1_000

named = sa.Table(
    "evidence_named",
    METADATA,
    sa.Column("hash", sa.String(66), primary_key=True),
    sa.Column("subject", sa.String(66), primary_key=True),
    sa.Column("period", sa.BigInteger, primary_key=True),
    sa.Column("node", sa.String(42), primary_key=True),
    sa.Index("evidence_named_period", "period", "node"),
)
"""That a node has offered a statement with this evidence."""

evidence = sa.Table(
    "evidence",
    METADATA,
    sa.Column("hash", sa.String(66), primary_key=True),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
)
"""Evidence that was given. rows: how many."""

pieces = sa.Table(
    "evidence_piece",
    METADATA,
    sa.Column("hash", sa.String(66), primary_key=True),
    sa.Column("first", sa.BigInteger, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""Its rows from number `first` on, each ended by a line feed, in UTF-8, by zlib."""


@dataclass(frozen=True)
class Named:
    """That a node has offered a statement of this subject and period with some evidence."""

    subject: bytes
    period: int
    node: str


def name_evidence(connection: sa.Connection, period: int, node: str, statements: Iterable[Statement]) -> None:
    """Notes which evidence a node's offer names."""
    table = named
    asked = sa.select(table.c.hash, table.c.subject).where(table.c.period == period, table.c.node == node)
    before = {(row.hash, row.subject) for row in connection.execute(asked)}
    new = {(hexed(each.evidence), hexed(each.subject)) for each in statements if each.evidence != ZERO_BYTES32}
    rows = [{"hash": h, "subject": s, "period": period, "node": node} for h, s in sorted(new - before)]
    if rows:
        connection.execute(sa.insert(table), rows)


def named_of(connection: sa.Connection, hash_: bytes) -> list[Named]:
    """Who has named the evidence for what."""
    asked = sa.select(named).where(named.c.hash == hexed(hash_)).order_by(named.c.period, named.c.subject, named.c.node)
    return [Named(as_bytes(row.subject), row.period, row.node) for row in connection.execute(asked)]


def missing_evidence(connection: sa.Connection, period: int) -> list[bytes]:
    """What was named for a period and nobody has given yet."""
    kept = sa.select(evidence.c.hash).where(evidence.c.hash == named.c.hash)
    asked = sa.select(named.c.hash).distinct().where(named.c.period == period, ~sa.exists(kept))
    return [as_bytes(each) for each in connection.scalars(asked.order_by(named.c.hash))]


def rows_kept(connection: sa.Connection, hash_: bytes) -> int | None:
    """How many rows the evidence has; None if nobody has given it."""
    return connection.scalar(sa.select(evidence.c.rows).where(evidence.c.hash == hexed(hash_)))


def add_evidence(connection: sa.Connection, hash_: bytes, rows: Sequence[str], added_at: int) -> None:
    """Raises sqlalchemy's IntegrityError if it was given in the meantime. rows: have no line feeds."""
    text = hexed(hash_)
    connection.execute(sa.insert(evidence), {"hash": text, "rows": len(rows), "added_at": added_at})
    bodies = [
        {"hash": text, "first": first, "body": _packed(rows[first : first + ROWS_OF_A_PIECE])}
        for first in range(0, len(rows), ROWS_OF_A_PIECE)
    ]
    connection.execute(sa.insert(pieces), bodies)


def evidence_rows(connection: sa.Connection, hash_: bytes, first: int = 0, count: int | None = None) -> list[str]:
    """Rows from number `first` on, `count` at most; none if there are no more."""
    start = first - first % ROWS_OF_A_PIECE
    asked = sa.select(pieces.c.body).where(pieces.c.hash == hexed(hash_), pieces.c.first >= start)
    if count is not None:
        asked = asked.where(pieces.c.first < first + count)
    rows = [row for body in connection.scalars(asked.order_by(pieces.c.first)) for row in _unpacked(bytes(body))]
    return rows[first - start :][:count]


def _packed(rows: Sequence[str]) -> bytes:
    return zlib.compress("".join(f"{row}\n" for row in rows).encode())


def _unpacked(body: bytes) -> list[str]:
    return zlib.decompress(body).decode().split("\n")[:-1]
