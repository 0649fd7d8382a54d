// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, Terms} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {AgreementLedger, Ledger} from "../libraries/AgreementLedger.sol";
import {Measures} from "../libraries/Measures.sol";
import {Accrual} from "./Accrual.sol";
import {Tally} from "./Moving.sol";

/// @title Accruing: one agreement by itself, whenever anyone asks
contract Accruing is Accrual {
    using AgreementLedger for Ledger;

    /// @dev How many periods are accrued in one call at most, so that no backlog ever needs more than a block.
    uint32 private constant AT_ONCE = 12;

    constructor(Company memory company) Accrual(company) {}

    /// @notice See IAgreements.accrue().
    function accrue(bytes32 agreement, Terms calldata inForce) external {
        Account memory account = _ledger.inForce(agreement, inForce);
        Tally memory tally;
        uint32 end = _accruableUntil(agreement, account, inForce);
        // Each period is paid before the next is accrued: a bonus goes to who worked in it, however late this is called.
        do {
            if (account.nextPeriod < end) _accrueNext(agreement, account, inForce, tally);
            _payAtOnce(agreement, account, inForce);
        } while (account.nextPeriod < end);
        _endIfOver(agreement, account, inForce);
        _ledger.accounts[agreement] = account;
    }

    /// @dev The first period that accrue() must not take: it is over, belongs to terms that wait, has not ended, lies ahead of
    /// the books of a party, needs a fact that is pending, or is one too many for a call.
    function _accruableUntil(bytes32 agreement, Account memory account, Terms calldata terms)
        private view returns (uint32 period)
    {
        uint32 end = account.endPeriod;
        if (account.amended) {
            uint32 from = _ledger.versions[agreement].from;
            if (account.nextPeriod < from && from < end) end = from;
        }
        period = account.nextPeriod;
        if (end > period + AT_ONCE) end = period + AT_ONCE;
        uint32 current = ORACLE.currentPeriod();
        if (end > current) end = current;
        // Who joins by an amendment is counted before it is a party, and owes nothing until it is.
        for (uint256 i = 0; i < terms.parties.length && account.counted >> i != 0; ++i) {
            if (account.counted >> i & 1 == 0) continue;
            uint32 beyond = uint32(BOOKS.booksOf(terms.parties[i]).nextPeriod) + 1;
            if (beyond < end) end = beyond;
            uint32 last = BOOKS.endOf(terms.parties[i]);
            if (last != 0 && last < end) end = last;
        }
        uint32 termEnd = terms.firstPeriod + terms.periods;
        // `end` may lie before: then there is nothing to accrue.
        while (period < end && (period >= termEnd || Measures.isReady(ORACLE, terms, period))) ++period;
    }
}
