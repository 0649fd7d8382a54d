"""What became of a transaction is told once, with its hash and the agreement it is about."""

import pytest
from structlog.testing import capture_logs

from heyi.service.parts.telling import Told
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.outbox import Attempt, State, Wanted

SENDER, CONTRACT, AGREEMENT = "0x" + "11" * 20, "0x" + "22" * 20, b"\x33" * 32
HASH = "0x" + "44" * 32


@pytest.fixture
def database() -> Database:
    database = Database("sqlite://")
    database.create()
    return database


def moved(database: Database, id_: int, state: State, now: float, **values: object) -> None:
    with database.writing() as connection:
        outbox.move(connection, id_, tuple(State), state, now, **values)


def test_each_state_is_told_once_with_what_it_is_about(database: Database) -> None:
    with database.writing() as connection:
        wanted = Wanted(SENDER, "key", "settle", CONTRACT, b"\x01", agreement=AGREEMENT)
        entry = outbox.enqueue(connection, wanted, now=1.0)
        outbox.add_attempt(connection, Attempt(entry.id, 0, HASH, 7, b"\x02", {}, empty=False))
    told = Told(database, SENDER, since=0.0)
    with capture_logs(processors=[_with_context]) as lines:
        told.tell()
        moved(database, entry.id, State.MINED, 2.0, block=12, nonce=7)
        told.tell()
        told.tell()
        moved(database, entry.id, State.FAILED, 3.0, error={"code": "NotFinal", "detail": "it isn't final"})
        told.tell()
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("transaction mined", "info"),
        ("transaction failed", "warning"),
    ]
    assert lines[0]["block"] == 12
    assert lines[1]["reason"] == "it isn't final"
    assert {line["agreement"] for line in lines} == {"0x" + AGREEMENT.hex()}
    assert {line["transaction"] for line in lines} == {HASH}


def test_another_keys_transactions_are_not_told(database: Database) -> None:
    with database.writing() as connection:
        entry = outbox.enqueue(connection, Wanted(SENDER, "key", "settle", CONTRACT, b"\x01"), now=1.0)
    moved(database, entry.id, State.MINED, 2.0)
    with capture_logs() as lines:
        Told(database, CONTRACT, since=0.0).tell()
    assert lines == []


def _with_context(_logger: object, _method: str, line: dict[str, object]) -> dict[str, object]:
    from structlog.contextvars import merge_contextvars  # noqa: PLC0415

    return dict(merge_contextvars(None, "", line))
