// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The oracle's calendar alone, turned by hand; and it says who names which committee.
contract CalendarDouble {
    event CommitteeNamed(address enterprise, address[] nodes, uint256 quorum);

    uint32 public currentPeriod;

    constructor(uint32 period) {
        currentPeriod = period;
    }

    function turnTo(uint32 period) external {
        currentPeriod = period;
    }

    function nameCommittee(address[] calldata nodes, uint256 quorum) external {
        emit CommitteeNamed(msg.sender, nodes, quorum);
    }
}
