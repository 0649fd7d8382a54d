// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, Clause, IAgreements, Leg, Nature, Terms} from "../interfaces/IAgreements.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {ALL_PARTNERS, MOST_DEBTORS, AgreementLedger, Dividends, Ledger} from "../libraries/AgreementLedger.sol";
import {Measures, Reading, Running} from "../libraries/Measures.sol";
import {Moving, Tally} from "./Moving.sol";

/// @title Accrual: from final facts to what is due
/// @dev What is due grows in one place, _owe(), which holds every kind to the ceiling; it is paid through Moving.
abstract contract Accrual is Moving {
    using AgreementLedger for Ledger;

    constructor(Company memory company) Moving(company) {}

    function _accrueNext(bytes32 agreement, Account memory account, Terms calldata terms, Tally memory tally) internal {
        uint24 period = account.nextPeriod++;
        Leg[] calldata legs = terms.legs;
        int256[] memory sums = new int256[](legs.length);
        emit IAgreements.Accrued(agreement, period, _amounts(agreement, account, terms, period, sums));
        for (uint256 i = 0; i < sums.length; ++i) {
            Leg calldata ends = legs[i];
            if (sums[i] != 0) _owe(agreement, account, terms, ends, i, sums[i], tally);
            _moveAtOnce(agreement, account, terms, ends, i);
        }
    }

    /// @dev What each clause adds in the period; `sums` gets what each leg does.
    function _amounts(
        bytes32 agreement, Account memory account, Terms calldata terms, uint256 period, int256[] memory sums
    ) private returns (int256[] memory amounts) {
        Clause[] calldata clauses = terms.clauses;
        amounts = new int256[](clauses.length);
        uint256 start = terms.firstPeriod;
        uint256 termEnd = start + terms.periods;
        bool within = period < termEnd;
        // After the term nothing accrues, until figures are taken anew in the last period of all.
        if (!within && period + 1 != termEnd + terms.correctionPeriods) return amounts;
        (uint256 read, bool dividends) = Measures.basesRead(clauses);
        Reading memory at;
        (at.oracle, at.first, at.period) = (ORACLE, account.firstPeriod, uint32(period));
        (at.start, at.periods) = (uint32(start), uint32(termEnd - start));
        if (read != 0) at.legs = _accrued(agreement, sums.length, read);
        if (dividends) at.dividends = _dividends(agreement, terms);
        mapping(uint256 clause => Running) storage running = _ledger.running[agreement];
        for (uint256 i = 0; i < amounts.length; ++i) {
            Clause calldata clause = clauses[i];
            int256 amount = within
                ? Measures.accrue(at, running, clause, i)
                : Measures.restate(at, running, clause, i);
            uint256 leg = clause.leg;
            amounts[i] = amount;
            sums[leg] += amount;
            if (read != 0) at.legs[leg] += amount;
        }
        for (uint256 i = 0; read >> i != 0; ++i) if (read >> i & 1 == 1) _ledger.accrued[agreement][i] = at.legs[i];
    }

    /// @dev What legs have accrued to date, of those with a bit in `read`.
    function _accrued(bytes32 agreement, uint256 count, uint256 read) private view returns (int256[] memory legs) {
        legs = new int256[](count);
        for (uint256 i = 0; read >> i != 0; ++i) if (read >> i & 1 == 1) legs[i] = _ledger.accrued[agreement][i];
    }

    function _dividends(bytes32 agreement, Terms calldata terms) private view returns (int256) {
        Dividends memory since = _ledger.dividends[agreement];
        uint256 earned = PROFIT_SHARE.perShareOf(terms.parties[0]) - since.perShare;
        // Rounded down: what a base deducts, in favour of the leg's creditor.
        return int256(earned * since.shares / 2 ** 32);
    }

    /// @dev The only place where what is due grows; money is held to the ceiling whatever a kind computes.
    function _owe(
        bytes32 agreement,
        Account memory account,
        Terms calldata terms,
        Leg calldata ends,
        uint256 leg,
        int256 amount,
        Tally memory tally
    ) private {
        Nature nature = ends.nature;
        if (nature == Nature.Control) {
            if (amount > 0) IEnterprise(terms.parties[ends.debtor]).replaceLeader(terms.parties[ends.creditor]);
            return;
        }
        if (nature != Nature.Shares) {
            uint256 size = uint256(amount < 0 ? -amount : amount);
            uint256 ceiling = terms.ceiling;
            require(size <= ceiling, IAgreements.AboveCeiling(agreement, leg, amount, ceiling));
        }
        _ledger.add(agreement, account, leg, amount);
        // An investment is no cost, what comes out of what may be shared is one when it is paid, and shares are no money.
        if (nature != Nature.Fee && nature != Nature.Bonus) return;
        address[] calldata parties = terms.parties;
        _book(account, parties, ends.debtor, -amount, tally);
        if (nature == Nature.Bonus) return;
        uint256 creditor = ends.creditor;
        if (creditor != ALL_PARTNERS) return _book(account, parties, creditor, amount, tally);
        uint256[] memory parts = _partsOf(uint256(amount), terms.weights);
        for (uint256 i = 0; i < parts.length; ++i) _book(account, parties, i + 1, int256(parts[i]), tally);
    }

    /// @dev Only enterprises keep books; of the parties after the sixteenth BookClosing knows whether they do.
    function _book(
        Account memory account, address[] calldata parties, uint256 index, int256 amount, Tally memory tally
    ) private {
        if (index < MOST_DEBTORS && account.keeping >> index & 1 == 0) return;
        address party = parties[index];
        if (party == tally.enterprise) tally.result += amount;
        else BOOKS.book(party, amount);
    }
}
