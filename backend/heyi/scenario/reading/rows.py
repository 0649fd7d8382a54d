"""The rows of a CSV file as entries: read, checked against their schema, each cell with its place."""

from pathlib import Path

from heyi.sources.errors import SourceError
from heyi.sources.kinds.csv_files import CsvFile
from heyi.templates.reading.entry import Entry, field_name
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.reading.schemas import Schema, columns, flaws

__all__ = ["read_rows"]


def read_rows(folder: Path, file: str, schema: Schema, findings: Findings, decimals: int = 0) -> list[Entry] | None:
    """The rows of a CSV file, also those with mistakes, which are noted; None if it can't be read at all.

    Cells lose the blanks around them; an empty cell is a missing field.
    """
    known, required = columns(schema)
    try:
        names, rows = CsvFile(folder / file).rows(())
        header = [name.strip() for name in names]
        for name in header:
            if name not in known:
                findings.add(Place(file, 1), name, f"is not known here; there are {', '.join(known)}")
        missing = [name for name in required if name not in header]
        for name in missing:
            findings.add(Place(file, 1), name, "is missing")
        if missing:
            return None
        entries = []
        for line, cells in rows:
            values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            values = {name: cell for name, cell in values.items() if cell and name in known}
            found = flaws(schema, values)
            entries.append(_row(Place(file, line), values, findings, decimals, sound=not found))
            for flaw in found:
                if (column := field_name(flaw.path)) in header:
                    findings.add(Place(file, line), column, "is empty" if column not in values else flaw.problem)
    except SourceError as error:
        findings.add(Place(file, error.row), error.column, error.problem)
        return None
    return entries


def _row(place: Place, values: dict[str, str], findings: Findings, decimals: int, *, sound: bool) -> Entry:
    return Entry(values, findings, lambda _: place, lambda field: field, decimals, sound)
