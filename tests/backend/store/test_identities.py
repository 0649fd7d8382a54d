"""Nonces, sessions and keys in both databases."""

from collections.abc import Iterator

import pytest

from heyi.store.database import Database
from heyi.store.kept import audit, identities
from heyi.store.kept.audit import Entry
from heyi.store.kept.identities import ApiKey, Session
from heyi.store.moving import move

ANN, BOB = "0x" + 40 * "a", "0x" + 40 * "b"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create()
    yield database
    database.close()


def key(name: str, account: str) -> ApiKey:
    return ApiKey(name * 8, name * 64, account, name, "heyi_abc", ["drafts.read"], 1, 100)


def test_a_nonce_is_used_once_and_in_time(database: Database) -> None:
    with database.writing() as connection:
        identities.add_nonce(connection, "one", 10)
        identities.add_nonce(connection, "two", 10)
    with database.writing() as connection:
        assert identities.count_nonces(connection) == 2
        assert identities.use_nonce(connection, "one", 9)
        assert not identities.use_nonce(connection, "one", 9)
        assert not identities.use_nonce(connection, "two", 10)
        assert not identities.use_nonce(connection, "three", 1)


def test_sessions_end_one_by_one_all_together_and_by_themselves(database: Database) -> None:
    with database.writing() as connection:
        for name, account, seen, until in (("1", ANN, 5, 50), ("2", ANN, 9, 10), ("3", BOB, 9, 50), ("4", BOB, 2, 50)):
            identities.add_session(connection, Session(name * 64, account, 1, seen, until))
        identities.forget_expired(connection, 10, 8)
        found = [identities.session_by_hash(connection, name * 64) is not None for name in "1234"]
        assert found == [True, False, True, False]
        identities.touch_session(connection, "1" * 64, 11)
        assert identities.session_by_hash(connection, "1" * 64) == Session("1" * 64, ANN, 1, 11, 50)
        assert identities.end_sessions(connection, ANN) == 1
        identities.end_session(connection, "3" * 64)
        assert identities.session_by_hash(connection, "3" * 64) is None


def test_keys_are_their_makers(database: Database) -> None:
    with database.writing() as connection:
        identities.add_key(connection, key("a", ANN))
        assert identities.key_by_hash(connection, "a" * 64) == key("a", ANN)
        assert not identities.revoke_key(connection, BOB, "a" * 8, 7)
        assert identities.keys_of(connection, BOB) == []
        for now in (7, 8):
            assert identities.revoke_key(connection, ANN, "a" * 8, now)
        assert [each.revoked_at for each in identities.keys_of(connection, ANN)] == [7]


def test_keys_and_the_log_are_carried_but_nobody_stays_signed_in(database: Database, tmp_path: object) -> None:
    other = Database(f"sqlite:///{tmp_path}/other.sqlite")
    with database.writing() as connection:
        identities.add_nonce(connection, "one", 10)
        identities.add_session(connection, Session("1" * 64, ANN, 1, 1, 50))
        identities.add_key(connection, key("a", ANN))
        for _ in range(3):
            audit.append(connection, Entry(time=1, who=ANN, verb="v", outcome="200", request="r"))
    told: dict[str, int] = {}
    move(database, other, lambda table, rows: told.update({table: rows}))
    assert not {"session", "nonce"} & set(told)
    with other.writing() as connection:
        assert identities.keys_of(connection, ANN) == [key("a", ANN)]
        assert identities.session_by_hash(connection, "1" * 64) is None
        assert identities.count_nonces(connection) == 0
        added = audit.append(connection, Entry(time=2, who=BOB, verb="v", outcome="200", request="r"))
        assert (added.number, audit.verified(connection)[2]) == (4, [])
    other.close()
