"""What nodes answer to a transaction they don't take: the one table from their words to what they mean.

Seen of Anvil, Ganache, Hyperledger Besu and geth, each of which words them differently.
"""

from enum import Enum

from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.core.errors import HeyiError

__all__ = ["Answer", "meaning", "refuses_call"]


class Answer(Enum):
    """TAKEN: the node has it. CONSUMED: its nonce is in the chain already, by it or by another. OUTBID: another one of
    that nonce waits, and offers as much. HOPELESS: no node takes it as it is. LATER: not now."""

    TAKEN = "taken"
    CONSUMED = "consumed"
    OUTBID = "outbid"
    HOPELESS = "hopeless"
    LATER = "later"


_WORDS = {
    Answer.TAKEN: ("already known", "known transaction", "already imported", "already exists", "already in pool"),
    Answer.CONSUMED: ("nonce too low", "nonce is too low", "correct nonce", "nonce below", "nonce_too_low"),
    Answer.OUTBID: ("underpriced", "gas price too low to replace", "fee too low to replace", "price bump"),
    Answer.HOPELESS: ("oversized", "exceeds block gas limit", "intrinsic gas", "gas limit too", "invalid sender"),
}

_REVERTS = ("revert", "out of gas", "invalid opcode", "stack", "vm exception")


def meaning(answer: str | HeyiError) -> Answer:
    """What a node means by its answer to a signed transaction."""
    if isinstance(answer, str):
        return Answer.TAKEN
    if isinstance(answer, ContractRefused):
        return Answer.TAKEN  # Ganache tells in its answer that what it has just mined failed; the receipt says so too
    said = str(answer).lower()
    return next((means for means, words in _WORDS.items() if any(word in said for word in words)), Answer.LATER)


def refuses_call(error: HeyiError) -> bool:
    """Whether a trial failed because of the call, and not because of the node. Some nodes give no data for a revert."""
    if isinstance(error, ContractRefused):
        return True
    return isinstance(error, NodeRefused) and any(word in error.reason.lower() for word in _REVERTS)
