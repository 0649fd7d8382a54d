"""Tables of rows whose cells have names, as pages of an API, queries and the journal give them; and columns renamed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heyi.sources.errors import SourceError
from heyi.sources.rows.table import Header, Row, Table

__all__ = ["NamedRows", "Renamed", "cell_of"]

_ABSENT = object()


def cell_of(row: Mapping[str, Any], column: str, absent: Any = None) -> Any:
    """The cell of a column; customer.country is the country in the customer."""
    if column in row:
        return row[column]
    found: Any = row
    for part in column.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return absent
        found = found[part]
    return found


class NamedRows:
    """A table out of rows by name. A row without a column that is needed is refused."""

    name: str

    def named(self) -> Iterable[Mapping[str, Any]]:
        """The rows. Raises SourceError and SourceUnreachable."""
        raise NotImplementedError

    def rows(self, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[Header, Iterator[Row]]:
        """The columns asked for, and every row, numbered from 1."""
        return Header(dict.fromkeys([*needed, *optional])), self._rows(needed, optional)

    def error(self, row: int, column: str, problem: str) -> SourceError:
        return SourceError(self.name, row, column, problem)

    def _rows(self, needed: Sequence[str], optional: Sequence[str]) -> Iterator[Row]:
        columns = list(dict.fromkeys([*needed, *optional]))
        for number, row in enumerate(self.named(), start=1):
            cells = [cell_of(row, column, _ABSENT) for column in columns]
            for at, cell in enumerate(cells):
                if cell is _ABSENT:
                    if at < len(needed):
                        raise self.error(number, columns[at], "is missing")
                    cells[at] = None
            yield number, cells


@dataclass(frozen=True)
class Renamed:
    """A table whose columns have other names in the source. names: those in the source, by ours."""

    table: Table
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.table.name

    def rows(self, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[Header, Iterator[Row]]:
        there = [[self.names.get(column, column) for column in columns] for columns in (needed, optional)]
        header, rows = self.table.rows(*there)
        ours = {there: name for name, there in self.names.items()}
        # A column that bears one of our names, and was not meant, must not be taken for the one that was.
        return Header(ours.get(name, f"{name} (there)" if name in self.names else name) for name in header), rows

    def error(self, row: int, column: str, problem: str) -> SourceError:
        return self.table.error(row, self.names.get(column, column), problem)
