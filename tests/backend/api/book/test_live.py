"""Live events: they go on after any of them, and say what a reorganisation has undone."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.service import Service
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.store.database import Database
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo

LIVE = "/api/v1/events"
WITHIN = 20  # seconds


@pytest.fixture
def service(played: Demo, tmp_path: Path) -> Iterator[Service]:
    """The demo's chain in a book that can be undone."""
    database = Database(f"sqlite:///{tmp_path}/book.sqlite")
    book = book_of(played.company, database)
    Indexer(played.company.chain, book).catch_up()
    yield Service(database, book, played.company)
    database.close()


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield client


def messages_of(text: str) -> list[dict[str, Any]]:
    """id, event and data of each message; comments and the delay to reconnect after are none."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


def ask(client: TestClient, after: str | None = None, **query: Any) -> list[dict[str, Any]]:
    headers = {"last-event-id": after} if after else {}
    answer = client.get(LIVE, params={"follow": False, **query}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "etag" not in answer.headers
    return messages_of(answer.text)


def test_they_are_the_events_of_the_book(client: TestClient) -> None:
    messages = ask(client, from_block=0)
    assert [message["data"] for message in messages] == Asking(client).pages("/events", 500)
    assert {message["event"] for message in messages} == {"happened"}
    assert ask(client) == [], "from now on"
    first = messages[-7]["data"]["place"]["block"]
    assert ask(client, from_block=first)[0]["data"]["place"]["block"] == first


def test_they_go_on_after_any_of_them(client: TestClient) -> None:
    messages = ask(client, from_block=440)
    for place in (0, len(messages) // 2, len(messages) - 2, len(messages) - 1):
        assert ask(client, after=messages[place]["id"]) == messages[place + 1 :]


def test_what_was_undone_is_told_first(client: TestClient, service: Service) -> None:
    service.book.undo(service.book.cursor(), 400)  # final is 399 now
    Indexer(service.company.chain, service.book, range_start=30, range_max=30).step()
    messages = ask(client, from_block=380)
    last = messages[-1]
    final = int(last["id"].rpartition("-")[2])
    cursor = service.book.cursor()
    service.book.undo(cursor, 410)
    again = ask(client, after=_sent_when_final(last["id"], 399))
    assert again[0]["event"] == "undone"
    assert again[0]["data"] == {"from_block": 400}
    assert [m["data"]["place"]["block"] for m in again[1:]] == [
        m["data"]["place"]["block"] for m in messages if 400 <= m["data"]["place"]["block"] < 410
    ]
    assert ask(client, after=again[0]["id"]) == again[1:], "one can go on after that too"
    assert final >= 399


def test_nothing_is_undone_of_what_was_final(client: TestClient, service: Service) -> None:
    last = ask(client, from_block=0)[-1]
    service.book.undo(service.book.cursor(), 10**9)
    assert ask(client, after=last["id"]) == []


@pytest.mark.parametrize("wrong", ["x", "1-2-3", "-1-2-3-4", "1-2-3-4-5"])
def test_what_is_no_id(client: TestClient, wrong: str) -> None:
    answer = client.get(LIVE, headers={"last-event-id": wrong})
    assert (answer.status_code, answer.json()["code"]) == (400, "EventIdWrong")


def test_who_listens_hears_what_comes_and_what_goes(service: Service) -> None:
    """Over a real connection: events come as the indexer takes them in, and going away ends the stream."""
    service.book.undo(service.book.cursor(), 470)
    with listening(service) as (port, server):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)) as connection:
            connection.request("GET", LIVE)
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.readline() == b"retry: 2000\n"
            Indexer(service.company.chain, service.book).catch_up()
            first = next_message(answer)
            assert (first["event"], first["data"]["place"]["block"]) == ("happened", 470)
            assert first["data"]["place"]["state"] == "final"
        while server.server_state.connections:
            threading.Event().wait(0.01)  # the server's own thread sees that nobody listens any more


def _sent_when_final(event_id: str, final: int) -> str:
    return f"{event_id.rpartition('-')[0]}-{final}"


def next_message(answer: http.client.HTTPResponse) -> dict[str, Any]:
    lines: list[str] = []
    while True:
        line = answer.readline().decode()
        if line == "\n" and any(each.startswith("data") for each in lines):
            return messages_of("".join(lines))[0]
        lines = [] if line == "\n" else [*lines, line]


@contextmanager
def listening(service: Service) -> Iterator[tuple[int, uvicorn.Server]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        config = uvicorn.Config(create_app(service), log_level="error", timeout_graceful_shutdown=5)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1], server
        finally:
            server.should_exit = True
            thread.join(WITHIN)
            assert not thread.is_alive()
