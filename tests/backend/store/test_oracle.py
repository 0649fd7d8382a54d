"""What nodes have offered and signed comes back as it was, in both kinds of database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from heyi.core.facts import Metric, Statement
from heyi.store.database import Database
from heyi.store.kept.oracle import (
    Attested,
    Corrected,
    Offered,
    Proof,
    Said,
    add_attestation,
    add_correction,
    add_evidence,
    add_offer,
    add_proof,
    attestations_of,
    corrections_of,
    evidence_rows,
    last_offers,
    missing_evidence,
    name_evidence,
    named_of,
    offer_of,
    offers_of,
    proofs,
    rows_kept,
)

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
        assert offers_of(connection, PERIOD, newest=1) == [later]
        assert offer_of(connection, PERIOD, NODE, 1) == OFFER
        assert offer_of(connection, PERIOD, NODE, 3) is None
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


def test_signatures_of_corrections_are_found_by_their_nonce(database: Database) -> None:
    corrected = Corrected(NODE, b"\2" * 32, PERIOD + 1, 7, (FIGURES,), b"\3" * 65, 1_712_000_000)
    with database.writing() as connection:
        add_correction(connection, PERIOD, corrected)
    with pytest.raises(IntegrityError), database.writing() as connection:
        add_correction(connection, PERIOD, corrected)
    with database.reading() as connection:
        assert corrections_of(connection, PERIOD, 7) == [corrected]
        assert corrections_of(connection, PERIOD, 8) == corrections_of(connection, PERIOD + 1, 7) == []


def test_evidence_is_missing_until_it_is_given_and_comes_back_whole(database: Database) -> None:
    rows = [f'["{number}","\u4eba\u5355\u5408\u4e00 \x85"]' for number in range(2_100)]
    with database.writing() as connection:
        name_evidence(connection, PERIOD, NODE, [FIGURES, replace(FIGURES, subject=bytes(32), evidence=bytes(32))])
        name_evidence(connection, PERIOD, NODE, [FIGURES])
        assert missing_evidence(connection, PERIOD) == [FIGURES.evidence]
        add_evidence(connection, FIGURES.evidence, rows, 1)
    with database.reading() as connection:
        assert missing_evidence(connection, PERIOD) == []
        assert [(each.subject, each.period, each.node) for each in named_of(connection, FIGURES.evidence)] == [
            (FIGURES.subject, PERIOD, NODE)
        ]
        assert rows_kept(connection, FIGURES.evidence) == 2_100
        assert rows_kept(connection, bytes(32)) is None
        assert evidence_rows(connection, FIGURES.evidence) == rows
        assert evidence_rows(connection, FIGURES.evidence, 990, 20) == rows[990:1_010]


def test_twenty_proofs_of_a_node_are_kept_each_once(database: Database) -> None:
    said = Said((FIGURES,), b"\1" * 65)
    with database.writing() as connection:
        kept = [add_proof(connection, Proof(NODE, PERIOD, about, said, said, 1)) for about in (1, 1, *range(2, 30))]
        assert add_proof(connection, Proof(NODE.lower(), PERIOD, FIGURES.subject, said, said, 1))
    assert kept == [True, False, *[True] * 19, *[False] * 9]
    with database.reading() as connection:
        assert {each.about for each in proofs(connection, 0, 1)} == {1}
        assert {each.kind for each in proofs(connection)} == {"offer", "report"}
        assert len(proofs(connection)) == 21


def test_the_last_offer_of_each_node_is_known(database: Database) -> None:
    with database.writing() as connection:
        add_offer(connection, PERIOD, OFFER)
        add_offer(connection, PERIOD + 1, replace(OFFER, offered_at=OFFER.offered_at + 5))
        assert last_offers(connection) == {NODE: (OFFER.offered_at + 5, PERIOD + 1)}
