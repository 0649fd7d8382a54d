// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The oracle's calendar alone, turned by hand.
contract CalendarDouble {
    uint32 public currentPeriod;

    constructor(uint32 period) {
        currentPeriod = period;
    }

    function turnTo(uint32 period) external {
        currentPeriod = period;
    }
}
