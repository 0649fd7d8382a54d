"""Signing messages, and the forms in which contracts take signatures."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from eth_abi.abi import encode
from eth_account import Account
from eth_account.datastructures import SignedTransaction
from eth_account.signers.local import LocalAccount

from heyi.core.errors import SignerTwice
from heyi.core.messages import sentence_hash
from heyi.core.records import Record
from heyi.core.solidity import Address, Bytes, Bytes32, Uint256, checked
from heyi.core.typed_data import Message

__all__ = [
    "SIGNED_WITHIN",
    "VALID",
    "Approval",
    "Attestation",
    "Key",
    "RemoteKey",
    "Signed",
    "ascending",
    "enterprise_signature_by_leader",
    "enterprise_signature_by_members",
    "recover",
    "sign",
    "signed",
]

SIGNED_WITHIN = 14 * 86_400  # seconds that signatures are asked for, if nothing is said
VALID = bytes.fromhex("1626ba7e")
"""What ERC-1271 answers."""


@dataclass(frozen=True)
class Signed(Record):
    """A party's signature of a message with a sentence (IAgreements.sol); sentence: keccak256 of its text."""

    sentence: Bytes32
    deadline: Uint256
    signature: Bytes


@dataclass(frozen=True)
class Approval(Record):
    """One person's signature among several (IEnterprise.sol); lists of them ascend by signer."""

    signer: Address
    signature: Bytes


@dataclass(frozen=True)
class Attestation(Record):
    """One oracle node's signature of a batch (IRevenueOracle.sol); lists of them ascend by node."""

    node: Address
    signature: Bytes


class RemoteKey(Protocol):
    """An account whose key is elsewhere: whoever has it is asked to sign, and may fail to (chain.signer)."""

    @property
    def address(self) -> str: ...

    def sign_transaction(self, transaction: Any, /) -> SignedTransaction: ...

    def sign_typed(self, message: Message) -> bytes: ...


Key = LocalAccount | RemoteKey
"""What signs: both have an address and sign transactions alike, and `sign` takes either."""


def sign(message: Message, key: bytes | str | Key) -> bytes:
    """The 65-byte ECDSA signature (r, s, v) of the message. The same key and message always give the same bytes.

    Raises what a remote key does.
    """
    account = Account.from_key(key) if isinstance(key, bytes | str) else key
    if isinstance(account, LocalAccount):
        return bytes(account.sign_message(message.signable()).signature)
    return account.sign_typed(message)


def recover(message: Message, signature: bytes) -> str:
    """The address whose key made the 65-byte signature."""
    return str(Account.recover_message(message.signable(), signature=signature))


def signed(message: Message, signature: bytes) -> Signed:
    """The signature of a message that has a sentence and a deadline, as agreement contracts take it."""
    return Signed(sentence_hash(message.message["sentence"]), message.message["deadline"], signature)


def enterprise_signature_by_leader(signature: bytes) -> bytes:
    """ERC-1271 signature of an enterprise: 0x00, then its leader's signature."""
    return b"\x00" + signature


def enterprise_signature_by_members(signatures: Iterable[tuple[str, bytes]]) -> bytes:
    """ERC-1271 signature of an enterprise: 0x01, then abi.encode((address,bytes)[]) of members' signatures, ascending.

    signatures: member and signature, in any order. Raises SignerTwice.
    """
    return b"\x01" + encode(["(address,bytes)[]"], [ascending(signatures)])


def ascending(signatures: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Signatures in ascending order of their signers' addresses, as all contracts want them. Raises SignerTwice."""
    ordered = sorted(
        ((str(checked("address", signer)), signature) for signer, signature in signatures),
        key=lambda pair: int(pair[0], 16),
    )
    for (before, _), (signer, _) in pairwise(ordered):
        if before == signer:
            raise SignerTwice(signer)
    return ordered
