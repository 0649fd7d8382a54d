"""JSON Schemas, and what they say about a value in words a reader can act on.

A schema lies in the folder schema/ of its package; what all have in common, in that of heyi.templates.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from heyi.sources.flaws import Flaw, flaws_of

__all__ = ["Flaw", "Schema", "columns", "flaws", "whole"]

_COMMON = "heyi.templates"


@dataclass(frozen=True)
class Schema:
    """The schema schema/NAME.json of a package."""

    name: str
    package: str = _COMMON

    @property
    def file(self) -> str:
        return f"{self.name}.json"


def flaws(schema: Schema, value: object) -> list[Flaw]:
    """Everything the schema finds wrong with a value, in the value's order."""
    return flaws_of(_validator(schema), value)


def columns(schema: Schema) -> tuple[list[str], list[str]]:
    """The fields that the schema of a row knows, and those of them that no row goes without."""
    content = _contents(schema.package, schema.file)
    return list(content["properties"]), list(content["required"])


@cache
def whole(name: str) -> Mapping[str, Any]:
    """A template's schema with what it refers to in its place; `x-is` says by which name it was referred to."""
    content = _contents(_COMMON, f"{name}.json")
    resolved: Mapping[str, Any] = _resolved({key: each for key, each in content.items() if key != "$defs"}, content)
    return resolved


def _resolved(value: Any, file: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(each, file) for each in value]
    if not isinstance(value, Mapping):
        return value
    if "$ref" not in value:
        return {key: _resolved(each, file) for key, each in value.items()}
    place, _, name = str(value["$ref"]).partition("#/$defs/")
    within = _contents(_COMMON, place) if place else file
    return {"x-is": name, **_resolved(within["$defs"][name], within)}


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
