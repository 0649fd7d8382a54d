"""What a played scenario leaves: tables to show, files to keep, and where the company is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table as Screen

from heyi.company.record import Record
from heyi.statements.table import Money, Table
from heyi.store.names import Names

__all__ = ["Played"]

SHOWN = (
    "months",
    "units",
    "nodes_differ",
    "profits_by_period",
    "scores_by_period",
    "benchmarks",
    "vam_windows",
    "score_clauses",
    "communities",
    "community_partners",
    "tenders",
    "wound_up",
    "short_closings",
    "people",
    "sum_check",
)
SHOWN_ROWS = 20  # a table on the screen; files hold all of it


@dataclass(frozen=True)
class Played:
    """company: its name. tables: all of them, in the order of their making. names: what no chain says."""

    company: str
    money: Money
    record: Record
    tables: tuple[Table, ...]
    names: Names

    def shown(self) -> Sequence[Screen]:
        """The tables for a screen."""
        by_name = {table.name: table for table in self.tables}
        return [by_name[name].shortened(SHOWN_ROWS).on_screen(self.money) for name in SHOWN if by_name[name].rows]

    def to_json(self) -> dict[str, Any]:
        """Everything: amounts in major units as exact decimal strings."""
        tables = {table.name: table.to_json(self.money) for table in self.tables}
        return {"company": self.company, "currency": self.money.symbol, **self.record.to_json(), "tables": tables}

    def write(self, folder: Path) -> None:
        """Writes NAME.csv for each table and statements.json; what an earlier run left there is replaced."""
        folder.mkdir(parents=True, exist_ok=True)
        for table in self.tables:
            table.write_csv(folder, self.money)
        (folder / "statements.json").write_text(json.dumps(self.to_json(), indent=2) + "\n")
