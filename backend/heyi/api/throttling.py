"""How much one caller, and all of them together, may ask: above that an answer says when to ask again.

Counted per process and per address. Behind a proxy the address is the one the proxy names, as the server trusts it to.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from heyi.api.problems import ProblemResponse, problem_of
from heyi.core.errors import HeyiError

__all__ = ["Throttled", "TooBusy", "TooManyRequests"]

MINUTE = 60.0  # seconds
MOST_CALLERS = 100_000  # whose count is kept; the longest silent one is forgotten first
LIVE = "/api/v1/events"  # stays open, so it is no request under way


@dataclass(eq=False)
class TooManyRequests(HeyiError):  # noqa: N818 - named after the fact
    """most: requests a minute. again_in: seconds."""

    most: int
    again_in: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "more than {most} requests a minute came from this address: ask again in {again_in} s"


@dataclass(eq=False)
class TooBusy(HeyiError):  # noqa: N818
    most: int
    again_in: int = 1
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "{most} requests are being answered already: ask again in {again_in} s"


class Throttled:
    """ASGI middleware around the whole API. per_minute: requests of one address. at_once: requests of everybody."""

    def __init__(
        self, app: ASGIApp, per_minute: int, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._per_minute = per_minute
        self._at_once = at_once
        self._clock = clock
        self._under_way = 0
        self._free: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ("/health", "/ready", "/metrics"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        counts = scope["path"] != LIVE
        self._under_way += counts
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= counts

    def _refusal(self, scope: Scope) -> TooManyRequests | TooBusy | None:
        if self._under_way >= self._at_once:
            return TooBusy(self._at_once)
        caller = scope["client"][0] if scope.get("client") else ""
        wait = self._wait(caller)
        return TooManyRequests(self._per_minute, max(1, round(wait))) if wait > 0 else None

    def _wait(self, caller: str) -> float:
        """Seconds until the caller may ask again; 0: now, and that is counted.

        Each request takes up its part of a minute; one may have taken up as much as a minute ahead, and no more.
        """
        now, each = self._clock(), MINUTE / self._per_minute
        taken_until = max(now, self._free.pop(caller, now))
        wait = taken_until + each - (now + MINUTE)
        self._free[caller] = taken_until if wait > 0 else taken_until + each
        if len(self._free) > MOST_CALLERS:
            self._free.popitem(last=False)
        return max(0.0, wait)


async def _refuse(error: TooManyRequests | TooBusy, scope: Scope, receive: Receive, send: Send) -> None:
    problem = problem_of(error)
    headers = {"retry-after": str(error.again_in)}
    await ProblemResponse(problem.model_dump(), status_code=problem.status, headers=headers)(scope, receive, send)
