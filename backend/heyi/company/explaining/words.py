"""Values of contract calls and events as short text: names for accounts, the beginnings of hashes, lists cut short."""

from collections.abc import Mapping
from typing import Any

from heyi.core.solidity import checksummed

__all__ = ["jsonable", "shown", "shown_all"]

ITEMS = 4  # of a list, before it is cut short
LONGEST = 160  # characters of one value
BEGINNING = 4  # bytes of a hash
ADDRESS_IN_WORD = bytes(12)  # what a word begins with that holds an address


def shown(value: Any, names: Mapping[str, str]) -> str:
    """One value. names: of accounts, by checksummed address."""
    text = _shown(value, names)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shown_all(values: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Several values, each after its name."""
    return ", ".join(f"{name} {shown(value, names)}" for name, value in values.items())


def _shown(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bytes):
        return _bytes(value, names)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{name} {_shown(each, names)}" for name, each in value.items()) + ")"
    if isinstance(value, list | tuple):
        rest = [f"… {len(value)} in all"] if len(value) > ITEMS else []
        return "[" + ", ".join([*(_shown(each, names) for each in value[:ITEMS]), *rest]) + "]"
    return names.get(value, str(value))


def _bytes(value: bytes, names: Mapping[str, str]) -> str:
    if len(value) == 32:
        address = checksummed("0x" + value[12:].hex())
        if value.startswith(ADDRESS_IN_WORD) and any(value[12:20]):  # the oracle's subjects are enterprises, too
            return names.get(address, address)
        return f"0x{value[:BEGINNING].hex()}…" if any(value) else "0x0"
    if len(value) > 2 * BEGINNING:
        return f"0x{value[:BEGINNING].hex()}… of {len(value)} bytes"
    return "0x" + value.hex()


def jsonable(value: Any) -> Any:
    """The whole value for JSON: bytes as hexadecimal, integers as decimal strings."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        return {name: jsonable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    return value
