"""What nodes have offered and signed comes back as it was, in both kinds of database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from heyi.core.facts import Metric, Statement
from heyi.store.database import Database
from heyi.store.kept.oracle import Attested, Offered, add_attestation, add_offer, attestations_of, offers_of

NODE, PERIOD = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 650
FIGURES = Statement(
    subject=bytes(31) + b"\1", revenue=-(2**63), profit=2**63 - 1, other_metric=Metric.Ecosystem, evidence=b"\xff" * 32
)
OFFER = Offered(NODE, 1, (FIGURES,), b"\1" * 65, 1_712_000_000)
ATTESTED = Attested(NODE, b"\2" * 32, (FIGURES,), b"\3" * 65, 1_712_000_000)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create()
    yield database
    database.close()


def test_all_offers_are_kept_in_order(database: Database) -> None:
    later = replace(OFFER, sequence=2, statements=())
    with database.writing() as connection:
        add_offer(connection, PERIOD, later)
        add_offer(connection, PERIOD, OFFER)
        add_offer(connection, PERIOD + 1, OFFER)
    with database.reading() as connection:
        assert offers_of(connection, PERIOD) == [OFFER, later]
    with pytest.raises(IntegrityError), database.writing() as connection:
        add_offer(connection, PERIOD, replace(OFFER, statements=()))
    with database.reading() as connection:
        assert offers_of(connection, PERIOD) == [OFFER, later]


def test_a_node_signs_a_batch_once(database: Database) -> None:
    with database.writing() as connection:
        add_attestation(connection, PERIOD, ATTESTED)
    with pytest.raises(IntegrityError), database.writing() as connection:
        add_attestation(connection, PERIOD, ATTESTED)
    with database.reading() as connection:
        assert attestations_of(connection, PERIOD) == [ATTESTED]
        assert attestations_of(connection, PERIOD + 1) == []
