"""What a node can do wrong, one class each: it tells too little, too much, too late, or something of another chain.

A fault sees one HTTP request at a time (`begins`), each JSON-RPC call in it (`instead`), and each answer (`spoil`).
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, ClassVar

__all__ = ["FAULTS", "Call", "Fault"]

Call = Mapping[str, Any]
"""One JSON-RPC request: method and params."""

Ask = Callable[..., Any]
"""Asks the node itself: method and params; returns the result."""

TOO_MANY = 429
LARGEST_RANGE = 3  # blocks that a node with limits answers for
FURTHEST_BEHIND = 8  # blocks
OTHER_PARENT = "0x" + "be" * 32


class Fault:
    """Nothing wrong; the root of what is. chance: of each answer to be spoilt."""

    name: ClassVar[str] = "none"
    status: ClassVar[int] = 200
    delay: ClassVar[float] = 0.0
    """Seconds before an answer."""
    cuts: ClassVar[bool] = False
    """Whether the connection ends amid the answer."""

    def __init__(self, random: Random, chance: float = 0.5) -> None:
        self._random = random
        self._chance = chance

    def begins(self, ask: Ask) -> None:
        """A request has come, of one call or of several."""

    def strikes(self) -> bool:
        """Whether it is this request's turn."""
        return self._random.random() < self._chance

    def instead(self, call: Call) -> str | None:
        """What a call is refused with; None answers it."""

    def spoil(self, call: Call, result: Any) -> Any:  # noqa: ARG002 - others look at it
        """What is told in place of the node's own result."""
        return result


class Duplicates(Fault):
    """Logs come twice, and in another order."""

    name = "duplicate-logs"

    def spoil(self, call: Call, result: Any) -> Any:
        if call["method"] != "eth_getLogs" or not result:
            return result
        twice = [*result, *result]
        self._random.shuffle(twice)
        return twice


class Omits(Fault):
    """Logs are left out of answers for a range; asked for one block, the node tells all."""

    name = "omit-logs"
    by_range_only: ClassVar[bool] = True

    def spoil(self, call: Call, result: Any) -> Any:
        if call["method"] != "eth_getLogs" or (self.by_range_only and "blockHash" in call["params"][0]):
            return result
        return [log for log in result if not self.strikes()]


class OmitsAlways(Omits):
    """Logs are left out however one asks for them; receipts are whole."""

    name = "omit-logs-always"
    by_range_only = False


class OmitsLast(Omits):
    """The last log of every block is left out: the one that leaves no gap behind."""

    name = "omit-last-log"
    by_range_only = False

    def spoil(self, call: Call, result: Any) -> Any:
        if call["method"] != "eth_getLogs" or not result:
            return result
        last = {log["blockNumber"]: log["logIndex"] for log in sorted(result, key=lambda log: int(log["logIndex"], 16))}
        return [log for log in result if log["logIndex"] != last[log["blockNumber"]]]


class Limits(Fault):
    """Ranges of more than a few blocks are refused."""

    name = "limit-ranges"

    def instead(self, call: Call) -> str | None:
        if call["method"] != "eth_getLogs" or "fromBlock" not in call["params"][0]:
            return None
        asked = call["params"][0]
        span = int(asked["toBlock"], 16) - int(asked["fromBlock"], 16) + 1
        return f"at most {LARGEST_RANGE} blocks, not {span}" if span > LARGEST_RANGE else None


class TooMany(Fault):
    """HTTP 429."""

    name = "too-many-requests"
    status = TOO_MANY


class Slow(Fault):
    """Every answer takes its time."""

    name = "slow"
    delay = 0.4


class Cut(Fault):
    """The connection ends in the middle of an answer, when the node has done what it was asked."""

    name = "cut-connections"
    cuts = True


class Lags(Fault):
    """Two nodes behind one address: every other request meets the one that is some blocks behind."""

    name = "lagging-node"

    def __init__(self, random: Random, chance: float = 0.5) -> None:
        super().__init__(random, chance)
        self._behind = random.randint(1, FURTHEST_BEHIND)
        self._head: int | None = None

    def begins(self, ask: Ask) -> None:
        self._head = int(ask("eth_blockNumber"), 16) - self._behind if self.strikes() else None

    def spoil(self, call: Call, result: Any) -> Any:
        head, method = self._head, call["method"]
        if head is None or not result:
            return result
        if method == "eth_blockNumber":
            return hex(head)
        if method == "eth_getLogs":
            return [log for log in result if int(log["blockNumber"], 16) <= head]
        if method == "eth_getBlockByNumber":
            return result if int(result["number"], 16) <= head else None
        if method == "eth_getTransactionReceipt":
            return result if int(result["blockNumber"], 16) <= head else None
        return result


class OtherParent(Fault):
    """Blocks name a parent that isn't the block before them."""

    name = "wrong-parent"

    def spoil(self, call: Call, result: Any) -> Any:
        if call["method"] != "eth_getBlockByNumber" or not result or not self.strikes():
            return result
        return {**result, "parentHash": OTHER_PARENT}


FAULTS: Mapping[str, type[Fault]] = {
    fault.name: fault
    for fault in (Duplicates, Omits, OmitsAlways, OmitsLast, Limits, TooMany, Slow, Cut, Lags, OtherParent)
}
"""All of them, by name."""
