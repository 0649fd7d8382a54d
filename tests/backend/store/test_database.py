"""A database that cannot be one is told in a sentence."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from heyi.store import database as database_module
from heyi.store.database import Database, NoDatabase, NotStorable
from heyi.store.kept import revision
from tests import postgres


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, long enough to be no header of a database\n" * 20)
    with pytest.raises(NoDatabase, match=r"notes\.txt does not answer \(file is not a database\)"):
        Database(f"sqlite:///{tmp_path}/notes.txt").create()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoDatabase, match=r"does not answer \(Not a directory\)"):
        Database(f"sqlite:///{tmp_path}/file/folder/heyi.db")


def test_what_a_database_cannot_hold_is_no_failure_of_it(postgres_server: str) -> None:
    with postgres.fresh_database(postgres_server) as url, closing(Database(url)) as database:
        for value in (sa.literal("a\0b"), sa.literal(2**70, sa.BigInteger)):
            with pytest.raises(NotStorable, match="the database could hold"), database.reading() as connection:
                connection.execute(sa.select(value))


def test_a_writer_that_stands_still_keeps_nobody_from_writing(
    postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a process does that is stopped: its transaction is open, and what it has changed is locked."""
    patient = database_module.FORGETS_WRITERS
    monkeypatch.setattr(database_module, "FORGETS_WRITERS", patient.replace("15000", "200"))
    number = sa.update(revision).values(number=revision.c.number + 1)
    with postgres.fresh_database(postgres_server) as url, closing(Database(url)) as database:
        database.create()

        def stop() -> None:
            with database.writing() as stopped:
                stopped.execute(number)
                with database.writing() as other:
                    other.execute(number)
                stopped.execute(number)

        with pytest.raises(NoDatabase, match="idle-in-transaction"):
            stop()
        with database.reading() as connection:
            assert connection.scalar(sa.select(revision.c.number)) == 1
