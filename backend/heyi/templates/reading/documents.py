"""A YAML file as entries: read, checked against its schema, each value with its place."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path as FilePath

from heyi.templates.reading.entry import Entry, field_name, in_document
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.reading.schemas import Schema, flaws
from heyi.templates.reading.yaml_lines import Document, Path, YamlError, read_yaml

__all__ = ["Checked", "checked_document", "read_document"]


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


def read_document(folder: FilePath, file: str, schema: Schema, findings: Findings, decimals: int = 0) -> Checked | None:
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
    return checked_document(document, file, schema, findings, decimals)


def checked_document(document: Document, file: str, schema: Schema, findings: Findings, decimals: int = 0) -> Checked:
    """A document that was read, wherever from; what its schema finds wrong is noted under the name `file`."""
    found = flaws(schema, document.data)
    for flaw in found:
        findings.add(Place(file, document.line(flaw.path)), field_name(flaw.path), flaw.problem)
    return Checked(file, document, [flaw.path for flaw in found], findings, decimals)
