"""Answers of the open book, kept until the book changes.

What the open book says follows from the database alone, and the database counts its changes. So an answer is good for
as long as that count stands: it is the ETag, and the same question is answered from memory without being asked again.
Where pay is hidden it also depends on who asks: then it is kept for, and its ETag names, those who see the same.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heyi.api.identity.deeds import Deed, deed_of
from heyi.api.identity.masking import eyes_of
from heyi.api.service import Service
from heyi.core.errors import HeyiError

__all__ = ["BOOK", "CachedReads"]

BOOK = "/api/v1/book"
"""What stands below it follows from the database alone, and is the same for all who may see the same."""

EXPORTS = "/api/v1/book/exports"
"""Long answers that are sent piece by piece, as they are made."""

MOST_BYTES = 64_000_000  # of kept answers


@dataclass(frozen=True)
class _Answer:
    version: str
    route: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    deed: Deed


class CachedReads:
    """ASGI middleware around the whole API."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._answers: OrderedDict[tuple[str, bytes, str], _Answer] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        version, eyes = self._version(scope)
        if version is None:
            await self._app(scope, receive, send)
            return
        etag = f'W/"{version}"'.encode()
        if etag in dict(scope["headers"]).get(b"if-none-match", b"").split(b", "):
            await _send(send, 304, ((b"etag", etag), *self._sharing), b"")
            return
        key = (scope["path"], scope["query_string"], eyes)
        kept = self._answers.get(key)
        if kept is None or kept.version != version:
            kept = await self._asked(scope, receive, send, version)
            if kept is None:
                return
            self._keep(key, kept)
        else:
            self._answers.move_to_end(key)
            _repeat(kept.deed, deed_of(scope))
        scope["heyi.route"] = kept.route  # for whoever measures: an answer from memory looked for none
        await _send(send, 200, (*kept.headers, (b"etag", etag), *self._sharing), kept.body)

    @property
    def _sharing(self) -> tuple[tuple[bytes, bytes], ...]:
        """What a browser or a proxy may do with an answer: ask whether it still stands before it shows it again."""
        if not self._service.access.hides_pay:
            return ((b"cache-control", b"no-cache"),)
        return ((b"cache-control", b"private, no-cache"), (b"vary", b"cookie, authorization"))

    def _version(self, scope: Scope) -> tuple[str | None, str]:
        """The count of the database's changes, with who sees the same; None if the answer isn't kept."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(BOOK):
            return None, ""
        if scope["path"].startswith(EXPORTS):
            return None, ""
        try:
            version, eyes = self._service.book.version(), eyes_of(Request(scope)).name
        except HeyiError:
            return None, ""  # the route will meet the same failure, and can say so
        return (f"{version}-{sha256(eyes.encode()).hexdigest()[:16]}" if eyes else version), eyes

    async def _asked(self, scope: Scope, receive: Receive, send: Send, version: str) -> _Answer | None:
        """The route's own answer; None if it is none to keep, and was sent on."""
        start: Message = {}
        body: list[bytes] = []

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif start["status"] == 200:
                body.append(message.get("body", b""))
            if start["status"] != 200:
                await send(message)

        await self._app(scope, receive, take)
        if start.get("status") != 200:
            return None
        route = str(getattr(scope.get("route"), "path", scope["path"]))
        return _Answer(version, route, tuple(_plain(start)), b"".join(body), replace(deed_of(scope)))

    def _keep(self, key: tuple[str, bytes, str], answer: _Answer) -> None:
        before = self._answers.pop(key, None)
        self._answers[key] = answer
        self._bytes += len(answer.body) - (len(before.body) if before else 0)
        while self._bytes > MOST_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)


def _repeat(before: Deed, deed: Deed) -> None:
    """What was shown once is shown again: the audit log has it each time."""
    deed.showed, deed.role = before.showed, before.role


def _plain(start: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]


async def _send(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    length = () if status == 304 else ((b"content-length", str(len(body)).encode()),)
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})
