"""EIP-712 types come from the ABI alone."""

from typing import Any

import pytest

from heyi.core.errors import AmbiguousAbi, UnknownStruct
from heyi.core.typed_data import struct_types, types_from_abi


def parameter(name: str, kind: str, internal: str, components: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "type": kind, "internalType": internal}
    return described | ({"components": components} if components is not None else {})


def function(*inputs: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "function", "inputs": list(inputs), "outputs": []}]


AMOUNT = parameter("amount", "uint256", "uint256")
INNER = parameter("inner", "tuple[]", "struct Inner[]", [AMOUNT])


def test_types_hold_the_struct_and_all_inside_it_by_name() -> None:
    kind = parameter("kind", "uint8", "enum Kind")
    token = parameter("token", "address", "contract IERC20")
    grid = parameter("grid", "tuple[][3]", "struct Library.Cell[][3]", [AMOUNT])
    outer = parameter("outer", "tuple", "struct IThing.Outer", [INNER, kind, token, grid])
    types = types_from_abi(function(parameter("unrelated", "tuple", "struct Zebra", [AMOUNT]), outer), "Outer")
    assert list(types) == ["Cell", "Inner", "Outer"]
    assert types["Outer"] == [
        {"name": "inner", "type": "Inner[]"},
        {"name": "kind", "type": "uint8"},
        {"name": "token", "type": "address"},
        {"name": "grid", "type": "Cell[][3]"},
    ]


def test_outputs_events_and_errors_count_too() -> None:
    abi = [{"type": "function", "inputs": [], "outputs": [INNER]}]
    assert types_from_abi(abi, "Inner") == {"Inner": [{"name": "amount", "type": "uint256"}]}
    assert types_from_abi([{"type": "error", "inputs": [INNER]}], "Inner")


def test_an_unknown_struct_is_an_error() -> None:
    with pytest.raises(UnknownStruct):
        types_from_abi(function(AMOUNT), "Outer")
    with pytest.raises(UnknownStruct):
        types_from_abi(function({"name": "outer", "type": "tuple", "components": [AMOUNT]}), "Outer")


def test_one_name_for_two_structs_is_an_error() -> None:
    other = parameter("inner", "tuple", "struct Other.Inner", [parameter("amount", "uint128", "uint128")])
    with pytest.raises(AmbiguousAbi):
        struct_types([function(INNER), function(other)])


def test_terms_have_the_types_the_contracts_hash(abis: Any) -> None:
    types = types_from_abi(abis["IAgreements"], "Terms")
    assert list(types) == ["Base", "Clause", "Gate", "Leg", "Point", "Terms", "Tranche"]
    assert {"name": "from", "type": "uint8"} in types["Base"]
    assert {"name": "subject", "type": "bytes32"} in types["Clause"]
