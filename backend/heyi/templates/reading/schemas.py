"""JSON Schemas, and what they say about a value in words a reader can act on.

A schema lies in the folder schema/ of its package; what all have in common, in that of heyi.templates.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from heyi.templates.reading.yaml_lines import Path

__all__ = ["Flaw", "Schema", "columns", "flaws"]

_COMMON = "heyi.templates"


@dataclass(frozen=True)
class Schema:
    """The schema schema/NAME.json of a package."""

    name: str
    package: str = _COMMON

    @property
    def file(self) -> str:
        return f"{self.name}.json"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with the value at `path`, as the end of a sentence about it."""

    path: Path
    problem: str


def flaws(schema: Schema, value: object) -> list[Flaw]:
    """Everything the schema finds wrong with a value, in the value's order."""
    found = [flaw for error in _validator(schema).iter_errors(value) for flaw in _flaws(error)]
    return list(dict.fromkeys(found))


def columns(schema: Schema) -> tuple[list[str], list[str]]:
    """The fields that the schema of a row knows, and those of them that no row goes without."""
    content = _contents(schema.package, schema.file)
    return list(content["properties"]), list(content["required"])


@cache
def _contents(package: str, name: str) -> Mapping[str, Any]:
    file = files(package).joinpath("schema", name)
    if not file.is_file():
        file = files(_COMMON).joinpath("schema", name)
    content: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return content


@cache
def _validator(schema: Schema) -> Draft202012Validator:
    registry: Registry[Any] = Registry(  # type: ignore[call-arg]  # retrieve is an attribute that mypy does not see
        retrieve=lambda uri: Resource.from_contents(_contents(schema.package, uri))
    )
    # The reference gives the schema an address to which its own references are relative.
    return Draft202012Validator({"$ref": schema.file}, registry=registry)


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
