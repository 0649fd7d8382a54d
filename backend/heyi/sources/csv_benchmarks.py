"""Reads benchmarks: figures from outside the company, out of tables or added up from lines.

A table may hold several; a row of one that nobody has named is refused, like all that would be dropped without a word.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import prod

from heyi.sources.amounts import AmountError, parse_amount
from heyi.sources.csv_files import Table, fitting, whole_number
from heyi.sources.csv_lines import matches
from heyi.sources.csv_periods import period_named, period_of_date
from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key
from heyi.sources.plan import Benchmark, BenchmarkLines, BenchmarkTable, Frame, Measure

__all__ = ["COLUMNS", "read_benchmarks"]

COLUMNS = ("benchmark", "period", "figure")


def read_benchmarks(benchmarks: Iterable[Benchmark], frame: Frame) -> Mapping[Key, Figures]:
    """By name and period, each value as `revenue`, where the oracle keeps it.

    A benchmark without a row of its own in a period has no figure in it; one that is added up from lines has one in
    every period. Raises SourceError for the first row that can't be read.
    """
    found: dict[Key, Figures] = {}
    named = {benchmark.name: benchmark for benchmark in benchmarks}
    for benchmark in named.values():
        match benchmark.source:
            case BenchmarkTable():
                found |= _read_table(benchmark, benchmark.source, named, frame)
            case BenchmarkLines():
                found |= _add_lines(benchmark.name, benchmark.source, frame)
    return found


def _read_table(
    benchmark: Benchmark, source: BenchmarkTable, named: Mapping[str, Benchmark], frame: Frame
) -> dict[Key, Figures]:
    found: dict[Key, Figures] = {}
    places: dict[Key, str] = {}
    for file in source.files:
        table = Table(file)
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
            if (name := given["benchmark"]) not in readers:
                raise table.error(row, "benchmark", f"no benchmark {name!r} is read from here" if name else "is empty")
            if name != benchmark.name:
                continue
            key = name, period_named(table, row, "period", given["period"], frame)
            if key in places:
                where = f"{name} has a figure for {given['period']} already, in {places[key]}"
                raise table.error(row, "", where)
            places[key] = f"{file.name} row {row}"
            value = _figure(table, row, given["figure"], benchmark.measure, frame.decimals)
            found[key] = Figures(revenue=value, evidence=evidence_hash([canonical(cells)]), rows=1)
    return found


def _figure(table: Table, row: int, cell: str, measure: Measure, decimals: int) -> int:
    if measure is not Measure.MONEY:
        return whole_number(table, row, "figure", cell)
    try:
        return fitting(table, row, "figure", parse_amount(cell, decimals))
    except AmountError as problem:
        raise table.error(row, "figure", str(problem) if cell else "is empty") from None


def _add_lines(name: str, source: BenchmarkLines, frame: Frame) -> dict[Key, Figures]:
    sums: dict[int, int] = defaultdict(int)
    evidence: dict[int, list[str]] = defaultdict(list)
    columns = dict.fromkeys([source.date, *source.amount, *(column for column, _ in source.of)])
    for file in source.files:
        table = Table(file)
        header, rows = table.rows(list(columns))
        for row, cells in rows:
            line = dict(zip(header, cells, strict=True))
            # Also of a line that does not count: when it was must be known of every one.
            period = period_of_date(table, row, source.date, line[source.date], frame)
            if matches(source.of, line):
                value = prod(whole_number(table, row, column, line[column]) for column in source.amount)
                sums[period] += fitting(table, row, " x ".join(source.amount), value)
                evidence[period].append(canonical(cells))
    return {
        (name, period): Figures(
            revenue=sums[period], evidence=evidence_hash(evidence[period]), rows=len(evidence[period])
        )
        for period in frame.periods
    }
