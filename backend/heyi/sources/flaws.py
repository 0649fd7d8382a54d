"""What a JSON Schema finds wrong with a value, in words a reader can act on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

__all__ = ["Flaw", "Path", "flaws_of"]

Path = tuple[str | int, ...]
"""Where in nested mappings and lists a value is."""


@dataclass(frozen=True)
class Flaw:
    """What is wrong with the value at `path`, as the end of a sentence about it."""

    path: Path
    problem: str


def flaws_of(validator: Draft202012Validator, value: object) -> list[Flaw]:
    """Everything the schema finds wrong with a value, in the value's order."""
    found = [flaw for error in validator.iter_errors(value) for flaw in _flaws(error)]
    return list(dict.fromkeys(found))


def _flaws(error: ValidationError) -> Iterator[Flaw]:
    path: Path = tuple(error.absolute_path)
    value: Any = error.instance
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, Mapping) else {}
    match error.validator:
        case "required":
            for name in schema["required"]:
                if name not in value:
                    yield Flaw((*path, name), "is missing")
        case "additionalProperties" if not isinstance(schema["additionalProperties"], Mapping):
            known = ", ".join(schema["properties"])
            for name in [name for name in value if name not in schema["properties"]]:
                yield Flaw((*path, name), f"is not known here; there are {known}")
        case "uniqueItems":
            yield Flaw(path, "names something twice")
        case _:
            yield Flaw(path, _wrong_value(value, schema))


def _wrong_value(value: object, schema: Mapping[str, Any]) -> str:
    if value is None or value in ("", [], {}):
        return "is empty"
    wanted = f"is not {schema['description']}"
    if isinstance(value, dict | list):
        return wanted  # it can be long, and the line says where it is
    return f"{wanted}: {str(value).lower() if isinstance(value, bool) else repr(value)}"
