"""Charter: what the founders of an enterprise sign, as in contracts/interfaces/IEnterpriseRegistry.sol."""

from dataclasses import dataclass

from heyi.core.records import Record
from heyi.core.solidity import ZERO_BYTES32, Address, Bytes32, String, Uint16, Uint64, Uint96

__all__ = ["Charter"]


@dataclass(frozen=True, kw_only=True)
class Charter(Record):
    """The founding of an enterprise.

    members ascend by address, units stand beside them. quorum: how many members' signatures speak for the enterprise
    without its leader. total_shares: fixed for life. allowance: what may be spent per period outside closings.
    wind_up_after: after how many closings running in arrears anyone can wind it up; 0: never, 1 is refused.
    """

    name: String
    leader: Address
    quorum: Uint16
    members: tuple[Address, ...]
    units: tuple[Uint64, ...]
    total_shares: Uint64
    allowance: Uint96 = 0
    wind_up_after: Uint16 = 0
    salt: Bytes32 = ZERO_BYTES32
