"""The files that a plan names, and whether they have the columns and the values that it names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from heyi.sources.errors import SourceError
from heyi.sources.kinds.csv_files import CsvFile
from heyi.sources.plan import ALL_LINES, Match
from heyi.sources.rows import Header
from heyi.templates.reading.entry import Entry

__all__ = ["Columns", "table_files"]


def table_files(folder: Path, entry: Entry, columns: Sequence[str]) -> tuple[tuple[Path, ...], frozenset[str]]:
    """The files of a table of figures and all their columns; a mistake is noted of each that can't be read, or lacks a
    column."""
    files = tuple(folder / name for name in entry.values["files"])
    found: set[str] = set()
    for file in files:
        try:
            header, _ = CsvFile(file).rows(columns)
            found |= set(header)
        except SourceError as error:
            entry.wrong("files", str(error))
    return files, frozenset(found)


class Columns:
    """The columns of files of lines: whether those that a plan names are there, with the values it selects by."""

    def __init__(self, folder: Path, entry: Entry, *, rows_elsewhere: bool = False) -> None:
        """rows_elsewhere: they are not in the files that are named, and nothing is looked for there."""
        self.files = () if rows_elsewhere else tuple(folder / name for name in entry.values["files"])
        self._entry = entry
        self._headers: dict[Path, Header] = {}
        self._wanted: list[_Wanted] = []
        for file in self.files:
            try:
                self._headers[file] = CsvFile(file).header()
            except SourceError as error:
                entry.wrong("files", str(error))

    def check(self, entry: Entry, field: str, columns: Sequence[str]) -> None:
        """Notes the columns that a file lacks."""
        for column in columns:
            for file, header in self._headers.items():
                if column not in header:
                    entry.wrong(field, f'no column "{column}" in {file.name}')

    def match(self, entry: Entry, field: str) -> Match | None:
        """A selection of lines; None if the field is missing. `check_values` says whether its values are there."""
        if not entry.has(field):
            return None
        given = entry.values[field]
        if given == "all":
            return ALL_LINES
        match: list[tuple[str, frozenset[str]]] = []
        for column, wanted in given.items():
            self.check(entry, f"{field}.{column}", [column])
            # Numbers, such as article codes, are compared as they are written.
            values = [str(value) for value in (wanted if isinstance(wanted, list) else [wanted])]
            match.append((str(column), frozenset(values)))
            for index, value in enumerate(values):
                place = f"{field}.{column}.{index}" if isinstance(wanted, list) else f"{field}.{column}"
                self._wanted.append(_Wanted(entry, place, column, value))
        return tuple(match)

    def check_values(self) -> None:
        """Notes every value selected by that no row has: a slip of the pen would give its lines to another unit, or to
        none. A value that only might have come decides nothing in files that are complete, and can be left out."""
        if not self.files or len(self._headers) < len(self.files):
            return
        columns = {wanted.column for wanted in self._wanted}
        try:
            found = self._values({column for column in columns if self._everywhere(column)})
        except SourceError as error:
            self._entry.wrong("files", str(error))
            return
        for wanted in self._wanted:
            if wanted.column in found and wanted.value not in found[wanted.column]:
                near = _nearest(wanted.value, found[wanted.column])
                problem = f'no row has "{wanted.value}" in its column "{wanted.column}"'
                wanted.entry.wrong(wanted.field, problem + (f'; the nearest is "{near}"' if near else ""))

    def _everywhere(self, column: str) -> bool:
        return all(column in header for header in self._headers.values())

    def _values(self, columns: Collection[str]) -> Mapping[str, Collection[str]]:
        """All that stands in these columns. Raises SourceError."""
        found: dict[str, set[str]] = {column: set() for column in columns}
        for file in self.files if columns else ():
            header, rows = CsvFile(file).rows(())
            places = [(found[column], header.index(column)) for column in columns]
            for _, cells in rows:
                for values, at in places:
                    values.add(cells[at])
        return found


@dataclass(frozen=True)
class _Wanted:
    """A value that a selection names, and where it says so."""

    entry: Entry
    field: str
    column: str
    value: str


def _nearest(value: str, values: Iterable[str]) -> str:
    """The value most like another one, however either is capitalised; nothing if there is none."""

    def likeness(each: str) -> float:
        return SequenceMatcher(None, value.casefold(), each.casefold()).ratio()

    return max(sorted(values), key=likeness, default="")
