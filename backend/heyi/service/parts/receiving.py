"""Takes in signed webhooks for an oracle node, which keeps their rows in its journal.

InvalidInput
└── WebhooksUnheard  422  the node's source is sent to it, and the settings say nowhere that it listens
"""

import json
import socket
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any, ClassVar

import structlog

from heyi.core.errors import HeyiError, InvalidInput
from heyi.service.answering import Handler, Server, answering
from heyi.sources.kinds.webhook import Webhooks

__all__ = ["WebhooksUnheard", "receiving"]

AT_ONCE = 16  # deliveries

log = structlog.get_logger()


@dataclass(eq=False)
class WebhooksUnheard(InvalidInput):
    source: str
    sentence: ClassVar[str] = (
        "The rows of {source} are sent to this node, but oracle.webhook_port says nowhere that it listens: set it."
    )


def receiving(host: str, port: int, webhooks: Webhooks) -> AbstractContextManager[int]:
    """Listens in threads of its own for the length of a `with` block; yields the port. port: 0 takes a free one.

    Raises PortUnusable.
    """
    return answering(host, port, partial(_Server, webhooks), "webhooks")


class _Server(Server):
    def __init__(self, webhooks: Webhooks, family: socket.AddressFamily, address: Any) -> None:
        self.webhooks = webhooks
        self.places = BoundedSemaphore(AT_ONCE)
        super().__init__(family, address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """More at once are let go: a sender tries again."""
        if not self.places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()


class _Handler(Handler):
    server: _Server

    def do_POST(self) -> None:  # noqa: N802 - as the base class has it
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "LengthRequired", "say how long the body is: Content-Length")
        elif len(length) > 12 or int(length) > (largest := self.server.webhooks.largest):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "BodyTooLarge", f"at most {largest:,} bytes are read")
        else:
            self._deliver(self.rfile.read(int(length)))

    def _deliver(self, body: bytes) -> None:
        webhooks = self.server.webhooks
        try:
            taken = webhooks.deliver(dict(self.headers.items()), body)
        except HeyiError as error:
            log.warning("delivery refused", source=webhooks.name, error=error.code, reason=str(error))
            self._refuse(HTTPStatus(error.status), error.code, str(error))
            return
        except Exception:
            log.exception("delivery failed", source=webhooks.name)
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "HeyiError", "something went wrong: nothing was taken")
            return
        changed = len(taken.changed)
        log.info("delivered", source=webhooks.name, new=taken.new, same=taken.same, changed=changed)
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def _refuse(self, status: HTTPStatus, code: str, detail: str) -> None:
        body = json.dumps({"status": status, "code": code, "detail": detail}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True
