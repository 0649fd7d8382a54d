"""EIP-712: the types of structs from a contract's ABI, and messages ready to hash, sign and show in a wallet.

The struct in the ABI is the only definition of a type: `types_from_abi` reads names and order from `internalType`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.crypto import keccak

from heyi.core import solidity
from heyi.core.errors import AmbiguousAbi, UnknownStruct

__all__ = ["Abi", "Domain", "Member", "Message", "Types", "struct_types", "types_from_abi"]

Abi = Sequence[Mapping[str, Any]]
Member = dict[str, str]  # {"name": ..., "type": ...}
Types = dict[str, list[Member]]

_STRUCT = re.compile(r"struct (?:\w+\.)*(\w+)")

_DOMAIN_MEMBERS: list[Member] = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


@dataclass(frozen=True)
class Domain:
    """Which contract on which chain a message is for. name and version are the contract's EIP-712 name and version."""

    name: str
    chain_id: int
    contract: str
    version: str = "1"

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": solidity.checked("address", self.contract),
        }


@dataclass(frozen=True)
class Message:
    """A typed message: `types` holds the primary type and all it needs; `message` has values as Python has them."""

    domain: Domain
    primary_type: str
    types: Types
    message: dict[str, Any]

    def struct_hash(self) -> bytes:
        """hashStruct(message): what a withdrawal of the message names; the id of an agreement if this is its Terms."""
        return bytes(self.signable().body)

    def digest(self) -> bytes:
        """What is signed: keccak256(0x1901, domain separator, struct hash)."""
        signable = self.signable()
        return keccak(b"\x19" + signable.version + signable.header + signable.body)

    def signable(self) -> SignableMessage:
        """The message as eth_account signs it."""
        return encode_typed_data(full_message={**self._envelope(), "message": self.message})

    def typed_data(self) -> dict[str, Any]:
        """The JSON that a wallet gets by eth_signTypedData_v4; integers wider than 48 bits are decimal strings."""
        return {**self._envelope(), "message": _to_json(self.types, self.primary_type, self.message)}

    def _envelope(self) -> dict[str, Any]:
        return {
            "types": {"EIP712Domain": _DOMAIN_MEMBERS, **self.types},
            "primaryType": self.primary_type,
            "domain": self.domain.to_json(),
        }


def types_from_abi(abi: Abi, struct: str) -> Types:
    """The EIP-712 types of `struct` and of every struct inside it, as the ABI's functions, events and errors have them.

    Enums are uint8 and contracts address, as in the ABI. Raises UnknownStruct if nothing in the ABI uses the struct.
    """
    return _needed(struct_types([abi]), struct)


def struct_types(abis: Iterable[Abi]) -> Types:
    """All structs of several ABIs. Raises AmbiguousAbi if two of one name differ."""
    types: Types = {}
    for abi in abis:
        for entry in abi:
            for parameter in [*entry.get("inputs", ()), *entry.get("outputs", ())]:
                for name, members in _structs_in(parameter):
                    if types.setdefault(name, members) != members:
                        raise AmbiguousAbi(name)
    return types


def with_dependencies(types: Types, members: Sequence[Member]) -> Types:
    """The types that `members` need, out of `types`, by name."""
    needed: Types = {}
    for member in members:
        name = member["type"].partition("[")[0]
        if name[0].isupper() and name not in needed:
            needed |= _needed(types, name)
    return dict(sorted(needed.items()))


def _needed(types: Types, struct: str) -> Types:
    if struct not in types:
        raise UnknownStruct(struct)
    return dict(sorted({struct: types[struct], **with_dependencies(types, types[struct])}.items()))


def _structs_in(parameter: Mapping[str, Any]) -> Iterator[tuple[str, list[Member]]]:
    if "components" not in parameter:
        return
    yield _struct_name(parameter), [{"name": part["name"], "type": _type_of(part)} for part in parameter["components"]]
    for part in parameter["components"]:
        yield from _structs_in(part)


def _type_of(parameter: Mapping[str, Any]) -> str:
    kind: str = parameter["type"]
    return kind.replace("tuple", _struct_name(parameter)) if kind.startswith("tuple") else kind


def _struct_name(parameter: Mapping[str, Any]) -> str:
    named = _STRUCT.match(parameter.get("internalType", ""))
    if not named:
        raise UnknownStruct(parameter.get("internalType", parameter["name"]))
    return named[1]


def _to_json(types: Types, kind: str, value: Any) -> Any:
    if kind.endswith("]"):
        return [_to_json(types, kind[: kind.rindex("[")], item) for item in value]
    if kind in types:
        return {member["name"]: _to_json(types, member["type"], value[member["name"]]) for member in types[kind]}
    return solidity.to_json(kind, value)
