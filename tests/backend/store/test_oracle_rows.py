"""What the book keeps of nodes, bands, arbiters, committees and bonds, and reads out of it again."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.core.events import Event
from heyi.core.solidity import checksummed
from heyi.store import cached
from heyi.store.database import Database
from heyi.store.projection import Projection, hexed
from heyi.store.reading.disputes import disputes
from heyi.store.reading.facts import reports
from heyi.store.reading.oracle import configuration

ORACLE, TIMELOCK, UNIT = ("0x" + digit * 40 for digit in "123")
ANN, BEN, EVE, NEW = (checksummed("0x" + pair * 20) for pair in ("a1", "b2", "c3", "0d"))
SUBJECT = bytes(12) + bytes.fromhex(UNIT[2:])
ARBITER, PAUSER = keccak(text="ARBITER_ROLE"), keccak(text="PAUSER_ROLE")
FIGURES = {"revenue": 5, "profit": 1, "other": 0, "otherMetric": 2, "score": 0, "evidence": bytes(32)}
WINDOW = 100


@pytest.fixture
def connection(database_url: str) -> Iterator[sa.Connection]:
    database = Database(database_url)
    with database.writing() as connection:
        cached.METADATA.create_all(connection)
        yield connection
    database.close()


def told(connection: sa.Connection, *events: tuple[str, Mapping[str, Any]], contract: str = ORACLE) -> None:
    """Each in a block of its own, at the time of ten times its number."""
    first = (connection.scalar(sa.select(sa.func.max(cached.block.c.number))) or 0) + 1
    for number, (name, args) in enumerate(events, first):
        block = {"number": number, "hash": hexed(number.to_bytes(32)), "parent": hexed(bytes(32))}
        connection.execute(sa.insert(cached.block), {**block, "timestamp": number * 10})
        event = Event(name, contract, number, 0, number.to_bytes(32), args)
        log = {"block": number, "log_index": 0, "transaction": hexed(event.transaction), "contract": contract}
        connection.execute(sa.insert(cached.event), {**log, "name": name, "topics": b"", "data": b""})
        # No agreement is known here, and none is asked for.
        for table, rows in Projection(lambda _: []).rows([event]).items():
            connection.execute(sa.insert(cached.FACTS[table]), rows)


def role(name: bytes, account: str) -> dict[str, Any]:
    return {"role": name, "account": account, "sender": TIMELOCK}


def test_nodes_are_those_set_last_by_their_keys_of_today(connection: sa.Connection) -> None:
    told(connection, ("NodesSet", {"nodes": [ANN], "quorum": 1}), ("NodesSet", {"nodes": [ANN, BEN, EVE], "quorum": 2}))
    told(connection, ("NodeRotated", {"node": BEN, "newNode": NEW}))
    found = configuration(connection, ORACLE)
    assert (found.nodes, found.quorum) == ((NEW, ANN, EVE), 2)


def test_a_committee_keeps_a_node_whose_key_has_changed(connection: sa.Connection) -> None:
    named = {"enterprise": UNIT, "fromPeriod": 7, "nodes": [ANN, BEN], "quorum": 2}
    told(connection, ("NodeRotated", {"node": ANN, "newNode": EVE}), ("CommitteeNamed", named))
    assert configuration(connection, ORACLE).committees[0].nodes == (ANN, BEN), "rotated before, it is another node"
    told(connection, ("NodeRotated", {"node": BEN, "newNode": NEW}), ("NodeRotated", {"node": NEW, "newNode": EVE}))
    assert configuration(connection, ORACLE).committees[0].nodes == (ANN, EVE)


def test_the_latest_period_of_a_unit_comes_first_and_its_last_word_counts(connection: sa.Connection) -> None:
    for period, nodes in ((7, [ANN]), (8, [ANN, BEN]), (8, [])):
        named = {"enterprise": UNIT, "fromPeriod": period, "nodes": nodes, "quorum": len(nodes)}
        told(connection, ("CommitteeNamed", named))
    found = configuration(connection, ORACLE).committees
    assert [(each.from_period, each.nodes, each.quorum) for each in found] == [(8, (), 0), (7, (ANN,), 1)]


def test_a_band_of_zeros_is_none(connection: sa.Connection) -> None:
    for subject, least, most in ((SUBJECT, 1, 2), (ARBITER, 3, 4), (SUBJECT, -5, 5), (ARBITER, 0, 0)):
        told(connection, ("BandSet", {"subject": subject, "band": {"least": least, "most": most}}))
    assert configuration(connection, ORACLE).bands == ((hexed(SUBJECT), -5, 5),)


def test_arbiters_are_the_oracle_s_who_still_are(connection: sa.Connection) -> None:
    told(connection, *(("RoleGranted", role(ARBITER, who)) for who in (ANN, BEN)))
    told(connection, ("RoleGranted", role(PAUSER, EVE)), ("RoleRevoked", role(ARBITER, ANN)))
    told(connection, ("RoleGranted", role(ARBITER, NEW)), contract=TIMELOCK)
    assert configuration(connection, ORACLE).arbiters == (BEN,)


def test_a_statement_without_its_committee_counts_for_nothing(connection: sa.Connection) -> None:
    about = {"subject": SUBJECT, "period": 7, "statement": FIGURES}
    told(connection, ("CommitteeMissing", {**about, "signatures": 1, "quorum": 2}))
    report = reports(connection)[hexed(SUBJECT), 7]
    assert (report.posted, report.apart) == (None, ())
    assert report.alone[0][0].revenue == 5


def test_a_lapsed_challenge_s_bond_has_gone_back(connection: sa.Connection) -> None:
    """And not what the same challenger had back of an earlier attempt."""
    about = {"subject": SUBJECT, "period": 7, "challenger": ANN}
    under = {"reason": bytes(32), "dispute": 1, "bond": 50, "agreement": ARBITER, "parties": [ANN, BEN]}
    told(connection, ("BondReturned", {**about, "amount": 50}), ("StatementChallenged", {**about, **under}))
    (waiting,) = disputes(connection, WINDOW, 1_000, None, None, 9)
    assert (waiting.state(1_000), waiting.returned, waiting.bond, waiting.parties) == ("lapsed", None, 50, (ANN, BEN))
    told(connection, ("BondReturned", {**about, "amount": 50}))
    (returned,) = disputes(connection, WINDOW, 1_000, "lapsed", None, 9)
    assert returned.returned is not None
    assert returned.returned.time == 30
    assert disputes(connection, WINDOW, 20 + WINDOW - 1, "lapsed", None, 9) == []
