"""Databases are read and nothing else, and what is secret stays so."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from heyi.sources.errors import SecretInSource, SecretMissing, SourceError, SourceUnreachable, SourceWrong
from heyi.sources.kinds.sql import SqlQuery, url_of
from tests.backend.sources.tomls import FIGURES, HEAD, ROWS, read, written


def url(text: str) -> sa.URL:
    found = url_of(text)
    assert found is not None
    return found


@pytest.fixture
def books(database_url: str) -> str:
    engine = sa.create_engine(url(database_url))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE lines (id integer primary key, word text)"))
        connection.execute(sa.text("INSERT INTO lines VALUES (1, 'a:b'), (2, 'c'), (3, 'd')"))
    engine.dispose()
    return database_url


def rows(
    books: str, query: str, cursor: str = "", since: object = None, timeout: float = 20
) -> list[dict[str, object]]:
    asked = SqlQuery(url(books), query, "books", timeout, cursor)
    return [dict(row) for page in asked.pages(since) for row in page]


def count(books: str) -> int:
    engine = sa.create_engine(url(books))
    with engine.connect() as connection:
        found = connection.scalar(sa.text("SELECT count(*) FROM lines"))
    engine.dispose()
    return int(found or 0)


def test_a_query_is_read_by_its_cursor(books: str) -> None:
    assert rows(books, "SELECT id, word FROM lines -- a remark", "id", 2) == [
        {"id": 2, "word": "c"},
        {"id": 3, "word": "d"},
    ]
    assert rows(books, "SELECT id FROM lines WHERE word = 'a:b'") == [{"id": 1}]


def test_a_row_without_a_cursor_is_not_skipped_in_silence(books: str) -> None:
    assert [row["id"] for row in rows(books, "SELECT id, CAST(NULL AS INTEGER) AS at FROM lines", "at", 7)] == [1, 2, 3]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM lines",
        "DELETE FROM lines RETURNING id",
        "SELECT 1) x; DELETE FROM lines; --",
        "SELECT 1) x; COMMIT; DELETE FROM lines; COMMIT; SELECT * FROM (SELECT 1",
        "WITH gone AS (DELETE FROM lines RETURNING id) SELECT * FROM gone",
        "INSERT INTO lines VALUES (9, 'x') RETURNING id",
        "DROP TABLE lines",
    ],
)
def test_a_query_that_writes_is_refused(books: str, query: str) -> None:
    with pytest.raises(SourceUnreachable):
        rows(books, query)
    assert count(books) == 3


def test_a_function_that_writes_is_refused_too(books: str) -> None:
    if "postgresql" not in books:
        pytest.skip("SQLite has no functions of its users")
    engine = sa.create_engine(url(books))
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE FUNCTION sly() RETURNS int AS 'DELETE FROM lines; SELECT 1' LANGUAGE sql VOLATILE")
        )
    engine.dispose()
    with pytest.raises(SourceUnreachable, match="read-only"):
        rows(books, "SELECT sly() AS id")
    assert count(books) == 3


def test_a_statement_that_takes_too_long_is_stopped(books: str) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    with pytest.raises(SourceUnreachable, match=r"interrupted|timeout"):
        rows(books, endless, timeout=0.2)


def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match="unable to open database file"):
        rows(f"sqlite:///{tmp_path}/gone.db", "SELECT 1 AS id")
    assert list(tmp_path.iterdir()) == []


def test_columns_are_there_once(books: str) -> None:
    if "postgresql" in books:
        with pytest.raises(SourceError, match=r"^books, column id: is there twice$"):
            rows(books, "SELECT id, word AS id FROM lines")
        with pytest.raises(SourceUnreachable, match='column "at" does not exist'):
            rows(books, "SELECT id FROM lines", "at")
    else:  # SQLite takes a name in quotes that it does not know for a text
        with pytest.raises(SourceError, match=r"^books, column at: is missing, and is the cursor$"):
            rows(books, "SELECT id FROM lines", "at", 7)


# --- SECRETS ---

SOURCE = '[source]\nkind = "sql"\nurl = "postgresql://reader@127.0.0.1:1/books"\ntable = "lines"\n'
REST = HEAD + ROWS + FIGURES


def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SecretInSource) as raised:
        written(tmp_path, SOURCE.replace("reader@", "reader:hunter2@") + REST)
    assert str(raised.value).startswith("source.toml: [source] url holds a secret")
    assert "hunter2" not in str(raised.value) + repr(raised.value)


def test_a_password_is_taken_from_where_the_file_says(tmp_path: Path) -> None:
    text = SOURCE + 'password_env = "BOOKS"\n' + REST
    with pytest.raises(SecretMissing, match=r"no secret is in BOOKS \(it is not set\), which \[source\] password_env"):
        written(tmp_path, text)
    source = written(tmp_path, text, {"BOOKS": "hunter2"})
    assert "hunter2" not in repr(source)
    with pytest.raises(SourceUnreachable) as raised:
        read(source)
    assert "hunter2" not in str(raised.value) + repr(raised.value.__cause__) + repr(raised.value.__context__)
    (tmp_path / "password").write_text("hunter2\n")
    found = written(tmp_path, SOURCE + 'password_file = "password"\n' + REST)
    assert "hunter2" not in repr(found)
    with pytest.raises(SecretMissing, match="no secret is in gone"):
        written(tmp_path, SOURCE + 'password_file = "gone"\n' + REST)


def test_a_variable_that_would_be_a_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceWrong, match="password_env may not begin with HEYI_"):
        written(tmp_path, SOURCE + 'password_env = "HEYI_BOOKS"\n' + REST, {"HEYI_BOOKS": "x"})


@pytest.mark.parametrize("where", ["nonsense", "oracle://a@b/c", "postgresql+none://a@b/c"])
def test_a_database_without_a_driver_is_refused(tmp_path: Path, where: str) -> None:
    with pytest.raises(SourceWrong, match="url names no database that there is a driver for"):
        written(tmp_path, SOURCE.replace("postgresql://reader@127.0.0.1:1/books", where) + REST)


def test_another_query_is_another_set_of_rows(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(
            "CREATE TABLE one AS SELECT 1 number, '2024-01-01' day, 'shop' who, 'sale' kind, 1 pieces, 5 price"
        )
        connection.execute(
            "CREATE TABLE two AS SELECT 2 number, '2024-01-01' day, 'mill' who, 'sale' kind, 1 pieces, 7 price"
        )
    connection.close()
    totals = []
    for table in ("one", "two"):
        source = f'[source]\nkind = "sql"\nurl = "sqlite:///a.db"\ntable = "{table}"\n[cursor]\ncolumn = "number"\n'
        totals.append(read(written(tmp_path, source + REST)).total)
    assert totals == [5, 7]
