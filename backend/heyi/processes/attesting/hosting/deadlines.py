"""Deadlines of a period's figures: until when something can happen, and what happens then, in words.

All by the chain's time and the oracle contract's windows, which never change.
"""

from dataclasses import dataclass

from heyi.company.constants import Windows
from heyi.core.facts import Stage
from heyi.processes.attesting.standing import Standing

__all__ = ["Deadline", "deadlines_of"]


@dataclass(frozen=True)
class Deadline:
    """at: Unix seconds of the chain's clock. then: what happens, as the end of "At that time ..."."""

    at: int
    then: str


def deadlines_of(standing: Standing, ends_at: int, windows: Windows, *, has_committee: bool) -> tuple[Deadline, ...]:
    """What time will do to figures that stand so, in its order; nothing once they are final. ends_at: of the period."""
    if standing.is_final:
        return ()
    if standing.stage is Stage.Posted:
        then = "unless a party has challenged them, the figures are final"
        return (Deadline(standing.since + windows.challenge, then),)
    if standing.stage is Stage.Challenged:
        then = "unless the arbiter has decided, the challenge has lapsed and the figures are final"
        return (Deadline(standing.since + windows.arbitration, then),)
    begins = max(ends_at, standing.since)
    absent = "unless figures were posted, the subject has none for the period, for good; later ones are corrections"
    found = [Deadline(begins + windows.absent, absent)]
    if has_committee:
        then = "the company's quorum is enough in place of the subject's committee"
        found.insert(0, Deadline(begins + windows.absent // 2, then))
    return tuple(found)
