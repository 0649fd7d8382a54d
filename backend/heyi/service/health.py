"""Whether a part is alive and ready, told over HTTP: /health, /ready and /metrics of parts that serve nothing else.

readiness = Readiness({"loop": progress.problems})
with listening("127.0.0.1", 9101, metrics, readiness):
    run_loop(...)
"""

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http import HTTPStatus
from typing import Any, Literal

import structlog

from heyi.service.answering import Handler, Server, answering
from heyi.service.logs import hiding
from heyi.service.metrics import CONTENT_TYPE, Metrics
from heyi.service.settings import MetricsSettings

__all__ = ["Check", "Part", "Readiness", "listening", "listening_for"]

Check = Callable[[], list[str]]
"""Returns problems as sentences; none if all is well."""

Part = Literal["index", "keep", "relay", "oracle", "notify"]
"""A part that serves no HTTP otherwise."""

log = structlog.get_logger()


class Readiness:
    """Checks by name; a part is ready while none of them finds a problem.

    secrets: texts that are hidden in problems, since anybody may ask for them (logs.secrets_of).
    """

    def __init__(self, checks: Mapping[str, Check] | None = None, secrets: Iterable[str] = ()) -> None:
        self._checks = dict(checks or {})
        self._clean = hiding(secrets)

    def register(self, name: str, check: Check) -> None:
        self._checks[name] = check

    def problems(self) -> dict[str, list[str]]:
        """Problems by the name of the check that has found some. A check that fails is a problem itself."""
        found = {name: _asked(check) for name, check in list(self._checks.items())}
        return {name: [self._clean(problem) for problem in problems] for name, problems in found.items() if problems}


def _asked(check: Check) -> list[str]:
    try:
        return check()
    except Exception as error:
        log.warning("a readiness check failed", exc_info=True)
        return [f"the check itself failed: {type(error).__name__}"]


def listening(host: str, port: int, metrics: Metrics, readiness: Readiness) -> AbstractContextManager[int]:
    """Answers in a thread of its own for the length of a `with` block; yields the port.

    port: 0 takes a free one. Raises PortUnusable.
    """
    return answering(host, port, partial(_Server, metrics, readiness), "health")


@contextmanager
def listening_for(
    part: Part, settings: MetricsSettings, metrics: Metrics, readiness: Readiness
) -> Iterator[int | None]:
    """The same where settings say; yields None where they say that it is off. Raises PortUnusable."""
    port: int = getattr(settings, part)
    if port == 0:
        yield None
        return
    with listening(settings.host, port, metrics, readiness) as bound:
        log.info("listening", host=settings.host, port=bound)
        yield bound


class _Server(Server):
    """Answers from what its part counts and checks."""

    def __init__(self, metrics: Metrics, readiness: Readiness, family: socket.AddressFamily, address: Any) -> None:
        self.metrics, self.readiness = metrics, readiness
        super().__init__(family, address, _Handler)


class _Handler(Handler):
    server: _Server

    def do_GET(self) -> None:  # noqa: N802 - as the base class has it
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._answer(HTTPStatus.OK, CONTENT_TYPE, self.server.metrics.exposition())
        elif path == "/health":
            self._answer_json(HTTPStatus.OK, {"alive": True})
        elif path == "/ready":
            problems = self.server.readiness.problems()
            status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
            self._answer_json(status, {"ready": not problems, "problems": problems})
        else:
            self._answer_json(HTTPStatus.NOT_FOUND, {"paths": ["/health", "/ready", "/metrics"]})

    def do_HEAD(self) -> None:  # noqa: N802 - as the base class has it
        self.do_GET()

    def _answer_json(self, status: HTTPStatus, value: object) -> None:
        self._answer(status, "application/json", json.dumps(value).encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
