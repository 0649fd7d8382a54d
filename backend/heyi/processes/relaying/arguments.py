"""A function's arguments out of JSON, by the types of its ABI.

Structs are objects by the ABI's names, integers numbers or decimal strings, bytes and addresses hexadecimal.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from heyi.core import solidity
from heyi.core.errors import InvalidValue

__all__ = ["Parameter", "read_arguments", "type_name"]

Parameter = Mapping[str, Any]
"""An input of a function, as its ABI has it."""


def read_arguments(parameters: Sequence[Parameter], given: object) -> dict[str, Any]:
    """The arguments by name, as contract calls want them but for structs, which are dicts.

    Raises InvalidValue with the path of what is missing, too many or wrong.
    """
    return _struct(parameters, given)


def type_name(parameter: Parameter) -> str:
    """The type as people read it: structs by their name."""
    kind = str(parameter["type"])
    if not kind.startswith("tuple"):
        return kind
    return str(parameter.get("internalType", kind)).removeprefix("struct ").rpartition(".")[2]


def _struct(parts: Sequence[Parameter], given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidValue("", f"is not an object: {given!r}")
    names = [str(part["name"]) for part in parts]
    for name in given:
        if name not in names:
            raise InvalidValue(str(name), f"is not one of {', '.join(names)}")
    read = {}
    for part, name in zip(parts, names, strict=True):
        if name not in given:
            raise InvalidValue(name, "is missing")
        read[name] = _inside(name, part, str(part["type"]), given[name])
    return read


def _value(part: Parameter, kind: str, given: object) -> Any:
    if kind.endswith("[]") and "components" in part:
        if not isinstance(given, list):
            raise InvalidValue("", f"is not a list: {given!r}")
        return [_inside(f"[{index}]", part, kind.removesuffix("[]"), item) for index, item in enumerate(given)]
    if kind == "tuple":
        return _struct(part["components"], given)
    value = solidity.from_json(kind, given)
    return list(value) if isinstance(value, tuple) else value


def _inside(path: str, part: Parameter, kind: str, given: object) -> Any:
    try:
        return _value(part, kind, given)
    except InvalidValue as error:
        raise error.inside(path) from None
