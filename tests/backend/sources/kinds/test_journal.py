"""Whatever happens while rows are taken in, none is skipped and none counts twice."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from heyi.sources.errors import SourceError, SourceUnreachable
from heyi.sources.journal import Journal, JournalTable, Message
from heyi.sources.journal.contents import read_value, written_value
from heyi.sources.kinds.asking import Asked, CursorRule, Journaled


class Killed(BaseException):
    """As if the process had been."""


class Books:
    """A table that others write to: (cursor, key, value). visible: how many of the first are committed."""

    name = "books"

    def __init__(self, rows: Sequence[tuple[Any, int, str]], in_order: bool, size: int = 3) -> None:
        self.rows, self.in_order, self.size = list(rows), in_order, size
        self.asked: list[Any] = []
        self.stop_at = -1

    def pages(self, since: Any = None) -> Iterator[list[dict[str, Any]]]:
        self.asked.append(since)
        found = [row for row in self.rows if since is None or row[0] >= since]
        if self.in_order:
            found.sort(key=lambda row: row[0])
        for number, start in enumerate(range(0, len(found), self.size)):
            if number == self.stop_at:
                raise Killed
            yield [{"at": at, "key": key, "value": value} for at, key, value in found[start : start + self.size]]


def journaled(file: Path, books: Books, overlap: int | timedelta = 0) -> Journaled:
    return Journaled(books, Journal(file, "books"), ["key"], CursorRule("at", overlap), every=0)


def kept(file: Path) -> dict[int, str]:
    return {row["key"]: row["value"] for _, row in Journal(file, "books").rows()}


TWENTY = [(n // 2, n, f"v{n}") for n in range(20)]  # two and two share a cursor


class Failing:
    """A connection that is killed before its n-th statement."""

    def __init__(self, real: sqlite3.Connection, left: int) -> None:
        self._real, self.left = real, left

    def execute(self, *arguments: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Killed
        return self._real.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.mark.parametrize("in_order", [True, False])
def test_it_may_be_killed_at_every_statement(tmp_path: Path, in_order: bool) -> None:
    for left in range(1, 200):
        file = tmp_path / f"{left}.db"
        journal = Journal(file, "books")
        failing = Failing(journal._connection, left)
        journal._connection = failing  # type: ignore[assignment]
        source = Journaled(Books(TWENTY, in_order), journal, ["key"], CursorRule("at"), every=0)
        try:
            source.refresh()
        except Killed:
            journal._connection.close()
            before = kept(file)
            reached = Journal(file, "books").cursor()
            # Whatever the cursor says has been read is there.
            assert all(before.get(key) == value for at, key, value in TWENTY if reached is not None and at < reached)
            journaled(file, Books(TWENTY, in_order)).refresh()
        assert kept(file) == {key: value for _, key, value in TWENTY}
        assert Journal(file, "books").changes() == []
        if failing.left > 0:
            return
    pytest.fail("it never came to its end")


@pytest.mark.parametrize("in_order", [True, False])
def test_it_may_be_killed_at_every_page(tmp_path: Path, in_order: bool) -> None:
    for page in range(7):
        file = tmp_path / f"{page}.db"
        books = Books(TWENTY, in_order)
        books.stop_at = page
        with pytest.raises(Killed):
            journaled(file, books).refresh()
        assert len(kept(file)) == 3 * page
        books.stop_at = -1
        source = journaled(file, books)
        source.refresh()
        assert kept(file) == {key: value for _, key, value in TWENTY}
        assert (books.asked[-1] is None) == (page == 0 or not in_order)


def test_rows_that_share_the_cursor_or_come_late_are_not_skipped(tmp_path: Path) -> None:
    books = Books([(10, 1, "a"), (20, 2, "b")], in_order=True)
    source = journaled(tmp_path / "j.db", books, overlap=5)
    source.refresh()
    books.rows += [(20, 3, "same cursor"), (15, 4, "committed late"), (14, 5, "too late")]
    source.refresh()
    assert books.asked == [None, 15]
    assert kept(tmp_path / "j.db") == {1: "a", 2: "b", 3: "same cursor", 4: "committed late"}


def test_nothing_new_changes_nothing(tmp_path: Path) -> None:
    source = journaled(tmp_path / "j.db", Books(TWENTY, in_order=True), overlap=100)
    source.refresh()
    stamp = source.stamp()
    source.refresh()
    assert source.stamp() == stamp


def test_it_is_asked_no_more_often_than_said(tmp_path: Path) -> None:
    now = 0.0
    books = Books(TWENTY, in_order=True)
    journal = Journal(tmp_path / "j.db", "books")
    source = Journaled(books, journal, ["key"], CursorRule("at"), every=60, clock=lambda: now)
    for now in (0.0, 59.0, 60.0, 61.0):  # noqa: B007 - the clock reads it
        source.refresh()
    assert len(books.asked) == 2


def test_the_journal_is_nobody_elses_to_read(tmp_path: Path) -> None:
    Journal(tmp_path / "new" / "j.db", "books")
    assert (tmp_path / "new" / "j.db").stat().st_mode & 0o077 == 0


def test_what_is_asked_for_whole_is_kept_for_as_long_as_said() -> None:
    now = 0.0
    books = Books(TWENTY, in_order=True)
    source = Asked(books, 60, lambda: now)
    source.refresh()
    stamp = source.stamp()
    now = 100.0  # so long it took
    assert len(list(source.named())) == 20
    source.refresh()
    assert source.stamp() == stamp
    now = 160.0
    source.refresh()
    assert source.stamp() != stamp


def test_a_source_that_changes_its_past_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books = Books([(1, 1, "a"), (2, 2, "b")], in_order=True)
    source = journaled(tmp_path / "j.db", books, overlap=9)
    source.refresh()
    stamp = source.stamp()
    for value in ("A", "Ä"):
        books.rows[0] = (1, 1, value)
        source.refresh()
    assert source.stamp() != stamp
    assert kept(tmp_path / "j.db") == {1: "Ä", 2: "b"}
    changes = Journal(tmp_path / "j.db", "books").changes()
    assert [(change.key, change.before["value"], change.after["value"]) for change in changes] == [
        ('["1"]', "a", "A"),
        ('["1"]', "A", "Ä"),
    ]
    assert "a source changed its past" in capsys.readouterr().out


def test_two_rows_with_one_key_at_once_are_refused(tmp_path: Path) -> None:
    source = journaled(tmp_path / "j.db", Books([(1, 1, "a"), (1, 1, "b")], in_order=True))
    with pytest.raises(SourceError, match=r'books: \["1"\] stands there twice, with unlike contents'):
        source.refresh()
    assert kept(tmp_path / "j.db") == {}


def test_sources_in_one_file_keep_apart(tmp_path: Path) -> None:
    one, two = (Journal(tmp_path / "j.db", name) for name in ("one", "two"))
    one.take([("[1]", {"a": 1})], cursor=7)
    assert (list(two.rows()), two.cursor(), two.revision()) == ([], None, 0)


# --- CURSORS ---

NOW = datetime(2024, 6, 1, tzinfo=UTC)
NEW_YEAR = datetime(2024, 1, 1)  # noqa: DTZ001 - as databases without zones give it
TABLE = JournalTable.__new__(JournalTable)
TABLE.name = "books"


@pytest.mark.parametrize(
    ("value", "overlap", "earlier"),
    [
        (100, 30, 70),
        (Decimal("1.5"), 1, Decimal("0.5")),
        (NEW_YEAR, timedelta(minutes=10), NEW_YEAR - timedelta(minutes=10)),
        (date(2024, 3, 1), timedelta(minutes=10), date(2024, 2, 29)),
        ("2024-01-01T00:05:00Z", timedelta(minutes=10), "2023-12-31T23:55:00+00:00"),
        ("2024-01-01 00:05:00.123", timedelta(minutes=10), "2023-12-31 23:55:00"),
        ("2024-01-01", timedelta(days=1), "2023-12-31"),
        ("m-17", 0, "m-17"),
        (None, 30, None),
    ],
)
def test_how_far_back_is_asked_again(value: Any, overlap: int | timedelta, earlier: Any) -> None:
    assert CursorRule("at", overlap).back(value) == earlier


@pytest.mark.parametrize("far", ["2999-01-01T00:00:00Z", "2024-06-02T00:00:01Z", NEW_YEAR.replace(year=2999)])
def test_a_time_that_has_not_come_moves_no_cursor(far: Any) -> None:
    rule = CursorRule("at", timedelta(minutes=10))
    near = "2024-05-01T00:00:00Z" if isinstance(far, str) else NEW_YEAR
    assert rule.furthest(TABLE, [{"at": near}, {"at": far}], None, NOW) == near


@pytest.mark.parametrize(
    ("values", "overlap", "problem"),
    [
        ([None], 0, "is empty, and is the cursor"),
        ([1.5], 0, "can be no cursor: 1.5"),
        ([True], 0, "can be no cursor: True"),
        ([1, "a"], 0, "does not compare with other cursors: 'a'"),
        (["soon"], timedelta(days=1), "does not compare with other cursors: 'soon'"),
        (["a"], 5, "does not compare with other cursors: 'a'"),
    ],
)
def test_what_can_be_no_cursor_is_refused(values: list[Any], overlap: Any, problem: str) -> None:
    with pytest.raises(SourceError, match=f"^books, column at: {problem}$"):
        CursorRule("at", overlap).furthest(TABLE, [{"at": value} for value in values], None, NOW)


# --- CONTENTS ---


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1, "b": "x", "c": None, "d": True, "e": [1, {"f": "g"}]},
        Decimal("1.50"),
        date(2024, 2, 29),
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        0.1,
        {"$decimal": "no number"},
        {"$time": 7},
    ],
)
def test_contents_keep_their_types(value: Any) -> None:
    found = read_value(written_value(value))
    assert (found, type(found)) == (value, type(value))


def test_equal_rows_are_equal_texts() -> None:
    assert written_value({"a": 1, "b": Decimal("2.0")}) == written_value({"b": Decimal("2.0"), "a": 1})


# --- FILES ---


def test_a_journal_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("this is no database, however long it is" * 100)
    with pytest.raises(SourceUnreachable, match=r"journal .*no\.db cannot be read now: file is not a database"):
        Journal(tmp_path / "no.db", "books")


def test_a_message_counts_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db", "books")
    assert journal.take([("[1]", 1)], message=Message("m1", "h")).new == 1
    assert journal.take([("[1]", 1)], message=Message("m1", "h")).repeated
    with pytest.raises(SourceError, match="m1 was the id of another message"):
        journal.take([("[2]", 2)], message=Message("m1", "other"))
    assert [key for key, _ in journal.rows()] == ["[1]"]


def test_a_message_may_be_cut_off_at_every_statement(tmp_path: Path) -> None:
    rows = [(f"[{n}]", n) for n in range(3)]
    for left in range(1, 50):
        journal = Journal(tmp_path / f"{left}.db", "books")
        failing = Failing(journal._connection, left)
        journal._connection = failing  # type: ignore[assignment]
        try:
            journal.take(rows, message=Message("m1", "h"))
        except Killed:
            again = Journal(tmp_path / f"{left}.db", "books")
            assert list(again.rows()) in ([], rows)
            again.take(rows, message=Message("m1", "h"))
        assert list(Journal(tmp_path / f"{left}.db", "books").rows()) == rows
        if failing.left > 0:
            return
    pytest.fail("it never came to its end")


def test_a_message_is_forgotten_when_it_is_too_old_to_be_taken(tmp_path: Path) -> None:
    now = 0.0
    journal = Journal(tmp_path / "j.db", "books", lambda: now)
    journal.take([], message=Message("m1", "h"))
    now = 8 * 86_400.0
    journal.take([], message=Message("m2", "h"))
    assert not journal.take([("[1]", 1)], message=Message("m1", "h")).repeated
