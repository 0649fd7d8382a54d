"""What became of a transaction: reads it off the receipts of all its attempts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from heyi.chain.answers import refuses_call
from heyi.chain.blocks import Blocks, Receipt
from heyi.chain.refusals import ContractRefused, NodeRefused, told
from heyi.core.errors import HeyiError
from heyi.store.outbox import Attempt, Entry, State

__all__ = ["OutOfGas", "Outcome", "ReasonPassed", "outcome_of"]

CARRIED_OUT = 1  # the status in a receipt


@dataclass(eq=False)
class OutOfGas(HeyiError):  # noqa: N818 - errors are named after facts
    gas: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the transaction has used up its {gas} gas"


@dataclass(eq=False)
class ReasonPassed(HeyiError):  # noqa: N818
    transaction: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "transaction {transaction} failed for a reason that has passed: ask for it again"


@dataclass(frozen=True)
class Outcome:
    """state: MINED as long as a reorganisation can change it. error: as `told` writes it, if it did not do its work."""

    state: State
    block: int
    error: Mapping[str, Any] | None


def outcome_of(
    chain: Blocks, entry: Entry, attempts: Sequence[Attempt], receipts: Mapping[str, Receipt], final: int
) -> Outcome | None:
    """None while none of the attempts is in a block. receipts: by hash; final: the last block that stays."""
    made = next((made for made in attempts if made.hash in receipts), None)
    if made is None:
        return None
    receipt = receipts[made.hash]
    block = receipt["blockNumber"]
    error, over = None, State.FINAL
    if made.empty:
        error, over = entry.error, State.REPLACED
    elif receipt["status"] != CARRIED_OUT:
        known = entry.error if entry.block == block else None
        error, over = known or told(_reason(chain, entry, receipt)), State.FAILED
    return Outcome(over if block <= final else State.MINED, block, error)


def _reason(chain: Blocks, entry: Entry, receipt: Receipt) -> HeyiError:
    """Why a transaction failed: it is carried out once more, on what its block has left."""
    if entry.gas is not None and receipt["gasUsed"] >= entry.gas:
        return OutOfGas(entry.gas)
    call = {"from": entry.wanted.sender, "to": entry.wanted.contract, "data": "0x" + entry.wanted.data.hex()}
    limit = {} if entry.gas is None else {"gas": hex(entry.gas)}
    for tag in (hex(receipt["blockNumber"]), "latest"):  # some nodes keep no state of earlier blocks
        try:
            chain.request("eth_call", {**call, **limit}, tag)
        except (ContractRefused, NodeRefused) as error:
            if refuses_call(error):
                return error
    return ReasonPassed(receipt["transactionHash"])
