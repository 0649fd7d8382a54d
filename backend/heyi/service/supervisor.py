"""Keeps parts running: starts them in order, starts again what ended, stops all in reverse; leaves nothing behind.

    with stopping_on_signals() as stop:
        Supervisor([LocalChain(settings), Child("index", ["heyi", "index"]), ...]).run(stop)

Each part ends with the supervisor even if that is ended by SIGKILL: the kernel tells it by SIGTERM (chain.children).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import structlog

from heyi.chain.node import NodeError
from heyi.service.loop import backoff
from heyi.service.stopping import Stop
from heyi.service.supervised import Supervised

__all__ = ["GRACE", "LOOK_EVERY", "SETTLED_AFTER", "Status", "Supervisor"]

GRACE = 10.0  # seconds between asking a part to end and ending it
LOOK_EVERY = 0.2  # seconds; a start waits for no more than that beyond its backoff
SETTLED_AFTER = 60.0  # seconds of running after which earlier failures no longer count

log = structlog.get_logger()


@dataclass(frozen=True)
class Status:
    """One part. waiting: until it is started again. restarts: so far. ended: how it did last, if it ever has."""

    name: str
    state: Literal["running", "waiting", "stopped"]
    pid: int | None
    restarts: int
    ended: str


@dataclass
class _Watched:
    """A part and what became of it. failures: in a row. since: when it was started. due: when it will be."""

    part: Supervised
    state: Literal["running", "waiting", "stopped"] = "waiting"
    failures: int = 0
    starts: int = 0
    since: float = 0.0
    due: float = float("-inf")
    ended: str = ""


class Supervisor:
    """Parts in the order in which they start; they stop in reverse. One thread calls all of it."""

    def __init__(
        self, parts: Sequence[Supervised], grace: float = GRACE, clock: Callable[[], float] = monotonic
    ) -> None:
        self._watched = [_Watched(part) for part in parts]
        self._grace = grace
        self._clock = clock

    def run(self, stop: Stop) -> None:
        """Looks after all until `stop`; then, or if this fails, stops them."""
        try:
            while not stop.is_set():
                self.look(stop)
                stop.wait(LOOK_EVERY)
        finally:
            self.stop()

    def look(self, stop: Stop | None = None) -> None:
        """Looks at every part once: notes which have ended, and starts those that are due unless asked to stop."""
        for watched in self._watched:
            if watched.state == "running":
                self._look_at(watched)
            if watched.state == "waiting" and self._clock() >= watched.due and not (stop and stop.is_set()):
                self._start(watched)

    def stop(self) -> None:
        """Stops all, last first, each within the time of grace. What one raises keeps no other running."""
        for watched in reversed(self._watched):
            try:
                watched.part.stop(self._grace)
            except Exception:
                log.exception("a part could not be stopped", child=watched.part.name)
            watched.state = "stopped"

    def status(self) -> list[Status]:
        return [
            Status(each.part.name, each.state, each.part.pid, max(0, each.starts - 1), each.ended)
            for each in self._watched
        ]

    def problems(self) -> list[str]:
        """Parts that do not run, as sentences; a readiness check."""
        return [
            f"{each.name} is {each.state}" + (f": {each.ended}" if each.ended else "")
            for each in self.status()
            if each.state != "running"
        ]

    def _look_at(self, watched: _Watched) -> None:
        if self._clock() - watched.since >= SETTLED_AFTER:
            watched.failures = 0
        ended = watched.part.ended()
        if ended is None:
            watched.part.tend()
        else:
            self._wait(watched, ended)

    def _start(self, watched: _Watched) -> None:
        watched.starts += 1
        try:
            watched.part.start()
        except (OSError, NodeError) as error:
            self._wait(watched, str(error))
            return
        watched.state, watched.since = "running", self._clock()
        log.info("started", child=watched.part.name, pid=watched.part.pid, restarts=watched.starts - 1)

    def _wait(self, watched: _Watched, ended: str) -> None:
        watched.failures += 1
        pause = backoff(watched.failures)
        watched.state, watched.ended, watched.due = "waiting", ended, self._clock() + pause
        log.warning("ended unexpectedly", child=watched.part.name, how=ended, restart_in=pause)
