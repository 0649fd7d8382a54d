"""The description of the open book: every route with a summary, an answer's model, and examples that are valid."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from tests.backend.api.book.asking import BOOK

ROUTES = {
    "/company",
    "/units",
    "/units/{address}",
    "/units/{address}/periods",
    "/people",
    "/people/{address}",
    "/agreements",
    "/agreements/{agreement}",
    "/agreements/{agreement}/periods",
    "/agreements/{agreement}/periods/{period}",
    "/agreements/{agreement}/payments",
    "/statements",
    "/statements/{subject}/{period}",
    "/winwin",
    "/tenders",
    "/tenders/{tender}",
    "/events",
    "/exports/journal",
    "/exports/agreements/{agreement}/statement",
}


def test_every_route_is_described(described: dict[str, Any]) -> None:
    paths = {path: given for path, given in described["paths"].items() if path.startswith(BOOK)}
    assert {path.removeprefix(BOOK) for path in paths} >= ROUTES
    for path, given in {**paths, "live": described["paths"]["/api/v1/events"]}.items():
        assert list(given) == ["get"], path
        operation = given["get"]
        assert operation["description"], path
        assert operation["tags"], path
        content = operation["responses"]["200"]["content"]
        for media, answer in content.items():
            assert media == "application/gzip" or "example" in answer or answer["schema"], (path, media)


def test_every_field_has_an_example_or_a_model(described: dict[str, Any]) -> None:
    bare = [
        f"{name}.{key}"
        for name in models_of_the_book(described)
        for key, schema in properties(described, name)
        if not (examples_of(schema) or refers(schema) or schema.get("type") in ("array", "boolean") or nullable(schema))
    ]
    assert not bare, bare


def test_examples_are_valid(described: dict[str, Any]) -> None:
    checked = 0
    for name in models_of_the_book(described):
        for key, schema in properties(described, name):
            whole = {**schema, "components": described["components"]}
            for example in schema.get("examples", ()):
                try:
                    jsonschema.validate(example, whole, jsonschema.Draft202012Validator)
                except jsonschema.ValidationError as error:
                    pytest.fail(f"{name}.{key}: {error.message}")
                checked += 1
    assert checked > 80


def models_of_the_book(described: dict[str, Any]) -> set[str]:
    """Names of schemas that answers of the open book are made of."""
    found: set[str] = set()
    for path, given in described["paths"].items():
        if path.startswith(BOOK):
            found |= set(referred(described, given["get"]["responses"]["200"]))
    return found


def referred(described: dict[str, Any], part: Any, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            yield name
            yield from referred(described, described["components"]["schemas"][name], seen | {name})
        for value in part.values():
            yield from referred(described, value, seen)
    elif isinstance(part, list):
        for value in part:
            yield from referred(described, value, seen)


def properties(described: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    return list(described["components"]["schemas"][name].get("properties", {}).items())


def examples_of(schema: dict[str, Any]) -> list[Any]:
    parts = [schema, *schema.get("anyOf", ())]
    return [example for part in parts for example in part.get("examples", ())]


def refers(schema: dict[str, Any]) -> bool:
    return any("$ref" in part for part in (schema, *schema.get("anyOf", ())))


def nullable(schema: dict[str, Any]) -> bool:
    """A field that is there or not, with values that say themselves what they are."""
    parts = schema.get("anyOf", ())
    return {"type": "null"} in parts and any(part.get("enum") or part.get("type") == "array" for part in parts)
