"""A table: rows of plain values, shown on a screen, as CSV and as JSON from the same source.

Money is an int of minor units inside; outside it is a decimal string in the company's currency, never a float.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from rich.table import Table as Screen

__all__ = ["Column", "Kind", "Money", "Points", "Table"]

WIDEST_TEXT = 60  # characters of a text before it goes on in the next line

Kind = Literal["text", "money", "count"]


@dataclass(frozen=True)
class Money:
    """How amounts are written. decimals: digits of the minor unit."""

    symbol: str
    decimals: int

    def plain(self, amount: int) -> str:
        """As in "-1234.560": for files."""
        whole, part = divmod(abs(amount), 10**self.decimals)
        sign = "-" if amount < 0 else ""
        return f"{sign}{whole}.{part:0{self.decimals}d}" if self.decimals else f"{sign}{whole}"

    def shown(self, amount: int) -> str:
        """As in "-1,234.560": for people."""
        whole, _, part = self.plain(amount).partition(".")
        grouped = f"{int(whole):,}" if whole != "-0" else "-0"
        return f"{grouped}.{part}" if part else grouped


class Points(int):
    """A score in a column of money: points, which have no minor unit."""


@dataclass(frozen=True)
class Column:
    """key: in rows and files. heading: on the screen."""

    key: str
    heading: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """name: of the file. note: one line below. total: whether money columns are added up on the screen. shown: how many
    rows a screen gets; None is all."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    note: str = ""
    total: bool = False
    shown: int | None = None

    def shortened(self, rows: int) -> "Table":
        """The table with its first rows only, saying how many more there are; a total still counts all of them."""
        more = len(self.rows) - rows
        if more <= 0:
            return self
        note = f"{self.note}; " if self.note else ""
        return replace(self, shown=rows, note=f"{note}{more} more in {self.name}.csv")

    def on_screen(self, money: Money) -> Screen:
        """For a terminal."""
        screen = Screen(title=self.title, caption=self.note or None, title_justify="left", caption_justify="left")
        for column in self.columns:
            if column.kind == "text":
                screen.add_column(column.heading, max_width=WIDEST_TEXT)
            else:
                screen.add_column(column.heading, justify="right", no_wrap=True)
        for row in self.rows[: self.shown]:
            screen.add_row(*(_shown(column, row[column.key], money) for column in self.columns))
        if self.total:
            screen.add_section()
            screen.add_row(*self._totals(money))
        return screen

    def _totals(self, money: Money) -> Sequence[str]:
        sums = [
            _shown(c, sum(row[c.key] or 0 for row in self.rows), money) if c.kind == "money" else ""
            for c in self.columns
        ]
        return ["all", *sums[1:]]

    def write_csv(self, folder: Path, money: Money) -> Path:
        """Writes NAME.csv; money in major units as exact decimals."""
        file = folder / f"{self.name}.csv"
        with file.open("w", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow([column.key for column in self.columns])
            writer.writerows([_plain(c, row[c.key], money) for c in self.columns] for row in self.rows)
        return file

    def to_json(self, money: Money) -> list[dict[str, Any]]:
        """The rows; money as decimal strings, counts as numbers, nothing as null."""
        return [{c.key: _json(c, row[c.key], money) for c in self.columns} for row in self.rows]


def _shown(column: Column, value: Any, money: Money) -> str:
    if value is None:
        return ""
    if isinstance(value, Points):
        return f"{value:,}"
    return money.shown(value) if column.kind == "money" else str(value)


def _plain(column: Column, value: Any, money: Money) -> str:
    if value is None:
        return ""
    return money.plain(value) if column.kind == "money" and not isinstance(value, Points) else str(value)


def _json(column: Column, value: Any, money: Money) -> Any:
    if value is None or column.kind == "count" or isinstance(value, Points):
        return value
    return money.plain(value) if column.kind == "money" else str(value)
