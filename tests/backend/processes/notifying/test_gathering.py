"""From the book to deliveries: only what is final, each event once, whatever happens in between."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from heyi.chain.blocks import Blocks
from heyi.chain.profiles import ANVIL, Finality
from heyi.company import Company
from heyi.compiler import compile_contracts
from heyi.processes.attesting.exchange import calendar_of
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.processes.notifying.endpoints import Endpoint
from heyi.processes.notifying.gathering import AT_ONCE, Gatherer
from heyi.processes.notifying.messages import Writer
from heyi.processes.notifying.reference import page
from heyi.processes.notifying.types import OF_EVENTS, TYPES, UNTOLD, matches, matches_something
from heyi.store import deliveries
from heyi.store.book import Book
from heyi.store.database import Database
from heyi.store.deliveries import Spot
from heyi.store.kept.webhooks import delivery
from tests.backend.processes.conftest import Kept
from tests.backend.processes.notifying.couriers import hook
from tests.backend.processes.sending.killing import Fuse, killed_everywhere

BEFORE_ALL = Spot(-1, 2**31 - 1, None)
URL = "https://hooks.example/"


def gatherer(company: Company, book: Book, *hooks: Endpoint) -> Gatherer:
    return Gatherer(book, hooks, Writer(calendar_of(company), "https://heyi.example"))


def read(company: Company, book: Book, depth: int = 0) -> None:
    profile = replace(ANVIL, finality=Finality("depth", depth))
    Indexer(Blocks(company.chain.url, profile), book, range_start=500).catch_up()


def gather(made: Gatherer, since: Spot | None = None) -> None:
    """All there is. since: where it begins, instead of where it stopped."""
    if since is not None:
        with made.book.database.writing() as connection:
            deliveries.move_on(connection, since)
    more = True
    while more:
        with made.book.database.writing() as connection:
            more = made.gather(connection, 0)


def told(book: Book, name: str = "books") -> Sequence[Any]:
    with book.database.reading() as connection:
        asked = sa.select(delivery).where(delivery.c.endpoint == name).order_by(delivery.c.number)
        return connection.execute(asked).all()


def test_the_first_time_nothing_of_the_past_is_told(company: Company, book: Book) -> None:
    read(company, book)
    gather(gatherer(company, book, hook("books", URL)))
    assert told(book) == []


def test_every_event_is_told_once_in_order(company: Company, book: Book) -> None:
    read(company, book)
    made = gatherer(company, book, hook("books", URL), hook("money", URL, ["payment.*", "closing.completed"]))
    gather(made, BEFORE_ALL)
    gather(made)
    rows = told(book)
    with book.database.reading() as connection:
        names = connection.execute(sa.text("select name, count(*) from event group by name")).all()
    expected = Counter({OF_EVENTS[name].name: count for name, count in names if name in OF_EVENTS})
    assert Counter(row.type for row in rows) == expected
    assert sum(expected.values()) > 50
    places = [(row.block, row.log_index) for row in rows]
    assert places == sorted(places)
    assert len({row.id for row in rows}) == len(rows)
    assert {row.type for row in told(book, "money")} == {"payment.made", "closing.completed"}
    # The same ids, wherever they are told.
    assert {row.id for row in told(book, "money")} <= {row.id for row in rows}


def test_a_message_is_thin(company: Company, book: Book, kept: Kept) -> None:
    read(company, book)
    gather(gatherer(company, book, hook("books", URL)), BEFORE_ALL)
    bodies = [json.loads(row.body) for row in told(book)]
    by_type = {body["type"]: body for body in bodies}
    opened, closed, posted = (by_type[name] for name in ("agreement.opened", "closing.completed", "statement.posted"))
    assert set(opened) == {"type", "timestamp", "data"}
    assert opened["timestamp"].endswith("+00:00")
    assert "terms" not in opened["data"]
    agreement = opened["data"]["agreement"]
    assert opened["data"]["links"]["agreement"] == f"https://heyi.example/api/v1/book/agreements/{agreement}"
    assert closed["data"]["period"] == "2024-02"
    assert closed["data"]["paid"].isdecimal()
    assert closed["data"]["unit"] in kept.units.values()
    # Who may see figures asks for them.
    assert "statement" not in posted["data"]
    assert "revenue" not in json.dumps(posted)
    for body in bodies:
        assert len(json.dumps(body)) < 4_000
        assert {"block", "log_index", "transaction", "links"} <= set(body["data"])
        assert not any(isinstance(value, float) for value in body["data"].values())


def test_an_endpoint_about_one_unit_hears_of_it_alone(company: Company, book: Book, kept: Kept) -> None:
    read(company, book)
    (name, unit), *_ = kept.units.items()
    gather(gatherer(company, book, hook("own", URL, ["*"], unit), hook("books", URL)), BEFORE_ALL)
    own, everything = told(book, "own"), told(book)
    assert 0 < len(own) < len(everything), name
    agreements = {json.loads(row.body)["data"].get("agreement") for row in own if row.type == "agreement.opened"}
    for row in everything:
        data = json.loads(row.body)["data"]
        concerns = unit in json.dumps(data) or data.get("agreement") in agreements - {None}
        assert (row.id in {each.id for each in own}) == concerns, row.type


def test_what_is_not_final_is_not_told(company: Company, book: Book) -> None:
    read(company, book, depth=10**6)
    made = gatherer(company, book, hook("books", URL))
    gather(made, BEFORE_ALL)
    assert told(book) == []
    read(company, book, depth=5)
    gather(made)
    last = book.cursor().final_block
    assert all(row.block <= last for row in told(book))
    assert told(book)


def test_blocks_that_are_reorganised_away_are_never_told(company: Company, book: Book) -> None:
    read(company, book, depth=20)
    made = gatherer(company, book, hook("books", URL))
    gather(made, BEFORE_ALL)
    before = {row.id for row in told(book)}
    company.chain.request("anvil_reorg", 10, [])
    read(company, book, depth=20)
    company.chain.request("anvil_mine", hex(40))
    read(company, book, depth=20)
    gather(made)
    with book.database.reading() as connection:
        hashes = set(connection.scalars(sa.text("select hash from block")))
    assert before < {row.id for row in told(book)} or before == {row.id for row in told(book)}
    assert {row.block_hash for row in told(book)} <= hashes
    assert "book.undone" not in {row.type for row in told(book)}


def test_should_final_blocks_be_replaced_that_is_told_and_all_from_there_anew(company: Company, book: Book) -> None:
    read(company, book)
    made = gatherer(company, book, hook("books", URL))
    gather(made, BEFORE_ALL)
    before = told(book)
    company.chain.request("anvil_reorg", 30, [])
    company.chain.request("anvil_mine", hex(40))
    read(company, book)
    gather(made)
    undone = next(row for row in told(book) if row.type == "book.undone")
    first = json.loads(undone.body)["data"]["from_block"]
    gone = [row for row in before if row.block >= first]
    assert gone
    with book.database.reading() as connection:
        hashes = set(connection.scalars(sa.text("select hash from block")))
    after = [row for row in told(book) if row.number > undone.number]
    assert {row.block_hash for row in after} <= hashes
    assert not {row.id for row in after} & {row.id for row in before}
    gather(made)
    assert len([row for row in told(book) if row.type == "book.undone"]) == 1


def test_a_book_that_is_read_anew_tells_nothing_again(company: Company, book: Book) -> None:
    read(company, book)
    made = gatherer(company, book, hook("books", URL))
    gather(made, BEFORE_ALL)
    before = [row.id for row in told(book)]
    book.clear()
    gather(made)
    Indexer(Blocks(company.chain.url, ANVIL), book, range_start=7, until=30).catch_up()
    gather(made)
    read(company, book)
    gather(made)
    assert [row.id for row in told(book)] == before


def test_wherever_it_is_killed_each_is_told_once(company: Company, book: Book, database_url: str) -> None:
    read(company, book)
    made = gatherer(company, book, hook("books", URL))
    gather(made, BEFORE_ALL)
    whole = [row.id for row in told(book)]

    def run(fuse: Fuse) -> None:
        with book.database.writing() as connection:
            connection.execute(sa.delete(delivery))
            deliveries.move_on(connection, BEFORE_ALL)
        with closing(fuse.database(database_url)) as fused:
            for _ in range(2):
                with fused.writing() as connection:
                    made.gather(connection, 0)

    def check() -> None:
        gather(made)
        assert [row.id for row in told(book)] == whole

    assert killed_everywhere(run, check) == 6
    assert len(whole) < AT_ONCE


def test_every_event_of_the_contracts_has_a_type_or_a_reason_for_none() -> None:
    """A new event: give it a type in processes/notifying/types.py, or put it among those that are not told."""
    artifacts = compile_contracts()
    events = {item["name"] for each in artifacts.values() for item in each.abi if item["type"] == "event"}
    assert sorted(events - set(OF_EVENTS) - UNTOLD) == []
    assert sorted(set(OF_EVENTS) - events) == []
    assert len(TYPES) == len({each.name for each in TYPES.values()})


def test_types_are_chosen_by_name_by_how_they_begin_or_all() -> None:
    assert matches("agreement.*", "agreement.opened")
    assert not matches("agreement.*", "agreements")
    assert matches("*", "payment.made")
    assert matches("notice", "draft.waiting")
    assert not matches("notice", "endpoint.test")
    assert not matches("notice", "payment.made")
    assert not matches_something("payment")
    assert not matches_something("")


def test_a_book_without_events_is_no_trouble(company: Company) -> None:
    empty = book_of(company, Database("sqlite://"))
    made = gatherer(company, empty, hook("books", URL))
    gather(made)
    gather(made)
    assert told(empty) == []


def test_the_page_is_as_the_declarations_say() -> None:
    page_in_docs = Path(__file__).resolve().parents[4] / "docs" / "webhooks.md"
    assert page_in_docs.read_text() == page(), "python -m heyi.processes.notifying.reference > docs/webhooks.md"
