"""Rows as the journal keeps them: JSON in which every value keeps its type, and equal rows are equal texts."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

__all__ = ["read_value", "written_value"]

_DECIMAL, _TIME, _FLOAT, _OTHER = "$decimal", "$time", "$float", "$other"


def written_value(value: object) -> str:
    """A row, or one value, as text."""
    return json.dumps(_marked(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def read_value(text: str) -> Any:
    """What `written_value` has made a text of."""
    return json.loads(text, object_hook=_unmarked)


def _marked(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _marked(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(each) for each in value]
    match value:
        case float():
            return {_FLOAT: repr(value)}
        case Decimal():
            return {_DECIMAL: str(value)}
        case datetime() | date():
            return {_TIME: value.isoformat()}
        case UUID():
            return str(value)
        case _:
            return {_OTHER: type(value).__name__}  # no figure can depend on it


def _unmarked(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    ((mark, text),) = found.items()
    if not isinstance(text, str):
        return found
    try:
        match mark:
            case "$decimal":
                return Decimal(text)
            case "$time":
                return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
            case "$float":
                return float(text)
    except (ValueError, InvalidOperation):
        pass  # a sender has written it so
    return found
