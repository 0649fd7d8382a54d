"""Tables of what is told to others: deliveries to endpoints, how endpoints fare, and notices that were given.

No chain holds them, so they survive a rebuild. Times are Unix seconds; no secret is among the columns.
"""

import sqlalchemy as sa

from heyi.store.kept import METADATA

__all__ = ["DEAD", "DELIVERED", "WAITING", "delivery", "endpoint", "notice", "told"]

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up nothing else
Time = sa.Double

told = sa.Table(
    "told",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("block", sa.BigInteger, nullable=False),
    sa.Column("log_index", sa.BigInteger, nullable=False),
    sa.Column("block_hash", sa.String(66)),
    sa.CheckConstraint("id = 1"),
)
"""Up to which event of the book deliveries were made: one row. block_hash: by which it is noticed that a block which
counted as final was replaced; None where nothing was told yet."""

delivery = sa.Table(
    "delivery",
    METADATA,
    sa.Column("number", Id, primary_key=True, autoincrement=True),
    sa.Column("endpoint", sa.String(40), nullable=False),
    sa.Column("id", sa.String(80), nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("block", sa.BigInteger),
    sa.Column("log_index", sa.BigInteger),
    sa.Column("block_hash", sa.String(66)),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", Time, nullable=False),
    sa.Column("created_at", Time, nullable=False),
    sa.Column("updated_at", Time, nullable=False),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("endpoint", "id"),
    sa.Index("delivery_by_state", "endpoint", "state", "number"),
    sqlite_autoincrement=True,  # a number is never given twice
)
"""A message for an endpoint. id: the webhook-id, the same for every endpoint and every attempt. body: the bytes that
are signed. block, log_index, block_hash: of the event that it tells, if it is one. next_at: not before. error: of the
last attempt."""

endpoint = sa.Table(
    "endpoint",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failing_since", Time),
    sa.Column("retry_at", Time, nullable=False),
    sa.Column("paused_at", Time),
    sa.Column("last_success", Time),
    sa.Column("last_error", sa.Text),
)
"""How an endpoint of the settings fares. failures: attempts in a row; retry_at: nothing is sent before."""

notice = sa.Table(
    "notice",
    METADATA,
    sa.Column("id", sa.String(66), primary_key=True),
    sa.Column("account", sa.String(42), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("since", Time, nullable=False),
    sa.Column("mail", sa.Text),
)
"""Notices that were given, so that none is given twice. mail: that is still to be put into the spool folder."""
