"""The JSON Schemas beside this module, and what they say about a value in words a reader can act on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from heyi.scenario.reading.yaml_lines import Path

__all__ = ["Flaw", "columns", "flaws"]

_NAMES = ("common", "scenario", "units", "people", "agreements", "facts")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with the value at `path`, as the end of a sentence about it."""

    path: Path
    problem: str


def flaws(schema: str, value: object) -> list[Flaw]:
    """Everything the schema called so finds wrong with a value, in the value's order."""
    found = [flaw for error in _validator(schema).iter_errors(value) for flaw in _flaws(error)]
    return list(dict.fromkeys(found))


def columns(schema: str) -> tuple[list[str], list[str]]:
    """The fields that the schema of a row knows, and those of them that no row goes without."""
    content = _contents(schema)
    return list(content["properties"]), list(content["required"])


@cache
def _contents(schema: str) -> Mapping[str, Any]:
    file = files("heyi.scenario").joinpath("schema", f"{schema}.json")
    content: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return content


@cache
def _validator(schema: str) -> Draft202012Validator:
    resources = [(f"{name}.json", Resource.from_contents(_contents(name))) for name in _NAMES]
    registry: Registry[Any] = Registry().with_resources(resources)
    # The reference gives the schema an address to which its own references are relative.
    return Draft202012Validator({"$ref": f"{schema}.json"}, registry=registry)


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
