"""A receiver of webhooks on this machine: an honest one, or whatever a test makes of it."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

__all__ = ["Got", "Receiver", "raw_server", "receiving"]


@dataclass(frozen=True)
class Got:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """The body, if the package says that it was signed by this secret. Raises WebhookVerificationError."""
        return Webhook(secret).verify(self.body, dict(self.headers))


@dataclass
class Receiver:
    """answer: status and headers for a request, given how many came before. refused: ids that always get 400."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda _: (204, {})

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.got]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, headers = receiver.answer(len(receiver.got))
        if self.headers["webhook-id"] in receiver.refused:
            status, headers = 400, {}
        receiver.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        pass


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.receiver = receiver
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw_server(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[tuple[str, list[str]]]:
    """The URL of a server that does with each connection what it is told, until the event is set; and who came."""
    over, came = threading.Event(), []
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            serve(connection, over)

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, peer = listening.accept()
                came.append(str(peer))
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook", came
    finally:
        over.set()
        thread.join()
        listening.close()
