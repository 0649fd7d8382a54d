// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Books} from "contracts/interfaces/IBookClosing.sol";

/// @notice Everything around ProfitShare in one: calendar, registry, books, agreement contract and enterprise.
contract SurroundingsDouble {
    uint32 public currentPeriod;
    uint24 private _nextPeriod;

    constructor(uint32 period) {
        currentPeriod = period;
        _nextPeriod = uint24(period);
    }

    function turnTo(uint32 period) external {
        currentPeriod = period;
    }

    /// @notice What the books say is the first period that is not closed.
    function openAt(uint24 period) external {
        _nextPeriod = period;
    }

    /// @notice Calls `target` with `data`.
    function act(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    function isAgreements(address account) external view returns (bool) {
        return account == address(this);
    }

    function booksOf(address) external view returns (Books memory books) {
        books.nextPeriod = _nextPeriod;
    }
}
