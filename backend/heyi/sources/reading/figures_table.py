"""Reads tables that hold the figures themselves, one row per unit and period."""

from collections.abc import Sequence

from heyi.core.facts import HIGHEST_SCORE
from heyi.sources.evidence import canonical, evidence_hash
from heyi.sources.figures import Figures, Key, Reading
from heyi.sources.plan import Frame
from heyi.sources.rows import Cell, Table
from heyi.sources.rows.cells import amount, text_of, whole_number
from heyi.sources.rows.times import period_named

__all__ = ["COLUMNS", "OPTIONAL_COLUMNS", "read_table"]

COLUMNS = ("unit", "period", "revenue", "profit")
OPTIONAL_COLUMNS = ("collected", "ecosystem", "score")


def read_table(frame: Frame, tables: Sequence[Table], *, strict: bool = True) -> Reading:
    """The figures as they are given, and the clearing enterprise's revenue, which is their sum.

    A unit without a row in a period has no figures in it. strict: whether columns that nobody knows are refused. Raises
    SourceError for the first row that can't be read.
    """
    figures: dict[Key, Figures] = {}
    lines: dict[Key, list[str]] = {}
    places: dict[Key, str] = {}
    for table in tables:
        header, rows = table.rows(COLUMNS, OPTIONAL_COLUMNS)
        known = COLUMNS + OPTIONAL_COLUMNS
        for column in header if strict else ():
            if column not in known:
                raise table.error(1, column, f"is not one of {', '.join(known)}")
        for row, cells in rows:
            named = dict(zip(header, cells, strict=True))
            key = _key(table, row, named, frame)
            if key in places:
                where = f"{key[0]} has figures for {frame.calendar.format(key[1])} already, in {places[key]}"
                raise table.error(row, "", where)
            places[key] = f"{table.name} row {row}"
            found = _values(table, row, named, frame.decimals)
            line = canonical([key[0], frame.calendar.format(key[1])], {name: str(each) for name, each in found.items()})
            lines[key] = [line]
            figures[key] = Figures(**{"collected": 0, **found}, evidence=evidence_hash([line]), rows=1)
    rows_read, total = len(figures), sum(given.revenue for given in figures.values())
    for period in frame.periods(period for _, period in places) if frame.clearing else ():
        behind = [key for key in places if key[1] == period]
        evidence = sorted(line for key in behind for line in lines[key])
        revenue = sum(figures[key].revenue for key in behind)
        lines[frame.clearing, period] = evidence
        figures[frame.clearing, period] = Figures(
            revenue=revenue, collected=revenue, evidence=evidence_hash(evidence), rows=len(evidence)
        )
    return Reading(figures, frame.clearing, rows_read, total, lines=lambda key: lines.get(key, ()))


def _key(table: Table, row: int, cells: dict[str, Cell], frame: Frame) -> Key:
    unit = text_of(table, row, "unit", cells["unit"])
    if frame.clearing and unit == frame.clearing:
        raise table.error(row, "unit", f"the figures of {unit} are the sum of the others' and are not given")
    if not unit or (frame.units and unit not in frame.units):
        raise table.error(row, "unit", f"no unit {unit!r}" if unit else "is empty")
    return unit, period_named(table, row, "period", cells["period"], frame)


def _values(table: Table, row: int, cells: dict[str, Cell], decimals: int) -> dict[str, int]:
    ecosystem = cells.get("ecosystem")
    if ecosystem not in (None, "") and cells.get("collected") not in (None, ""):
        raise table.error(row, "ecosystem", "stands beside collected: a statement has room for one of the two")
    other = "collected" if ecosystem in (None, "") else "ecosystem"
    found = {column: amount(table, row, column, cells[column], decimals) for column in ("revenue", "profit")}
    given = cells.get(other)  # a column that is not there stands for what was sold
    found[other] = found["revenue"] if given is None else amount(table, row, other, given, decimals)
    score = cells.get("score")
    found["score"] = 0 if score is None else whole_number(table, row, "score", score)
    if not 0 <= found["score"] <= HIGHEST_SCORE:
        raise table.error(row, "score", f"is not between 0 and {HIGHEST_SCORE:,}: {found['score']}")
    return found
