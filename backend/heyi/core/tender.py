"""Tender: what a client asks suppliers for, as in contracts/interfaces/ITenders.sol."""

from dataclasses import dataclass

from heyi.core.records import Record
from heyi.core.solidity import ZERO_BYTES32, Address, Bytes32, String, Uint24, Uint64, Uint96

__all__ = ["Tender"]


@dataclass(frozen=True, kw_only=True)
class Tender(Record):
    """A goal with its success measure and highest price.

    highest_price: minor units per period. first_period, last_period: the service's periods lie between them, both
    included. closes_at: unix seconds; no bid is posted after it.
    """

    client: Address
    goal: String
    measure: String
    token: Address
    highest_price: Uint96
    first_period: Uint24
    last_period: Uint24
    closes_at: Uint64
    salt: Bytes32 = ZERO_BYTES32
