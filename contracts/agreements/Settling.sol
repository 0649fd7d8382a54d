// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Account, IAgreements, Leg, Nature, Terms} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {ALL_PARTNERS, AgreementLedger, Ledger} from "../libraries/AgreementLedger.sol";
import {Accrual} from "./Accrual.sol";
import {Tally} from "./Moving.sol";

/// @notice An agreement on a page of a closing, with the number and the bit of the party that closes.
struct Line {
    Account account;
    uint256 party;
    uint16 bit;
}

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
        Line[] memory lines = _takePage(enterprise, period, agreements, page);
        if (!paying) {
            for (uint256 i = 0; i < lines.length; ++i) _accrueLine(period, agreements[i], page[i], lines[i], tally);
            if (whole) tally.money = BOOKS.passAll(enterprise, period, tally.result, tally.owed);
            else paying = _passPage(period, agreements, tally);
        }
        if (paying) (tally.owed, tally.money) = BOOKS.payPage(enterprise, agreements[agreements.length - 1]);
        bool pays = paying || whole;
        for (uint256 i = 0; i < lines.length; ++i) {
            (bytes32 agreement, Line memory line) = (agreements[i], lines[i]);
            if (pays) _payLine(agreement, page[i], line, tally);
            _ledger.accounts[agreement] = line.account;
        }
        if (!pays) return;
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
        (debtor, creditor) = AgreementLedger.sides(inForce.parties, ends, due);
        int256 signed = _signed(due, amount);
        _ledger.reduce(agreement, account, leg, due, signed);
        _ledger.accounts[agreement] = account;
        emit IAgreements.Cancelled(agreement, leg, signed);
        return (debtor, creditor, account.nextPeriod);
    }

    /* A PAGE OF A CLOSING */

    /// @dev The page's accounts, kept in memory while it is accrued and paid; terms are checked against them once.
    function _takePage(address enterprise, uint32 period, bytes32[] calldata agreements, Terms[] calldata page)
        private view returns (Line[] memory lines)
    {
        lines = new Line[](page.length);
        bytes32 previous = 0;
        for (uint256 i = 0; i < lines.length; ++i) {
            bytes32 agreement = agreements[i];
            // None twice in one page; in different pages, `passed` tells.
            require(previous < agreement, IAgreements.NotAscending(previous, agreement));
            previous = agreement;
            (Terms calldata terms, Line memory line) = (page[i], lines[i]);
            line.account = _ledger.inForceAt(agreement, terms, period);
            (line.party, line.bit) = _counted(agreement, line.account, terms.parties, enterprise);
        }
    }

    function _accrueLine(uint32 period, bytes32 agreement, Terms calldata terms, Line memory line, Tally memory tally) private {
        Account memory account = line.account;
        (uint256 party, uint16 bit) = (line.party, line.bit);
        require(account.passed & bit == 0, IAgreements.PassedBefore(agreement, tally.enterprise));
        account.passed |= bit;
        if (tally.endPeriod != 0) _release(agreement, account, tally);
        uint32 end = account.endPeriod <= period ? account.endPeriod : period + 1;
        if (account.nextPeriod < end) {
            if (account.counted != bit) _checkBooks(account, terms.parties, party, period);
            // All under these terms: since they were signed, every closing has accrued this agreement.
            while (account.nextPeriod < end) _accrueNext(agreement, account, terms, tally);
        }
        Leg[] calldata legs = terms.legs;
        for (uint256 leg = 0; leg < legs.length; ++leg) {
            uint256 owed = AgreementLedger.owedBy(legs[leg], _ledger.due(agreement, account, leg), party);
            if (owed == 0) continue;
            Nature nature = legs[leg].nature;
            if (nature == Nature.Preferred) tally.owed.preferred += owed;
            else if (_isPaidInClosing(nature)) tally.owed.obligations += owed;
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
    function _checkBooks(Account memory account, address[] calldata parties, uint256 party, uint32 period) private view {
        for (uint256 i = 0; i < parties.length && account.counted >> i != 0; ++i) {
            if (i == party || account.counted >> i & 1 == 0) continue;
            uint32 next = BOOKS.booksOf(parties[i]).nextPeriod;
            require(next >= period, IAgreements.BooksBehind(parties[i], next, period));
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

    function _payLine(bytes32 agreement, Terms calldata terms, Line memory line, Tally memory tally) private {
        Account memory account = line.account;
        uint16 bit = line.bit;
        require(account.passed & bit != 0, IAgreements.NotPassed(agreement, tally.enterprise));
        account.passed &= ~bit;
        Leg[] calldata legs = terms.legs;
        for (uint256 leg = 0; leg < legs.length; ++leg) {
            int256 due = _ledger.due(agreement, account, leg);
            uint256 owed = AgreementLedger.owedBy(legs[leg], due, line.party);
            if (owed > 0) _payLeg(agreement, account, terms, legs[leg], leg, due, owed, tally);
        }
        if (_endIfOver(agreement, account, terms)) {
            account.counted &= ~bit;
            ++tally.released;
        }
    }

    function _payLeg(
        bytes32 agreement,
        Account memory account,
        Terms calldata terms,
        Leg calldata ends,
        uint256 leg,
        int256 due,
        uint256 owed,
        Tally memory tally
    ) private {
        Nature nature = ends.nature;
        if (!_isPaidInClosing(nature)) return;
        // Rounded down, in favour of the payer: what a proportion leaves stays due.
        uint256 amount = 0;
        if (nature == Nature.Preferred) {
            amount = Math.mulDiv(owed, tally.money.preferred, tally.owed.preferred);
            tally.paid.preferred += amount;
            // A cost of who pays it by BookClosing, income of who is paid here.
            if (amount > 0) BOOKS.book(terms.parties[ends.creditor], int256(amount));
        } else {
            amount = Math.mulDiv(owed, tally.money.obligations, tally.owed.obligations);
            tally.paid.obligations += amount;
        }
        if (amount > 0) _moveFrom(agreement, account, terms, ends, leg, due, amount, tally.enterprise);
    }

    /// @dev Tranches lie in escrow, shares move at once.
    function _isPaidInClosing(Nature nature) private pure returns (bool) {
        return nature != Nature.Tranche && nature != Nature.Shares && nature != Nature.Control;
    }

    function _counted(bytes32 agreement, Account memory account, address[] calldata parties, address enterprise)
        private view returns (uint256 party, uint16 bit)
    {
        uint256 count = parties.length;
        while (party < count && parties[party] != enterprise) ++party;
        // Who joins by an amendment is no party of the terms before it, and owes nothing under them.
        bit = party < count ? uint16(1 << party) : _ledger.joined[agreement][enterprise];
        require(account.counted & bit != 0, IAgreements.NotOwing(agreement, enterprise));
    }
}
