// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Account, IAgreements, Leg, Nature, Terms} from "../interfaces/IAgreements.sol";
import {Sums} from "../interfaces/IBookClosing.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {ALL_PARTNERS, AgreementLedger, Ledger} from "../libraries/AgreementLedger.sol";
import {Accrual} from "./Accrual.sol";
import {Tally} from "./Moving.sol";

/// @title Settling: pages of agreements in the closing of an enterprise's books
contract Settling is Accrual {
    using AgreementLedger for Ledger;

    constructor(Company memory company) Accrual(company) {}

    /// @notice See IAgreements.settle().
    function settle(address enterprise, uint32 period, bytes32[] calldata agreements, Terms[] calldata page) external {
        require(agreements.length == page.length, IAgreements.PageMismatch(agreements.length, page.length));
        (bool paying, bool fresh, uint256 live, uint32 end) = BOOKS.begin(enterprise, period);
        bool whole = fresh && page.length == live;
        // An empty page has nothing to add to a closing; on its own it would close books that owe nothing.
        if (page.length == 0 && !whole) return;
        Tally memory tally;
        (tally.enterprise, tally.endPeriod) = (enterprise, uint24(end));
        Account[] memory accounts = _takePage(period, agreements, page);
        if (!paying) {
            _accruePage(period, agreements, page, accounts, tally);
            if (whole) tally.money = BOOKS.passAll(enterprise, period, tally.result, tally.owed);
            else paying = _passPage(period, agreements, tally);
        }
        if (paying) (tally.owed, tally.money) = BOOKS.payPage(enterprise, agreements[agreements.length - 1]);
        if (paying || whole) _payPage(agreements, page, accounts, tally);
        for (uint256 i = 0; i < page.length; ++i) _ledger.accounts[agreements[i]] = accounts[i];
        if (!paying && !whole) return;
        BOOKS.paid({
            enterprise: enterprise,
            period: period,
            whole: whole,
            agreements: page.length,
            owed: tally.owed.obligations,
            amount: tally.paid,
            released: tally.released
        });
    }

    /// @notice See IAgreements.cancel().
    function cancel(bytes32 agreement, Terms calldata inForce, uint8 leg, uint256 amount)
        external returns (address debtor, address creditor, uint32 nextPeriod)
    {
        require(msg.sender == address(BOOKS), IAgreements.NotBooks(msg.sender));
        Leg calldata ends = inForce.legs[leg];
        // Only what is owed to one party, in money, is that party's to cancel.
        bool simple = ends.nature == Nature.Fee || ends.nature == Nature.Collection;
        require(simple && ends.creditor != ALL_PARTNERS, IAgreements.NotCancellable(agreement, leg));
        Account memory account = _ledger.inForce(agreement, inForce);
        int256 due = _ledger.due(agreement, account, leg);
        (debtor, creditor) = AgreementLedger.sides(inForce, leg, due);
        int256 signed = _signed(due, amount);
        _ledger.reduce(agreement, account, leg, signed);
        _ledger.accounts[agreement] = account;
        emit IAgreements.Cancelled(agreement, leg, signed);
        return (debtor, creditor, account.nextPeriod);
    }

    /* A PAGE OF A CLOSING */

    /// @dev The page's accounts, kept in memory while it is accrued and paid; terms are checked against them once.
    function _takePage(uint32 period, bytes32[] calldata agreements, Terms[] calldata page)
        private view returns (Account[] memory accounts)
    {
        accounts = new Account[](page.length);
        bytes32 previous = 0;
        for (uint256 i = 0; i < page.length; ++i) {
            // None twice in one page; in different pages, `passed` tells.
            require(previous < agreements[i], IAgreements.NotAscending(previous, agreements[i]));
            previous = agreements[i];
            accounts[i] = _ledger.inForceAt(previous, page[i], period);
        }
    }

    function _accruePage(
        uint32 period,
        bytes32[] calldata agreements,
        Terms[] calldata page,
        Account[] memory accounts,
        Tally memory tally
    ) private {
        for (uint256 i = 0; i < page.length; ++i) {
            bytes32 agreement = agreements[i];
            Terms calldata terms = page[i];
            Account memory account = accounts[i];
            (uint256 party, uint16 bit) = _counted(agreement, account, terms, tally.enterprise);
            require(account.passed & bit == 0, IAgreements.PassedBefore(agreement, tally.enterprise));
            account.passed |= bit;
            if (tally.endPeriod != 0) _release(agreement, account, tally);
            uint32 end = account.endPeriod <= period ? account.endPeriod : period + 1;
            if (account.nextPeriod < end) {
                _checkBooks(account, terms, party, period);
                // All under these terms: since they were signed, every closing has accrued this agreement.
                while (account.nextPeriod < end) _accrueNext(agreement, account, terms, tally);
            }
            for (uint256 leg = 0; leg < terms.legs.length; ++leg) {
                uint256 owed = _ledger.owedBy(agreement, account, terms, leg, party);
                if (owed == 0 || !_isPaidInClosing(terms.legs[leg].nature)) continue;
                if (terms.legs[leg].nature == Nature.Preferred) tally.owed.preferred += owed;
                else tally.owed.obligations += owed;
            }
        }
    }

    /// @dev Under what a wound-up enterprise owes nothing accrues any more.
    function _release(bytes32 agreement, Account memory account, Tally memory tally) private {
        uint24 end = tally.endPeriod > account.nextPeriod ? tally.endPeriod : account.nextPeriod;
        if (end >= account.endPeriod) return;
        account.endPeriod = end;
        emit IAgreements.Released(agreement, tally.enterprise, end);
    }

    /// @dev No other enterprise that may owe here lags behind: what it is accrued must belong to its next closing.
    function _checkBooks(Account memory account, Terms calldata terms, uint256 party, uint32 period) private view {
        for (uint256 i = 0; i < terms.parties.length && account.counted >> i != 0; ++i) {
            if (i == party || account.counted >> i & 1 == 0) continue;
            uint32 next = BOOKS.booksOf(terms.parties[i]).nextPeriod;
            require(next >= period, IAgreements.BooksBehind(terms.parties[i], next, period));
        }
    }

    function _passPage(uint32 period, bytes32[] calldata agreements, Tally memory tally) private returns (bool payNow) {
        return BOOKS.passPage({
            enterprise: tally.enterprise,
            period: period,
            last: agreements[agreements.length - 1],
            agreements: agreements.length,
            result: tally.result,
            owed: tally.owed
        });
    }

    function _payPage(
        bytes32[] calldata agreements, Terms[] calldata page, Account[] memory accounts, Tally memory tally
    ) private {
        for (uint256 i = 0; i < page.length; ++i) {
            bytes32 agreement = agreements[i];
            Terms calldata terms = page[i];
            Account memory account = accounts[i];
            (uint256 party, uint16 bit) = _counted(agreement, account, terms, tally.enterprise);
            require(account.passed & bit != 0, IAgreements.NotPassed(agreement, tally.enterprise));
            account.passed &= ~bit;
            for (uint256 leg = 0; leg < terms.legs.length; ++leg) _payLeg(agreement, account, terms, leg, party, tally);
            if (_endIfOver(agreement, account, terms)) {
                account.counted &= ~bit;
                ++tally.released;
            }
        }
    }

    function _payLeg(
        bytes32 agreement, Account memory account, Terms calldata terms, uint256 leg, uint256 party, Tally memory tally
    ) private {
        uint256 owed = _ledger.owedBy(agreement, account, terms, leg, party);
        Nature nature = terms.legs[leg].nature;
        if (owed == 0 || !_isPaidInClosing(nature)) return;
        (Sums memory all, Sums memory money) = (tally.owed, tally.money);
        // Rounded down, in favour of the payer: what a proportion leaves stays due.
        if (nature == Nature.Preferred) {
            owed = Math.mulDiv(owed, money.preferred, all.preferred);
            tally.paid.preferred += owed;
        } else {
            owed = Math.mulDiv(owed, money.obligations, all.obligations);
            tally.paid.obligations += owed;
        }
        if (owed > 0) _move(agreement, account, terms, leg, owed);
        // A cost of who pays it by BookClosing, income of who is paid here.
        if (owed > 0 && nature == Nature.Preferred) BOOKS.book(terms.parties[terms.legs[leg].creditor], int256(owed));
    }

    /// @dev Tranches lie in escrow, shares move at once.
    function _isPaidInClosing(Nature nature) private pure returns (bool) {
        return nature != Nature.Tranche && nature != Nature.Shares && nature != Nature.Control;
    }

    function _counted(bytes32 agreement, Account memory account, Terms calldata terms, address enterprise)
        private view returns (uint256 party, uint16 bit)
    {
        uint256 count = terms.parties.length;
        while (party < count && terms.parties[party] != enterprise) ++party;
        // Who joins by an amendment is no party of the terms before it, and owes nothing under them.
        bit = party < count ? uint16(1 << party) : _ledger.joined[agreement][enterprise];
        require(account.counted & bit != 0, IAgreements.NotOwing(agreement, enterprise));
    }
}
