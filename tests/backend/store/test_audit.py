"""The audit log notices what was done to it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from heyi.store.database import Database
from heyi.store.kept import audit
from heyi.store.kept.audit import Entry


def row(number: int) -> Entry:
    return Entry(time=number, who=None, verb="identity.sign-in", object="/ä", outcome="201", request="r")


@pytest.fixture
def database(database_url: str) -> Database:
    database = Database(database_url)
    database.create()
    for number in range(1, 6):
        with database.writing() as connection:
            assert audit.append(connection, row(number)).number == number
    return database


def check(database: Database, known: tuple[int, str] | None = None) -> tuple[int, list[tuple[int, str]]]:
    with database.reading() as connection:
        number, _, broken = audit.verified(connection, known)
    return number, [(each.number, each.problem) for each in broken]


def test_a_log_that_nobody_touched_holds(database: Database) -> None:
    assert check(database) == (5, [])
    with database.reading() as connection:
        last = audit.head(connection)
        assert [each.number for each in audit.entries(connection, 4, 2)] == [3, 2]
    assert last is not None
    assert check(database, (5, last.hash)) == (5, [])
    database.close()


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (lambda t: sa.delete(t).where(t.c.number == 3), [(4, "rows 3 to 3 are missing")]),
        (lambda t: sa.update(t).where(t.c.number == 3).values(outcome="403"), [(3, "its content was changed")]),
        (lambda t: sa.update(t).where(t.c.number == 2).values(who="0x" + 40 * "1"), [(2, "its content was changed")]),
        (lambda t: sa.delete(t).where(t.c.number == 1), [(2, "rows 1 to 1 are missing")]),
        (lambda t: sa.update(t).where(t.c.number == 5).values(number=9), [(9, "rows 5 to 8 are missing")]),
    ],
)
def test_what_was_done_to_it_shows(
    database: Database, change: Callable[[sa.Table], sa.Update | sa.Delete], problems: list[tuple[int, str]]
) -> None:
    with database.writing() as connection:
        connection.execute(change(audit.audit))
    assert set(problems) <= set(check(database)[1])
    database.close()


def test_a_row_written_anew_shows_in_the_next(database: Database) -> None:
    with database.writing() as connection:
        old = dict(connection.execute(sa.select(audit.audit).where(audit.audit.c.number == 3)).mappings().one())
        forged = {**old, "outcome": "403"}
        forged["hash"] = audit._hashed(forged)
        connection.execute(sa.update(audit.audit).where(audit.audit.c.number == 3).values(forged))
    assert check(database)[1] == [(4, "it does not follow on the row before")]
    database.close()


def test_rows_cut_off_at_the_end_show_to_who_has_kept_the_hash(database: Database) -> None:
    with database.writing() as connection:
        last = audit.head(connection)
        assert last is not None
        connection.execute(sa.delete(audit.audit).where(audit.audit.c.number > 3))
    assert check(database) == (3, [])
    assert check(database, (5, last.hash))[1][0][0] == 5
    database.close()


def test_an_empty_log_holds(database_url: str) -> None:
    database = Database(database_url)
    database.create()
    assert check(database) == (0, [])
    database.close()
