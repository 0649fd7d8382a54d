"""What differs from chain to chain, as frozen values: a profile, and its gas, finality and replacement.

docs/chains.md tells every field in words, and which ones the four profiles of ours have.
"""

from dataclasses import dataclass
from typing import Literal

from heyi.chain.node import Kind

__all__ = ["EVM_VERSIONS", "Finality", "Gas", "GasMode", "Profile", "Replacement"]

GasMode = Literal["legacy", "free", "fees"]

EVM_VERSIONS = ("paris", "shanghai", "cancun", "prague", "osaka")
"""From the oldest to the newest."""


@dataclass(frozen=True)
class Gas:
    """What transactions offer for gas, and how much of it they may use. Prices are in wei.

    mode: "legacy" offers `price`; "free" offers nothing; "fees" offers what EIP-1559 asks: `multiplier` times the base
    fee and the tip that is usual, never more than `cap`. limit: gas of one transaction; None estimates each and adds
    to it, by `margin` (1.25 is a quarter more).
    """

    mode: GasMode
    limit: int | None = None
    margin: float = 1.25
    price: int = 0
    multiplier: float = 2.0
    cap: int = 0


@dataclass(frozen=True)
class Finality:
    """When a block stays: "instant", at once; "tag", when the node's tag `finalized` says so; "depth", under `depth`
    further blocks."""

    kind: Literal["instant", "tag", "depth"]
    depth: int = 0

    def __str__(self) -> str:
        return f"depth:{self.depth}" if self.kind == "depth" else self.kind


@dataclass(frozen=True)
class Replacement:
    """When a transaction that is not mined is sent again for more: after so many seconds or blocks (one of the two is
    None), offering `bump_percent` more than before."""

    bump_percent: int
    after_seconds: float | None = None
    after_blocks: int | None = None


@dataclass(frozen=True)
class Profile:
    """How to speak to one sort of chain.

    source: what the profile is asked for by, its name or the path of its file. chain_id: None takes the chain that
    answers. kind: of the local chain that Heyi starts itself; None is one that others run. evm_version: the one that
    contracts may rely on. proof_of_authority: whether headers bear their validators, in more than 32 bytes of extra
    data. block_time: seconds from block to block; 0 where each transaction makes one. logs_range: blocks that one
    request for logs may span. batch_size: JSON-RPC requests in one HTTP request. foreign_logs: whether others'
    contracts live there too, so that a block's bloom filter holds more than our logs. replacement: None never
    replaces. polls_every: seconds between two looks for a receipt. simulates: whether a transaction is tried by
    eth_call before it is sent; where a failed one costs nothing, the receipt says it just as well. sends_at_once: how
    many transactions one request may carry: where only one fits a block, Anvil leaves the others unmined. has_clock:
    whether the chain's time can be set.
    """

    name: str
    source: str
    chain_id: int | None
    kind: Kind | None
    evm_version: str
    proof_of_authority: bool
    block_time: float
    finality: Finality
    logs_range: int
    batch_size: int
    foreign_logs: bool
    gas: Gas
    replacement: Replacement | None
    polls_every: float
    simulates: bool
    sends_at_once: int
    has_clock: bool
