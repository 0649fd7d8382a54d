// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Base, Clause, Form, Gate, IAgreements, Point, Reference, Span, Terms} from "../interfaces/IAgreements.sol";
import {Finality, IRevenueOracle, Metric} from "../interfaces/IRevenueOracle.sol";
import {Payoff} from "./Payoff.sol";

/// @notice The running sums of one cumulative clause, in one slot.
/// @dev actual, base: sums of all windows so far. accrued: the entitlement accrued so far, net of what was given back.
struct Running {
    int80 actual;
    int80 base;
    int96 accrued;
}

/// @notice Where and when a clause is read.
/// @dev first: first period of the agreement's first terms, which days are counted from. start, periods: the term of those in
/// force. legs: what each leg has accrued to date, the period's earlier clauses included; empty unless a base reads one.
/// dividends: minor units, to date.
struct Reading {
    IRevenueOracle oracle;
    uint32 first;
    uint32 start;
    uint32 periods;
    uint32 period;
    int256[] legs;
    int256 dividends;
}

/// @title Measures: from final facts to a clause's amount in a period
library Measures {
    using SafeCast for int256;

    /// @notice What a clause adds in the reading's period; 0 unless one of its windows ends there. `running`: of all clauses of
    /// the agreement, this one being number `index`. Reverts with FactNotFinal as long as a fact it needs is pending.
    function accrue(
        Reading memory at, mapping(uint256 clause => Running) storage running, Clause calldata clause, uint256 index
    ) internal returns (int256) {
        uint256 length = clause.window;
        uint256 passed = at.period + 1 - at.start;
        if (passed % length != 0) return 0;
        bool cumulative = isCumulative(clause);
        Point[] calldata points = clause.points;
        Gate[] calldata gates = clause.gates;
        // A constant amount, which reads no facts.
        if (points.length == 1 && gates.length == 0 && !cumulative) return points[0].y;
        uint256 window = passed / length - 1;
        bool counts = gates.length == 0 || _gatesHold(at, gates, length, window);
        // A window that doesn't count has no amount whatever its figures are; a cumulative one still runs on.
        if (!counts && !cumulative) return 0;
        int256 actual = clause.form == Form.Days ? _days(at) : _actual(at.oracle, clause, at.period);
        int256 base = _base(at, clause, window);
        if (!cumulative) return Payoff.amount(clause, actual, base);
        return _accumulate(running[index], clause, actual, base, counts);
    }

    /// @notice What a cumulative clause adds when its figures are taken anew after the term, as corrected up to the reading's
    /// period. It counts if the gates of its last window held.
    function restate(
        Reading memory at, mapping(uint256 clause => Running) storage running, Clause calldata clause, uint256 index
    ) internal returns (int256) {
        if (!isCumulative(clause) || !_readsActual(clause)) return 0;
        int256 difference = 0;
        uint32 period = at.period;
        uint32 end = at.start + at.periods;
        for (uint32 p = at.start; p < end; ++p) {
            // In place of corrections that were booked in p those count that were made of p.
            difference += at.oracle.correctionOf(clause.subject, clause.metric, p, period);
            (, int256 attested) = at.oracle.figure(clause.subject, clause.metric, p, false);
            (, int256 counted) = at.oracle.figure(clause.subject, clause.metric, p, true);
            difference -= counted - attested;
        }
        at.period = end - 1;
        bool counts = _gatesHold(at, clause.gates, clause.window, at.periods / clause.window - 1);
        at.period = period;
        return _accumulate(running[index], clause, difference, 0, counts);
    }

    /// @notice Whether every fact is final that the terms' clauses need in `period`.
    function isReady(IRevenueOracle oracle, Terms calldata terms, uint32 period) internal view returns (bool) {
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            Clause calldata clause = terms.clauses[i];
            uint256 passed = period + 1 - terms.firstPeriod;
            if (passed % clause.window == 0 && !_isClauseReady(oracle, clause, passed / clause.window - 1, period)) {
                return false;
            }
        }
        return true;
    }

    /// @notice Whether any clause, base or gate of the terms reads `subject`.
    function reads(Terms calldata terms, bytes32 subject) internal pure returns (bool) {
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            Clause calldata clause = terms.clauses[i];
            if (clause.subject == subject && _readsActual(clause)) return true;
            for (uint256 k = 0; k < clause.gates.length; ++k) if (clause.gates[k].subject == subject) return true;
            for (uint256 k = 0; k < clause.base.length; ++k) {
                if (clause.base[k].from == Reference.Benchmark && clause.base[k].benchmark == subject) return true;
            }
        }
        return false;
    }

    /// @notice What bases read beside facts. legs: bit i: what leg i has accrued.
    function basesRead(Clause[] calldata clauses) internal pure returns (uint256 legs, bool dividends) {
        for (uint256 i = 0; i < clauses.length; ++i) {
            Base[] calldata base = clauses[i].base;
            for (uint256 k = 0; k < base.length; ++k) {
                Reference from = base[k].from;
                if (from == Reference.Accrued) legs |= 1 << base[k].leg;
                else if (from == Reference.Dividends) dividends = true;
            }
        }
    }

    /// @notice How many figures are read when a window of the clause ends.
    function figures(Clause calldata clause) internal pure returns (uint256 count) {
        uint256 window = clause.window;
        uint256 actual = _readsActual(clause) ? window : 0;
        count = actual;
        Base[] calldata bases = clause.base;
        for (uint256 i = 0; i < bases.length; ++i) {
            Reference from = bases[i].from;
            if (from == Reference.Earlier) count += actual;
            else if (from == Reference.Benchmark) count += window;
        }
        Gate[] calldata gates = clause.gates;
        for (uint256 i = 0; i < gates.length; ++i) count += uint256(gates[i].periods) * gates[i].running;
    }

    /// @notice Whether the clause keeps running sums.
    function isCumulative(Clause calldata clause) internal pure returns (bool) {
        Span span = clause.span;
        return span == Span.Cumulative || span == Span.CumulativeGivingBack;
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

    /* FIGURES */

    /// @dev The metric's sum over the window that ends in `last`.
    function _actual(IRevenueOracle oracle, Clause calldata clause, uint32 last) private view returns (int256 sum) {
        if (!_readsActual(clause)) return 0;
        bool corrected = clause.span != Span.Window;
        (bytes32 subject, Metric metric, int64 absentAs) = (clause.subject, clause.metric, clause.absentAs);
        for (uint32 p = last + 1 - clause.window; p <= last; ++p) {
            sum += _figure(oracle, subject, metric, p, corrected, absentAs);
        }
    }

    function _base(Reading memory at, Clause calldata clause, uint256 window) private view returns (int256 sum) {
        Base[] calldata bases = clause.base;
        for (uint256 i = 0; i < bases.length; ++i) sum += _baseOf(at, clause, bases[i], window);
    }

    function _baseOf(Reading memory at, Clause calldata clause, Base calldata base, uint256 window)
        private view returns (int256)
    {
        Reference from = base.from;
        if (from == Reference.Promises) return base.promises[window];
        if (from == Reference.Earlier) {
            return _actual(at.oracle, clause, at.period - uint32(base.lag) * clause.window);
        }
        int256 read = 0;
        if (from == Reference.Days) read = _days(at);
        else if (from == Reference.Accrued) read = at.legs[base.leg];
        else if (from == Reference.Dividends) read = at.dividends;
        else {
            for (uint32 p = at.period + 1 - clause.window; p <= at.period; ++p) {
                read += _figure(at.oracle, base.benchmark, Metric.Revenue, p, true, 0);
            }
        }
        return Payoff.polyline(base.curve, read, 1);
    }

    /// @dev An absent period counts as what the terms state, plus corrections booked in it.
    function _figure(
        IRevenueOracle oracle, bytes32 subject, Metric metric, uint32 period, bool corrected, int64 absentAs
    ) private view returns (int256) {
        (Finality finality, int256 value) = oracle.figure(subject, metric, period, corrected);
        require(finality != Finality.Pending, IAgreements.FactNotFinal(subject, period));
        return finality == Finality.Absent ? value + absentAs : value;
    }

    /// @dev Whole days from the agreement's first second to the window's end; a begun day doesn't count, in favour of the debtor.
    function _days(Reading memory at) private view returns (int256) {
        return int256((at.oracle.endOf(at.period) - at.oracle.startOf(at.first)) / 1 days);
    }

    /* GATES */

    function _gatesHold(Reading memory at, Gate[] calldata gates, uint256 length, uint256 window)
        private view returns (bool hold)
    {
        hold = true;
        // All are read, so that which facts are needed does not depend on what they say.
        for (uint256 i = 0; i < gates.length; ++i) {
            if (!_gateHolds(at, gates[i], uint32(length), window)) hold = false;
        }
    }

    /// @dev In each of the last windows running the figure lies between the gate's bounds.
    function _gateHolds(Reading memory at, Gate calldata gate, uint32 length, uint256 window)
        private view returns (bool hold)
    {
        // There are not that many windows yet.
        if (window + 1 < gate.running) return false;
        hold = true;
        for (uint32 back = 0; back < gate.running; ++back) {
            (bool known, int256 figure) = _gateFigure(at.oracle, gate, at.period - back * length);
            if (gate.promises.length > 0) figure -= gate.promises[window - back];
            if (!known || figure < gate.atLeast || figure >= gate.below) hold = false;
        }
    }

    /// @dev What was attested; an absent figure can't be compared.
    function _gateFigure(IRevenueOracle oracle, Gate calldata gate, uint32 last)
        private view returns (bool known, int256 sum)
    {
        known = true;
        for (uint32 p = last + 1 - gate.periods; p <= last; ++p) {
            (Finality finality, int256 value) = oracle.figure(gate.subject, gate.metric, p, false);
            require(finality != Finality.Pending, IAgreements.FactNotFinal(gate.subject, p));
            if (finality == Finality.Absent) known = false;
            sum += value;
        }
    }

    /* LOOKING AHEAD */

    function _isClauseReady(IRevenueOracle oracle, Clause calldata clause, uint256 window, uint32 period)
        private view returns (bool)
    {
        for (uint256 i = 0; i < clause.gates.length; ++i) {
            if (!_isGateReady(oracle, clause.gates[i], clause.window, window, period)) return false;
        }
        uint32 first = period + 1 - clause.window;
        bool actual = _readsActual(clause);
        if (actual && !_isFinal(oracle, clause.subject, clause.metric, first, period)) return false;
        for (uint256 i = 0; i < clause.base.length; ++i) {
            Base calldata base = clause.base[i];
            uint32 back = uint32(base.lag) * clause.window;
            if (base.from == Reference.Earlier && actual) {
                if (!_isFinal(oracle, clause.subject, clause.metric, first - back, period - back)) return false;
            }
            if (base.from == Reference.Benchmark) {
                if (!_isFinal(oracle, base.benchmark, Metric.Revenue, first, period)) return false;
            }
        }
        return true;
    }

    function _isGateReady(IRevenueOracle oracle, Gate calldata gate, uint32 length, uint256 window, uint32 period)
        private view returns (bool)
    {
        if (window + 1 < gate.running) return true;
        for (uint32 back = 0; back < gate.running; ++back) {
            uint32 last = period - back * length;
            if (!_isFinal(oracle, gate.subject, gate.metric, last + 1 - gate.periods, last)) return false;
        }
        return true;
    }

    function _isFinal(IRevenueOracle oracle, bytes32 subject, Metric metric, uint32 first, uint32 last)
        private view returns (bool)
    {
        for (uint32 p = first; p <= last; ++p) {
            (Finality finality,) = oracle.figure(subject, metric, p, false);
            if (finality == Finality.Pending) return false;
        }
        return true;
    }

    /* WHAT A CLAUSE READS */

    function _readsActual(Clause calldata clause) private pure returns (bool) {
        Form form = clause.form;
        return form != Form.Days && form != Form.Base && clause.points.length > 1;
    }
}
