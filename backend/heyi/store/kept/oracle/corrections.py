"""Signatures of corrections: each holds for one period to book in and one nonce, and is useless once those have passed.

Rows are added and never changed. Statements are JSON as `Statement.to_json` writes it; times are Unix seconds.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from heyi.core.facts import Statement
from heyi.core.solidity import as_bytes
from heyi.store.kept import METADATA
from heyi.store.kept.oracle.figures import json_of, statements_of
from heyi.store.projection import hexed

__all__ = ["Corrected", "add_correction", "corrections_of"]

corrections = sa.Table(
    "correction",
    METADATA,
    sa.Column("node", sa.String(42), primary_key=True),
    sa.Column("batch", sa.String(66), primary_key=True),
    sa.Column("period", sa.BigInteger, nullable=False),
    sa.Column("booked_in", sa.BigInteger, nullable=False),
    sa.Column("nonce", sa.BigInteger, nullable=False),
    sa.Column("statements", sa.JSON, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Index("correction_period_nonce", "period", "nonce"),
)
"""A node's signature of one correction, as the oracle contract takes it. batch: the EIP-712 hash of the correction."""


@dataclass(frozen=True)
class Corrected:
    """A node's signature of a correction. batch: its hash. nonce: the contract's. added_at: Unix seconds."""

    node: str
    batch: bytes
    booked_in: int
    nonce: int
    statements: tuple[Statement, ...]
    signature: bytes
    added_at: int


def corrections_of(connection: sa.Connection, period: int, nonce: int, node: str | None = None) -> list[Corrected]:
    """Every signature of a correction of a period under this nonce, by batch and node; with `node`, only its."""
    table = corrections
    asked = sa.select(table).where(table.c.period == period, table.c.nonce == nonce)
    if node is not None:
        asked = asked.where(table.c.node == node)
    return [
        Corrected(
            row.node,
            as_bytes(row.batch),
            row.booked_in,
            row.nonce,
            statements_of(row.statements),
            bytes(row.signature),
            row.added_at,
        )
        for row in connection.execute(asked.order_by(table.c.batch, table.c.node))
    ]


def add_correction(connection: sa.Connection, period: int, corrected: Corrected) -> None:
    """Raises sqlalchemy's IntegrityError if the node's signature of the batch has come in the meantime."""
    row = {
        "node": corrected.node,
        "batch": hexed(corrected.batch),
        "period": period,
        "booked_in": corrected.booked_in,
        "nonce": corrected.nonce,
        "statements": json_of(corrected.statements),
        "signature": corrected.signature,
        "added_at": corrected.added_at,
    }
    connection.execute(sa.insert(corrections), row)
