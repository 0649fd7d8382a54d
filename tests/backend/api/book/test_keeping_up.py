"""What is kept in memory stays right while the chain goes on and while blocks are undone, in both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.service import Service
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.store.database import Database
from heyi.store.names import Names, remember
from heyi.store.reading.memory.open_book import OpenBook, State
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


@pytest.fixture
def service(played: Demo, database_url: str) -> Iterator[Service]:
    """Over an empty database."""
    database = Database(database_url)
    yield Service(database, book_of(played.company, database), played.company)
    database.close()


def indexer(service: Service, blocks: int = 2_000) -> Indexer:
    return Indexer(service.company.chain, service.book, range_start=blocks, range_max=blocks)


def told(state: State) -> tuple[Any, ...]:
    return state.units, state.people, state.totals, state.heads


def afresh(service: Service) -> tuple[Any, ...]:
    """As somebody tells it who has only just looked."""
    return told(OpenBook(service.database, service.constants).state())


def test_block_by_block_it_says_what_a_new_reader_says(service: Service) -> None:
    reading, steps = indexer(service, 61), 0
    while not reading.step().is_at_head:
        kept = service.open_book.state()
        if steps % 3 == 0:
            assert told(kept) == afresh(service)
        assert kept.totals.unaccounted == kept.totals.uncovered == 0
        steps += 1
    assert steps > 5
    assert told(service.open_book.state()) == afresh(service)
    before = told(service.open_book.state())
    service.book.undo(service.book.cursor(), 300)
    assert told(service.open_book.state()) == afresh(service) != before
    indexer(service).catch_up()
    after = told(service.open_book.state())
    assert after[:3] == before[:3]
    assert after[3].epoch == before[3].epoch + 1


def test_both_databases_answer_alike(service: Service, played: Demo, http: Asking) -> None:
    indexer(service).catch_up()
    with service.database.writing() as connection:
        remember(connection, played.played.names)
    key, unit = played.agreements["alpine-table"], played.units["Australia Desk"]
    paths = [
        "/company",
        "/units?sort=score",
        f"/units/{unit}",
        "/people?sort=name&limit=7",
        f"/people/{played.people['Lachlan Reid']}",
        "/agreements?q=kitchen&status=ended&kind=service",
        f"/agreements/{key}",
        f"/agreements/{key}/payments",
        f"/agreements/{key}/periods/2011-05",
        "/statements?limit=20",
        f"/statements/{unit}/2011-02",
        "/winwin",
        f"/winwin?unit={unit}&period=2011-05",
        "/tenders",
        "/events?limit=50&order=newest",
        "/exports/journal",
        f"/exports/agreements/{key}/statement?format=jsonl",
    ]
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        other = Asking(client)
        for path in paths:
            assert other.text(path) == http.text(path), path


def test_a_new_name_shows_at_once(service: Service, played: Demo) -> None:
    indexer(service).catch_up()
    address = played.people["Wen Li"]
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        asking = Asking(client)
        assert asking.get(f"/people/{address}")["name"] is None
        with service.database.writing() as connection:
            remember(connection, Names({address: "Wen L."}))
        assert asking.get(f"/people/{address}")["name"] == "Wen L."
