"""Writes down what was done, before it is answered: what can't be written down isn't shown.

Only uses of the verbs that `permissions` lists, refusals and reads of others' pay cost a row; the open book costs none.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from anyio.to_thread import run_sync
from sqlalchemy.exc import IntegrityError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heyi.api.identity.deeds import Deed, deed_of
from heyi.api.identity.permissions import AUDITED, ROUTES
from heyi.api.identity.refusals import AuditBusy
from heyi.api.problems import ProblemResponse, problem_of
from heyi.api.service import Service
from heyi.core.errors import HeyiError
from heyi.store.database import DatabaseBusy
from heyi.store.kept import audit
from heyi.store.kept.audit import Entry

__all__ = ["Audited"]

TRIES = 20  # other replicas write to the same log
REFUSED = (401, 403)
STRANGERS = (
    120  # refusals a minute of who has not signed in, in all; above that they are counted and not told one by one
)
LONGEST = 200  # characters of what a row is about

log = structlog.get_logger()


class Audited:
    """ASGI middleware around the whole API."""

    def __init__(self, app: ASGIApp, service: Service, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._service = service
        self._strangers = _Strangers(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Request(self, scope, receive, send).run(self._app)

    async def note(self, scope: Scope, deed: Deed, status: int, code: str) -> None:
        """Raises AuditBusy if it can't be written, and what the database says."""
        route = getattr(scope.get("route"), "path", "")
        verb = ROUTES.get((scope["method"], scope.get("heyi.route") or route))
        refused = deed.refused or status in REFUSED
        if verb is None or not (verb in AUDITED or refused or deed.showed) or route.endswith("/nonces"):
            return
        told = verb.value if verb in AUDITED else deed.showed or verb.value
        skipped = 0
        if refused and deed.who is None:
            skipped = self._strangers.refused()
            if skipped < 0:
                return
        object_ = (deed.object or scope["path"])[:LONGEST]
        entry = Entry(
            time=self._service.now(),
            who=deed.who,
            key=deed.key,
            role=deed.role,
            verb=told,
            object=object_.encode("ascii", "backslashreplace").decode()[:LONGEST],
            outcome=f"{status} {code}".strip() + (f" and {skipped} more" if skipped else ""),
            request=deed.request,
        )
        await run_sync(self._append, entry)

    def _append(self, entry: Entry) -> None:
        for _ in range(TRIES):
            try:
                with self._service.database.writing() as connection:
                    added = audit.append(connection, entry)
            except (IntegrityError, DatabaseBusy):
                continue  # another process has added a row at the same moment
            # Whoever keeps the lines of the log elsewhere can tell a row that was removed since.
            log.info("audit", number=added.number, hash=added.hash, verb=added.verb, outcome=added.outcome)
            return
        raise AuditBusy


@dataclass
class _Strangers:
    """Refusals of those who have not signed in: anybody can make as many as the limits on requests let through."""

    clock: Callable[[], float]
    since: float = float("-inf")
    told: int = 0
    skipped: int = 0

    def refused(self) -> int:
        """How many were left out before this one; below 0: this one is left out, too."""
        if self.clock() - self.since >= 60:
            self.since, self.told = self.clock(), 0
        if self.told >= STRANGERS:
            self.skipped += 1
            return -1
        before, self.skipped, self.told = self.skipped, 0, self.told + 1
        return before


class _Request:
    """One request, whose answer waits until it is written down."""

    def __init__(self, audited: Audited, scope: Scope, receive: Receive, send: Send) -> None:
        self._audited, self._scope, self._receive, self._send = audited, scope, receive, send
        self._start: Message | None = None
        self._over = False

    async def run(self, app: ASGIApp) -> None:
        deed_of(self._scope)
        await app(self._scope, self._receive, self._answered)

    async def _answered(self, message: Message) -> None:
        if self._over:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            try:
                await self._noted(start, message)
            except HeyiError as error:
                self._over = True
                problem = problem_of(error)
                response = ProblemResponse(problem.model_dump(), status_code=problem.status)
                await response(self._scope, self._receive, self._send)
                return
            await self._send(start)
        await self._send(message)

    async def _noted(self, start: Message, body: Message) -> None:
        deed, status = deed_of(self._scope), start["status"]
        start["headers"] = [*start["headers"], (b"x-request-id", deed.request.encode())]
        await self._audited.note(self._scope, deed, status, _code(body) if status >= 400 else "")


def _code(body: Message) -> str:
    """The code of a problem."""
    try:
        said = json.loads(body.get("body", b""))
    except ValueError:
        return ""
    return str(said.get("code", ""))[:40] if isinstance(said, dict) else ""
