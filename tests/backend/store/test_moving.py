"""What no chain holds is carried from one kind of database into the other, whole, and counts on from there."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from heyi.store import kept, outbox
from heyi.store.database import Database
from heyi.store.moving import OWN, DatabaseNotEmpty, move
from heyi.store.names import Names, remember
from heyi.store.outbox import Wanted

SENDER, CONTRACT = "0x" + "11" * 20, "0x" + "22" * 20


def filled(url: str) -> Database:
    database = Database(url)
    database.create()
    with database.writing() as connection:
        remember(connection, Names({SENDER: "Ann"}, {SENDER: CONTRACT}, ("Ann pays.",)))
        for number in range(3):
            outbox.enqueue(connection, Wanted(SENDER, f"key {number}", "claim", CONTRACT, b"\x01"), now=1.0)
    return database


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in kept.METADATA.sorted_tables
            if table.name not in OWN
        }


@pytest.mark.parametrize("there", [True, False])
def test_everything_is_carried_and_ids_go_on(database_url: str, tmp_path: Path, there: bool) -> None:
    other = f"sqlite:///{tmp_path}/other.sqlite"
    source, target = (filled(other), Database(database_url)) if there else (filled(database_url), Database(other))
    told: dict[str, int] = {}
    move(source, target, lambda table, count: told.update({table: count}))
    assert rows(target) == rows(source)
    assert (told["outbox"], told["profile"], told["sentence"]) == (3, 1, 1)
    with target.writing() as connection:
        added = outbox.enqueue(connection, Wanted(SENDER, "another", "claim", CONTRACT, b"\x01"), now=1.0)
    assert added.id == max(row[0] for row in rows(source)["outbox"]) + 1
    source.close()
    target.close()


def test_nothing_is_carried_into_what_is_not_empty(database_url: str, tmp_path: Path) -> None:
    source, target = filled(f"sqlite:///{tmp_path}/other.sqlite"), filled(database_url)
    before = rows(target)
    with pytest.raises(DatabaseNotEmpty):
        move(source, target, lambda _table, _rows: None)
    assert rows(target) == before
    source.close()
    target.close()
