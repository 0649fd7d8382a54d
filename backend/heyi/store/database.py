"""One database: SQLite in a file or in memory, or PostgreSQL by its URL.

Reading and writing are transactions of their own: `with database.reading() as connection` and
`with database.writing() as connection`, which commits at its end or changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool

from heyi.core.errors import HeyiError, InvalidInput
from heyi.store import cached, kept
from heyi.store.amounts import ExactSum
from heyi.store.kept import audit, drafts, identities, offers, oracle, outbox, webhooks

__all__ = ["Database", "DatabaseBusy", "DatabaseOfOtherVersion", "DatabaseUrlWrong", "NoDatabase", "NotStorable"]

# Modules whose tables are made with those of `kept`, because they add them there.
_ = (audit, drafts, identities, offers, oracle, outbox, webhooks)

CONFLICT = "40001"  # PostgreSQL's state of a transaction that another one has overtaken
FORGOTTEN = "25P03"  # and of one that stood still for too long
BUSY_TIMEOUT = 30_000  # milliseconds that SQLite waits for another writer
# A process that stands still amid its writing (a machine that swaps or sleeps) would keep all others from going on.
FORGETS_WRITERS = "SET LOCAL idle_in_transaction_session_timeout = 15000"  # milliseconds


@dataclass(eq=False)
class NoDatabase(HeyiError):  # noqa: N818 - named after the fact
    """url: without its password."""

    url: str
    reason: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "The database at {url} does not answer ({reason}): start it, or name another one."


@dataclass(eq=False)
class DatabaseBusy(HeyiError):  # noqa: N818
    """Another process has written the same at the same time; nothing of ours was written."""

    url: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "The database at {url} is busy with another process's writing: try again."


@dataclass(eq=False)
class DatabaseUrlWrong(InvalidInput):
    url: str
    sentence: ClassVar[str] = "{url!r} names no database: it looks like sqlite:///FILE or postgresql://USER@HOST/NAME."


@dataclass(eq=False)
class DatabaseOfOtherVersion(HeyiError):  # noqa: N818
    """found, expected: versions of the tables that aren't a cache of the chain."""

    found: int
    expected: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = (
        "The database has tables of version {found}, this Heyi needs {expected}: see docs/operations.md."
    )


@dataclass(eq=False)
class NotStorable(InvalidInput):
    """Something that was given is no value of the database, such as a text with a NUL in PostgreSQL."""

    reason: str
    sentence: ClassVar[str] = "what was given is nothing that the database could hold: {reason}"


class Database:
    """A pool of connections; for any number of threads."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet. Raises DatabaseUrlWrong, and NoDatabase if a file's folder cannot be made."""
        try:
            parsed = make_url(url)
            if parsed.drivername == "postgresql":
                parsed = parsed.set(drivername="postgresql+psycopg")
            self._engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
        except (ArgumentError, NoSuchModuleError):
            raise DatabaseUrlWrong(url) from None
        except OSError as error:
            raise NoDatabase(url, error.strerror or str(error)) from None
        self.url = parsed.render_as_string(hide_password=True)
        self.dialect = self._engine.dialect.name

    def create(self) -> None:
        """Makes the tables that are missing; twice does no harm.

        A cache of another version is dropped, because it follows from the chain. Raises NoDatabase and
        DatabaseOfOtherVersion.
        """
        with self.writing() as connection:
            # Two processes that start together make the tables one after the other.
            if self.dialect == "postgresql":
                connection.execute(sa.text("select pg_advisory_xact_lock(7243)"))
            kept.METADATA.create_all(connection)
            versions = dict(connection.execute(sa.select(kept.version.c.part, kept.version.c.number)).all())
            if versions.get("kept", kept.VERSION) != kept.VERSION:
                raise DatabaseOfOtherVersion(versions["kept"], kept.VERSION)
            if versions.get("cached", cached.VERSION) != cached.VERSION:
                cached.METADATA.drop_all(connection)
            cached.METADATA.create_all(connection)
            if connection.scalar(sa.select(kept.revision.c.number)) is None:
                connection.execute(sa.insert(kept.revision), {"id": 1, "number": 0})
            connection.execute(sa.delete(kept.version))
            rows = [{"part": "kept", "number": kept.VERSION}, {"part": "cached", "number": cached.VERSION}]
            connection.execute(sa.insert(kept.version), rows)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database and changes nothing. Raises NoDatabase and NotStorable."""
        with self._connected() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that changes everything or nothing. Raises NoDatabase and NotStorable.

        In SQLite there is one writer at a time, from its first statement on.
        """
        with self._connected() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.dialect == "sqlite" else FORGETS_WRITERS)
            yield connection
            connection.commit()

    def close(self) -> None:
        """Ends all connections."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") == CONFLICT or "is locked" in str(error.orig):
                raise DatabaseBusy(self.url) from error
            raise NoDatabase(self.url, _reason(error)) from error
        except DataError as error:
            raise NotStorable(_reason(error)) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError and getattr(error.orig, "sqlstate", "") != FORGOTTEN:
                raise  # a mistake in what was asked, not of the database
            raise NoDatabase(self.url, _reason(error)) from error  # a file that is something else, or damaged


def _reason(error: DatabaseError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")


def _sqlite(url: sa.URL) -> sa.Engine:
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    shared: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = sa.create_engine(url, connect_args={"check_same_thread": False}, **shared)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would begin transactions by itself, and late
        connection.create_aggregate("exact_sum", 1, ExactSum)
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", f"busy_timeout = {BUSY_TIMEOUT}"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
