"""Drafts, offers and sentences in both kinds of database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.core.solidity import ZERO_ADDRESS
from heyi.store import cached, kept
from heyi.store.database import Database
from heyi.store.kept import drafts as kept_drafts
from heyi.store.kept import offers as kept_offers
from heyi.store.kept.drafts import Draft, Signature
from heyi.store.kept.offers import Offer
from heyi.store.kept.sentences import (
    account_named,
    is_hash_known,
    keep_sentence,
    keep_sentences_of_drafts,
    leader_of,
    name_of,
    shares_of,
)

SHOP, MILL = "0x5FbDB2315678afecb367f032d93F642f64180aa3", "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"
WORD, OTHER = "0x" + "12" * 32, "0x" + "34" * 32
PLACE = {"block": 1, "log_index": 0, "line": 0}

DRAFT = Draft(
    id="a" * 32,
    proposed_by=SHOP,
    contract="ServiceAgreements",
    address=MILL,
    terms={"parties": [SHOP, MILL]},
    terms_hash=WORD,
    sentence="Shop pays Mill 20.00 a month.",
    deadline=2_000,
    created_at=1_000,
)
SAID = "0x" + keccak(text=DRAFT.sentence).hex()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create()
    yield database
    database.close()


def event(connection: sa.Connection, name: str, index: int, topics: bytes = b"", data: bytes = b"") -> None:
    if index == 0:
        block = {"number": 1, "hash": WORD, "parent": OTHER, "timestamp": 1_500}
        connection.execute(sa.insert(cached.block), block)
    row = {"block": 1, "log_index": index, "transaction": WORD, "contract": MILL, "name": name}
    connection.execute(sa.insert(cached.event), {**row, "agreement": None, "topics": topics, "data": data})


def opened(connection: sa.Connection) -> None:
    """The book has read of the draft's agreement."""
    event(connection, "Opened", 0)
    version = {"agreement": WORD, "contract": MILL, "number": 0, "terms_hash": WORD, "first_period": 1}
    version |= {"end_period": 2, "terms": DRAFT.terms, "sentences": [SAID, OTHER]}
    connection.execute(sa.insert(cached.version), {**PLACE, **version})


def test_a_draft_with_its_signatures(database: Database) -> None:
    mine = Signature(SHOP, SHOP, 1_900, b"\x01\x02", True, 1_100)
    with database.writing() as connection:
        kept_drafts.add_draft(connection, DRAFT)
        assert kept_drafts.unsigned(connection, SHOP, 0) == kept_drafts.unsigned(connection, None, 0) == 1
        assert kept_drafts.unsigned(connection, SHOP, 1_001) == kept_drafts.unsigned(connection, MILL, 0) == 0
        kept_drafts.add_signatures(connection, DRAFT.id, [mine])
        kept_drafts.add_signatures(connection, DRAFT.id, [replace(mine, deadline=1_950)])
    with database.reading() as connection:
        found = kept_drafts.draft_of(connection, DRAFT.id)
        assert found is not None
        assert found == replace(DRAFT, number=found.number, cautions=[], signatures=(replace(mine, deadline=1_950),))
        assert (list(found.whole(1_950)), list(found.whole(1_951))) == ([SHOP], [])
        assert kept_drafts.unsigned(connection, SHOP, 0) == 0
        assert kept_drafts.draft_of(connection, "b" * 32) is None


def test_lists_and_twins(database: Database) -> None:
    with database.writing() as connection:
        for letter in "abc":
            kept_drafts.add_draft(connection, replace(DRAFT, id=letter * 32, sentence=f"{letter}."))
        latest = kept_drafts.drafts_of(connection, None, MILL, WORD, None, 2)
        assert [each.id[0] for each in latest] == ["c", "b"]
        assert [each.id[0] for each in kept_drafts.drafts_of(connection, [SHOP], None, None, latest[1].number, 2)] == [
            "a"
        ]
        assert kept_drafts.drafts_of(connection, None, WORD[:42], None, None, 2) == []
        assert kept_drafts.drafts_of(connection, [WORD[:42]], MILL, None, None, 2) == []
        assert kept_drafts.drafts_of(connection, [], None, None, None, 2) == []
        twin = replace(DRAFT, id="d" * 32, sentence="b.")
        assert (kept_drafts.open_twin(connection, twin, 0) or DRAFT).id == "b" * 32
        assert kept_drafts.open_twin(connection, replace(twin, amends=OTHER), 0) is None
        kept_drafts.set_state(connection, "b" * 32, kept_drafts.WITHDRAWN)
        kept_drafts.set_state(connection, "b" * 32, kept_drafts.OPEN)
        assert (kept_drafts.draft_of(connection, "b" * 32) or DRAFT).state == kept_drafts.WITHDRAWN
        assert kept_drafts.open_twin(connection, twin, 0) is None


def test_what_the_book_says_of_a_draft(database: Database) -> None:
    with database.writing() as connection:
        kept_drafts.add_draft(connection, DRAFT)
        assert kept_drafts.latest_time(connection) == 0
        opened(connection)
        assert kept_drafts.latest_time(connection) == 1_500
        assert (kept_drafts.draft_of(connection, DRAFT.id) or replace(DRAFT)).opened
        keep_sentences_of_drafts(connection, WORD)
        assert connection.scalar(sa.select(kept.sentence.c.text)) == DRAFT.sentence
        assert not keep_sentence(connection, DRAFT.sentence)


def test_hashes_that_somebody_signed(database: Database) -> None:
    asked, spoken = "0x" + "56" * 32, "0x" + "78" * 32
    with database.writing() as connection:
        assert not is_hash_known(connection, SAID)
        opened(connection)
        event(connection, "BidPosted", 1, data=bytes(32) + bytes.fromhex(spoken[2:]))
        event(connection, "Spent", 2)
        spending = {"enterprise": SHOP, "receiver": MILL, "amount": 10**30, "purpose": asked}
        connection.execute(sa.insert(cached.spending), {**PLACE, "log_index": 2, **spending})
        assert all(is_hash_known(connection, each) for each in (SAID, OTHER, asked, spoken))
        assert not is_hash_known(connection, "0x" + "9a" * 32)


def test_names_shares_and_leaders(database: Database) -> None:
    with database.writing() as connection:
        event(connection, "Founded", 0)
        founded = {"enterprise": SHOP, "name": "Shop", "leader": MILL, "quorum": 2, "total_shares": 100}
        founded |= {"allowance": 0, "wind_up_after": 0}
        connection.execute(sa.insert(cached.enterprise), {**PLACE, **founded})
        connection.execute(sa.insert(cached.leader), {**PLACE, "enterprise": SHOP, "leader": MILL})
        connection.execute(sa.insert(kept.profile), {"account": MILL, "name": "Max", "home": SHOP})
        assert (name_of(connection, SHOP), name_of(connection, MILL), name_of(connection, WORD)) == (
            "Shop",
            "Max",
            None,
        )
        assert (account_named(connection, "shop"), account_named(connection, "MAX")) == (SHOP, MILL)
        assert (shares_of(connection, SHOP), shares_of(connection, MILL)) == (100, None)
        assert (leader_of(connection, SHOP), leader_of(connection, MILL)) == ((MILL, 2), None)


def test_offers_are_listed_while_they_are_good(database: Database) -> None:
    offer = Offer(
        hash=OTHER,
        supplier=MILL,
        acceptor=ZERO_ADDRESS,
        times=2,
        terms={},
        sentence="Flour.",
        deadline=2_000,
        signature=b"\x00",
        created_at=1_000,
    )
    with database.writing() as connection:
        kept_offers.add_offer(connection, offer)
        kept_offers.add_offer(connection, replace(offer, hash=WORD, acceptor=MILL))

        def good(acceptor: str | None, now: int = 2_000, seen: list[str] | None = None) -> list[str]:
            return [each.hash for each in kept_offers.offers_for(connection, seen, acceptor, MILL, now, None, 9)]

        assert (good(SHOP), good(None), good(SHOP, 2_001)) == ([OTHER], [WORD, OTHER], [])
        assert (good(None, seen=[]), good(None, seen=[SHOP]), good(None, seen=[MILL])) == (
            [OTHER],
            [OTHER],
            [WORD, OTHER],
        )
        opened(connection)
        for index, times in ((1, 1), (2, 2)):
            event(connection, "Accepted", index)
            accepted = {**PLACE, "log_index": index, "agreement": WORD, "offer": OTHER, "times": times}
            connection.execute(sa.insert(cached.acceptance), accepted)
        assert good(SHOP) == []
        assert (kept_offers.offer_of(connection, OTHER) or offer).accepted == 2
        assert kept_offers.count_offers(connection, MILL, 2_000) == 2


def test_a_message_withdrawn_on_chain(database: Database) -> None:
    message = bytes.fromhex(WORD[2:])
    topics = keccak(text="MessageWithdrawn(address,bytes32)") + bytes(12) + bytes.fromhex(SHOP[2:]) + message
    with database.writing() as connection:
        assert not kept_offers.was_withdrawn(connection, MILL, SHOP, message)
        event(connection, "MessageWithdrawn", 0, topics=topics)
        assert kept_offers.was_withdrawn(connection, MILL, SHOP, message)
        assert not kept_offers.was_withdrawn(connection, SHOP, SHOP, message)
