"""The indexer as a part of the service: it follows the chain until it is stopped, and says how far it is."""

import time
from collections.abc import Callable

import structlog

from heyi.processes.indexer import Indexer, Step
from heyi.service.health import Readiness, listening_for
from heyi.service.loop import Progress, run_loop
from heyi.service.metrics import Metrics
from heyi.service.stopping import Stop
from heyi.service.workplace import Workplace
from heyi.store.book import CursorMoved

__all__ = ["follow", "until", "watched"]

TOLD_EVERY = 5.0  # seconds of a backfill between two lines

log = structlog.get_logger()


def follow(workplace: Workplace, stop: Stop) -> None:
    """Reads the chain until `stop`."""
    settings, metrics, progress = workplace.settings, Metrics(), Progress()
    indexer = workplace.indexer()
    tell = watched(metrics)

    def step() -> bool:
        try:
            done = indexer.step()
        except CursorMoved:
            return False  # another one is at work, and this one there for the time when it isn't any more
        tell(done)
        return not done.is_at_head

    readiness = Readiness({"indexer": progress.problems})
    with listening_for("index", settings.metrics, metrics, readiness):
        run_loop(step, settings.indexer.poll, stop, metrics.step_failed, progress)


def watched(metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> Callable[[Step], None]:
    """What counts an indexer's steps and tells of those worth telling."""
    told = clock()

    def see(step: Step) -> None:
        nonlocal told
        metrics.at(step.last, step.head)
        metrics.events.inc(step.events)
        metrics.omitted_logs.inc(step.omitted)
        if step.undone:
            metrics.reorganisations.inc()
            tell = log.error if step.too_deep else log.warning
            tell("blocks undone", first=step.first, count=step.undone, were_final=step.too_deep)
        if step.omitted:
            log.warning("the node had left logs out", first=step.first, last=step.last, count=step.omitted)
        if step.head - step.last > 0 and clock() - told >= TOLD_EVERY:
            told = clock()
            log.info("reading", block=step.last, head=step.head, left=step.head - step.last)

    return see


def until(indexer: Indexer, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
    """Reads up to the head, or as far as the indexer should, telling how much is left and how long that takes."""
    began, first = clock(), indexer.book.cursor().next_block

    def see(step: Step) -> None:
        done, left = step.last + 1 - first, step.head - step.last
        if step.again or done <= 0:
            return
        seconds = (clock() - began) / done * left
        tell(f"Block {step.last:,} of {step.head:,}" + (f", {_span(seconds)} left" if left else ""))

    while True:
        try:
            indexer.catch_up(see)
            return
        except CursorMoved:
            continue  # another indexer has read some of it: the rest is left


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
