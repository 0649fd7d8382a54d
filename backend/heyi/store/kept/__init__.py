"""Tables that no chain holds: what people are called, what they were shown, and what waits to be sent.

They survive a rebuild; back them up.
"""

import sqlalchemy as sa

__all__ = ["METADATA", "VERSION", "revise"]

VERSION = 1

METADATA = sa.MetaData()

version = sa.Table(
    "schema_version",
    METADATA,
    sa.Column("part", sa.String(8), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)

revision = sa.Table(
    "revision",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.CheckConstraint("id = 1"),
)
"""One row: counts the changes of what the open book shows of these tables, see `revise`."""

profile = sa.Table(
    "profile",
    METADATA,
    sa.Column("account", sa.String(66), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("home", sa.String(42)),
)
"""What an account, an agreement or a benchmark is called, as no chain says. home: the enterprise of a person."""

sentence = sa.Table(
    "sentence",
    METADATA,
    sa.Column("hash", sa.String(66), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
"""The sentences that parties signed, of which the chain holds the hashes."""


def revise(connection: sa.Connection) -> None:
    """Notes that the open book may show something else now; whoever writes a profile or a sentence says so."""
    connection.execute(sa.update(revision).values(number=revision.c.number + 1))
