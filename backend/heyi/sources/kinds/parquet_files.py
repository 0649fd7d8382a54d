"""Parquet files: rows in batches, so that a file of any size takes little memory; decimals, whole numbers and times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from heyi.sources.errors import SourceError
from heyi.sources.rows import Header
from heyi.sources.rows.table import Row

__all__ = ["ParquetFile"]

BATCH = 10_000  # rows


@dataclass(frozen=True)
class ParquetFile:
    """One file. Its rows are numbered from 1. Columns that nobody needs are not read."""

    file: Path

    @property
    def name(self) -> str:
        return self.file.name

    def rows(self, needed: Sequence[str], optional: Sequence[str] = ()) -> tuple[Header, Iterator[Row]]:
        """The columns asked for, and every row. Raises SourceError."""
        try:
            file = pq.ParquetFile(self.file)
        except FileNotFoundError:
            raise self.error(0, "", "there is no such file") from None
        except (OSError, pa.ArrowException) as error:
            raise self._unreadable(error) from None
        names = file.schema_arrow.names
        for column in needed:
            if names.count(column) != 1:
                file.close()
                raise self.error(0, column, "is there twice" if column in names else "is missing")
        header = Header(dict.fromkeys([*needed, *(column for column in optional if column in names)]))
        return header, self._rows(file, header)

    def error(self, row: int, column: str, problem: str) -> SourceError:
        return SourceError(self.file.name, row, column, problem)

    def _rows(self, file: pq.ParquetFile, header: Header) -> Iterator[Row]:
        number = 0
        try:
            with file:
                for batch in file.iter_batches(batch_size=BATCH, columns=list(header)):
                    columns = [self._cells(batch.column(name), name, number) for name in header]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield number, cells
        except (OSError, pa.ArrowException) as error:
            raise self._unreadable(error) from None

    def _cells(self, column: Any, name: str, before: int) -> list[Any]:
        """The column's values as Python's own. Times finer than a microsecond are refused, as Python has none."""
        kind = column.type
        if pa.types.is_dictionary(kind):
            column, kind = column.dictionary_decode(), kind.value_type
        if pa.types.is_timestamp(kind):
            try:
                column = column.cast(pa.timestamp("us", kind.tz))
            except pa.ArrowInvalid:
                raise self.error(before + 1, name, "has times finer than a microsecond, here or below") from None
        elif pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise self.error(0, name, f"holds neither text, numbers nor times, but {kind}")
        values: list[Any] = column.to_pylist()
        if any(isinstance(value, timedelta) for value in values[:1]):
            raise self.error(0, name, f"holds neither text, numbers nor times, but {kind}")
        return values

    def _unreadable(self, error: Exception) -> SourceError:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        return self.error(0, "", f"can't be read: {reason}")
