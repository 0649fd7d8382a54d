"""What chains and contracts refuse, as typed errors; the one table from revert data to a sentence.

HeyiError
├── NoNode           503  nobody answers at the URL
├── WrongChain       409  another chain answers there
├── NodeRefused      502  the node itself refuses the request
├── FeesTooHigh      503  gas costs more at the moment than the profile allows to offer
├── NoLocalChain     422  a chain of this profile is not started here
├── TransactionLost  502  a transaction failed, but trying it again by eth_call does not; or nobody mines it
└── ContractRefused  409  a contract's custom error, by name and with its arguments
"""
# ruff: noqa: N818

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_abi_to_4byte_selector

from heyi.core.errors import HeyiError
from heyi.core.solidity import checksummed
from heyi.core.typed_data import Abi

__all__ = [
    "ContractRefused",
    "FeesTooHigh",
    "NoLocalChain",
    "NoNode",
    "NodeRefused",
    "Refusals",
    "TransactionLost",
    "WrongChain",
    "told",
]

_PANICS = {0x01: "an assertion failed", 0x11: "a number left its range", 0x12: "division by zero", 0x32: "no such item"}


@dataclass(eq=False)
class NoNode(HeyiError):
    url: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = (
        "No chain answers at {url}: start one with `heyi up`, or name the right one with --rpc-url."
    )


@dataclass(eq=False)
class WrongChain(HeyiError):
    url: str
    found: int
    expected: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = (
        "The chain at {url} has id {found}, but {expected} was expected: name another --rpc-url or another --chain."
    )


@dataclass(eq=False)
class NodeRefused(HeyiError):
    method: str
    reason: str
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = "The node refuses {method}: {reason}"


@dataclass(eq=False)
class FeesTooHigh(HeyiError):
    """Both in wei for one gas."""

    asked: int
    cap: int
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = (
        "Gas costs {asked} wei at the moment, and the chain profile allows {cap}: wait, or raise gas.cap in a profile "
        "of your own."
    )


@dataclass(eq=False)
class NoLocalChain(HeyiError):
    profile: str
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = (
        "A chain of the profile {profile} is not started here: name a running one with --rpc-url, "
        "or use ganache or anvil."
    )


@dataclass(eq=False)
class TransactionLost(HeyiError):
    """problem: the end of a sentence that begins with the transaction."""

    transaction: str
    problem: str
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = "Transaction {transaction} {problem}."


@dataclass(eq=False)
class ContractRefused(HeyiError):
    """name: of the custom error. arguments: by name."""

    name: str
    arguments: dict[str, Any]
    status: ClassVar[int] = 409

    def __str__(self) -> str:
        shown = ", ".join(f"{name} {_shown(value)}" for name, value in self.arguments.items())
        return f"The contract refuses: {_in_words(self.name)}" + (f" ({shown})" if shown else "")


def _in_words(name: str) -> str:
    """BooksNotOpen as books not open; ERC6909InsufficientBalance as ERC6909 insufficient balance."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).split()
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)


def _shown(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def told(error: HeyiError) -> dict[str, Any]:
    """An error as JSON: code (the contract's own name for it, if it is one's), detail, and facts by name."""
    if isinstance(error, ContractRefused):
        code, facts = error.name, error.arguments
    else:
        code, facts = error.code, error.facts()
    return {"code": code, "detail": str(error), "facts": {name: _plain(value) for name, value in facts.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | str) or value is None else _shown(value)


class Refusals:
    """Custom errors by selector, from the ABIs of all contracts."""

    def __init__(self, abis: Iterable[Abi]) -> None:
        errors = [item for abi in abis for item in abi if item.get("type") == "error"]
        self._by_selector: dict[bytes, Mapping[str, Any]] = {function_abi_to_4byte_selector(e): e for e in errors}  # type: ignore[arg-type]

    def decode(self, data: bytes) -> ContractRefused:
        """The error in revert data; data that no ABI explains is shown as it is."""
        selector, body = data[:4], data[4:]
        if selector == bytes.fromhex("08c379a0"):
            return ContractRefused("Reverted", {"reason": decode(["string"], body)[0]})
        if selector == bytes.fromhex("4e487b71"):
            code = decode(["uint256"], body)[0]
            return ContractRefused("Panicked", {"reason": _PANICS.get(code, hex(code))})
        error = self._by_selector.get(selector)
        if error is None:
            return ContractRefused("Reverted", {"data": data})
        inputs = error["inputs"]
        try:
            values = decode([i["type"] for i in inputs], body)
        except DecodingError:  # another contract's error, of the same name and types up to here
            return ContractRefused("Reverted", {"data": data})
        pairs = zip(inputs, values, strict=True)
        return ContractRefused(error["name"], {i["name"]: _with_checksums(i["type"], value) for i, value in pairs})


def _with_checksums(kind: str, value: Any) -> Any:
    if kind == "address[]":
        return [checksummed(each) for each in value]
    return checksummed(value) if kind == "address" else value
