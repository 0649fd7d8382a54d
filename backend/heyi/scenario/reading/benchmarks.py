"""The benchmarks of facts.yaml: figures from outside the company, each by the name that agreements use."""

from collections.abc import Sequence
from pathlib import Path

from heyi.scenario.reading.columns import Columns, table_files
from heyi.sources.plan import ALL_LINES, Benchmark, BenchmarkLines, BenchmarkTable, Measure
from heyi.sources.reading.benchmarks import COLUMNS
from heyi.templates.reading.entry import Entry

__all__ = ["read_benchmarks"]


def read_benchmarks(folder: Path, entries: Sequence[Entry]) -> tuple[Benchmark, ...]:
    """All of them, in the file's order. Mistakes are noted; figures are left to the oracle nodes."""
    found: dict[str, Benchmark] = {}
    for entry in entries:
        name = entry.text("name")
        if name in found:
            entry.wrong("name", f'"{name}" is there twice')
        found[name] = Benchmark(name, Measure(entry.text("in")), _source(folder, entry))
    return tuple(found.values())


def _source(folder: Path, entry: Entry) -> BenchmarkTable | BenchmarkLines:
    if entry.has("table"):
        files, _ = table_files(folder, entry.inside("table"), COLUMNS)
        return BenchmarkTable(files)
    lines = entry.inside("lines")
    columns = Columns(folder, lines)
    columns.check(lines, "date", [lines.text("date")])
    columns.check(lines, "amount", lines.values["amount"])
    of = columns.match(lines, "of")
    columns.check_values()
    return BenchmarkLines(
        files=columns.files,
        date=lines.text("date"),
        amount=tuple(lines.values["amount"]),
        of=ALL_LINES if of is None else of,
    )
