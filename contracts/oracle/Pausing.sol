// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Records} from "./Records.sol";

/// @title Pausing: of new facts only; reads, challenges and decisions go on
abstract contract Pausing is AccessControl, Records {
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice A pause ends by itself after this time at the latest.
    uint256 public constant MAX_PAUSE = 7 days;

    /// @notice Until when new facts are refused, unix seconds; in the past: they are taken.
    uint256 public pausedUntil;

    /// @notice Refuses post() and correct() for pauseLength() seconds. The next pause must leave at least as long a time
    /// free, so that nobody can stop the books for ever.
    function pause() external onlyRole(PAUSER_ROLE) {
        uint256 earliest = pausedUntil + pauseLength();
        require(block.timestamp >= earliest, PausedBefore(earliest, block.timestamp));
        pausedUntil = block.timestamp + pauseLength();
        emit Paused(msg.sender, pausedUntil);
    }

    /// @notice Lifts a pause before its time.
    function resume() external onlyRole(DEFAULT_ADMIN_ROLE) {
        require(block.timestamp < pausedUntil, NotPaused());
        pausedUntil = block.timestamp;
        emit Resumed(msg.sender);
    }

    /// @notice How long a pause lasts, seconds: at most a quarter of the time there is to report, so that pauses can't make a
    /// period absent, nor take up the half that is left when a committee was silent. Rounds down, in favour of reporting.
    function pauseLength() public view returns (uint256) {
        return Math.min(MAX_PAUSE, _absentAfter / 4);
    }

    function _requireNotPaused() internal view {
        require(block.timestamp >= pausedUntil, FactsPaused(pausedUntil));
    }
}
