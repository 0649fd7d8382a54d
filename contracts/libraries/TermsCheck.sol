// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Base, Clause, Form, IAgreements, Leg, Nature, Point, Reference, Span, Terms
} from "../interfaces/IAgreements.sol";
import {Measures} from "./Measures.sol";

/// @notice Between which amounts a clause's entitlement has been, or may be until the terms begin. Both 0 for first terms.
struct Carried {
    int256 least;
    int256 most;
}

/// @title TermsCheck: what must hold of any terms before they are opened
library TermsCheck {
    uint256 private constant MOST_PARTIES = 16;
    uint256 private constant MOST_LEGS = 8;
    uint256 private constant MOST_CLAUSES = 16;
    uint256 private constant MOST_POINTS = 64;
    uint256 private constant MOST_GATES = 4;
    uint256 private constant MOST_PERIODS = 4096;
    /// @dev Accruing reads each at some 7,000 gas: one period of the worst terms stays far below what a block takes, since
    /// terms that nobody can accrue would hold up the books of their debtor, and of all it shares agreements with.
    uint256 private constant FIGURES_AT_ONCE = 512;
    /// @dev Keeps every product in Payoff inside 256 bits.
    int256 private constant LIMIT = 2 ** 95;
    /// @dev A benchmark's curve gives a figure like the oracle's, so that running sums fit their slot.
    int256 private constant FIGURE = 2 ** 63;

    /// @notice Reverts with the error named after the first fact that is wrong.
    /// @param carried What clauses carry over into amended terms, by their place; empty for first terms.
    /// @return debtors Bit i: party i may come to owe money.
    function check(Terms calldata terms, Carried[] memory carried) internal pure returns (uint16 debtors) {
        _parties(terms.parties);
        require(terms.periods > 0 && terms.periods <= MOST_PERIODS, IAgreements.TermOutOfRange(terms.periods, MOST_PERIODS));
        _legs(terms);
        uint256 count = terms.clauses.length;
        require(count > 0 && count <= MOST_CLAUSES, IAgreements.ClauseCount(count, MOST_CLAUSES));
        uint256 figures = 0;
        Carried memory none;
        uint256[] memory most = new uint256[](terms.legs.length);
        for (uint256 i = 0; i < count; ++i) {
            Clause calldata clause = terms.clauses[i];
            require(clause.leg < terms.legs.length, IAgreements.ClauseOfNoLeg(i, clause.leg));
            _span(terms, clause, i);
            _base(terms, clause, i);
            require(clause.gates.length <= MOST_GATES, IAgreements.TooManyGates(i, clause.gates.length));
            figures += Measures.figures(clause);
            _points(clause, terms.legs[clause.leg].nature, i);
            Carried memory before = i < carried.length ? carried[i] : none;
            (int256 least, int256 top) = range(clause.points);
            most[clause.leg] += _most(clause.span, least, top, before);
            debtors |= _debtors(terms.legs[clause.leg], clause.span, least, top, before);
        }
        require(figures <= FIGURES_AT_ONCE, IAgreements.TooManyFigures(figures, FIGURES_AT_ONCE));
        for (uint256 i = 0; i < most.length; ++i) {
            require(most[i] <= terms.ceiling, IAgreements.CeilingBelowClauses(terms.ceiling, most[i]));
        }
    }

    /// @notice The least and the most that the points give.
    function range(Point[] calldata points) internal pure returns (int256 least, int256 most) {
        for (uint256 k = 0; k < points.length; ++k) {
            int256 y = points[k].y;
            if (k == 0 || y < least) least = y;
            if (k == 0 || y > most) most = y;
        }
    }

    function _parties(address[] calldata parties) private pure {
        uint256 count = parties.length;
        require(count > 1 && count <= MOST_PARTIES, IAgreements.PartyCount(count, 2, MOST_PARTIES));
        for (uint256 i = 0; i < count; ++i) {
            require(parties[i] != address(0), IAgreements.PartyZero(i));
            for (uint256 j = 0; j < i; ++j) require(parties[i] != parties[j], IAgreements.PartyTwice(parties[i]));
        }
    }

    function _legs(Terms calldata terms) private pure {
        uint256 count = terms.legs.length;
        require(count > 0 && count <= MOST_LEGS, IAgreements.LegCount(count, 1, MOST_LEGS));
        for (uint256 i = 0; i < count; ++i) {
            Leg calldata leg = terms.legs[i];
            bool inside = leg.debtor < terms.parties.length && leg.creditor < terms.parties.length;
            require(inside && leg.debtor != leg.creditor, IAgreements.LegOfNobody(i));
        }
    }

    function _span(Terms calldata terms, Clause calldata clause, uint256 i) private pure {
        bool fits = clause.window > 0 && terms.periods % clause.window == 0;
        require(fits, IAgreements.WindowsDoNotFit(i, clause.window, terms.periods));
    }

    function _base(Terms calldata terms, Clause calldata clause, uint256 i) private pure {
        if (clause.form == Form.Actual || clause.form == Form.Days) {
            require(clause.base.length == 0, IAgreements.BaseNotUsed(i));
            return;
        }
        require(clause.base.length == 1, IAgreements.BaseMissing(i));
        Base calldata base = clause.base[0];
        require(base.scale > 0, IAgreements.ScaleZero(i));
        if (base.from == Reference.Promises) {
            _promises(base.promises, terms.periods / clause.window, clause.form, i);
        } else if (base.from == Reference.Earlier) {
            bool reaches = base.lag > 0 && uint256(base.lag) * clause.window <= terms.firstPeriod;
            // An offer's start is 0 until it is accepted; its terms are checked when they are opened.
            require(reaches, IAgreements.EarlierBeforeStart(i));
        } else {
            _sorted(base.curve, FIGURE, i);
        }
    }

    function _promises(int64[] calldata promises, uint256 windows, Form form, uint256 i) private pure {
        require(promises.length == windows, IAgreements.PromisesMismatch(i, promises.length, windows));
        if (form != Form.Ratio) return;
        for (uint256 k = 0; k < windows; ++k) require(promises[k] > 0, IAgreements.BaseNotPositive(i, k));
    }

    function _points(Clause calldata clause, Nature nature, uint256 i) private pure {
        _sorted(clause.points, LIMIT, i);
        if (nature != Nature.Bonus) return;
        for (uint256 k = 0; k < clause.points.length; ++k) {
            require(clause.points[k].y >= 0, IAgreements.BonusTakesBack(i, k));
        }
        bool givesBack = clause.span == Span.CumulativeGivingBack;
        require(!givesBack, IAgreements.BonusTakesBack(i, clause.points.length));
    }

    function _sorted(Point[] calldata points, int256 limit, uint256 i) private pure {
        require(points.length > 0 && points.length <= MOST_POINTS, IAgreements.PointsMissing(i));
        for (uint256 k = 0; k < points.length; ++k) {
            (int256 x, int256 y) = (points[k].x, points[k].y);
            require(x > -LIMIT && x < LIMIT && y > -limit && y < limit, IAgreements.PointTooLarge(i, k));
            if (k > 0) require(points[k - 1].x <= x, IAgreements.PointsNotSorted(i, k));
            // Of three corners at one x the middle one could never count: a slip of the pen.
            if (k > 1) require(points[k - 2].x < x, IAgreements.PointsNotSorted(i, k));
        }
    }

    /// @dev The most that the clause can add in one period, either way: from the one end of what it has accrued to the other
    /// end of what it gives, or back.
    function _most(Span span, int256 least, int256 top, Carried memory carried) private pure returns (uint256) {
        if (span == Span.CumulativeGivingBack) {
            return uint256((top > carried.most ? top : carried.most) - (least < carried.least ? least : carried.least));
        }
        if (span == Span.Cumulative) return top > carried.least ? uint256(top - carried.least) : 0;
        return uint256(top > -least ? top : -least);
    }

    function _debtors(Leg calldata leg, Span span, int256 least, int256 top, Carried memory carried)
        private pure returns (uint16 debtors)
    {
        // What may rise may fall again where it is given back, so both sides may come to owe.
        bool both = span == Span.CumulativeGivingBack;
        int256 from = span == Span.Cumulative ? carried.least : int256(0);
        if (top > from || both) debtors |= uint16(1) << leg.debtor;
        if (both || (least < 0 && span != Span.Cumulative)) debtors |= uint16(1) << leg.creditor;
    }
}
