"""Chain profiles: what differs from chain to chain, as data."""

from dataclasses import dataclass

from heyi.chain.node import Kind

__all__ = ["ANVIL", "GANACHE", "PROFILES", "Profile"]

GWEI = 10**9


@dataclass(frozen=True)
class Profile:
    """How to speak to one sort of chain.

    gas_price: in wei, paid by whoever carries transactions. gas_limit: per transaction. polls_every: seconds between
    two looks for a receipt. simulates: whether a transaction is tried by eth_call before it is sent; where a failed one
    costs nothing, the receipt says it just as well. sends_at_once: how many transactions one request may carry: where
    only one fits a block, Anvil leaves the others unmined. has_clock: whether the chain's time can be set, as on a
    local one.
    """

    name: str
    kind: Kind
    chain_id: int
    gas_price: int
    gas_limit: int
    polls_every: float
    simulates: bool
    sends_at_once: int
    has_clock: bool


GANACHE = Profile(
    name="ganache",
    kind="ganache",
    chain_id=1337,
    gas_price=2 * GWEI,
    gas_limit=28_000_000,
    polls_every=0.005,
    simulates=False,
    sends_at_once=5,
    has_clock=True,
)
ANVIL = Profile(
    name="anvil",
    kind="anvil",
    chain_id=31337,
    gas_price=2 * GWEI,
    gas_limit=28_000_000,
    polls_every=0.002,
    simulates=False,
    sends_at_once=1,
    has_clock=True,
)
PROFILES = {profile.name: profile for profile in (GANACHE, ANVIL)}
