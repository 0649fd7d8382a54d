"""How much one caller, and all of them together, may ask: above that an answer says when to ask again.

Counted per process and per address; of version 6, per network. Behind a proxy the address is the one the proxy names,
as the server trusts it to. What an account does is counted beside that, wherever it comes from: see `identity.viewer`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from heyi.api.middleware.pacing import Pace, TooManyRequests, caller_of
from heyi.api.problems import ProblemResponse, problem_of
from heyi.core.errors import HeyiError

__all__ = ["Throttled", "TooBusy"]

SIGNING_IN = ("/api/v1/identity/nonces", "/api/v1/identity/sessions")
LIVE = "/api/v1/events"  # stays open, so it is no request under way


@dataclass(eq=False)
class TooBusy(HeyiError):  # noqa: N818
    most: int
    again_in: int = 1
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "{most} requests are being answered already: ask again in {again_in} s"


class Throttled:
    """ASGI middleware around the whole API.

    per_minute: requests of one address; sign_ins: of those that have to do with signing in. at_once: requests of
    everybody.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_minute: int,
        at_once: int,
        sign_ins: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._at_once = at_once
        self._under_way = 0
        self._all, self._sign_ins = (per_minute, Pace(per_minute, clock)), (sign_ins, Pace(sign_ins, clock))

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
        caller = caller_of(scope["client"][0]) if scope.get("client") else ""
        signs_in = scope["method"] == "POST" and scope["path"] in SIGNING_IN
        for most, pace in (self._all, *((self._sign_ins,) if signs_in else ())):
            if (wait := pace.wait(caller)) > 0:
                return TooManyRequests(most, max(1, round(wait)))
        return None


async def _refuse(error: TooManyRequests | TooBusy, scope: Scope, receive: Receive, send: Send) -> None:
    problem = problem_of(error)
    headers = {"retry-after": str(error.again_in)}
    await ProblemResponse(problem.model_dump(), status_code=problem.status, headers=headers)(scope, receive, send)
