// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Periods} from "../../../contracts/libraries/Periods.sol";

/// @notice Asks Periods many questions in one call.
contract PeriodsTable {
    using Periods for Periods.Calendar;

    function startsOf(Periods.Calendar memory calendar, uint32 first, uint32 count)
        external
        pure
        returns (uint256[] memory starts)
    {
        starts = new uint256[](count);
        for (uint32 i = 0; i < count; i++) {
            starts[i] = calendar.startOf(first + i);
        }
    }

    function periodsAt(Periods.Calendar memory calendar, uint256[] memory timestamps)
        external
        pure
        returns (uint32[] memory periods)
    {
        periods = new uint32[](timestamps.length);
        for (uint256 i = 0; i < timestamps.length; i++) {
            periods[i] = calendar.periodAt(timestamps[i]);
        }
    }
}
