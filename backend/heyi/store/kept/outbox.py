"""Tables of what waits to be sent and of who sends it: no chain holds them, so they survive a rebuild.

Times are Unix seconds.
"""

import sqlalchemy as sa

from heyi.store.kept import METADATA

__all__ = ["attempt", "lease", "outbox"]

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up nothing else
Time = sa.Double

outbox = sa.Table(
    "outbox",
    METADATA,
    sa.Column("id", Id, primary_key=True, autoincrement=True),
    sa.Column("sender", sa.String(42), nullable=False),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("verb", sa.String(80), nullable=False),
    sa.Column("account", sa.String(42)),
    sa.Column("contract", sa.String(42), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("agreement", sa.String(66)),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("nonce", sa.BigInteger),
    sa.Column("gas", sa.BigInteger),
    sa.Column("error", sa.JSON(none_as_null=True)),
    sa.Column("block", sa.BigInteger),
    sa.Column("created_at", Time, nullable=False),
    sa.Column("updated_at", Time, nullable=False),
    sa.UniqueConstraint("sender", "idempotency_key"),
    sa.Index("outbox_by_state", "sender", "state", "id"),
    sa.Index("outbox_by_account", "account", "id"),
    sqlite_autoincrement=True,  # an id is never given twice
)
"""Transactions that were decided on. account: whom one is for, None for the service itself. contract, data: the call.
gas: what it may use, as its last trial said. error: code, detail and facts. block: the one it is in."""

attempt = sa.Table(
    "attempt",
    METADATA,
    sa.Column("outbox", sa.ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("hash", sa.String(66), nullable=False, unique=True),
    sa.Column("nonce", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("fees", sa.JSON, nullable=False),
    sa.Column("empty", sa.Boolean, nullable=False),
    sa.Column("sent_at", Time),
    sa.Column("sent_at_height", sa.BigInteger),
)
"""Signed transactions of a row: at most one is carried out, as they have one nonce. empty: it does nothing but take the
nonce of one that no node takes. sent_at, sent_at_height: when a node first took it, and its height then."""

lease = sa.Table(
    "lease",
    METADATA,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("until", Time, nullable=False),
)
"""What only one process does at a time, such as counting the nonce of a key."""
