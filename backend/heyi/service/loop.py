"""A step made again and again: what fails is told in one line and tried again, ever more patiently, until it succeeds.

with stopping_on_signals() as stop:
    run_loop(indexer.step, every=1.0, stop=stop, progress=progress)
"""

from collections.abc import Callable
from time import monotonic

import structlog

from heyi.chain.refusals import TransactionLost
from heyi.core.errors import HeyiError
from heyi.service.stopping import Stop

__all__ = ["FIRST_RETRY", "LAST_RETRY", "PASSING", "Progress", "backoff", "run_loop"]

FIRST_RETRY, LAST_RETRY = 1.0, 30.0  # seconds between two tries of what fails
PASSING = (HeyiError, OSError, TransactionLost)
"""What may be over at the next try. Requests' errors are OSErrors; a store's own are to be named by whoever uses it."""

log = structlog.get_logger()


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4 and so on up to 30."""
    return min(FIRST_RETRY * 2.0 ** min(failures - 1, 10), LAST_RETRY)


class Progress:
    """What became of a loop's last step; its `problems` are what a part's readiness asks for.

    slow_after: seconds after which a step that hasn't ended is a problem.
    """

    def __init__(self, slow_after: float = 300.0, clock: Callable[[], float] = monotonic) -> None:
        self._slow_after = slow_after
        self._clock = clock
        self._since: float | None = None  # when the step began that is under way
        self._failed: str | None = None
        self._has_succeeded = False

    def begins(self) -> None:
        self._since = self._clock()

    def succeeds(self) -> None:
        self._since, self._failed, self._has_succeeded = None, None, True

    def fails(self, error: Exception) -> None:
        self._since, self._failed = None, _sentence(error)

    def problems(self) -> list[str]:
        """Sentences; none if all is well."""
        since = self._since
        found = [self._failed] if self._failed else []
        if since is not None and (taken := self._clock() - since) > self._slow_after:
            found.append(f"one step has taken {taken:.0f} s so far")
        if not found and not self._has_succeeded:
            found.append("the first step has not ended yet")
        return found


def run_loop(
    step: Callable[[], bool | None],
    every: float,
    stop: Stop,
    on_error: Callable[[Exception], None] | None = None,
    progress: Progress | None = None,
    passing: tuple[type[Exception], ...] = PASSING,
) -> None:
    """Makes steps until `stop`, which never interrupts one.

    step: returns True if there is more to do at once; else the next follows `every` seconds later. passing: errors that
    are logged, told to `on_error` and waited out; any other is a fault of ours and raised.
    """
    progress = progress or Progress()
    failures = 0
    while not stop.is_set():
        progress.begins()
        try:
            more = step()
        except passing as error:
            failures += 1
            pause = backoff(failures)
            progress.fails(error)
            log.warning("step failed", error=type(error).__name__, reason=_sentence(error), retry_in=pause)
            if on_error is not None:
                on_error(error)
        else:
            if failures:
                log.info("recovered", failures=failures)
            failures, pause = 0, 0.0 if more else every
            progress.succeeds()
        if pause:
            stop.wait(pause)


def _sentence(error: Exception) -> str:
    """What the error says, in one line; its name if it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
