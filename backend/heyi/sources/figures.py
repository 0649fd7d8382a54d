"""Figures: what a source says about one unit in one period, and the whole reading they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from heyi.core.solidity import ZERO_BYTES32

__all__ = ["Figures", "Key", "Lines", "Reading", "no_lines"]

Key = tuple[str, int]
"""A unit's id, or a benchmark's name, and a period's number."""


Lines = Callable[[Key], Sequence[str]]
"""The rows behind figures: see evidence."""


def no_lines(_key: Key) -> Sequence[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One unit in one period; money in minor units, the score in points.

    ecosystem: the value of the ecosystem metric, which a statement has in place of collected cash; None: it has none.
    evidence: keccak256 of the rows the figures were computed from (see `evidence.evidence_hash`); zero for no rows.
    rows: how many those are.
    """

    revenue: int = 0
    profit: int = 0
    collected: int = 0
    ecosystem: int | None = None
    score: int = 0
    evidence: bytes = ZERO_BYTES32
    rows: int = 0

    @property
    def cost(self) -> int:
        """What the unit owes to suppliers outside the company for the period; negative if they owe it."""
        return self.revenue - self.profit


@dataclass(frozen=True)
class Reading:
    """All that one reading of a source found.

    figures: of the units and of the clearing enterprise, whose revenue is the sum of the units'. A unit without figures
    in a period is absent in it. rows: how many there are; total: the sum of their amounts, in minor units, added
    up before they were cut. `check_sum` says whether cutting has lost or doubled anything. benchmarks: by their names,
    each value as revenue; they are no part of the sums. left_out: how many rows count nowhere, by the reason.
    lines: the rows behind figures, as evidence.
    """

    figures: Mapping[Key, Figures]
    clearing: str
    rows: int
    total: int
    benchmarks: Mapping[Key, Figures] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    lines: Lines = field(default=no_lines, compare=False, repr=False)
    benchmark_lines: Lines = field(default=no_lines, compare=False, repr=False)

    def revenue_of_units(self) -> int:
        return sum(figures.revenue for (unit, _), figures in self.figures.items() if unit != self.clearing)

    def check_sum(self) -> bool:
        """Whether the units' revenue, and the clearing enterprise's, equal the total to the minor unit."""
        cleared = sum(figures.revenue for (unit, _), figures in self.figures.items() if unit == self.clearing)
        return self.revenue_of_units() == cleared == self.total
