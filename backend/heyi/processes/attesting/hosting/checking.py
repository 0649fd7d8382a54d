"""Checks of what a node hands in, before anything of it is kept."""

from collections.abc import Sequence
from itertools import pairwise

from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from heyi.core.facts import Statement
from heyi.core.signing import recover
from heyi.core.typed_data import Message
from heyi.processes.attesting.refusals import NotOffered, SubjectsNotAscending, WrongSignature
from heyi.store.kept.oracle import Offered

__all__ = ["check_offered", "check_order", "check_signature"]

SIGNATURE_LENGTH = 65  # bytes: r, s, v
HIGHEST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0  # half of the curve's order


def check_order(statements: Sequence[Statement]) -> None:
    """Raises SubjectsNotAscending."""
    for before, after in pairwise(statements):
        if before.subject >= after.subject:
            raise SubjectsNotAscending(before.subject, after.subject)


def check_signature(node: str, message: Message, signature: bytes) -> None:
    """Raises WrongSignature, also for a form that the contract refuses: else one node could spoil a batch for all."""
    strict = len(signature) == SIGNATURE_LENGTH and signature[-1] in (27, 28)
    strict = strict and int.from_bytes(signature[32:64]) <= HIGHEST_S
    try:
        signer = recover(message, signature) if strict else ""
    except (BadSignature, ValidationError, ValueError):
        signer = ""
    if signer != node:
        raise WrongSignature(node, message.digest())


def check_offered(node: str, statements: Sequence[Statement], offers: Sequence[Offered]) -> None:
    """offers: the node's. Raises NotOffered for what is not in the last one."""
    offered = {each.subject: each for each in offers[-1].statements} if offers else {}
    for statement in statements:
        if offered.get(statement.subject) != statement:
            raise NotOffered(node, statement.subject)
