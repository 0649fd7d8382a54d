"""SQL databases, by any SQLAlchemy URL: one query that only reads, its rows fetched as they come.

What is written in the query is put inside a SELECT of ours, in a transaction that may only read where the database
knows such, and which is rolled back in any case. Give the node a user that may read and nothing else.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from heyi.sources.errors import SourceError, SourceUnreachable
from heyi.sources.kinds.asking import NamedRow

__all__ = ["SqlQuery", "url_of"]

PAGE = 5_000  # rows
STEPS = 10_000  # of SQLite's machine between two looks at the clock

OURS = "heyi_rows"


def url_of(text: str) -> sa.URL | None:
    """A database's URL; None if it is none, or its driver isn't there."""
    try:
        url = make_url(text)
        url.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        return None
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


@dataclass(frozen=True)
class SqlQuery:
    """query: a SELECT, without an end; or the name of a table or view. cursor: the column that rows are fetched by.

    timeout: seconds that one statement may take. label: what it is called in errors.
    """

    url: sa.URL = field(repr=False)
    query: str
    label: str
    timeout: float
    cursor: str = ""
    is_table: bool = False
    in_order: bool = True

    @property
    def name(self) -> str:
        return self.label

    def pages(self, since: Any = None) -> Iterator[Sequence[NamedRow]]:
        """Rows in pages; with a cursor by its order. Raises SourceError and SourceUnreachable."""
        with self._connected() as connection:
            result = connection.execute(self._statement(connection.dialect, since))
            with result:
                names = tuple(result.keys())
                for name in names:
                    if names.count(name) > 1:
                        raise SourceError(self.label, 0, name, "is there twice")
                if self.cursor and self.cursor not in names:
                    raise SourceError(self.label, 0, self.cursor, "is missing, and is the cursor")
                for page in result.partitions(PAGE):
                    yield [dict(zip(names, row, strict=True)) for row in page]

    def _statement(self, dialect: sa.Dialect, since: Any) -> sa.TextClause:
        quote = dialect.identifier_preparer.quote_identifier
        rows = ".".join(map(quote, self.query.split("."))) if self.is_table else f"({self.query}\n)"
        # A colon in what is written is a colon, no parameter.
        text = f"SELECT * FROM {rows} {OURS}".replace(":", "\\:")
        if not self.cursor:
            return sa.text(text)
        column = quote(self.cursor).replace(":", "\\:")
        if since is None:
            return sa.text(f"{text} ORDER BY {column}")
        # Rows without one are fetched as well, to be refused: they would be skipped in silence.
        where = f"WHERE {column} >= :since OR {column} IS NULL"
        return sa.text(f"{text} {where} ORDER BY {column}").bindparams(since=since)

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        engine = sa.create_engine(
            self.url, poolclass=sa.NullPool, hide_parameters=True, **_arguments(self.url, self.timeout)
        )
        try:
            with engine.connect() as plain:
                connection = _restricted(plain, self.timeout)
                try:
                    yield connection
                finally:
                    with suppress(SQLAlchemyError):
                        connection.rollback()
        except SQLAlchemyError as error:
            raise SourceUnreachable(self.label, self._reason(error)) from None
        finally:
            engine.dispose()

    def _reason(self, error: SQLAlchemyError) -> str:
        """The database's own words, without the statement, whose parameters or URL are nobody's business."""
        said = str(getattr(error, "orig", None) or type(error).__name__).strip().partition("\n")[0]
        return said.replace(self.url.password, "(hidden)") if self.url.password else said


def _arguments(url: sa.URL, timeout: float) -> Mapping[str, Any]:
    match url.get_backend_name():
        case "sqlite":
            # Opened so, a file that is missing isn't made, and one that is there isn't written to.
            return {"creator": lambda: sqlite3.connect(f"file:{url.database}?mode=ro", uri=True, isolation_level=None)}
        case "postgresql":
            # Of the whole session: not even a second transaction could write.
            options = f"-c default_transaction_read_only=on -c statement_timeout={int(timeout * 1000)}"
            return {"connect_args": {"options": options}, "isolation_level": "REPEATABLE READ"}
        case _:
            return {}


def _restricted(connection: sa.Connection, timeout: float) -> sa.Connection:
    """The connection, so that it only reads, and no statement takes longer."""
    connection = connection.execution_options(stream_results=True, max_row_buffer=PAGE)
    match connection.dialect.name:
        case "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA query_only = ON")
            ends = time.monotonic() + timeout
            driver.set_progress_handler(lambda: int(time.monotonic() > ends), STEPS)
        case "mysql" | "mariadb":
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            connection.rollback()
            with suppress(SQLAlchemyError):  # MariaDB has it in seconds, under another name
                connection.exec_driver_sql(f"SET SESSION max_execution_time = {int(timeout * 1000)}")
        case _:
            pass  # others read only because of the SELECT around the query, and the user's rights
    return connection
