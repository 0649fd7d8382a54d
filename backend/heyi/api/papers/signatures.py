"""Signatures, verified the way the contracts do before anybody relies on them.

An account signs with its key. A contract is asked by `isValidSignature`, as the agreement contract will ask it; for an
enterprise a plain signature of its leader is enough, and members' signatures are put together until they are a quorum.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from eth_abi.exceptions import DecodingError
from eth_account import Account
from eth_account.messages import SignableMessage
from eth_keys.exceptions import BadSignature

from heyi.api.papers.refusals import WrongSignature
from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.company import Company
from heyi.core.signing import VALID, enterprise_signature_by_leader, enterprise_signature_by_members
from heyi.core.typed_data import Message

__all__ = ["Verified", "combined", "recovered", "recovered_from", "verified"]

_LENGTH = 65
_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


@dataclass(frozen=True)
class Verified:
    """signature: as contracts take it. signer: whose key made it; of a whole one of a contract, the contract. whole: it
    is the party's; else a member's."""

    signer: str
    signature: bytes
    whole: bool


def recovered(message: Message, signature: bytes) -> str | None:
    """Who made a plain signature, as contracts see it; None if nobody.

    Contracts refuse the second form that anybody can make of a signature (the upper half of s), so it is none here.
    """
    return recovered_from(message.signable(), signature)


def recovered_from(message: SignableMessage, signature: bytes) -> str | None:
    """The same of anything that is signed."""
    if len(signature) != _LENGTH or signature[64] not in (27, 28) or int.from_bytes(signature[32:64]) > _HALF_ORDER:
        return None
    try:
        return str(Account.recover_message(message, signature=signature))
    except (BadSignature, ValueError):
        return None


def verified(company: Company, asker: str, party: str, message: Message, signature: bytes) -> Verified:
    """The signature of a party. asker: the contract that will verify it. Raises WrongSignature."""
    signer = recovered(message, signature)
    if signer == party:
        return Verified(signer, signature, whole=True)
    wrong = WrongSignature(party, message.digest(), f"(it is {signer}'s)" if signer else "")
    if not company.chain.code_at(party):
        raise wrong
    if signer is not None and _is_enterprise(company, party):
        functions = company.enterprise(party).functions
        leader, is_member = company.chain.call_all([functions.leader(), functions.isMember(signer)])
        by_leader = enterprise_signature_by_leader(signature)
        if signer == leader and _answers(company, asker, party, message, by_leader):
            return Verified(signer, by_leader, whole=True)
        if not is_member:
            raise wrong
        return Verified(signer, signature, whole=False)
    if not _answers(company, asker, party, message, signature):
        raise wrong
    return Verified(party, signature, whole=True)


def combined(
    company: Company, asker: str, party: str, message: Message, members: Iterable[tuple[str, bytes]]
) -> bytes | None:
    """The signature of an enterprise by members who signed the same message; None as long as they are no quorum."""
    signature = enterprise_signature_by_members(members)
    return signature if _answers(company, asker, party, message, signature) else None


def _is_enterprise(company: Company, account: str) -> bool:
    return bool(company.chain.call(company.registry.functions.isEnterprise(account)))


def _answers(company: Company, asker: str, party: str, message: Message, signature: bytes) -> bool:
    """Whether the contract at `party` takes the signature for its own when `asker` asks it."""
    asked = company.enterprise(party).functions.isValidSignature(message.digest(), signature)
    try:
        return bool(company.chain.call(asked, sender=asker) == VALID)
    except (ContractRefused, NodeRefused, DecodingError):
        return False  # contracts are free to revert, or to answer nothing at all
