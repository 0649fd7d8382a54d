"""Cuts lines, such as invoices, to figures per unit and period.

read_lines -> entries, each with the route that its line takes (`_Route`: whose revenue, cost and score it counts in) ->
sums, taken by key, with the evidence -> Figures. A line that no unit takes is refused, as is one whose date lies
outside the periods: nothing is dropped without a word.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor

from heyi.core.facts import HIGHEST_SCORE
from heyi.core.solidity import ZERO_BYTES32
from heyi.sources.errors import SourceError
from heyi.sources.evidence import Hashing, hashing
from heyi.sources.figures import Figures, Key, Reading
from heyi.sources.plan import Cut, FactsPlan, Frame, LinesPlan, Score, TablePlan, Taking, matched_columns
from heyi.sources.reading.entries import Entries
from heyi.sources.reading.figures_table import read_table
from heyi.sources.reading.mapping import RowMapping, matches
from heyi.sources.rows import Table
from heyi.sources.rows.named import Renamed

__all__ = ["Tell", "check_rows", "read_lines", "untold"]


Tell = Callable[[int], None]
"""Is told how many rows were read so far."""


def untold(_rows: int) -> None:
    """Nobody asks."""


def read_lines(plan: LinesPlan, frame: Frame, tables: Sequence[Table], tell: Tell = untold) -> Reading:
    """Figures of every unit in every period. Raises SourceError for the first row that can't be read."""
    routing = _Routing(plan, frame)
    mapping = RowMapping(plan, frame, routing.number)
    entries = Entries()
    for number, table in enumerate(tables):
        entries.take(mapping.entries(table, number), tables, mapping.left_out, tell)
    rows = total = 0
    routes = routing.routes
    for number, amount, size, line in entries.sorted():
        route = routes[number]
        route.count(amount, size, line)
        rows += 1
        total += amount * bool(route.revenue)
    figures = routing.figures()
    return Reading(
        figures,
        frame.clearing,
        rows,
        total,
        left_out=dict(mapping.left_out),
        lines=lambda key: entries.lines(routing.routes_of(key)),
    )


def check_rows(plan: FactsPlan, frame: Frame, names: Mapping[str, str], table: Table) -> None:
    """Reads rows as figures would be made of them, and makes none. Raises SourceError for one that can't be read.

    names: of columns in the table, by ours.
    """
    renamed = Renamed(table, names)
    if isinstance(plan, TablePlan):
        read_table(frame, [renamed], strict=False)
        return
    for _ in RowMapping(plan, frame, _Routing(plan, frame).number).entries(renamed, 0):
        pass


@dataclass
class _Sums:
    """One unit and period while entries are counted. base: the amount its cost ratio applies to."""

    revenue: int = 0
    base: int = 0
    collected: int = 0
    ecosystem: int = 0
    profit: int = 0
    good: int = 0
    bad: int = 0
    rows: int = 0
    evidence: Hashing | None = None

    def take(self, line: bytes) -> None:
        self.rows += 1
        if self.evidence is None:
            self.evidence = hashing()
        self.evidence.update(line)


@dataclass(frozen=True)
class _Route:
    """What the lines count in that are alike in all columns which are matched, in one period."""

    revenue: tuple[_Sums, ...] = ()
    base: tuple[_Sums, ...] = ()
    collected: tuple[_Sums, ...] = ()
    ecosystem: tuple[_Sums, ...] = ()
    profit: tuple[_Sums, ...] = ()
    scored: tuple[_Sums, ...] = ()
    evidence: tuple[_Sums, ...] = ()
    good: bool = False
    bad: bool = False

    def count(self, amount: int, size: int, line: str) -> None:
        """Takes in an entry."""
        for sums in self.revenue:
            sums.revenue += amount
        for sums in self.base:
            sums.base += amount
        for sums in self.collected:
            sums.collected += amount
        for sums in self.ecosystem:
            sums.ecosystem += amount
        for sums in self.profit:
            sums.profit += amount
        for sums in self.scored:
            sums.good += size * self.good
            sums.bad += size * self.bad
        encoded = f"{line}\n".encode()
        for sums in self.evidence:
            sums.take(encoded)


@dataclass
class _Routing:
    """Finds out where lines count: once for all lines alike. routes: by their numbers."""

    plan: LinesPlan
    frame: Frame
    routes: list[_Route] = field(default_factory=list)
    sums: dict[Key, _Sums] = field(default_factory=lambda: defaultdict(_Sums))

    def __post_init__(self) -> None:
        self._matched = matched_columns(self.plan)
        self._earns = any(cut.revenue is not None for cut in self.plan.cuts)
        self._numbers: dict[tuple[int, tuple[str, ...]], tuple[int, bool] | None] = {}
        self._cuts: dict[str, Cut] = {cut.unit: cut for cut in self.plan.cuts if not cut.unit_column}
        self._taken: dict[Key, list[int]] = defaultdict(list)

    def number(self, period: int, cells: tuple[str, ...]) -> tuple[int, bool] | None:
        """Of the route that rows with these cells take, and whether they are scored; None if no unit takes them."""
        key = period, cells
        if key not in self._numbers:
            self._numbers[key] = self._find(period, dict(zip(self._matched, cells, strict=True)))
        return self._numbers[key]

    def routes_of(self, key: Key) -> Sequence[int]:
        """The numbers of the routes that count in a unit's figures of a period."""
        return self._taken.get(key, ())

    def figures(self) -> dict[Key, Figures]:
        """Of every unit in every period; of units that only rows name, in those in which some do."""
        plan, frame = self.plan, self.frame
        found: dict[Key, Figures] = {}
        for period in frame.periods(period for _, period in self.sums):
            for unit in frame.units:
                found[unit, period] = _figures(self._cuts.get(unit, Cut(unit)), plan.score, self._summed(unit, period))
            if frame.clearing:
                everything = _figures(Cut(frame.clearing), None, self._summed(frame.clearing, period))
                found[frame.clearing, period] = replace(everything, profit=0)  # it keeps nothing of what it collects
        for (unit, period), sums in self.sums.items():
            if (unit, period) not in found:
                found[unit, period] = _figures(self._cuts[unit], plan.score, sums)
        return found

    def _summed(self, unit: str, period: int) -> _Sums:
        return self.sums.get((unit, period)) or _Sums()

    def _find(self, period: int, cells: Mapping[str, str]) -> tuple[int, bool] | None:
        cuts, score = self.plan.cuts, self.plan.score
        units = [(cut, unit) for cut in cuts if (unit := cut.unit_of(cells)) is not None]
        taker = next(((cut, unit) for cut, unit in units if matches(cut.revenue, cells)), None)
        if taker is None and self.plan.rules.taking is Taking.REVENUE:
            return None
        good, bad = (matches(match, cells) for match in (score.good, score.bad)) if score else (False, False)
        own = {taker[1]} if taker else set()

        def counting(name: str) -> set[str]:
            return {unit for cut, unit in units if matches(getattr(cut, name), cells)}

        base = {u for cut, u in units if (u in own if cut.cost.of is None else matches(cut.cost.of, cells))}
        collected = {u for cut, u in units if (u in own if cut.collected is None else matches(cut.collected, cells))}
        ecosystem, profit = counting("ecosystem"), counting("profit")
        scored = counting("scored_on") if good or bad else set()
        costs = {u for cut, u in units if cut.cost.ratio == 1 and matches(cut.cost.of, cells)}
        money = own | collected | ecosystem | profit | costs
        # What money is counted in must not be missed because it is the base of a ratio, or scored, as well.
        if not (money or (not self._earns and base | scored)):
            return None
        self._learn(units, own | base | collected | ecosystem | profit | scored)
        revenue = own | ({self.frame.clearing} if own and self.frame.clearing else set())

        def sums(of: set[str]) -> tuple[_Sums, ...]:
            return tuple(self.sums[unit, period] for unit in sorted(of))

        behind = revenue | base | collected | ecosystem | profit | scored
        number = len(self.routes)
        for unit in behind:
            self._taken[unit, period].append(number)
        self.routes.append(
            _Route(
                revenue=sums(revenue),
                base=sums(base),
                collected=sums(collected),
                ecosystem=sums(ecosystem),
                profit=sums(profit),
                scored=sums(scored),
                evidence=sums(behind),
                good=good,
                bad=bad,
            )
        )
        return number, bool(scored)

    def _learn(self, units: Sequence[tuple[Cut, str]], counted: set[str]) -> None:
        for cut, unit in units:
            if unit in counted and self._cuts.setdefault(unit, cut) is not cut:
                raise SourceError("figures", 0, cut.unit_column, f"two definitions give {unit} figures")


def _figures(cut: Cut, score: Score | None, sums: _Sums) -> Figures:
    """Costs are rounded up, so profit is rounded down, to the minor unit."""
    profit = sums.profit
    if cut.profit is None:
        profit = floor(sums.revenue - cut.cost.ratio * sums.base) - cut.cost.fixed
    return Figures(
        revenue=sums.revenue,
        profit=profit,
        collected=sums.revenue if cut.collected is None else sums.collected,
        ecosystem=None if cut.ecosystem is None else sums.ecosystem,
        score=_score(score, sums) if score and cut.scored_on is not None else 0,
        evidence=sums.evidence.digest() if sums.evidence else ZERO_BYTES32,
        rows=sums.rows,
    )


def _score(score: Score, sums: _Sums) -> int:
    if not sums.good:
        return 0 if sums.bad else score.scale
    return min(HIGHEST_SCORE, max(0, score.scale * (sums.good - sums.bad) // sums.good))
