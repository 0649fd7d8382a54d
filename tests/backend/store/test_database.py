"""A database that cannot be one is told in a sentence."""

from pathlib import Path

import pytest

from heyi.store.database import Database, NoDatabase


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, long enough to be no header of a database\n" * 20)
    with pytest.raises(NoDatabase, match=r"notes\.txt does not answer \(file is not a database\)"):
        Database(f"sqlite:///{tmp_path}/notes.txt").create()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoDatabase, match=r"does not answer \(Not a directory\)"):
        Database(f"sqlite:///{tmp_path}/file/folder/heyi.db")
