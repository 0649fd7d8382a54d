"""Notes how long each request took, by its route and not by its address, and tells of it in the log."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heyi.service.metrics import Metrics

__all__ = ["Measured"]

NOWHERE = "(none)"  # no such route: addresses that anybody may invent must not become labels

log = structlog.get_logger()


class Measured:
    """ASGI middleware around the whole API."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._seconds = metrics.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            took = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", None) or _cached(scope) or NOWHERE
            self._seconds.labels(route, status).observe(took)
            log.debug("answered", method=scope["method"], route=route, status=status, seconds=round(took, 4))


def _cached(scope: Scope) -> str | None:
    """The route of an answer that came from memory, where no route was looked for."""
    found: str | None = scope.get("heyi.route")
    return found
