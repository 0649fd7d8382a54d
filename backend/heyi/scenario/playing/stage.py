"""What a played scenario leaves behind for whatever goes on after it: the company, and the people who can sign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from heyi.company import Company
from heyi.processes.ledger import Ledger
from heyi.scenario.playing.cast import Cast
from heyi.scenario.playing.purses import Purses

__all__ = ["Stage"]


@dataclass(frozen=True)
class Stage:
    """addresses: of units and people by id. wound_up: ids of units that sign nothing any more."""

    company: Company
    cast: Cast
    ledger: Ledger
    purses: Purses
    addresses: Mapping[str, str]
    wound_up: Collection[str]
