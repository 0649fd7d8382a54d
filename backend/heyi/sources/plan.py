"""Plans: how files of facts are to be read and cut. A plan says everything; nothing about it is looked up elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
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
    "Rates",
    "RowRules",
    "Score",
    "TablePlan",
    "Taking",
    "columns_of",
    "files_of",
    "matched_columns",
]

Match = tuple[tuple[str, frozenset[str]], ...]
"""A selection of lines: of each column named, the cell is one of the values."""

ALL_LINES: Match = ()


@dataclass(frozen=True)
class Frame:
    """What any source is read against. first, last: periods, both included. decimals: of the currency.

    last: None where a source goes on: then it tells of periods up to the last one that it has a row in, and rows before
    the first are left out. units: those known beforehand. clearing: empty if none collects for the others.
    """

    calendar: Calendar
    first: int
    last: int | None
    units: tuple[str, ...]
    clearing: str
    decimals: int

    def periods(self, found: Iterable[int] = ()) -> range:
        """found: periods that a source has rows in."""
        last = max(found, default=self.first - 1) if self.last is None else self.last
        return range(self.first, last + 1)


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
    """One unit's part of the lines; revenue, scored_on and so on: of which lines, where None stands for none.

    unit_column: the column whose cell says which unit it is, in place of `unit`: there is one cut for each value.
    units: the unit of each value; None where the value is the unit. collected: None if what is sold counts as
    collected. profit: None if it is revenue less costs.
    """

    unit: str
    revenue: Match | None = None
    cost: Cost = Cost()
    scored_on: Match | None = None
    collected: Match | None = None
    ecosystem: Match | None = None
    profit: Match | None = None
    unit_column: str = ""
    units: Mapping[str, str] | None = None

    def unit_of(self, cells: Mapping[str, str]) -> str | None:
        """Whose figures a line with these cells counts in, if in any of this cut."""
        if not self.unit_column:
            return self.unit
        value = cells[self.unit_column]
        return (value or None) if self.units is None else self.units.get(value)

    @property
    def matches(self) -> tuple[Match | None, ...]:
        return self.revenue, self.cost.of, self.scored_on, self.collected, self.ecosystem, self.profit


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
    """Files that hold a benchmark's figures themselves, perhaps beside others': see reading.benchmarks.COLUMNS."""

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
class Rates:
    """What one unit of other currencies is worth in the company's, by currency and period, and how amounts are rounded
    to minor units: a mode of the module decimal."""

    by_currency: Mapping[str, Mapping[int, Decimal]]
    rounding: str


class Taking(StrEnum):
    """What every row must be: some unit's revenue, part of some figure, or nothing in particular."""

    REVENUE = "revenue"
    SOMETHING = "something"
    ANYTHING = "anything"


@dataclass(frozen=True)
class RowRules:
    """How cells of rows are read.

    key: the columns that tell rows apart; none: a row's place does. by_period: the date's column holds a period itself.
    time_zone: of times that do not say theirs. double_time, missing_time: what becomes of times that clocks show twice
    or never, as they are put back or forward. recorded: the column that says when a row came into the books; if that is
    more than late_after seconds after its period's end, the row belongs to the period in which it was recorded.
    major: amounts are in units of the currency, not in its minor units. currency_column: rows of another currency than
    `currency` are refused where there are no rates. only: which rows are read at all.
    """

    key: tuple[str, ...] = ()
    by_period: bool = False
    time_zone: str = "UTC"
    double_time: str = "earlier"
    missing_time: str = "refuse"
    recorded: str = ""
    late_after: int = 0
    major: bool = False
    currency: str = ""
    currency_column: str = ""
    rates: Rates | None = None
    only: Match = ALL_LINES
    taking: Taking = Taking.REVENUE


@dataclass(frozen=True)
class LinesPlan:
    """Lines such as invoices. date: the column that says when; amount: the columns whose product is the amount. A
    line's amount is the revenue of the first cut that its cells match. files: where the lines are, if they are in files
    of the company's own.
    """

    files: tuple[Path, ...]
    date: str
    amount: tuple[str, ...]
    cuts: tuple[Cut, ...]
    score: Score | None = None
    benchmarks: tuple[Benchmark, ...] = ()
    rules: RowRules = RowRules()


@dataclass(frozen=True)
class TablePlan:
    """Files that hold the figures themselves: see reading.figures_table.COLUMNS."""

    files: tuple[Path, ...]
    benchmarks: tuple[Benchmark, ...] = ()


FactsPlan = LinesPlan | TablePlan


def files_of(plan: FactsPlan) -> tuple[Path, ...]:
    """Every file that the plan reads, once."""
    files = [file for benchmark in plan.benchmarks for file in benchmark.source.files]
    return tuple(dict.fromkeys([*plan.files, *files]))


def columns_of(plan: LinesPlan) -> list[str]:
    """Every column the plan names, in the plan's order."""
    rules = plan.rules
    named = [*rules.key, plan.date, *plan.amount, rules.recorded, rules.currency_column]
    count = [plan.score.count] if plan.score else []
    only = [column for column, _ in rules.only]
    return [column for column in dict.fromkeys([*named, *count, *only, *matched_columns(plan)]) if column]


def matched_columns(plan: LinesPlan) -> list[str]:
    """The columns that decide where a line counts, by name: they are part of the evidence."""
    matches = [match for cut in plan.cuts for match in cut.matches]
    if plan.score:
        matches += [plan.score.good, plan.score.bad]
    units = [cut.unit_column for cut in plan.cuts if cut.unit_column]
    return sorted({*units, *(column for match in matches for column, _ in match or ())})
