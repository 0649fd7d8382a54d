"""Carries deeds to the chain as a relayer does: each exactly once, in order, however often the chain forgets them.

A deed's bytes never change, so that sending it again can't do it twice: the contract takes its signature once.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak
from web3.contract.contract import ContractFunction

from heyi.chain.blocks import Receipt
from heyi.chain.client import Chain, call_data
from heyi.chain.fees import fee_fields, gas_limit
from heyi.chain.refusals import ContractRefused

__all__ = ["Carrier", "Deed"]

CARRIED_OUT = 1  # the status in a receipt
MINED_WITHIN = 2.0  # seconds; the node mines at once


@dataclass
class Deed:
    """key: tells it from others. call: what carries it out. due: the chain's time before which it is refused.

    sent: hashes of its transactions. settled: whether a block that stays holds it. refused: why it can't be done.
    """

    key: str
    call: ContractFunction
    due: int = 0
    sent: list[str] = field(default_factory=list)
    settled: bool = False
    refused: str = ""

    @property
    def data(self) -> str:
        """The call in hexadecimal."""
        return call_data(self.call)


@dataclass
class Carrier:
    """depth: blocks under which one stays."""

    chain: Chain
    depth: int
    deeds: list[Deed] = field(default_factory=list)

    def add(self, deed: Deed) -> None:
        """Takes a deed on; it is carried out at once, or else by the next `settle`."""
        self.deeds.append(deed)
        self._carry(deed)

    def settle(self) -> None:
        """Sends again what the chain has lost, in order. Raises NoNode and NodeRefused."""
        open_ = [deed for deed in self.deeds if not deed.settled and not deed.refused]
        final = self.chain.height() - self.depth
        hashes = [bytes.fromhex(each[2:]) for deed in open_ for each in deed.sent]
        receipts = {receipt["transactionHash"]: receipt for receipt in self.chain.receipts(hashes)}
        for deed in open_:
            done = _done(deed, receipts)
            if done is None:
                self._carry(deed)
            else:
                deed.settled = done["blockNumber"] <= final

    def _carry(self, deed: Deed) -> None:
        """Sends a deed; what comes of it beyond that is for the next `settle` to see."""
        self.chain.advance_to(deed.due)
        receipt = self._send(deed)
        if receipt is None or receipt["status"] == CARRIED_OUT or self._was_done(deed):
            return
        try:
            self.chain.call(deed.call)
        except ContractRefused as refusal:
            deed.refused = str(refusal)

    def _was_done(self, deed: Deed) -> bool:
        """By an earlier transaction, which was slow to be mined."""
        receipts = self.chain.receipts([bytes.fromhex(each[2:]) for each in deed.sent])
        return any(receipt["status"] == CARRIED_OUT for receipt in receipts)

    def _send(self, deed: Deed) -> Receipt | None:
        chain = self.chain
        call = {"from": chain.account.address, "to": deed.call.address, "data": deed.data}
        fields: dict[str, Any] = {
            "to": deed.call.address,
            "data": deed.data,
            "nonce": int(chain.request("eth_getTransactionCount", chain.account.address, "pending"), 16),
            "gas": gas_limit(chain.rpc, chain.profile.gas, call),
            "chainId": chain.chain_id,
            "value": 0,
            **fee_fields(chain.rpc, chain.profile.gas),
        }
        raw = bytes(chain.account.sign_transaction(fields).raw_transaction)
        deed.sent.append("0x" + keccak(raw).hex())  # before it is sent: who asks may be gone before the answer comes
        chain.request("eth_sendRawTransaction", "0x" + raw.hex())
        deadline = time.monotonic() + MINED_WITHIN
        while (receipt := chain.receipt(deed.sent[-1])) is None and time.monotonic() < deadline:
            time.sleep(chain.profile.polls_every)
        return receipt


def _done(deed: Deed, receipts: Mapping[str, Receipt]) -> Receipt | None:
    found = (receipts[each] for each in deed.sent if each in receipts)
    return next((receipt for receipt in found if receipt["status"] == CARRIED_OUT), None)
