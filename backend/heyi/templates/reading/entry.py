"""An entry: one row of a CSV file or one mapping of a YAML file, with the words for what is wrong in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from heyi.sources.amounts import AmountError, parse_amount, parse_percent
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.reading.yaml_lines import Document, Path

__all__ = ["Entry", "field_name", "in_document"]


@dataclass(frozen=True)
class Entry:
    """Values by field. Whoever reads one knows from the schema that it has the right type.

    at: the place of a field; name: the field's name in a mistake; decimals: of the currency. sound: whether the schema
    accepts all of it; of one that is not, only texts can be asked for.
    """

    values: Mapping[str, Any]
    findings: Findings
    at: Callable[[str], Place]
    name: Callable[[str], str]
    decimals: int = 0
    sound: bool = True

    def wrong(self, field: str, problem: str) -> None:
        """Notes a mistake."""
        self.findings.add(self.at(field), self.name(field), problem)

    def has(self, field: str) -> bool:
        return field in self.values

    def text(self, field: str, default: str = "") -> str:
        return str(self.values.get(field, default))

    def number(self, field: str, default: int = 0) -> int:
        return int(self.values.get(field, default))

    def amount(self, field: str, default: int = 0) -> int:
        """Minor units; the default where the field is missing, and after a mistake was noted."""
        if field not in self.values:
            return default
        return self.parsed_amount(field, str(self.values[field]))

    def amounts(self, field: str) -> tuple[int, ...]:
        """Minor units of each amount in a list."""
        return tuple(self.parsed_amount(field, str(text)) for text in self.values[field])

    def parsed_amount(self, field: str, text: str) -> int:
        try:
            return parse_amount(text, self.decimals)
        except AmountError as problem:
            self.wrong(field, str(problem))
            return 0

    def percent(self, field: str) -> Fraction:
        return parse_percent(self.text(field, "0 %"))

    def inside(self, field: str) -> "Entry":
        """The mapping that the field holds; an empty one if it is missing."""
        return self._deeper(field, self.values.get(field, {}))

    def items(self, field: str) -> Sequence["Entry"]:
        """The mappings in the list that the field holds."""
        found = self.values.get(field, ())
        return [self._deeper(field, values, index) for index, values in enumerate(found)]

    def _deeper(self, field: str, values: Mapping[str, Any], index: int | None = None) -> "Entry":
        outer = field if index is None else f"{field}.{index}"
        return replace(
            self,
            values=values,
            at=lambda name: self.at(f"{outer}.{name}" if name else outer),
            name=lambda name: self.name(f"{field}.{name}" if name else field),
        )


def in_document(document: Document, file: str, path: Path, findings: Findings, decimals: int = 0) -> Entry:
    """The mapping at a path of a YAML document."""
    values = document.data
    for step in path:
        values = values[step]

    def full(field: str) -> Path:
        steps = tuple(int(step) if step.isdigit() else step for step in field.split(".") if step)
        return (*path, *steps)

    return Entry(
        values=values,
        findings=findings,
        at=lambda field: Place(file, document.line(full(field))),
        name=lambda field: field_name(full(field)),
        decimals=decimals,
    )


def field_name(path: Path) -> str:
    """Keys down to a value, such as service.share; the line says which of a list's entries is meant."""
    return ".".join(str(step) for step in path if not isinstance(step, int))
