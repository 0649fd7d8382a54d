"""CSV files, plain or packed: rows as text, each with its number, and errors that say where."""

import csv
import gzip
import lzma
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from heyi.sources.errors import SourceError
from heyi.sources.rows import Header

__all__ = ["SUFFIXES", "CsvFile"]

SUFFIXES = (".csv", ".csv.gz", ".csv.xz")


@dataclass(frozen=True)
class CsvFile:
    """One file. Its name in errors is the file's own, without folders."""

    file: Path

    @property
    def name(self) -> str:
        return self.file.name

    def header(self) -> Header:
        """The first row alone. Raises SourceError."""
        rows = self._lines()
        return self._header(next(rows, (0, [])))

    def rows(
        self,
        needed: Sequence[str],
        optional: Sequence[str] = (),  # noqa: ARG002 - all columns are given anyhow
    ) -> tuple[Header, Iterator[tuple[int, list[str]]]]:
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
