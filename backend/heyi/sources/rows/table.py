"""Tables: what every kind of source is read as, be it a file, a query, pages of an API or a journal."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from heyi.sources.errors import SourceError
from heyi.sources.rows.cells import Cell

__all__ = ["Header", "Row", "Table"]

Row = tuple[int, Sequence[Cell]]
"""A row's number in its table, and its cells in the header's order."""


class Header(tuple[str, ...]):
    """The names of a table's columns."""


class Table(Protocol):
    """Rows under names of columns. It can be read again and again; each time it is as it is then."""

    @property
    def name(self) -> str:
        """In errors, and as part of a row's key where no column is one."""

    def rows(self, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[Header, Iterator[Row]]:
        """The columns, `needed` ones and perhaps `optional` and further ones; and every row, with as many cells.

        Raises SourceError at once for what is wrong with the whole, and for a row when it is reached.
        """

    def error(self, row: int, column: str, problem: str) -> SourceError: ...
