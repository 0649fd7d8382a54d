"""Files of rows: which there are, which have changed, and how each is opened, by the end of its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heyi.sources.errors import SourceError
from heyi.sources.kinds.csv_files import CsvFile
from heyi.sources.rows import Table

__all__ = ["Files", "opened"]


def opened(file: Path) -> Table:
    """The file as a table. Nothing of it is read yet."""
    if file.suffix != ".parquet":
        return CsvFile(file)
    from heyi.sources.kinds.parquet_files import ParquetFile  # noqa: PLC0415 - takes long, and few need it

    return ParquetFile(file)


@dataclass(frozen=True)
class Files:
    """Files by their paths, or by patterns such as invoices-*.csv.gz in a folder."""

    paths: tuple[Path, ...] = ()
    folder: Path = Path()
    patterns: tuple[str, ...] = ()

    def refresh(self) -> None:
        """Files are there already."""

    def stamp(self) -> object:
        """Name, size and time of change of every file; None if one is not there, which reading will say."""
        try:
            stats = [(file, file.stat()) for file in self.files()]
        except (OSError, SourceError):
            return None
        return tuple((str(file), stat.st_size, stat.st_mtime_ns) for file, stat in stats)

    def tables(self) -> Sequence[Table]:
        """Raises SourceError where a pattern names no file."""
        return [opened(file) for file in self.files()]

    def files(self) -> tuple[Path, ...]:
        """Every file once, those of a pattern by name. Raises SourceError."""
        found = [*self.paths, *(file for pattern in self.patterns for file in self._matching(pattern))]
        return tuple(dict.fromkeys(found))

    def _matching(self, pattern: str) -> Iterable[Path]:
        matching = sorted(file for file in self.folder.glob(pattern) if file.is_file())
        if not matching:
            raise SourceError(pattern, 0, "", "there is no such file")
        return matching
