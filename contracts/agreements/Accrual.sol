// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, IAgreements, Leg, Nature, Terms} from "../interfaces/IAgreements.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {ALL_PARTNERS, AgreementLedger, Dividends, Ledger} from "../libraries/AgreementLedger.sol";
import {Measures, Reading} from "../libraries/Measures.sol";
import {Moving, Tally} from "./Moving.sol";

/// @title Accrual: from final facts to what is due
/// @dev What is due grows in one place, _owe(), which holds every kind to the ceiling; it is paid through Moving.
abstract contract Accrual is Moving {
    using AgreementLedger for Ledger;

    constructor(Company memory company) Moving(company) {}

    function _accrueNext(bytes32 agreement, Account memory account, Terms calldata terms, Tally memory tally) internal {
        uint24 period = account.nextPeriod++;
        uint256 count = terms.clauses.length;
        int256[] memory amounts = new int256[](count);
        int256[] memory legs = new int256[](terms.legs.length);
        uint256 termEnd = terms.firstPeriod + terms.periods;
        // After the term nothing accrues, until figures are taken anew in the last period of all.
        bool anew = period + 1 == termEnd + terms.correctionPeriods;
        if (period < termEnd || anew) {
            uint256 read = Measures.legsRead(terms);
            Reading memory at = _reading(agreement, account, terms, read);
            for (uint256 i = 0; i < count; ++i) {
                amounts[i] = period < termEnd
                    ? Measures.accrue(at, _ledger.running[agreement][i], terms, i)
                    : Measures.restate(at, _ledger.running[agreement][i], terms, i);
                uint8 leg = terms.clauses[i].leg;
                legs[leg] += amounts[i];
                at.legs[leg] += amounts[i];
            }
            for (uint256 i = 0; read >> i != 0; ++i) if (read >> i & 1 == 1) _ledger.accrued[agreement][i] = at.legs[i];
        }
        emit IAgreements.Accrued(agreement, period, amounts);
        for (uint256 i = 0; i < legs.length; ++i) {
            if (legs[i] != 0) _owe(agreement, account, terms, i, legs[i], tally);
            _moveAtOnce(agreement, account, terms, i);
        }
    }

    function _reading(bytes32 agreement, Account memory account, Terms calldata terms, uint256 read)
        private view returns (Reading memory at)
    {
        at.oracle = ORACLE;
        at.first = account.firstPeriod;
        at.period = account.nextPeriod - 1;
        at.legs = new int256[](terms.legs.length);
        for (uint256 i = 0; read >> i != 0; ++i) if (read >> i & 1 == 1) at.legs[i] = _ledger.accrued[agreement][i];
        if (!Measures.readsDividends(terms)) return at;
        Dividends memory since = _ledger.dividends[agreement];
        uint256 earned = PROFIT_SHARE.perShareOf(terms.parties[0]) - since.perShare;
        // Rounded down: what a base deducts, in favour of the leg's creditor.
        at.dividends = int256(earned * since.shares / 2 ** 32);
    }

    /// @dev The only place where what is due grows; money is held to the ceiling whatever a kind computes.
    function _owe(
        bytes32 agreement, Account memory account, Terms calldata terms, uint256 leg, int256 amount, Tally memory tally
    ) private {
        Leg calldata ends = terms.legs[leg];
        Nature nature = ends.nature;
        if (nature == Nature.Control) {
            if (amount > 0) IEnterprise(terms.parties[ends.debtor]).replaceLeader(terms.parties[ends.creditor]);
            return;
        }
        if (nature != Nature.Shares) {
            uint256 size = uint256(amount < 0 ? -amount : amount);
            require(size <= terms.ceiling, IAgreements.AboveCeiling(agreement, leg, amount, terms.ceiling));
        }
        _ledger.add(agreement, account, leg, amount);
        // An investment is no cost, what comes out of what may be shared is one when it is paid, and shares are no money.
        if (nature != Nature.Fee && nature != Nature.Bonus) return;
        _book(terms.parties[ends.debtor], -amount, tally);
        if (nature == Nature.Bonus) return;
        if (ends.creditor != ALL_PARTNERS) return _book(terms.parties[ends.creditor], amount, tally);
        uint256[] memory parts = _partsOf(uint256(amount), terms.weights);
        for (uint256 i = 0; i < parts.length; ++i) _book(terms.parties[i + 1], int256(parts[i]), tally);
    }

    function _book(address party, int256 amount, Tally memory tally) private {
        if (party == tally.enterprise) tally.result += amount;
        else BOOKS.book(party, amount);
    }
}
