"""Blooms: the 2,048 bits in a block's header that tell which contracts and topics its logs may have.

The formula is Ethereum's (Yellow Paper, 4.3.1): each address and topic sets three bits, which the first three pairs of
bytes of its keccak256 name.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from eth_utils.crypto import keccak

from heyi.core.solidity import as_bytes

__all__ = ["bloom_of", "may_hold"]


@lru_cache(maxsize=65_536)
def _bits(item: bytes) -> int:
    digest = keccak(item)
    bits = 0
    for at in (0, 2, 4):  # two of the three may be the same bit
        bits |= 1 << (int.from_bytes(digest[at : at + 2]) & 2047)
    return bits


def may_hold(bloom: int, item: bytes) -> bool:
    """Whether a block with this bloom may have a log of an address or with a topic; if not, it has none."""
    bits = _bits(item)
    return bloom & bits == bits


def bloom_of(logs: Iterable[Mapping[str, Any]]) -> int:
    """The bloom of a block that has just these logs, given in web3's form."""
    bloom = 0
    for log in logs:
        bloom |= _bits(as_bytes(log["address"]))
        for topic in log["topics"]:
            bloom |= _bits(as_bytes(topic))
    return bloom
