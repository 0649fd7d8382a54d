"""A database that cannot be one is told in a sentence."""

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from heyi.store.database import Database, NoDatabase, NotStorable
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
