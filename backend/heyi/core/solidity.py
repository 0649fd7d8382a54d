"""Solidity's elementary types as Python values: checking them, and their way into JSON and back.

Integers are int, bytesN and bytes are bytes, addresses are checksummed text. In JSON, integers of at most 48 bits are
numbers (every JavaScript number holds them exactly) and wider ones decimal strings, so amounts are always strings;
bytes are hexadecimal with 0x.
"""

import re
from functools import lru_cache
from typing import Annotated, Any

from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address

from heyi.core.errors import InvalidValue

__all__ = [
    "ZERO_ADDRESS",
    "ZERO_BYTES32",
    "Address",
    "Bool",
    "Bytes",
    "Bytes32",
    "Int64",
    "Int128",
    "String",
    "Uint8",
    "Uint16",
    "Uint24",
    "Uint32",
    "Uint64",
    "Uint96",
    "Uint128",
    "Uint256",
    "as_bytes",
    "checked",
    "checksummed",
    "from_json",
    "to_json",
]

# The annotation is the type's name in the ABI; `records` reads it.
Uint8 = Annotated[int, "uint8"]
Uint16 = Annotated[int, "uint16"]
Uint24 = Annotated[int, "uint24"]
Uint32 = Annotated[int, "uint32"]
Uint64 = Annotated[int, "uint64"]
Uint96 = Annotated[int, "uint96"]
Uint128 = Annotated[int, "uint128"]
Uint256 = Annotated[int, "uint256"]
Int64 = Annotated[int, "int64"]
Int128 = Annotated[int, "int128"]
Address = Annotated[str, "address"]
Bool = Annotated[bool, "bool"]
String = Annotated[str, "string"]
Bytes = Annotated[bytes, "bytes"]
Bytes32 = Annotated[bytes, "bytes32"]

ZERO_ADDRESS = "0x" + 40 * "0"
ZERO_BYTES32 = bytes(32)

_WIDEST_JSON_NUMBER = 48
_INTEGER = re.compile(r"(u?)int(\d+)")
_FIXED_BYTES = re.compile(r"bytes(\d+)")
_DECIMAL = re.compile(r"-?[0-9]{1,100}")  # no number of Solidity has more than 78; Python reads no endless ones
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{2})*")


def checked(kind: str, value: object) -> Any:
    """`value` if it is one of the Solidity type `kind`; addresses come back checksummed, lists as tuples.

    Raises InvalidValue, with an empty path (the index in a list), for anything else; True is not taken for 1.
    """
    if kind.endswith("[]"):
        return tuple(_checked_item(kind.removesuffix("[]"), item, index) for index, item in enumerate(_items(value)))
    if integer := _INTEGER.fullmatch(kind):
        return _checked_integer(value, signed=not integer[1], bits=int(integer[2]))
    if kind.startswith("bytes"):
        return _checked_bytes(kind, value)
    if kind == "address":
        return _checked_address(value)
    wanted = {"string": str, "bool": bool}[kind]
    if not isinstance(value, wanted):
        raise InvalidValue("", f"is not a {kind}: {value!r}")
    return value


def to_json(kind: str, value: Any) -> Any:
    """A checked value as JSON has it."""
    if kind.endswith("[]"):
        return [to_json(kind.removesuffix("[]"), item) for item in value]
    if integer := _INTEGER.fullmatch(kind):
        return int(value) if int(integer[2]) <= _WIDEST_JSON_NUMBER else str(int(value))
    return "0x" + value.hex() if isinstance(value, bytes) else value


def from_json(kind: str, value: object) -> Any:
    """The inverse of to_json; any integer may be a number or a decimal string. Raises InvalidValue."""
    if kind.endswith("[]"):
        return tuple(_item_from_json(kind.removesuffix("[]"), item, index) for index, item in enumerate(_items(value)))
    if isinstance(value, str):
        if _INTEGER.fullmatch(kind) and _DECIMAL.fullmatch(value):
            return checked(kind, int(value))
        if kind.startswith("bytes") and _HEXADECIMAL.fullmatch(value):
            return checked(kind, bytes.fromhex(value[2:]))
    return checked(kind, value)


def _items(value: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidValue("", f"is not a list: {value!r}")
    return value


def _checked_item(kind: str, value: object, index: int) -> Any:
    try:
        return checked(kind, value)
    except InvalidValue as error:
        raise error.inside(f"[{index}]") from None


def _item_from_json(kind: str, value: object, index: int) -> Any:
    try:
        return from_json(kind, value)
    except InvalidValue as error:
        raise error.inside(f"[{index}]") from None


def _checked_integer(value: object, *, signed: bool, bits: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidValue("", f"is not a whole number: {value!r}")
    least, most = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if not least <= value <= most:
        raise InvalidValue("", f"is outside {'int' if signed else 'uint'}{bits}: {value}")
    return int(value)


def _checked_bytes(kind: str, value: object) -> bytes:
    if not isinstance(value, bytes):
        raise InvalidValue("", f"is not {kind}: {value!r}")
    fixed = _FIXED_BYTES.fullmatch(kind)
    if fixed and len(value) != int(fixed[1]):
        raise InvalidValue("", f"has {len(value)} bytes instead of {fixed[1]}")
    return bytes(value)


def _checked_address(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidValue("", f"is not an address: {value!r}")
    return checksummed(str(value))


def as_bytes(value: bytes | str) -> bytes:
    """Bytes, however a node, a database or a caller has written them: as they are, or in hexadecimal digits."""
    return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else bytes(value)


@lru_cache(maxsize=65_536)  # the same addresses come again and again, and each checksum is a hash
def checksummed(text: str) -> ChecksumAddress:
    """The address with its EIP-55 checksum. Raises InvalidValue if it isn't one, or is mistyped."""
    if not _ADDRESS.fullmatch(text):
        raise InvalidValue("", f"is not an address: {text!r}")
    known = to_checksum_address(text)
    digits = text[2:]
    if text != known and digits not in (digits.lower(), digits.upper()):
        raise InvalidValue("", f"is an address with a wrong checksum: {text!r}")  # mistyped, by EIP-55
    return known
