"""Bodies of requests have a largest size: by what they say of themselves, and by what really comes."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heyi.api.problems import ProblemResponse, problem_of
from heyi.core.errors import HeyiError

__all__ = ["BodyTooLarge", "LimitedBodies"]


@dataclass(eq=False)
class BodyTooLarge(HeyiError):  # noqa: N818 - named after the fact
    """most: bytes."""

    most: int
    status: ClassVar[int] = 413
    sentence: ClassVar[str] = "the request's body is larger than {most} bytes"


class LimitedBodies:
    """ASGI middleware around the whole API. most: bytes of one body. larger: of one whose path begins so."""

    def __init__(self, app: ASGIApp, most: int, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._most = most
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most_of(scope)
        said = dict(scope["headers"]).get(b"content-length", b"")
        if said.isdigit() and int(said) > most:
            await self._refuse(scope, receive, send)
            return
        await _Counted(self._app, most).run(scope, receive, send, self._refuse)

    def _most_of(self, scope: Scope) -> int:
        found = [most for beginning, most in self._larger.items() if scope["path"].startswith(beginning)]
        return max(self._most, *found) if found else self._most

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = problem_of(BodyTooLarge(self._most_of(scope)))
        response = ProblemResponse(problem.model_dump(), status_code=problem.status, headers={"connection": "close"})
        await response(scope, receive, send)


class _Counted:
    """One request whose body is counted as it comes: what it says of its size need not be true."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._left = most
        self._begun = False

    async def run(self, scope: Scope, receive: Receive, send: Send, refuse: ASGIApp) -> None:
        async def counted() -> Message:
            message = await receive()
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise _TooMuch
            return message

        async def noted(message: Message) -> None:
            # What the app makes of a body that was cut off isn't its answer.
            if self._left >= 0:
                self._begun = True
                await send(message)

        with suppress(_TooMuch):
            await self._app(scope, counted, noted)
        if self._left < 0 and not self._begun:
            await refuse(scope, receive, send)


class _TooMuch(Exception):  # noqa: N818
    """More has come than may; seen nowhere else."""
