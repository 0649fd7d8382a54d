"""Plans: how files of facts are to be read and cut. A plan says everything; nothing about it is looked up elsewhere."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from heyi.core.periods import Calendar

__all__ = [
    "ALL_LINES",
    "Benchmark",
    "BenchmarkLines",
    "BenchmarkTable",
    "Cost",
    "Cut",
    "FactsPlan",
    "Frame",
    "LinesPlan",
    "Match",
    "Measure",
    "Score",
    "TablePlan",
    "columns_of",
    "files_of",
    "matched_columns",
]

Match = tuple[tuple[str, frozenset[str]], ...]
"""A selection of lines: of each column named, the cell is one of the values."""

ALL_LINES: Match = ()


@dataclass(frozen=True)
class Frame:
    """What any source is read against. first, last: periods, both included. decimals: of the currency."""

    calendar: Calendar
    first: int
    last: int
    units: tuple[str, ...]
    clearing: str
    decimals: int

    @property
    def periods(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Cost:
    """External cost of a period: `ratio` x the amount of the lines in `of` + `fixed` minor units.

    of: None stands for the unit's own revenue.
    """

    ratio: Fraction = Fraction(0)
    of: Match | None = None
    fixed: int = 0


@dataclass(frozen=True)
class Cut:
    """One unit's part of the lines. revenue, scored_on: None stands for no lines."""

    unit: str
    revenue: Match | None = None
    cost: Cost = Cost()
    scored_on: Match | None = None


@dataclass(frozen=True)
class Score:
    """score = scale x (good - bad) / good, rounded down, never below 0.

    Of the lines that score a unit, good and bad are the sums of the sizes in column `count` over the lines that match
    `good` and `bad` (None: none). Without good ones the score is 0, or scale if there are no bad ones either.
    """

    good: Match
    bad: Match | None
    count: str
    scale: int


class Measure(StrEnum):
    """What a benchmark's figures are: amounts of the company's currency, hundredths of a percent, or numbers."""

    MONEY = "money"
    BASIS_POINTS = "basis points"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class BenchmarkTable:
    """Files that hold a benchmark's figures themselves, perhaps beside those of others: see csv_benchmarks.COLUMNS."""

    files: tuple[Path, ...]


@dataclass(frozen=True)
class BenchmarkLines:
    """Files of lines: a benchmark's figure is the sum of the amounts of those that match `of`.

    date, amount: as in LinesPlan.
    """

    files: tuple[Path, ...]
    date: str
    amount: tuple[str, ...]
    of: Match = ALL_LINES


@dataclass(frozen=True)
class Benchmark:
    """A figure from outside the company, such as the growth of its industry. name: by which agreements know it."""

    name: str
    measure: Measure
    source: BenchmarkTable | BenchmarkLines


@dataclass(frozen=True)
class LinesPlan:
    """Files of lines such as invoices. date: the column that says when; amount: the columns whose product is the amount
    in minor units. A line's amount is the revenue of the first cut that its cells match.
    """

    files: tuple[Path, ...]
    date: str
    amount: tuple[str, ...]
    cuts: tuple[Cut, ...]
    score: Score | None = None
    benchmarks: tuple[Benchmark, ...] = ()


@dataclass(frozen=True)
class TablePlan:
    """Files that hold the figures themselves: see csv_table.COLUMNS."""

    files: tuple[Path, ...]
    benchmarks: tuple[Benchmark, ...] = ()


FactsPlan = LinesPlan | TablePlan


def files_of(plan: FactsPlan) -> tuple[Path, ...]:
    """Every file that the plan reads, once."""
    files = [file for benchmark in plan.benchmarks for file in benchmark.source.files]
    return tuple(dict.fromkeys([*plan.files, *files]))


def columns_of(plan: LinesPlan) -> list[str]:
    """Every column the plan names, in the plan's order."""
    count = [plan.score.count] if plan.score else []
    return list(dict.fromkeys([plan.date, *plan.amount, *count, *matched_columns(plan)]))


def matched_columns(plan: LinesPlan) -> list[str]:
    """The columns that decide where a line counts."""
    matches = [match for cut in plan.cuts for match in (cut.revenue, cut.cost.of, cut.scored_on)]
    if plan.score:
        matches += [plan.score.good, plan.score.bad]
    return list(dict.fromkeys(column for match in matches for column, _ in match or ()))
