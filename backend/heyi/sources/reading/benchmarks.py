"""Reads benchmarks: figures from outside the company, out of tables or added up from lines.

A table may hold several; a row of one that nobody has named is refused, like all that would be dropped without a word.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key
from heyi.sources.plan import (
    Benchmark,
    BenchmarkLines,
    BenchmarkTable,
    Cut,
    Frame,
    LinesPlan,
    Measure,
    RowRules,
    Taking,
)
from heyi.sources.reading.lines import read_lines
from heyi.sources.rows import Cell, Table
from heyi.sources.rows.cells import amount, text_of, whole_number
from heyi.sources.rows.times import period_named

__all__ = ["COLUMNS", "Benchmarks", "read_benchmarks"]

COLUMNS = ("benchmark", "period", "figure")


@dataclass
class Benchmarks:
    """figures: each value as `revenue`, where the oracle keeps it. lines: the rows behind them, as evidence."""

    figures: dict[Key, Figures] = field(default_factory=dict)
    behind: dict[Key, Callable[[], Sequence[str]]] = field(default_factory=dict)

    def lines(self, key: Key) -> Sequence[str]:
        return self.behind[key]() if key in self.behind else ()


def read_benchmarks(benchmarks: Iterable[Benchmark], frame: Frame, opened: Callable[[Path], Table]) -> Benchmarks:
    """By name and period. opened: a file as a table.

    A benchmark without a row of its own in a period has no figure in it; one that is added up from lines has one in
    every period. Raises SourceError for the first row that can't be read.
    """
    found = Benchmarks()
    named = {benchmark.name: benchmark for benchmark in benchmarks}
    for benchmark in named.values():
        match benchmark.source:
            case BenchmarkTable():
                _read_table(found, benchmark, named, frame, opened)
            case BenchmarkLines():
                _add_lines(found, benchmark.name, benchmark.source, frame, opened)
    return found


def _read_table(
    found: Benchmarks,
    benchmark: Benchmark,
    named: Mapping[str, Benchmark],
    frame: Frame,
    opened: Callable[[Path], Table],
) -> None:
    places: dict[Key, str] = {}
    for file in benchmark.source.files:
        table = opened(file)
        header, rows = table.rows(COLUMNS)
        for column in header:
            if column not in COLUMNS:
                raise table.error(1, column, f"is not one of {', '.join(COLUMNS)}")
        readers = {
            name
            for name, each in named.items()
            if isinstance(each.source, BenchmarkTable) and file in each.source.files
        }
        for row, cells in rows:
            given = dict(zip(header, cells, strict=True))
            name = text_of(table, row, "benchmark", given["benchmark"])
            if name not in readers:
                raise table.error(row, "benchmark", f"no benchmark {name!r} is read from here" if name else "is empty")
            if name != benchmark.name:
                continue
            key = name, period_named(table, row, "period", given["period"], frame)
            if key in places:
                where = f"{name} has a figure for {given['period']} already, in {places[key]}"
                raise table.error(row, "", where)
            places[key] = f"{table.name} row {row}"
            value = _figure(table, row, given["figure"], benchmark.measure, frame.decimals)
            line = canonical([name, frame.calendar.format(key[1])], {"figure": str(value)})
            found.figures[key] = Figures(revenue=value, evidence=evidence_hash([line]), rows=1)
            found.behind[key] = lambda line=line: [line]  # type: ignore[misc]


def _figure(table: Table, row: int, cell: Cell, measure: Measure, decimals: int) -> int:
    if measure is not Measure.MONEY:
        return whole_number(table, row, "figure", cell)
    return amount(table, row, "figure", cell, decimals)


def _add_lines(
    found: Benchmarks, name: str, source: BenchmarkLines, frame: Frame, opened: Callable[[Path], Table]
) -> None:
    """The lines it does not ask for are read too: when each was must be known of every one."""
    cut = Cut(name, source.of)
    plan = LinesPlan(source.files, source.date, source.amount, (cut,), rules=RowRules(taking=Taking.ANYTHING))
    alone = Frame(frame.calendar, frame.first, frame.last, (name,), "", frame.decimals)
    reading = read_lines(plan, alone, [opened(file) for file in source.files])
    for key, figures in reading.figures.items():
        # What it was added up to is all that a benchmark states.
        found.figures[key] = Figures(revenue=figures.revenue, evidence=figures.evidence, rows=figures.rows)
        found.behind[key] = lambda key=key: reading.lines(key)  # type: ignore[misc]
