"""A JSON-RPC proxy between the service and its node, which spoils what the node says while a fault is switched on.

with proxying(node.url) as proxy:
    proxy.fault = Omits(random)
    ...                          # parts that ask proxy.url meet that fault
    proxy.fault = None
"""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Thread
from typing import Any

import requests

from heyi.chain.node import HOST
from heyi.service.chaos.faults import Call, Fault

__all__ = ["Proxy", "proxying"]

LIMIT_EXCEEDED = -32005  # what nodes call it (EIP-1474)
NODE_WITHIN = 60.0  # seconds


class Proxy:
    """url: where it listens. fault: what is wrong at the moment. spoilt: how many requests met a fault so far."""

    def __init__(self, node_url: str, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self.fault: Fault | None = None
        self.spoilt = 0
        self.closed = Event()
        self.node_url = node_url


@contextmanager
def proxying(node_url: str) -> Iterator[Proxy]:
    """A proxy on a free port for the length of a `with` block."""
    server = _Server(node_url)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="proxy", daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.proxy.closed.set()  # ends what a slow answer waits for
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # whoever keeps a connection open keeps nobody from ending

    def __init__(self, node_url: str) -> None:
        super().__init__((HOST, 0), _Handler)
        self.proxy = Proxy(node_url, int(self.server_address[1]))

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own asks for our name besides, which may take a resolver long

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A part that was killed amid an answer is nothing to tell of."""


class _Handler(BaseHTTPRequestHandler):
    """One connection of a part, with one to the node behind it."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self._node = requests.Session()
        self._node.trust_env = False  # no proxy leads to this machine itself

    def finish(self) -> None:
        self._node.close()
        super().finish()

    def do_POST(self) -> None:
        proxy, fault = self.server.proxy, self.server.proxy.fault
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        calls = asked if isinstance(asked, list) else [asked]
        try:
            if fault is None:
                answers = self._asked(calls)
            else:
                proxy.spoilt += 1
                if self._refused(fault):
                    return
                answers = self._spoilt(fault, calls)
        except requests.RequestException:  # without a node, there is nobody behind this address
            self.close_connection = True
            return
        body = json.dumps(answers if isinstance(asked, list) else answers[0]).encode()
        self._answer(HTTPStatus.OK, body, cut=fault is not None and fault.cuts and fault.strikes())

    def _refused(self, fault: Fault) -> bool:
        """Waits as the fault does, and refuses the whole request if that is what it does."""
        if fault.delay:
            self.server.proxy.closed.wait(fault.delay)
        if fault.status == HTTPStatus.OK or not fault.strikes():
            return False
        self._answer(HTTPStatus(fault.status), b"", cut=False)
        return True

    def _spoilt(self, fault: Fault, calls: Sequence[Call]) -> list[Any]:
        fault.begins(self._ask)
        answers: list[Any] = []
        for call, answer in zip(calls, self._asked(calls), strict=True):
            if (refusal := fault.instead(call)) is not None:
                error = {"code": LIMIT_EXCEEDED, "message": refusal}
                answers.append({"jsonrpc": "2.0", "id": call["id"], "error": error})
            elif "result" in answer:
                answers.append({**answer, "result": fault.spoil(call, answer["result"])})
            else:
                answers.append(answer)
        return answers

    def _asked(self, calls: Sequence[Call]) -> list[Any]:
        """The node's answers, in the order of the calls."""
        given = self._node.post(self.server.proxy.node_url, json=list(calls), timeout=NODE_WITHIN).json()
        by_id = {answer["id"]: answer for answer in given}
        return [by_id[call["id"]] for call in calls]

    def _ask(self, method: str, *params: Any) -> Any:
        return self._asked([{"jsonrpc": "2.0", "id": 0, "method": method, "params": params}])[0]["result"]

    def _answer(self, status: HTTPStatus, body: bytes, cut: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True
            with suppress(OSError):  # it has gone already
                self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        """What was asked is the parts' to tell."""
