"""The files that a plan names, and whether they have the columns that it names."""

from collections.abc import Sequence
from pathlib import Path

from heyi.sources.csv_files import Header, SourceError, Table
from heyi.sources.plan import ALL_LINES, Match
from heyi.templates.reading.entry import Entry

__all__ = ["Columns", "table_files"]


def table_files(folder: Path, entry: Entry, columns: Sequence[str]) -> tuple[Path, ...]:
    """The files of a table of figures; a mistake is noted of each that can't be read, or lacks a column."""
    files = tuple(folder / name for name in entry.values["files"])
    for file in files:
        try:
            Table(file).rows(columns)
        except SourceError as error:
            entry.wrong("files", str(error))
    return files


class Columns:
    """The files' columns, and whether those that the plan names are among them."""

    def __init__(self, folder: Path, entry: Entry) -> None:
        self.files = tuple(folder / name for name in entry.values["files"])
        self._headers: list[tuple[str, Header]] = []
        for file in self.files:
            try:
                self._headers.append((file.name, Table(file).header()))
            except SourceError as error:
                entry.wrong("files", str(error))

    def check(self, entry: Entry, field: str, columns: Sequence[str]) -> None:
        for column in columns:
            for file, header in self._headers:
                if column not in header:
                    entry.wrong(field, f'no column "{column}" in {file}')

    def match(self, entry: Entry, field: str) -> Match | None:
        """A selection of lines; None if the field is missing."""
        if not entry.has(field):
            return None
        given = entry.values[field]
        if given == "all":
            return ALL_LINES
        for column in given:
            self.check(entry, f"{field}.{column}", [column])
        return tuple((str(column), _values(wanted)) for column, wanted in given.items())


def _values(wanted: object) -> frozenset[str]:
    """Numbers, such as article codes, are compared as they are written."""
    return frozenset(str(value) for value in (wanted if isinstance(wanted, list) else [wanted]))
