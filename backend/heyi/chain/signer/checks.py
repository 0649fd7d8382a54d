"""What is checked of a signer's answer: that it is the transaction that was asked for, and that the account signed it.

A signer that is taken over, started for another chain, or asked through somebody in between must not make a part send
what it didn't decide to. Both functions raise Unfit, with the end of a sentence.
"""

from collections.abc import Mapping
from typing import Any

import rlp
from eth_account import Account
from eth_account.datastructures import SignedTransaction
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes

from heyi.core.solidity import as_bytes

__all__ = ["Unfit", "checked_signature", "checked_transaction", "fields_of"]

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of the curve secp256k1
DYNAMIC_FEE = 2  # EIP-1559's type
_LEGACY = ("nonce", "gasPrice", "gas", "to", "value", "data")
_DYNAMIC = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "data", "accessList")
_UNRECOVERABLE = (BadSignature, ValidationError, ValueError, TypeError)


class Unfit(ValueError):  # noqa: N818 - named after the fact
    """The answer is not what was asked for."""


def checked_transaction(raw: bytes, asked: Mapping[str, Any], address: str) -> SignedTransaction:
    """The signed transaction in these bytes, if it is the one asked for, byte for byte, and of the address."""
    dynamic = "maxFeePerGas" in asked
    if dynamic != (raw[:1] == bytes([DYNAMIC_FEE])):
        raise Unfit("is a transaction of another type")
    names = _DYNAMIC if dynamic else _LEGACY
    found = _decoded(raw[1:] if dynamic else raw)
    if len(found) != len(names) + 3:
        raise Unfit("is no transaction")
    expected = fields_of(asked, names)
    other = [name for name, ours, theirs in zip(names, expected, found, strict=False) if ours != theirs]
    if other:
        raise Unfit(f"has another {' and '.join(other)} than was asked for")
    v, r, s = (_number(each) for each in found[len(names) :])
    _check_chain(v, asked["chainId"], dynamic)
    _check_range(r, s)
    # As ours would be encoded: so nothing of the answer is left unread.
    if rlp.encode([*expected, *(_minimal(number) for number in (v, r, s))]) != (raw[1:] if dynamic else raw):
        raise Unfit("is not encoded as a transaction is")
    try:
        signer = Account.recover_transaction(HexBytes(raw))
    except _UNRECOVERABLE:
        raise Unfit("has no valid signature") from None
    if signer != address:
        raise Unfit(f"is signed by {signer}")
    return SignedTransaction(HexBytes(raw), HexBytes(keccak(raw)), r, s, v)


def checked_signature(signature: bytes, signable: Any, address: str) -> bytes:
    """The 65 bytes as contracts take them, v being 27 or 28, if the address has signed the message."""
    if len(signature) != 65:
        raise Unfit(f"has {len(signature)} bytes instead of the 65 of a signature")
    v = signature[64] + 27 if signature[64] in (0, 1) else signature[64]
    if v not in (27, 28):
        raise Unfit(f"has {v} for v, and not 27 or 28")
    _check_range(int.from_bytes(signature[:32]), int.from_bytes(signature[32:64]))
    whole = signature[:64] + bytes([v])
    try:
        signer = Account.recover_message(signable, signature=whole)
    except _UNRECOVERABLE:
        raise Unfit("is no valid signature") from None
    if signer != address:
        raise Unfit("is a signature by another key, or of another message")
    return whole


def fields_of(asked: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    """A transaction's fields as RLP has them, in the order of these names."""
    return [_field(name, asked.get(name)) for name in names]


def _field(name: str, value: Any) -> Any:
    if name == "accessList":
        return []
    if name in ("to", "data"):
        return as_bytes(value or b"")
    return _minimal(value or 0)


def _minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _number(value: Any) -> int:
    if not isinstance(value, bytes) or len(value) > 32:
        raise Unfit("is no transaction")
    return int.from_bytes(value)


def _decoded(payload: bytes) -> list[Any]:
    try:
        found = rlp.decode(payload)
    except (rlp.DecodingError, RecursionError):
        raise Unfit("is no transaction") from None
    # Lists in it are lists, so that they can be compared.
    return [list(each) if isinstance(each, list | tuple) else each for each in found] if _is_list(found) else []


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _check_chain(v: int, chain_id: int, dynamic: bool) -> None:
    """EIP-155: in a legacy transaction, v tells the chain."""
    if v not in ((0, 1) if dynamic else (chain_id * 2 + 35, chain_id * 2 + 36)):
        raise Unfit("is for another chain than was asked for, or says so by a wrong v")


def _check_range(r: int, s: int) -> None:
    if not 0 < r < ORDER or not 0 < s < ORDER:
        raise Unfit("has a signature out of range")
    if s > ORDER // 2:
        raise Unfit("has a signature that anybody can turn into another (its s is high)")
