"""What oracle nodes have offered one another and what they have signed: nothing of it is on the chain before a batch is
posted, so it survives a rebuild.

Rows are added and never changed. Statements are JSON as `Statement.to_json` writes it; times are Unix seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.core.facts import Statement
from heyi.core.solidity import as_bytes
from heyi.store.kept import METADATA
from heyi.store.projection import hexed

__all__ = [
    "Attested",
    "Offered",
    "add_attestation",
    "add_offer",
    "attestations_of",
    "figures",
    "json_of",
    "last_offers",
    "offer_of",
    "offers_of",
    "statements_of",
]

figures = sa.Table(
    "figure",
    METADATA,
    sa.Column("node", sa.String(42), primary_key=True),
    sa.Column("period", sa.BigInteger, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True),
    sa.Column("statements", sa.JSON, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("offered_at", sa.BigInteger, nullable=False),
)
"""What a node has read of a period, a row for each time it said so: the one with the highest sequence counts. All its
subjects stand in one row, because one signature is over all of them."""

attestations = sa.Table(
    "attestation",
    METADATA,
    sa.Column("node", sa.String(42), primary_key=True),
    sa.Column("batch", sa.String(66), primary_key=True),
    sa.Column("period", sa.BigInteger, nullable=False, index=True),
    sa.Column("statements", sa.JSON, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
)
"""A node's signature of one batch, as the oracle contract takes it. batch: the EIP-712 hash of its report."""


@dataclass(frozen=True)
class Offered:
    """What a node says it has read of a period. offered_at: Unix seconds."""

    node: str
    sequence: int
    statements: tuple[Statement, ...]
    signature: bytes
    offered_at: int


@dataclass(frozen=True)
class Attested:
    """A node's signature of a batch. batch: the hash of its report. added_at: Unix seconds."""

    node: str
    batch: bytes
    statements: tuple[Statement, ...]
    signature: bytes
    added_at: int


def offers_of(
    connection: sa.Connection, period: int, newest: int | None = None, node: str | None = None
) -> list[Offered]:
    """What was offered for a period, by node and sequence; with `newest`, only so many of each node.

    node: only what this one has offered.
    """
    table = figures
    asked = sa.select(table).where(table.c.period == period)
    if node is not None:
        asked = asked.where(table.c.node == node)
    if newest is not None:
        age = sa.func.row_number().over(partition_by=table.c.node, order_by=table.c.sequence.desc())
        aged = sa.select(table.c.node, table.c.sequence, age.label("age")).where(table.c.period == period).subquery()
        same = (table.c.node == aged.c.node) & (table.c.sequence == aged.c.sequence)
        asked = asked.join(aged, same).where(aged.c.age <= newest)
    return [_offered(row) for row in connection.execute(asked.order_by(table.c.node, table.c.sequence))]


def offer_of(connection: sa.Connection, period: int, node: str, sequence: int) -> Offered | None:
    """A node's offer with this sequence."""
    table = figures
    asked = sa.select(table).where(table.c.node == node, table.c.period == period, table.c.sequence == sequence)
    row = connection.execute(asked).first()
    return None if row is None else _offered(row)


def _offered(row: Any) -> Offered:
    return Offered(row.node, row.sequence, statements_of(row.statements), bytes(row.signature), row.offered_at)


def add_offer(connection: sa.Connection, period: int, offer: Offered) -> None:
    """Raises sqlalchemy's IntegrityError if the node has used the sequence in the meantime."""
    said = {"node": offer.node, "period": period, "sequence": offer.sequence, "statements": json_of(offer.statements)}
    signed = {"signature": offer.signature, "offered_at": offer.offered_at}
    connection.execute(sa.insert(figures), {**said, **signed})


def last_offers(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    """When each node has made its last offer, and for which period."""
    table = figures
    newest = sa.select(table.c.node, sa.func.max(table.c.offered_at).label("at")).group_by(table.c.node).subquery()
    asked = (
        sa.select(table.c.node, table.c.offered_at, sa.func.max(table.c.period))
        .join(newest, (table.c.node == newest.c.node) & (table.c.offered_at == newest.c.at))
        .group_by(table.c.node, table.c.offered_at)
    )
    return {node: (at, period) for node, at, period in connection.execute(asked)}


def attestations_of(connection: sa.Connection, period: int, node: str | None = None) -> list[Attested]:
    """Every signature of a batch of a period, by batch and node; with `node`, only its."""
    table = attestations
    asked = sa.select(table).where(table.c.period == period).order_by(table.c.batch, table.c.node)
    if node is not None:
        asked = asked.where(table.c.node == node)
    return [
        Attested(row.node, as_bytes(row.batch), statements_of(row.statements), bytes(row.signature), row.added_at)
        for row in connection.execute(asked)
    ]


def add_attestation(connection: sa.Connection, period: int, attested: Attested) -> None:
    """Raises sqlalchemy's IntegrityError if the node's signature of the batch has come in the meantime."""
    what = {"node": attested.node, "batch": hexed(attested.batch), "period": period}
    signed = {"signature": attested.signature, "added_at": attested.added_at}
    connection.execute(sa.insert(attestations), {**what, "statements": json_of(attested.statements), **signed})


def json_of(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """Statements as a column of JSON has them."""
    return [statement.to_json() for statement in statements]


def statements_of(rows: Sequence[Any]) -> tuple[Statement, ...]:
    """The inverse of `json_of`."""
    return tuple(Statement.from_json(row) for row in rows)
