"""Benchmarks: what was attested of the world outside, beside which promises are held."""

from collections.abc import Iterable

from heyi.company import Company
from heyi.core.facts import Metric, benchmark_id
from heyi.core.periods import Calendar
from heyi.processes.ledger import Ledger
from heyi.sources.plan import Benchmark, Measure
from heyi.statements.reading import Figures
from heyi.statements.table import Column, Table

__all__ = ["benchmarks"]


def benchmarks(
    company: Company, ledger: Ledger, named: Iterable[Benchmark], calendar: Calendar, periods: range
) -> Table:
    """Per benchmark and period in which it is not absent: the attested figure, corrections included."""
    figures = Figures(company, ledger)
    rows = []
    for benchmark in named:
        subject = benchmark_id(benchmark.name)
        for period in periods:
            if not figures.given_subject(subject, period):
                continue
            figure, money = figures.of_subject(subject, Metric.Revenue, period), benchmark.measure is Measure.MONEY
            rows.append(
                {
                    "benchmark": benchmark.name,
                    "period": calendar.format(period),
                    "money": figure if money else None,
                    "number": None if money else figure,
                    "measure": str(benchmark.measure),
                }
            )
    columns = (
        Column("benchmark", "benchmark"),
        Column("period", "period"),
        Column("money", "money", "money"),
        Column("number", "number", "count"),
        Column("measure", "in"),
    )
    return Table("benchmarks", "Benchmarks", columns, tuple(rows))
