"""The files of a folder as entries: read, checked against their schema, each value with its place."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path as FilePath

from heyi.scenario.mistakes import Findings, Place
from heyi.scenario.reading.entry import Entry, field_name, in_document
from heyi.scenario.reading.schemas import columns, flaws
from heyi.scenario.reading.yaml_lines import Document, Path, YamlError, read_yaml
from heyi.sources.csv_files import SourceError, Table

__all__ = ["Checked", "read_document", "read_rows"]


@dataclass(frozen=True)
class Checked:
    """A YAML file that was read. broken: paths of values the schema refuses."""

    file: str
    document: Document
    broken: Collection[Path]
    findings: Findings
    decimals: int = 0

    def sound(self, path: Path = ()) -> bool:
        """Whether the schema accepts all of the value at the path."""
        return not any(each[: len(path)] == path for each in self.broken)

    def entry(self, path: Path = ()) -> Entry:
        return in_document(self.document, self.file, path, self.findings, self.decimals)

    def entries(self, key: str) -> list[Entry]:
        """The sound ones of the list at a key of the root."""
        data = self.document.data
        found = data.get(key) if isinstance(data, dict) else None
        if not isinstance(found, list):
            return []
        return [self.entry((key, index)) for index in range(len(found)) if self.sound((key, index))]


def read_document(folder: FilePath, file: str, schema: str, findings: Findings, decimals: int = 0) -> Checked | None:
    """A YAML file; None, with the mistake noted, if it can't be read at all."""
    try:
        document = read_yaml((folder / file).read_text("utf-8-sig"))
    except FileNotFoundError:
        findings.add(Place(file), "", "is missing")
        return None
    except UnicodeDecodeError:
        findings.add(Place(file), "", "is not text in UTF-8")
        return None
    except YamlError as error:
        findings.add(Place(file, error.line), "", str(error))
        return None
    found = flaws(schema, document.data)
    for flaw in found:
        findings.add(Place(file, document.line(flaw.path)), field_name(flaw.path), flaw.problem)
    return Checked(file, document, [flaw.path for flaw in found], findings, decimals)


def read_rows(folder: FilePath, file: str, schema: str, findings: Findings, decimals: int = 0) -> list[Entry] | None:
    """The rows of a CSV file, also those with mistakes, which are noted; None if it can't be read at all.

    Cells lose the blanks around them; an empty cell is a missing field.
    """
    known, required = columns(schema)
    try:
        names, rows = Table(folder / file).rows(())
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
