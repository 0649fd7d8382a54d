"""Who is signed in, and what machines identify themselves by: nonces, sessions and API keys.

A token is nowhere in here: what it hashes to is, so that whoever reads the database signs in as nobody. Every function
takes a connection. Times are Unix seconds of the service's own clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from heyi.store.kept import METADATA

__all__ = [
    "ApiKey",
    "Session",
    "add_key",
    "add_nonce",
    "add_session",
    "count_nonces",
    "end_session",
    "end_sessions",
    "forget_expired",
    "key_by_hash",
    "keys_of",
    "revoke_key",
    "session_by_hash",
    "touch_session",
    "use_nonce",
]

MOST_SESSIONS = 20  # of one account; the oldest gives way
ADDRESS, HASH = sa.String(42), sa.String(64)

nonce = sa.Table(
    "nonce",
    METADATA,
    sa.Column("value", sa.String(40), primary_key=True),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
)
"""What a message that signs in must hold, once. It is worth minutes, so that it isn't carried into other databases."""

session = sa.Table(
    "session",
    METADATA,
    sa.Column("hash", HASH, primary_key=True),
    sa.Column("account", ADDRESS, nullable=False, index=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
)
"""hash: SHA-256 of the cookie's token. seen_at: about when it was last used. Nor is this carried anywhere."""

api_key = sa.Table(
    "api_key",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("hash", HASH, nullable=False, unique=True),
    sa.Column("account", ADDRESS, nullable=False, index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("prefix", sa.String(20), nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
)
"""account: who made it. prefix: how its token begins, for whoever has several. scopes: what it may be used for."""


@dataclass(frozen=True)
class Session:
    """A row of `session`."""

    hash: str
    account: str
    created_at: int
    seen_at: int
    expires_at: int


@dataclass(frozen=True)
class ApiKey:
    """A row of `api_key`."""

    id: str
    hash: str
    account: str
    name: str
    prefix: str
    scopes: Sequence[str]
    created_at: int
    expires_at: int
    revoked_at: int | None = None


# --- NONCES ---


def count_nonces(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(nonce)) or 0


def add_nonce(connection: sa.Connection, value: str, expires_at: int) -> None:
    connection.execute(sa.insert(nonce), {"value": value, "expires_at": expires_at})


def use_nonce(connection: sa.Connection, value: str, now: int) -> bool:
    """Whether it was there and is still good; it is gone after that, so of two who use it one is first."""
    found = sa.delete(nonce).where(nonce.c.value == value).returning(nonce.c.expires_at)
    expires_at = connection.scalar(found)
    return expires_at is not None and expires_at > now


# --- SESSIONS ---


def add_session(connection: sa.Connection, new: Session) -> None:
    """Adds one; of an account with too many the oldest end."""
    table = session
    mine = (
        sa.select(table.c.hash).where(table.c.account == new.account).order_by(table.c.created_at.desc(), table.c.hash)
    )
    surplus = list(connection.scalars(mine.offset(MOST_SESSIONS - 1)))
    connection.execute(sa.delete(table).where(table.c.hash.in_(surplus)))
    connection.execute(sa.insert(table), vars(new))


def session_by_hash(connection: sa.Connection, token_hash: str) -> Session | None:
    row = connection.execute(sa.select(session).where(session.c.hash == token_hash)).mappings().first()
    return None if row is None else Session(**row)


def touch_session(connection: sa.Connection, token_hash: str, now: int) -> None:
    connection.execute(sa.update(session).where(session.c.hash == token_hash).values(seen_at=now))


def end_session(connection: sa.Connection, token_hash: str) -> None:
    connection.execute(sa.delete(session).where(session.c.hash == token_hash))


def end_sessions(connection: sa.Connection, account: str) -> int:
    """All of an account; how many there were."""
    return connection.execute(sa.delete(session).where(session.c.account == account)).rowcount


def forget_expired(connection: sa.Connection, now: int, idle: int) -> None:
    """Nonces and sessions that are good for nothing any more. idle: seconds that a session may be left alone."""
    connection.execute(sa.delete(nonce).where(nonce.c.expires_at <= now))
    over = sa.or_(session.c.expires_at <= now, session.c.seen_at <= now - idle)
    connection.execute(sa.delete(session).where(over))


# --- KEYS ---


def add_key(connection: sa.Connection, new: ApiKey) -> None:
    connection.execute(sa.insert(api_key), {**vars(new), "scopes": list(new.scopes)})


def key_by_hash(connection: sa.Connection, token_hash: str) -> ApiKey | None:
    row = connection.execute(sa.select(api_key).where(api_key.c.hash == token_hash)).mappings().first()
    return None if row is None else ApiKey(**row)


def keys_of(connection: sa.Connection, account: str) -> list[ApiKey]:
    """All that an account ever made, the latest first."""
    asked = sa.select(api_key).where(api_key.c.account == account).order_by(api_key.c.created_at.desc(), api_key.c.id)
    return [ApiKey(**row) for row in connection.execute(asked).mappings()]


def revoke_key(connection: sa.Connection, account: str, key: str, now: int) -> bool:
    """Whether the account has such a key; one that was revoked before stays as it is."""
    mine = sa.and_(api_key.c.id == key, api_key.c.account == account)
    connection.execute(sa.update(api_key).where(mine, api_key.c.revoked_at.is_(None)).values(revoked_at=now))
    return bool(connection.scalar(sa.select(sa.exists().where(mine))))
