"""Small HTTP servers in threads of a part's own, for what needs no API: whether it is well, and what is sent to it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any

import structlog

from heyi.core.errors import InvalidInput

__all__ = ["Handler", "PortUnusable", "Server", "answering"]

REQUEST_WITHIN = 10.0  # seconds

log = structlog.get_logger()


@dataclass(eq=False)
class PortUnusable(InvalidInput):
    sentence = "{host}:{port} cannot be listened on ({reason}): choose another port."
    host: str
    port: int
    reason: str


class Server(ThreadingHTTPServer):
    """Answers by a handler of its own."""

    daemon_threads = True
    block_on_close = False  # an asker that is slow keeps no part from ending

    def __init__(self, family: socket.AddressFamily, address: Any, handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = family
        super().__init__(address, handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own asks for our name besides, which may take a resolver long

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as the base class has it
        log.debug("an asker has gone", exc_info=True)


class Handler(BaseHTTPRequestHandler):
    """What all of them have in common: a time for the request, and a log in our form."""

    timeout = REQUEST_WITHIN
    server_version, sys_version = "heyi", ""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        log.debug("asked", words=format % args)


@contextmanager
def answering(host: str, port: int, make: Callable[[socket.AddressFamily, Any], Server], name: str) -> Iterator[int]:
    """Answers in a thread of its own for the length of a `with` block; yields the port.

    port: 0 takes a free one. make: the server, for a family of addresses and one of them. name: the thread's. Raises
    PortUnusable.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        server = make(family, address[:2])
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PortUnusable(host, port, reason) from None
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=name, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
