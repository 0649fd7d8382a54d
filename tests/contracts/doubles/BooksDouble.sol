// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Books} from "contracts/interfaces/IBookClosing.sol";
import {IEnterprise} from "contracts/interfaces/IEnterprise.sol";
import {IProfitShare} from "contracts/interfaces/IProfitShare.sol";
import {CalendarDouble} from "tests/contracts/doubles/CalendarDouble.sol";

/// @notice Books that say what a test wants, and share out what it wants.
contract BooksDouble {
    CalendarDouble private immutable CALENDAR;
    mapping(address enterprise => Books) private _books;

    constructor(CalendarDouble calendar) {
        CALENDAR = calendar;
    }

    function open(address enterprise) external {
        _books[enterprise].nextPeriod = uint24(CALENDAR.currentPeriod());
    }

    function write(address enterprise, Books calldata books) external {
        _books[enterprise] = books;
    }

    /// @notice Closes every period up to `period` and shares `amount` for it.
    function close(IProfitShare profitShare, address enterprise, uint24 period, uint256 amount) external {
        _books[enterprise].nextPeriod = period + 1;
        profitShare.distribute(enterprise, period, amount);
    }

    /// @notice Winds an enterprise up, whatever its books say.
    function windUp(IEnterprise enterprise, uint32 endPeriod) external {
        enterprise.retire(endPeriod);
    }

    /// @notice Gives `amount` back as what is left after `period`.
    function giveBack(IProfitShare profitShare, address enterprise, uint24 period, uint256 amount) external {
        profitShare.distributeToInvestors(enterprise, period, amount);
    }

    function booksOf(address enterprise) external view returns (Books memory) {
        return _books[enterprise];
    }
}
