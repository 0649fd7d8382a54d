"""What one step of a node did, and what it tells its operator."""

from dataclasses import dataclass, field
from typing import Any

import structlog

from heyi.core.errors import HeyiError
from heyi.core.facts import Statement
from heyi.core.periods import Calendar

__all__ = ["Step", "Teller"]

log = structlog.get_logger()


@dataclass(frozen=True)
class Step:
    """What one step did: statements offered and signed, batches posted, corrections booked. failed: what could not be
    done, by period.

    apart: subjects of periods that aren't final on which nodes differ.
    """

    offered: int = 0
    signed: int = 0
    posted: int = 0
    corrected: int = 0
    apart: int = 0
    failed: tuple[HeyiError, ...] = ()

    def __add__(self, other: "Step") -> "Step":
        return Step(
            self.offered + other.offered,
            self.signed + other.signed,
            self.posted + other.posted,
            self.corrected + other.corrected,
            self.apart + other.apart,
            self.failed + other.failed,
        )


@dataclass(frozen=True)
class Teller:
    """Log lines of one node. What stays as it is, is told once."""

    calendar: Calendar
    _told: set[tuple[Any, ...]] = field(default_factory=set)

    def info(self, event: str, period: int, **more: Any) -> None:
        log.info(event, period=self.calendar.format(period), **more)

    def failed(self, event: str, period: int, error: HeyiError, **more: Any) -> Step:
        """Warns of what could not be done, which the step's answer then holds."""
        log.warning(event, period=self.calendar.format(period), **more, error=error.code, reason=str(error))
        return Step(failed=(error,))

    def once(self, event: str, period: int, mine: Statement, **more: Any) -> None:
        """Warns of figures of this node."""
        key = (event, period, mine, *more.values())
        if key not in self._told:
            self._told.add(key)
            shown = {name: _shown(value) for name, value in more.items()}
            log.warning(event, period=self.calendar.format(period), subject=mine.subject, read=_shown(mine), **shown)


def _shown(value: Any) -> Any:
    """A statement by its figures; anything else as it is."""
    if not isinstance(value, Statement):
        return value
    return {name: number for name, number in value.to_json().items() if name not in ("subject", "evidence")}
