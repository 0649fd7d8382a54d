"""Runs all measurements and prints them; `--json` for scripts. Nothing here fails for being slow: it measures."""

import argparse
import json

from rich.console import Console
from rich.table import Table
from scripts.bench.backfill import backfill
from scripts.bench.readers import readers
from scripts.bench.reporting import reporting

from heyi.service.logs import configure
from heyi.service.settings import LogSettings

WANTED = {"events a second": "2,000 at least", "95th percentile, ms": "below 50"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--units", type=int, default=4_700, help="units of the company that is read")
    parser.add_argument("--readers", type=int, default=50, help="readers at once")
    given = parser.parse_args()
    aside = Console(stderr=True)
    configure(LogSettings(level="error"), "bench")
    figures = {
        "Backfill from a local Anvil": backfill(aside.print),
        f"The open book of {given.units:,} units, {given.readers} readers at once": readers(
            given.units, given.readers, aside.print
        ),
        "A large file reported": reporting(aside.print),
    }
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for title, rows in figures.items():
        if not rows:
            continue
        Console().print(_table(title, rows), end="\n\n")


def _table(title: str, rows: list[dict[str, object]]) -> Table:
    names = list(rows[0])
    table = Table(title=title, title_justify="left", caption=_caption(names), caption_justify="left")
    for name in names:
        table.add_column(name, justify="left" if isinstance(rows[0][name], str) else "right")
    for row in rows:
        table.add_row(*(f"{value:,}" if isinstance(value, int | float) else str(value) for value in row.values()))
    return table


def _caption(names: list[str]) -> str:
    return "; ".join(f"wanted: {name} {wanted}" for name, wanted in WANTED.items() if name in names)


if __name__ == "__main__":
    main()
