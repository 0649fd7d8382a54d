"""Reads a chain: its blocks, their logs, and which of them stay. A connection for reading needs no key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from heyi.chain.profiles import Profile
from heyi.chain.rpc import Rpc
from heyi.core.solidity import as_bytes
from heyi.core.typed_data import Abi

__all__ = ["Blocks", "Header", "Log", "Receipt", "receipt_of"]

Log = dict[str, Any]
"""As the node sends it, with blockNumber and logIndex as int."""

Receipt = dict[str, Any]
"""As the node sends it, with blockNumber, gasUsed and status as int."""


@dataclass(frozen=True)
class Header:
    """What a block says of itself. timestamp: Unix time. logs_bloom: 2,048 bits; transactions: their hashes, in order.

    extra_data: at most 32 bytes, unless validators sign in it.
    """

    number: int
    hash: bytes
    parent: bytes
    timestamp: int
    logs_bloom: int
    extra_data: bytes
    transactions: tuple[bytes, ...]


class Blocks:
    """One connection for reading, by the limits of a profile. Every method raises NoNode and NodeRefused."""

    def __init__(self, url: str, profile: Profile, abis: Iterable[Abi] = ()) -> None:
        self.url = url
        self.profile = profile
        self.rpc = Rpc(url, profile.batch_size, abis)

    def request(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call. Raises NoNode, NodeRefused, or ContractRefused for a revert."""
        return self.rpc.request(method, *params)

    @cached_property
    def chain_id(self) -> int:
        """What the node says, asked once."""
        return int(self.request("eth_chainId"), 16)

    def client_version(self) -> str:
        return str(self.request("web3_clientVersion"))

    def height(self) -> int:
        """The number of the latest block."""
        return int(self.request("eth_blockNumber"), 16)

    def final_height(self, head: int | None = None) -> int:
        """The number of the last block that stays, as the profile decides it; genesis always does.

        head: the latest block, if it is known already; what comes out is never above it.
        """
        if head is None:
            head = self.height()
        finality = self.profile.finality
        if finality.kind == "instant":
            return head
        if finality.kind == "depth":
            return max(head - finality.depth, 0)
        block = self.request("eth_getBlockByNumber", "finalized", False)
        return min(int(block["number"], 16), head) if block else 0  # a young chain has none yet

    def timestamp(self) -> int:
        """Unix time of the latest block."""
        return int(self.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def header(self, tag: str = "latest") -> Header:
        """The header of a block by tag, such as latest, or by number in hexadecimal."""
        # web3's own method would refuse the long extra data of proof of authority; this is the node's answer itself.
        return _header(self.request("eth_getBlockByNumber", tag, False))

    def headers(self, first: int, last: int) -> list[Header]:
        """The headers of blocks first..last, in order.

        There are fewer, but without a gap from `first` on, if the chain ends before `last`: also when its head went
        down, so that a reader has to compare each header's parent with the block before it.
        """
        wanted = [(hex(number), False) for number in range(first, last + 1)]
        found = self.rpc.request_all("eth_getBlockByNumber", wanted)
        gap = next((place for place, block in enumerate(found) if block is None), len(found))
        return [_header(block) for block in found[:gap]]

    def headers_of(self, numbers: Sequence[int]) -> list[Header]:
        """The headers of these blocks, in their order, without those that the chain has not."""
        found = self.rpc.request_all("eth_getBlockByNumber", [(hex(number), False) for number in numbers])
        return [_header(block) for block in found if block is not None]

    def logs(self, query: Mapping[str, Any]) -> list[Log]:
        """Logs by a filter of `eth_getLogs`, in order. The blocks it spans are at most the profile's `logs_range`.

        Of a block that was named by its hash and has gone, some nodes raise NodeRefused and others answer with none.
        """
        return [with_numbers(log, "blockNumber", "logIndex") for log in self.request("eth_getLogs", query)]

    def receipts(self, transactions: Sequence[bytes]) -> list[Receipt]:
        """The receipts of transactions by their hashes, without those of unknown ones; numbers of their logs as int."""
        hashes = [("0x" + transaction.hex(),) for transaction in transactions]
        found = self.rpc.request_all("eth_getTransactionReceipt", hashes)
        return [receipt_of(each) for each in found if each is not None]

    def receipt(self, transaction: bytes | str) -> Receipt | None:
        """The receipt of a transaction, named by its hash; None as long as it is in no block."""
        wanted = transaction if isinstance(transaction, str) else "0x" + transaction.hex()
        found = self.request("eth_getTransactionReceipt", wanted)
        return None if found is None else receipt_of(found)


def with_numbers(answer: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A node's answer with these of its members as int."""
    return {**answer, **{name: int(answer[name], 16) for name in names}}


def receipt_of(found: Mapping[str, Any]) -> Receipt:
    """A receipt as the node sends it, with numbers as int, those of its logs too."""
    logs = [with_numbers(log, "blockNumber", "logIndex") for log in found["logs"]]
    return {**with_numbers(found, "blockNumber", "gasUsed", "status"), "logs": logs}


def _header(block: Mapping[str, Any]) -> Header:
    return Header(
        number=int(block["number"], 16),
        hash=as_bytes(block["hash"]),
        parent=as_bytes(block["parentHash"]),
        timestamp=int(block["timestamp"], 16),
        logs_bloom=int(block["logsBloom"], 16),
        extra_data=as_bytes(block["extraData"]),
        transactions=tuple(as_bytes(each) for each in block["transactions"]),
    )
