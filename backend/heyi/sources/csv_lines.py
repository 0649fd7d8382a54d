"""Cuts files of lines, such as invoices, to figures per unit and period.

read_lines -> each row's period and amount -> whose revenue, cost and score it counts in (`_Routes`) -> sums -> Figures.
A line that no unit takes, or whose date lies outside the periods, is refused: nothing is dropped without a word.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import floor, prod

from heyi.core.errors import InvalidPeriod
from heyi.sources.csv_files import Header, SourceError, Table, whole_number
from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key, Reading
from heyi.sources.plan import Cut, Frame, LinesPlan, Match, Score, columns_of

__all__ = ["read_lines"]


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
        figures[frame.clearing, period] = _figures(Cut(frame.clearing), None, tally.sums[frame.clearing, period])
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
    """Where the lines go that are alike in all columns which are matched: units by what the lines count for."""

    revenue: str
    base: frozenset[str]
    scored: frozenset[str]
    good: bool
    bad: bool

    @property
    def units(self) -> frozenset[str]:
        return frozenset({self.revenue}) | self.base | self.scored


class _Routes:
    """Finds the route of a row; rows that are alike in the columns matched share one."""

    def __init__(self, plan: LinesPlan) -> None:
        self._plan = plan
        matched = [match for cut in plan.cuts for match in (cut.revenue, cut.cost.of, cut.scored_on)]
        if plan.score:
            matched += [plan.score.good, plan.score.bad]
        self.columns = tuple(dict.fromkeys(column for match in matched for column, _ in match or ()))
        self._known: dict[tuple[str, ...], _Route | None] = {}

    def find(self, cells: tuple[str, ...]) -> _Route | None:
        """The route of rows that have these cells in `columns`; None if they are no unit's revenue."""
        if cells not in self._known:
            self._known[cells] = self._route(dict(zip(self.columns, cells, strict=True)))
        return self._known[cells]

    def _route(self, cells: Mapping[str, str]) -> _Route | None:
        taker = next((cut for cut in self._plan.cuts if _matches(cut.revenue, cells)), None)
        if taker is None:
            return None
        base, scored = set(), set()
        for cut in self._plan.cuts:
            if cut is taker if cut.cost.of is None else _matches(cut.cost.of, cells):
                base.add(cut.unit)
            if _matches(cut.scored_on, cells):
                scored.add(cut.unit)
        score = self._plan.score
        good, bad = score is not None and _matches(score.good, cells), score is not None and _matches(score.bad, cells)
        counted = scored if good or bad else set()
        return _Route(taker.unit, frozenset(base), frozenset(counted), good, bad)


def _matches(match: Match | None, cells: Mapping[str, str]) -> bool:
    return match is not None and all(cells[column] in values for column, values in match)


class _Tally:
    """Adds files up row by row. total: of all amounts, whoever's they are."""

    def __init__(self, plan: LinesPlan, frame: Frame) -> None:
        self._plan = plan
        self._frame = frame
        self._routes = _Routes(plan)
        self.sums: dict[Key, _Sums] = defaultdict(_Sums)
        self.rows = 0
        self.total = 0

    def add(self, table: Table) -> None:
        """Takes in one file. Raises SourceError."""
        header, rows = table.rows(columns_of(self._plan))
        date = header.index(self._plan.date)
        amount = [(name, header.index(name)) for name in self._plan.amount]
        matched = [header.index(name) for name in self._routes.columns]
        periods: dict[str, int] = {}  # dates come again and again
        for row, cells in rows:
            if (period := periods.get(cells[date])) is None:
                period = periods[cells[date]] = _period(table, row, self._plan.date, cells[date], self._frame)
            value = prod([whole_number(table, row, name, cells[at]) for name, at in amount])
            route = self._routes.find(tuple([cells[at] for at in matched]))
            if route is None:
                raise _no_unit(table, row, header, cells, self._routes)
            self.rows += 1
            self.total += value
            self._count(route, period, value, canonical(cells))
            if self._plan.score and route.scored:
                count = self._plan.score.count
                size = abs(whole_number(table, row, count, cells[header.index(count)]))
                self._score(route, period, size)

    def _count(self, route: _Route, period: int, value: int, evidence: str) -> None:
        for unit in (route.revenue, self._frame.clearing):
            self.sums[unit, period].revenue += value
        for unit in route.base:
            self.sums[unit, period].base += value
        for unit in {self._frame.clearing, *route.units}:
            self.sums[unit, period].evidence.append(evidence)

    def _score(self, route: _Route, period: int, size: int) -> None:
        for unit in route.scored:
            self.sums[unit, period].good += size * route.good
            self.sums[unit, period].bad += size * route.bad


def _period(table: Table, row: int, column: str, cell: str, frame: Frame) -> int:
    """The period of a date such as 2011-03-05 or 2011-03-05T17:30, in UTC unless it says otherwise."""
    if not cell:
        raise table.error(row, column, "is empty")
    try:
        date = datetime.fromisoformat(cell)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        period = frame.calendar.period_at(floor(date.timestamp()))
    except (ValueError, InvalidPeriod):
        raise table.error(row, column, f"is not a date such as 2011-03-05 or 2011-03-05T17:30: {cell!r}") from None
    if period not in frame.periods:
        first, last = frame.calendar.format(frame.first), frame.calendar.format(frame.last)
        raise table.error(row, column, f"{cell} lies outside the periods {first} to {last}")
    return period


def _no_unit(table: Table, row: int, header: Header, cells: Sequence[str], routes: _Routes) -> SourceError:
    alike = ", ".join(f"{name} {cells[header.index(name)]!r}" for name in routes.columns)
    return table.error(row, "", f"no unit takes a line with {alike}")


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
