"""Reads files that hold the figures themselves, one row per unit and period."""

from collections.abc import Iterable

from heyi.core.facts import HIGHEST_SCORE
from heyi.sources.amounts import AmountError, parse_amount
from heyi.sources.csv_files import Header, Table, fitting, whole_number
from heyi.sources.csv_periods import period_named
from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key, Reading
from heyi.sources.plan import Frame, TablePlan

__all__ = ["COLUMNS", "OPTIONAL_COLUMNS", "read_table"]

COLUMNS = ("unit", "period", "revenue", "profit")
OPTIONAL_COLUMNS = ("collected", "ecosystem", "score")


def read_table(plan: TablePlan, frame: Frame) -> Reading:
    """The figures as the files give them, and the clearing enterprise's revenue, which is their sum.

    A unit without a row in a period has no figures in it. Raises SourceError for the first row that can't be read.
    """
    figures: dict[Key, Figures] = {}
    evidence: dict[int, list[str]] = {period: [] for period in frame.periods}
    places: dict[Key, str] = {}
    for file in plan.files:
        table = Table(file)
        header, rows = table.rows(COLUMNS)
        _check_columns(table, header)
        for row, cells in rows:
            named = dict(zip(header, cells, strict=True))
            key = _key(table, row, named, frame)
            if key in places:
                where = f"{key[0]} has figures for {frame.calendar.format(key[1])} already, in {places[key]}"
                raise table.error(row, "", where)
            places[key] = f"{file.name} row {row}"
            text = canonical(cells)
            figures[key] = _figures(table, row, named, frame.decimals, evidence_hash([text]))
            evidence[key[1]].append(text)
    rows_read, total = len(figures), sum(given.revenue for given in figures.values())
    for period in frame.periods:
        revenue = sum(figures[unit, period].revenue for unit in frame.units if (unit, period) in figures)
        figures[frame.clearing, period] = Figures(
            revenue=revenue, collected=revenue, evidence=evidence_hash(evidence[period]), rows=len(evidence[period])
        )
    return Reading(figures, frame.clearing, rows_read, total)


def _check_columns(table: Table, header: Header) -> None:
    for column in header:
        if column not in COLUMNS + OPTIONAL_COLUMNS:
            raise table.error(1, column, f"is not one of {_listed(COLUMNS + OPTIONAL_COLUMNS)}")


def _key(table: Table, row: int, cells: dict[str, str], frame: Frame) -> Key:
    unit = cells["unit"]
    if unit == frame.clearing:
        raise table.error(row, "unit", f"the figures of {unit} are the sum of the others' and are not given")
    if unit not in frame.units:
        raise table.error(row, "unit", f"no unit {unit!r}" if unit else "is empty")
    return unit, period_named(table, row, "period", cells["period"], frame)


def _figures(table: Table, row: int, cells: dict[str, str], decimals: int, evidence: bytes) -> Figures:
    money = {}
    ecosystem = cells.get("ecosystem")
    if ecosystem and cells.get("collected"):
        raise table.error(row, "ecosystem", "stands beside collected: a statement has room for one of the two")
    columns = ("revenue", "profit", "ecosystem" if ecosystem else "collected")
    for column in columns:
        cell = cells.get(column, cells["revenue"])
        try:
            money[column] = fitting(table, row, column, parse_amount(cell, decimals))
        except AmountError as problem:
            raise table.error(row, column, str(problem) if cell else "is empty") from None
    score = whole_number(table, row, "score", cells.get("score", "0"))
    if not 0 <= score <= HIGHEST_SCORE:
        raise table.error(row, "score", f"is not between 0 and {HIGHEST_SCORE:,}: {score}")
    return Figures(**money, score=score, evidence=evidence, rows=1)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
