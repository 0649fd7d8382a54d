// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Base, Clause, Form, Gate, IAgreements, Reference, Span, Terms} from "../interfaces/IAgreements.sol";
import {IBookClosing} from "../interfaces/IBookClosing.sol";
import {Finality, IRevenueOracle, Metric} from "../interfaces/IRevenueOracle.sol";
import {Payoff} from "./Payoff.sol";

/// @notice The running sums of one cumulative clause, in one slot.
/// @dev actual, base: sums of all windows so far. accrued: the entitlement accrued so far, net of what was given back.
struct Running {
    int80 actual;
    int80 base;
    int96 accrued;
}

/// @title Measures: from final facts to a clause's amount in a period
library Measures {
    using SafeCast for int256;

    /// @dev How many periods are accrued in one call at most, so that no backlog ever needs more than a block.
    uint32 private constant AT_ONCE = 12;

    /// @notice What clause number `index` adds in `period`; 0 unless one of its windows ends there.
    /// Reverts with FactNotFinal as long as a fact it needs is pending.
    /// @param first The first period of the agreement's first terms, which days are counted from.
    function accrue(
        IRevenueOracle oracle,
        Running storage running,
        Terms calldata terms,
        uint256 index,
        uint32 first,
        uint32 period
    ) internal returns (int256) {
        Clause calldata clause = terms.clauses[index];
        uint256 passed = period + 1 - terms.firstPeriod;
        if (passed % clause.window != 0) return 0;
        bool cumulative = isCumulative(clause);
        if (!cumulative && !_readsFacts(clause)) return clause.points[0].y;
        bool counts = _gatesHold(oracle, clause, period);
        // A window that doesn't count has no amount whatever its figures are; a cumulative one still runs on.
        if (!counts && !cumulative) return 0;
        int256 actual = clause.form == Form.Days ? _days(oracle, first, period) : _actual(oracle, clause, period, 0);
        int256 base = _base(oracle, clause, passed / clause.window - 1, period);
        if (!cumulative) return Payoff.amount(clause, actual, base);
        return _accumulate(running, clause, actual, base, counts);
    }

    /// @notice The first period from `period` on that can't be accrued now: it has not ended, lies ahead of the books of a
    /// party (bit i of `counted`: party i has books), needs a fact that is pending, or is one too many for a call; at the
    /// latest `end`.
    /// @dev Linked, not inlined, for the size of the kinds; closings do without it, as accrue() reverts by itself.
    function accruableUntil(
        IRevenueOracle oracle, IBookClosing books, Terms calldata terms, uint16 counted, uint32 period, uint32 end
    ) external view returns (uint32) {
        if (end > period + AT_ONCE) end = period + AT_ONCE;
        uint32 current = oracle.currentPeriod();
        if (end > current) end = current;
        for (uint256 i = 0; i < terms.parties.length; ++i) {
            if (counted >> i & 1 == 0) continue;
            uint32 beyond = uint32(books.booksOf(terms.parties[i]).nextPeriod) + 1;
            if (beyond < end) end = beyond;
        }
        while (period < end && _isReady(oracle, terms, period)) ++period;
        return period;
    }

    /// @notice Whether any clause, base or gate of the terms reads `subject`.
    function reads(Terms calldata terms, bytes32 subject) internal pure returns (bool) {
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            Clause calldata clause = terms.clauses[i];
            if (clause.subject == subject && _readsActual(clause)) return true;
            for (uint256 k = 0; k < clause.gates.length; ++k) if (clause.gates[k].subject == subject) return true;
            if (_readsBenchmark(clause) && clause.base[0].benchmark == subject) return true;
        }
        return false;
    }

    /// @notice How many figures are read when a window of the clause ends.
    function figures(Clause calldata clause) internal pure returns (uint256 count) {
        uint256 actual = _readsActual(clause) ? clause.window : 0;
        count = clause.gates.length + actual;
        if (_readsEarlier(clause)) count += actual;
        if (_readsBenchmark(clause)) count += clause.window;
    }

    /// @notice Whether the clause keeps running sums.
    function isCumulative(Clause calldata clause) internal pure returns (bool) {
        return clause.span == Span.Cumulative || clause.span == Span.CumulativeGivingBack;
    }

    function _isReady(IRevenueOracle oracle, Terms calldata terms, uint32 period) private view returns (bool) {
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            Clause calldata clause = terms.clauses[i];
            bool ends = (period + 1 - terms.firstPeriod) % clause.window == 0;
            if (ends && !_isClauseReady(oracle, clause, period)) return false;
        }
        return true;
    }

    function _accumulate(Running storage running, Clause calldata clause, int256 actual, int256 base, bool counts)
        private returns (int256 amount)
    {
        Running memory sums = running;
        // Days already count from the start.
        if (clause.form != Form.Days) actual += sums.actual;
        base += sums.base;
        if (counts) amount = Payoff.amount(clause, actual, base) - sums.accrued;
        // Without giving back, what was once accrued is kept; nothing accrues below it.
        if (clause.span == Span.Cumulative && amount < 0) amount = 0;
        running.actual = actual.toInt80();
        running.base = base.toInt80();
        running.accrued = (sums.accrued + amount).toInt96();
    }

    /// @dev The metric's sum over the window that ends in `period`, or over the one `back` periods earlier.
    function _actual(IRevenueOracle oracle, Clause calldata clause, uint32 period, uint32 back)
        private view returns (int256 sum)
    {
        if (!_readsActual(clause)) return 0;
        bool corrected = clause.span != Span.Window;
        uint32 last = period - back;
        for (uint32 p = last + 1 - clause.window; p <= last; ++p) {
            sum += _figure(oracle, clause.subject, clause.metric, p, corrected, clause.absentAs);
        }
    }

    function _base(IRevenueOracle oracle, Clause calldata clause, uint256 window, uint32 period)
        private view returns (int256 sum)
    {
        if (clause.base.length == 0) return 0;
        Base calldata base = clause.base[0];
        if (base.from == Reference.Promises) return base.promises[window];
        if (base.from == Reference.Earlier) return _actual(oracle, clause, period, uint32(base.lag) * clause.window);
        for (uint32 p = period + 1 - clause.window; p <= period; ++p) {
            sum += _figure(oracle, base.benchmark, Metric.Revenue, p, true, 0);
        }
        return Payoff.polyline(base.curve, sum, 1);
    }

    /// @dev An absent period counts as what the terms state, plus corrections booked in it.
    function _figure(
        IRevenueOracle oracle, bytes32 subject, Metric metric, uint32 period, bool corrected, int64 absentAs
    ) private view returns (int256) {
        (Finality finality, int256 value) = oracle.figure(subject, metric, period, corrected);
        require(finality != Finality.Pending, IAgreements.FactNotFinal(subject, period));
        return finality == Finality.Absent ? value + absentAs : value;
    }

    /// @dev Gates read what was attested for the window's last period; an absent figure fails them.
    function _gatesHold(IRevenueOracle oracle, Clause calldata clause, uint32 period) private view returns (bool hold) {
        hold = true;
        for (uint256 i = 0; i < clause.gates.length; ++i) {
            Gate calldata gate = clause.gates[i];
            (Finality finality, int256 value) = oracle.figure(gate.subject, gate.metric, period, false);
            require(finality != Finality.Pending, IAgreements.FactNotFinal(gate.subject, period));
            if (finality == Finality.Absent || value < gate.atLeast || value >= gate.below) hold = false;
        }
    }

    /// @dev Whole days from the agreement's first second to the window's end; a begun day doesn't count, in favour of the debtor.
    function _days(IRevenueOracle oracle, uint32 first, uint32 period) private view returns (int256) {
        return int256((oracle.endOf(period) - oracle.startOf(first)) / 1 days);
    }

    function _isClauseReady(IRevenueOracle oracle, Clause calldata clause, uint32 period) private view returns (bool) {
        for (uint256 i = 0; i < clause.gates.length; ++i) {
            if (_isPending(oracle, clause.gates[i].subject, clause.gates[i].metric, period)) return false;
        }
        bool benchmark = _readsBenchmark(clause);
        bool actual = _readsActual(clause);
        // How long before the window the one lies that it is held against.
        uint32 back = actual && _readsEarlier(clause) ? uint32(clause.base[0].lag) * clause.window : 0;
        for (uint32 p = period + 1 - clause.window; p <= period; ++p) {
            if (actual && _isPending(oracle, clause.subject, clause.metric, p)) return false;
            if (back > 0 && _isPending(oracle, clause.subject, clause.metric, p - back)) return false;
            if (benchmark && _isPending(oracle, clause.base[0].benchmark, Metric.Revenue, p)) return false;
        }
        return true;
    }

    function _isPending(IRevenueOracle oracle, bytes32 subject, Metric metric, uint32 period) private view returns (bool) {
        (Finality finality,) = oracle.figure(subject, metric, period, false);
        return finality == Finality.Pending;
    }

    function _readsActual(Clause calldata clause) private pure returns (bool) {
        return clause.form != Form.Days && clause.points.length > 1;
    }

    function _readsEarlier(Clause calldata clause) private pure returns (bool) {
        return clause.base.length == 1 && clause.base[0].from == Reference.Earlier;
    }

    function _readsBenchmark(Clause calldata clause) private pure returns (bool) {
        return clause.base.length == 1 && clause.base[0].from == Reference.Benchmark;
    }

    function _readsFacts(Clause calldata clause) private pure returns (bool) {
        return clause.points.length > 1 || clause.gates.length > 0;
    }
}
