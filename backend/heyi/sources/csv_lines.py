"""Cuts files of lines, such as invoices, to figures per unit and period.

read_lines -> each row's period and amount -> whose revenue, cost and score it counts in (`_Route`) -> sums -> Figures.
A line that no unit takes, or whose date lies outside the periods, is refused: nothing is dropped without a word.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import floor, prod

from heyi.sources.csv_files import Table, fitting, whole_number
from heyi.sources.csv_periods import period_of_date
from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key, Reading
from heyi.sources.plan import Cut, Frame, LinesPlan, Match, Score, columns_of, matched_columns

__all__ = ["matches", "read_lines"]


def read_lines(plan: LinesPlan, frame: Frame) -> Reading:
    """Figures of every unit in every period. Raises SourceError for the first row that can't be read."""
    tally = _Tally(plan, frame)
    for file in plan.files:
        tally.add(Table(file))
    figures: dict[Key, Figures] = {}
    cuts = {cut.unit: cut for cut in plan.cuts}
    for period in frame.periods:
        for unit in frame.units:
            figures[unit, period] = _figures(cuts.get(unit, Cut(unit)), plan.score, tally.sums[unit, period])
        everything = _figures(Cut(frame.clearing), None, tally.sums[frame.clearing, period])
        figures[frame.clearing, period] = replace(everything, profit=0)  # it keeps nothing of what it collects
    return Reading(figures, frame.clearing, tally.rows, tally.total)


@dataclass
class _Sums:
    """One unit and period while rows are read. base: the amount its cost ratio applies to."""

    revenue: int = 0
    base: int = 0
    good: int = 0
    bad: int = 0
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Route:
    """What the lines count in that are alike in all columns which are matched, in one period."""

    revenue: tuple[_Sums, ...]
    base: tuple[_Sums, ...]
    scored: tuple[_Sums, ...]
    evidence: tuple[_Sums, ...]
    good: bool
    bad: bool

    def count(self, value: int, evidence: str) -> None:
        """Takes in a line's amount."""
        for sums in self.revenue:
            sums.revenue += value
        for sums in self.base:
            sums.base += value
        for sums in self.evidence:
            sums.evidence.append(evidence)

    def score(self, size: int) -> None:
        """Takes in how much a line counts for scores."""
        for sums in self.scored:
            sums.good += size * self.good
            sums.bad += size * self.bad


class _Tally:
    """Adds files up row by row. total: of all amounts, whoever's they are."""

    def __init__(self, plan: LinesPlan, frame: Frame) -> None:
        self._plan = plan
        self._frame = frame
        self._matched = matched_columns(plan)
        self._routes: dict[tuple[int, tuple[str, ...]], _Route | None] = {}
        self.sums: dict[Key, _Sums] = defaultdict(_Sums)
        self.rows = 0
        self.total = 0

    def add(self, table: Table) -> None:
        """Takes in one file. Raises SourceError."""
        header, rows = table.rows(columns_of(self._plan))
        date = header.index(self._plan.date)
        amount = [(name, header.index(name)) for name in self._plan.amount]
        matched = [header.index(name) for name in self._matched]
        score = self._plan.score
        count = header.index(score.count) if score else 0
        periods: dict[str, int] = {}  # dates come again and again
        for row, cells in rows:
            if (period := periods.get(cells[date])) is None:
                period = periods[cells[date]] = period_of_date(table, row, self._plan.date, cells[date], self._frame)
            value = prod([whole_number(table, row, name, cells[at]) for name, at in amount])
            fitting(table, row, " x ".join(self._plan.amount), value)
            route = self._route(period, tuple([cells[at] for at in matched]))
            if route is None:
                alike = ", ".join(f"{name} {cells[at]!r}" for name, at in zip(self._matched, matched, strict=True))
                raise table.error(row, "", f"no unit takes a line with {alike}")
            self.rows += 1
            self.total += value
            route.count(value, canonical(cells))
            if score and route.scored:
                route.score(abs(whole_number(table, row, score.count, cells[count])))

    def _route(self, period: int, cells: tuple[str, ...]) -> _Route | None:
        """Where rows with these cells in the columns matched count; None if they are no unit's revenue."""
        key = period, cells
        if key not in self._routes:
            self._routes[key] = self._find(period, dict(zip(self._matched, cells, strict=True)))
        return self._routes[key]

    def _find(self, period: int, cells: Mapping[str, str]) -> _Route | None:
        cuts, score = self._plan.cuts, self._plan.score
        taker = next((cut for cut in cuts if matches(cut.revenue, cells)), None)
        if taker is None:
            return None
        good, bad = (matches(match, cells) for match in (score.good, score.bad)) if score else (False, False)
        base = {cut.unit for cut in cuts if (cut is taker if cut.cost.of is None else matches(cut.cost.of, cells))}
        scored = {cut.unit for cut in cuts if (good or bad) and matches(cut.scored_on, cells)}
        revenue = {taker.unit, self._frame.clearing}

        def sums(units: set[str]) -> tuple[_Sums, ...]:
            return tuple(self.sums[unit, period] for unit in units)

        return _Route(sums(revenue), sums(base), sums(scored), sums(revenue | base | scored), good, bad)


def matches(match: Match | None, cells: Mapping[str, str]) -> bool:
    """Whether a line with these cells is among those selected; none is where nothing is."""
    return match is not None and all(cells[column] in values for column, values in match)


def _figures(cut: Cut, score: Score | None, sums: _Sums) -> Figures:
    """Costs are rounded up, so profit is rounded down, to the minor unit."""
    return Figures(
        revenue=sums.revenue,
        profit=floor(sums.revenue - cut.cost.ratio * sums.base) - cut.cost.fixed,
        collected=sums.revenue,
        score=_score(score, sums) if score and cut.scored_on is not None else 0,
        evidence=evidence_hash(sums.evidence),
        rows=len(sums.evidence),
    )


def _score(score: Score, sums: _Sums) -> int:
    if not sums.good:
        return 0 if sums.bad else score.scale
    return max(0, score.scale * (sums.good - sums.bad) // sums.good)
