"""`heyi source`: what a source says, and why, read alone: without a chain, and without telling anybody."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from heyi.cli.app import AsJson, app, aside, print_whole, screen
from heyi.cli.progress import Steps
from heyi.scenario.definition import NamedSource, source_at
from heyi.sources.described import read_description
from heyi.sources.figures import Figures, Key, Lines, Reading
from heyi.sources.journal import Journal
from heyi.sources.source import read_facts
from heyi.statements.table import Column, Money, Points, Table

__all__ = ["source"]

SLOW = 2.0  # seconds


@app.command()
def source(
    file: Annotated[Path, typer.Argument(help="A source in TOML, or a scenario's folder; see docs/sources.md.")],
    period: Annotated[str | None, typer.Option(help="Show one period alone, such as 2011-03.")] = None,
    unit: Annotated[str | None, typer.Option(help="Show one unit or benchmark alone, by its id or name.")] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Show the rows behind the figures as well.")] = False,
    journal: Annotated[Path | None, typer.Option(help="The journal of a node, for what was sent to it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read a source, and show the figures it makes, what was left out and why; nothing is sent."""
    with TemporaryDirectory(prefix="heyi-") as aside_of_all:
        read = source_at(file, os.environ, _opening(file, journal, Path(aside_of_all)))
        reading = _read(read)
        shown = _Shown(read, reading, _wanted(read, period, unit))
        if as_json:
            print(json.dumps(shown.to_json(rows), indent=2, ensure_ascii=False))
        else:
            shown.on_screen(rows)


def _opening(file: Path, journal: Path | None, folder: Path) -> Any:
    """Where rows are kept that come piece by piece: what is asked for may be asked for anew, what was sent may not."""
    if journal is not None:
        return lambda name: Journal(journal, name)
    if not file.is_dir() and read_description(file).document.kind == "webhook":
        return None
    return lambda name: Journal(folder / "journal.db", name)


def _read(read: NamedSource) -> Reading:
    """The whole reading, whose progress is told if it takes long."""
    with Steps(aside) as steps:
        told = time.monotonic()

        def tell(rows: int) -> None:
            nonlocal told
            if time.monotonic() - told > SLOW:
                told = time.monotonic()
                steps.tell(f"Read {rows:,} rows")

        if read.kind is not None:
            read.kind.refresh()
        return read_facts(read.plan, read.frame, read.kind, tell)


def _wanted(read: NamedSource, period: str | None, unit: str | None) -> tuple[int | None, str | None]:
    """Raises InvalidPeriod."""
    number = None if period is None else read.frame.calendar.parse(period)
    ids = {name: each for each, name in read.units.items()}
    return number, ids.get(unit, unit) if unit else None


class _Shown:
    """What is shown of a reading. wanted: period and unit, or None for all."""

    def __init__(self, read: NamedSource, reading: Reading, wanted: tuple[int | None, str | None]) -> None:
        self._read, self._reading, self._wanted = read, reading, wanted
        self._money = Money(read.symbol, read.frame.decimals)

    def on_screen(self, rows: bool) -> None:
        print_whole(self._table(short=True).on_screen(self._money))
        for key, figures, lines in self._found() if rows else ():
            screen.print(f"\n{self._name(key[0])}, {self._period(key[1])}: {figures.rows:,} rows", highlight=False)
            for line in lines(key):
                print(line)

    def to_json(self, rows: bool) -> dict[str, Any]:
        figures = []
        for entry, (key, _, lines) in zip(self._table().to_json(self._money), self._found(), strict=True):
            figures.append({**entry, "evidence_rows": list(lines(key))} if rows else entry)
        reading = self._reading
        return {"rows": reading.rows, "left_out": dict(reading.left_out), "figures": figures}

    def _found(self) -> Iterator[tuple[Key, Figures, Lines]]:
        """Figures, and what fetches the rows behind them, by period."""
        reading, (period, unit) = self._reading, self._wanted
        groups = ((reading.figures, reading.lines), (reading.benchmarks, reading.benchmark_lines))
        for figures, lines in groups:
            for key in sorted(figures, key=lambda key: (key[1], key[0])):
                if period in (None, key[1]) and unit in (None, key[0]):
                    yield key, figures[key], lines

    def _table(self, short: bool = False) -> Table:
        columns = (
            Column("period", "period"),
            Column("unit", "unit"),
            Column("revenue", "revenue", "money"),
            Column("profit", "profit", "money"),
            Column("other", "collected", "money"),
            Column("score", "score", "count"),
            Column("rows", "rows", "count"),
            Column("evidence", "evidence"),
        )
        rows = tuple(self._row(key, figures, short) for key, figures, _ in self._found())
        left = "; ".join(f"{count:,} left out: {why}" for why, count in sorted(self._reading.left_out.items()))
        note = f"{self._reading.rows:,} rows counted" + (f"; {left}" if left else "")
        return Table("source", "What the source says", columns, rows, note)

    def _row(self, key: Key, figures: Figures, short: bool) -> dict[str, Any]:
        of_benchmark = key in self._reading.benchmarks and key not in self._reading.figures
        return {
            "period": self._period(key[1]),
            "unit": self._name(key[0]),
            "revenue": Points(figures.revenue) if of_benchmark else figures.revenue,
            "profit": figures.profit,
            "other": figures.collected if figures.ecosystem is None else Points(figures.ecosystem),
            "score": figures.score,
            "rows": figures.rows,
            "evidence": f"0x{figures.evidence.hex()[:16]}..." if short else f"0x{figures.evidence.hex()}",
        }

    def _name(self, unit: str) -> str:
        return self._read.units.get(unit, unit)

    def _period(self, period: int) -> str:
        return self._read.frame.calendar.format(period)
