"""Reads a run of blocks with all the company's logs in them, and trusts no answer that it can check.

A node can answer `eth_getLogs` with some logs left out, when its index lags behind or a reorganisation comes between
two requests. So headers must follow one another, logs must belong to these very headers, and where a header's bloom
says that there is more than was delivered, the block is asked for alone, and at last receipt by receipt. A bloom can't
count: of two payments alike in one transaction the last may be missing unseen, so receipts are asked for the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from heyi.chain.blocks import Blocks, Header
from heyi.chain.bloom import bloom_of, may_hold
from heyi.core.errors import HeyiError
from heyi.core.solidity import as_bytes
from heyi.store.book import Book, Log

__all__ = ["ChainMoved", "Fetched", "LogsMissing", "fetch"]


@dataclass(eq=False)
class ChainMoved(HeyiError):  # noqa: N818 - named after the fact
    """A reorganisation came between two requests: what was read is of two chains. Reading again helps."""

    block: int
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "the chain changed at block {block} while it was read"


@dataclass(eq=False)
class LogsMissing(HeyiError):  # noqa: N818
    """Nothing of the block is taken in; it is read again later, and `heyi doctor` says more of the node."""

    block: int
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = "the node doesn't deliver all logs of block {block}: its receipts don't fit its header"


@dataclass(frozen=True)
class Fetched:
    """omitted: how many logs the node had left out at first."""

    headers: tuple[Header, ...]
    logs: tuple[Log, ...]
    omitted: int


def fetch(chain: Blocks, book: Book, first: int, last: int, parent: bytes | None) -> Fetched:
    """Blocks first..last and their logs. parent: the hash of block first - 1, if it is known.

    Raises ChainMoved, LogsMissing, and whatever the node refuses.
    """
    headers = chain.headers(first, last)
    _check_linked(headers, first, last, parent)
    found = _logs(chain, book, {"fromBlock": hex(first), "toBlock": hex(last)})
    by_block: dict[int, dict[int, Log]] = defaultdict(dict)
    hashes = {header.number: header.hash for header in headers}
    for log in found:
        if hashes.get(log["blockNumber"]) != as_bytes(log["blockHash"]):
            raise ChainMoved(log["blockNumber"])
        by_block[log["blockNumber"]][log["logIndex"]] = log
    whole = _foreign_whole if chain.profile.foreign_logs else _own_whole
    cut_short = set() if chain.profile.foreign_logs else _cut_short(chain, headers, by_block)
    omitted = 0
    for header in headers:
        delivered = by_block[header.number]
        if header.number in cut_short or not whole(book, header, delivered):
            asked_again = _asked_again(chain, book, header, whole)
            omitted += len(asked_again.keys() - delivered.keys())
            by_block[header.number] = asked_again
    logs = tuple(log for header in headers for _, log in sorted(by_block[header.number].items()))
    return Fetched(tuple(headers), logs, omitted)


def _check_linked(headers: Sequence[Header], first: int, last: int, parent: bytes | None) -> None:
    if [header.number for header in headers] != list(range(first, last + 1)):
        raise ChainMoved(first)
    for header in headers:
        if parent is not None and header.parent != parent:
            raise ChainMoved(header.number)
        parent = header.hash


_Whole = Callable[[Book, Header, Mapping[int, Log]], bool]


def _own_whole(_book: Book, header: Header, delivered: Mapping[int, Log]) -> bool:
    """Where nobody else has contracts: the logs are numbered without a gap and make up the header's bloom."""
    return sorted(delivered) == list(range(len(delivered))) and bloom_of(delivered.values()) == header.logs_bloom


def _cut_short(chain: Blocks, headers: Iterable[Header], by_block: Mapping[int, Mapping[int, Log]]) -> set[int]:
    """Blocks whose last logs were left out: those leave no gap, and the bloom doesn't tell them from others alike.

    The receipts of the last transaction that logs came of, and of those after it, say how many there are.
    """
    ends: dict[bytes, Header] = {}
    for header in headers:
        if delivered := by_block[header.number]:
            last = as_bytes(delivered[max(delivered)]["transactionHash"])
            if last not in header.transactions:
                raise ChainMoved(header.number)
            ends |= dict.fromkeys(header.transactions[header.transactions.index(last) :], header)
    receipts = {as_bytes(receipt["transactionHash"]): receipt for receipt in chain.receipts(list(ends))}
    found = set()
    for transaction, header in ends.items():
        receipt = receipts.get(transaction)
        if receipt is None:
            raise LogsMissing(header.number)
        if as_bytes(receipt["blockHash"]) != header.hash:
            raise ChainMoved(header.number)
        if any(log["logIndex"] not in by_block[header.number] for log in receipt["logs"]):
            found.add(header.number)
    return found


def _foreign_whole(book: Book, header: Header, delivered: Mapping[int, Log]) -> bool:
    """Where others have logs in the same blocks: of each emitter that the bloom allows for, something came.

    A bloom may allow for what isn't there; then one more question is the price.
    """
    came = {str(log["address"]).lower() for log in delivered.values()}
    return all(
        emitter.lower() in came or not may_hold(header.logs_bloom, as_bytes(emitter)) for emitter in book.emitters
    )


def _asked_again(chain: Blocks, book: Book, header: Header, whole: _Whole) -> dict[int, Log]:
    """All logs of one block: by its hash, and if that doesn't convince, out of the receipts of its transactions."""
    logs = _logs(chain, book, {"blockHash": "0x" + header.hash.hex()})
    delivered = {log["logIndex"]: log for log in logs}
    by_block = {header.number: delivered}
    if whole(book, header, delivered) and (chain.profile.foreign_logs or not _cut_short(chain, [header], by_block)):
        return delivered
    receipts = chain.receipts(header.transactions)
    everything = [log for receipt in receipts for log in receipt["logs"]]
    if len(receipts) != len(header.transactions) or bloom_of(everything) != header.logs_bloom:
        raise LogsMissing(header.number)
    emitters = {emitter.lower() for emitter in book.emitters}
    topics = set(book.clone_topics)
    return {
        log["logIndex"]: log
        for log in everything
        if log["address"].lower() in emitters or (log["topics"] and as_bytes(log["topics"][0]) in topics)
    }


def _logs(chain: Blocks, book: Book, where: Mapping[str, Any]) -> Iterable[Log]:
    """Of the contracts by their addresses; of enterprises, of which there are any number, by what they log."""
    own = chain.logs({**where, "address": list(book.emitters)})
    clones = chain.logs({**where, "topics": [["0x" + topic.hex() for topic in book.clone_topics]]})
    return [*own, *clones]
