"""An afterword as its folder describes it: what is agreed, what is only on the table, and what is in dispute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heyi.scenario.model import Scenario
from heyi.sources.plan import FactsPlan
from heyi.templates.agreement import Agreement

__all__ = ["Afterword", "Challenge", "Offered", "Proposed"]


@dataclass(frozen=True)
class Proposed:
    """A draft. entry: as it was written. by, signed: ids of parties. amends: an agreement's id; answers: a draft's."""

    agreement: Agreement
    entry: Mapping[str, Any]
    by: str
    signed: tuple[str, ...] = ()
    amends: str = ""
    answers: str = ""


@dataclass(frozen=True)
class Offered:
    """What a supplier offers. to: the client's id; empty: whoever wants it, so many times."""

    agreement: Agreement
    to: str = ""
    times: int = 1


@dataclass(frozen=True)
class Challenge:
    """Of a unit's figures in the last month, by a party of an agreement that reads them."""

    agreement: str
    by: str
    unit: str
    reason: str


@dataclass(frozen=True)
class Afterword:
    """scenario: the company as it goes on, in the months that are played. tables: of nodes that read others than the
    scenario's, by node."""

    scenario: Scenario
    tables: Mapping[str, FactsPlan]
    drafts: tuple[Proposed, ...]
    offers: tuple[Offered, ...]
    challenge: Challenge | None
