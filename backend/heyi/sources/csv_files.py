"""CSV files, plain or packed: rows as text, each with its number, and errors that say where."""

import csv
import gzip
import lzma
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from heyi.core.errors import InvalidInput
from heyi.sources.amounts import MOST_DIGITS

__all__ = ["BITS", "SUFFIXES", "Header", "SourceError", "Table", "fits", "fitting", "whole_number"]

SUFFIXES = (".csv", ".csv.gz", ".csv.xz")

BITS = 64  # of a figure, sign included
_SURELY_FITTING = 18  # digits

_is_whole = re.compile(r"-?[0-9]+").fullmatch


@dataclass(eq=False)
class SourceError(InvalidInput):
    """A file of facts can't be read, so nothing in it is reported.

    row: the line of the file where the row ends, its header being row 1; 0 where the whole file is meant. column: the
    column's name, or nothing.
    """

    file: str
    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.problem}"


class Header(tuple[str, ...]):
    """The names of a file's columns."""


@dataclass(frozen=True)
class Table:
    """One file. Its name in errors is the file's own, without folders."""

    file: Path

    def header(self) -> Header:
        """The first row alone. Raises SourceError."""
        rows = self._lines()
        return self._header(next(rows, (0, [])))

    def rows(self, needed: Sequence[str]) -> tuple[Header, Iterator[tuple[int, list[str]]]]:
        """The columns, and every row below with its number and as many cells as there are columns.

        Raises SourceError at once for what is wrong with the file or its header, such as no column that is `needed`,
        and for a row when it is reached.
        """
        lines = self._lines()
        header = self._header(next(lines, (0, [])))
        for column in needed:
            if column not in header:
                raise self.error(1, column, "is missing")
        return header, self._checked(header, lines)

    def error(self, row: int, column: str, problem: str) -> SourceError:
        return SourceError(self.file.name, row, column, problem)

    def _header(self, first: tuple[int, list[str]]) -> Header:
        _, names = first
        if not names:
            raise self.error(0, "", "is empty")
        for index, name in enumerate(names):
            if not name or name in names[:index]:
                raise self.error(1, name, "is there twice" if name else f"the name of column {index + 1} is empty")
        return Header(names)

    def _checked(self, header: Header, lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        width = len(header)
        for number, cells in lines:
            if len(cells) == width:
                yield number, cells
            elif not cells:
                raise self.error(number, "", "is empty")
            elif len(cells) < width:
                raise self.error(number, header[len(cells)], "is missing")
            else:
                raise self.error(number, "", f"has {len(cells)} cells for {width} columns")

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with self._open() as text:
                reader = csv.reader(text, strict=True)
                for cells in reader:
                    yield reader.line_num, cells
        except FileNotFoundError:
            raise self.error(0, "", "there is no such file") from None
        except UnicodeDecodeError:
            raise self.error(0, "", "is not text in UTF-8") from None
        except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError):
            raise self.error(0, "", "can't be unpacked: it is damaged, or not what its name says") from None
        except OSError as error:
            raise self.error(0, "", f"can't be read: {error.strerror}") from None
        except csv.Error as error:
            raise self.error(reader.line_num, "", f"is not CSV: {error}") from None

    def _open(self) -> IO[str]:
        match self.file.suffix:
            case ".gz":
                return gzip.open(self.file, "rt", encoding="utf-8-sig", newline="")
            case ".xz":
                return lzma.open(self.file, "rt", encoding="utf-8-sig", newline="")
            case _:
                return self.file.open(encoding="utf-8-sig", newline="")


def whole_number(table: Table, row: int, column: str, cell: str) -> int:
    """The cell's whole number. Raises SourceError for anything but digits and a minus sign."""
    if not _is_whole(cell):
        raise table.error(row, column, f"is not a whole number: {cell!r}" if cell else "is empty")
    if len(cell) <= _SURELY_FITTING:  # nearly always, and there are many
        return int(cell)
    return fitting(table, row, column, int(cell) if len(cell) <= MOST_DIGITS else 1 << BITS)


def fitting(table: Table, row: int, column: str, value: int) -> int:
    """The value, if a figure can hold it. Raises SourceError if not, since a report could not carry it."""
    if not fits(value):
        raise table.error(row, column, f"is too large: figures have {BITS} bits")
    return value


def fits(value: int) -> bool:
    """Whether a figure on chain can be this."""
    return value.bit_length() < BITS
