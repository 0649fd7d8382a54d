// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    Base, Clause, Form, Gate, IAgreements, Leg, Nature, Point, Reference, Span, Terms
} from "../interfaces/IAgreements.sol";
import {ALL_PARTNERS, MOST_DEBTORS} from "./AgreementLedger.sol";
import {Measures} from "./Measures.sol";

/// @notice Between which amounts a clause's entitlement has been, or may be until the terms begin. Both 0 for first terms.
struct Carried {
    int256 least;
    int256 most;
}

/// @title TermsCheck: what must hold of any terms before they are opened
library TermsCheck {
    uint256 private constant MOST_PARTIES = 65;
    uint256 private constant MOST_LEGS = 72;
    uint256 private constant MOST_CLAUSES = 80;
    uint256 private constant MOST_POINTS = 64;
    uint256 private constant MOST_GATES = 4;
    uint256 private constant MOST_BASES = 4;
    uint256 private constant MOST_PERIODS = 4096;
    uint256 private constant MOST_CORRECTION_PERIODS = 120;
    /// @dev Accruing reads each at some 7,000 gas: one period of the worst terms stays far below what a block takes, since
    /// terms that nobody can accrue would hold up the books of their debtor, and of all it shares agreements with.
    uint256 private constant FIGURES_AT_ONCE = 512;
    /// @dev Keeps every product in Payoff inside 256 bits.
    int256 private constant LIMIT = 2 ** 95;
    /// @dev A curve gives a figure like the oracle's, so that running sums fit their slot.
    int256 private constant FIGURE = 2 ** 63;

    /// @notice Reverts with the error named after the first fact that is wrong.
    /// @param carried What clauses carry over into amended terms, by their place; empty for first terms.
    /// @return debtors Bit i: party i may come to owe money, or its closings have to keep the agreement up to date.
    function check(Terms calldata terms, Carried[] memory carried) internal pure returns (uint16 debtors) {
        _parties(terms.parties);
        require(terms.periods > 0 && terms.periods <= MOST_PERIODS, IAgreements.TermOutOfRange(terms.periods, MOST_PERIODS));
        _legs(terms);
        Leg[] calldata legs = terms.legs;
        Clause[] calldata clauses = terms.clauses;
        uint256 count = clauses.length;
        // Without legs there is nothing to move: a letter of understanding.
        bool letter = legs.length == 0 && count == 0;
        require(letter || (count > 0 && count <= MOST_CLAUSES), IAgreements.ClauseCount(count, MOST_CLAUSES));
        Carried memory none;
        uint256[] memory most = new uint256[](legs.length);
        for (uint256 i = 0; i < count; ++i) {
            Clause calldata clause = clauses[i];
            uint256 number = clause.leg;
            require(number < legs.length, IAgreements.ClauseOfNoLeg(i, number));
            _span(terms, clause, i);
            _bases(terms, clause, i);
            _gates(terms, clause, i);
            Leg calldata leg = legs[number];
            Point[] calldata points = clause.points;
            Span span = clause.span;
            _points(points, span, leg, i);
            Carried memory before = i < carried.length ? carried[i] : none;
            (int256 least, int256 top) = range(points);
            most[number] += _most(span, least, top, before);
            debtors |= _debtors(leg, span, least, top, before);
        }
        _figures(terms, clauses);
        uint256 ceiling = terms.ceiling;
        for (uint256 i = 0; i < most.length; ++i) {
            bool money = !_isOutsideCeiling(legs[i].nature);
            require(!money || most[i] <= ceiling, IAgreements.CeilingBelowClauses(ceiling, most[i]));
        }
        // Dividends are known to the period only while the enterprise's closings go hand in hand with the agreement.
        (, bool dividends) = Measures.basesRead(clauses);
        if (dividends) debtors |= 1;
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
        uint256 seen = 0;
        for (uint256 i = 0; i < count; ++i) {
            require(parties[i] != address(0), IAgreements.PartyZero(i));
            // Only parties whose addresses end alike can be the same.
            uint256 bit = 1 << uint8(uint160(parties[i]));
            for (uint256 j = 0; seen & bit != 0 && j < i; ++j) {
                require(parties[i] != parties[j], IAgreements.PartyTwice(parties[i]));
            }
            seen |= bit;
        }
    }

    /* LEGS */

    function _legs(Terms calldata terms) private pure {
        Leg[] calldata legs = terms.legs;
        uint256 parties = terms.parties.length;
        require(legs.length <= MOST_LEGS, IAgreements.LegCount(legs.length, 0, MOST_LEGS));
        bool weighted = false;
        for (uint256 i = 0; i < legs.length; ++i) {
            Leg calldata leg = legs[i];
            (uint256 debtor, uint256 creditor) = (leg.debtor, leg.creditor);
            bool all = creditor == ALL_PARTNERS;
            bool inside = debtor < parties && debtor < MOST_DEBTORS
                && (all ? debtor == 0 && leg.nature == Nature.Fee : creditor < parties);
            require(inside && debtor != creditor, IAgreements.LegOfNobody(i));
            _escrow(leg, i);
            _backers(parties, leg, i);
            weighted = weighted || all;
        }
        uint256 expected = weighted ? parties - 1 : 0;
        uint16[] calldata weights = terms.weights;
        require(weights.length == expected, IAgreements.WeightsMismatch(weights.length, expected));
        for (uint256 i = 0; i < expected; ++i) require(weights[i] > 0, IAgreements.WeightZero(i));
    }

    /// @dev A tranche lies in escrow; collateral is for what the debtor owes in money of its own.
    function _escrow(Leg calldata leg, uint256 i) private pure {
        bool fits = leg.escrow > 0
            ? leg.nature == Nature.Tranche || leg.nature == Nature.Fee || leg.nature == Nature.Bonus
            : leg.nature != Nature.Tranche;
        require(fits, IAgreements.EscrowMisplaced(i));
    }

    /// @dev Others may answer for a fee; not who owes it, and not who is paid.
    function _backers(uint256 parties, Leg calldata leg, uint256 i) private pure {
        if (leg.backers == 0) return;
        uint256 own = 1 << leg.debtor | 1 << leg.creditor;
        bool fits = leg.nature == Nature.Fee && leg.creditor != ALL_PARTNERS && leg.backers & own == 0
            && uint256(leg.backers) >> parties == 0;
        require(fits, IAgreements.BackersMisplaced(i));
    }

    /* CLAUSES */

    function _span(Terms calldata terms, Clause calldata clause, uint256 i) private pure {
        (uint256 window, uint256 periods) = (clause.window, terms.periods);
        require(window > 0 && periods % window == 0, IAgreements.WindowsDoNotFit(i, window, periods));
    }

    function _bases(Terms calldata terms, Clause calldata clause, uint256 i) private pure {
        Base[] calldata bases = clause.base;
        uint256 count = bases.length;
        Form form = clause.form;
        if (form == Form.Actual || form == Form.Days) {
            require(count == 0, IAgreements.BaseNotUsed(i));
            return;
        }
        require(count > 0, IAgreements.BaseMissing(i));
        require(count <= MOST_BASES, IAgreements.TooManyBases(i, count));
        require(bases[0].scale > 0, IAgreements.ScaleZero(i));
        for (uint256 k = 0; k < count; ++k) _base(terms, clause, bases[k], i);
    }

    function _base(Terms calldata terms, Clause calldata clause, Base calldata base, uint256 i) private pure {
        if (base.from == Reference.Promises) {
            _promises(base.promises, terms.periods / clause.window, clause.form, i);
            return;
        }
        if (base.from == Reference.Earlier) {
            bool reaches = base.lag > 0 && uint256(base.lag) * clause.window <= terms.firstPeriod;
            // An offer's start is 0 until it is accepted; its terms are checked when they are opened.
            require(reaches, IAgreements.EarlierBeforeStart(i));
            // Form.Base reads no metric, so there is none to look back at.
            require(clause.form != Form.Base, IAgreements.BaseNotUsed(i));
            return;
        }
        _sorted(base.curve, FIGURE, i);
        if (base.from == Reference.Benchmark) return;
        // They count from the start: adding them up over windows would count what came first again and again.
        require(!Measures.isCumulative(clause), IAgreements.SpanNotWindow(i));
        if (base.from == Reference.Accrued) {
            require(base.leg < terms.legs.length, IAgreements.ClauseOfNoLeg(i, base.leg));
        }
    }

    function _promises(int64[] calldata promises, uint256 windows, Form form, uint256 i) private pure {
        require(promises.length == windows, IAgreements.PromisesMismatch(i, promises.length, windows));
        if (form != Form.Ratio) return;
        for (uint256 k = 0; k < windows; ++k) require(promises[k] > 0, IAgreements.BaseNotPositive(i, k));
    }

    function _gates(Terms calldata terms, Clause calldata clause, uint256 i) private pure {
        Gate[] calldata gates = clause.gates;
        uint256 count = gates.length;
        if (count == 0) return;
        require(count <= MOST_GATES, IAgreements.TooManyGates(i, count));
        uint256 windows = terms.periods / clause.window;
        for (uint256 k = 0; k < count; ++k) {
            Gate calldata gate = gates[k];
            bool fits = gate.periods > 0 && gate.periods <= clause.window && gate.running > 0;
            require(fits, IAgreements.GateOutOfRange(i, k));
            uint256 given = gate.promises.length;
            require(given == 0 || given == windows, IAgreements.PromisesMismatch(i, given, windows));
        }
    }

    function _points(Point[] calldata points, Span span, Leg calldata leg, uint256 i) private pure {
        _sorted(points, LIMIT, i);
        if (!_goesOneWay(leg)) return;
        for (uint256 k = 0; k < points.length; ++k) require(points[k].y >= 0, IAgreements.LegTakesBack(i, k));
        require(span != Span.CumulativeGivingBack, IAgreements.LegTakesBack(i, points.length));
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

    /// @dev All that is read when windows of all clauses end at once, or figures are taken anew after the term.
    function _figures(Terms calldata terms, Clause[] calldata clauses) private pure {
        uint256 figures = 0;
        uint256 anew = 0;
        for (uint256 i = 0; i < clauses.length; ++i) {
            Clause calldata clause = clauses[i];
            figures += Measures.figures(clause);
            if (Measures.isCumulative(clause)) anew += 3 * uint256(terms.periods);
        }
        uint256 after_ = terms.correctionPeriods;
        if (after_ > 0) {
            bool used = anew > 0 && after_ <= MOST_CORRECTION_PERIODS;
            require(used, IAgreements.CorrectionsNotUsed(after_, MOST_CORRECTION_PERIODS));
            if (anew > figures) figures = anew;
        }
        require(figures <= FIGURES_AT_ONCE, IAgreements.TooManyFigures(figures, FIGURES_AT_ONCE));
    }

    /* WHAT MAY BE OWED */

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
        // Out of escrow, or no money: nothing for the books.
        if (leg.nature == Nature.Tranche || _isOutsideCeiling(leg.nature)) return 0;
        // What may rise may fall again where it is given back, so both sides may come to owe.
        bool both = span == Span.CumulativeGivingBack;
        int256 from = span == Span.Cumulative ? carried.least : int256(0);
        if (top > from || both) debtors |= uint16(1) << leg.debtor;
        if (both || (least < 0 && span != Span.Cumulative)) debtors |= uint16(1) << leg.creditor;
    }

    /// @dev Money that has left for a team, a unit's investment or partners doesn't come back; nor does a leader. Parties
    /// without a bit in the account can't owe.
    function _goesOneWay(Leg calldata leg) private pure returns (bool) {
        Nature nature = leg.nature;
        if (leg.creditor >= MOST_DEBTORS) return true;
        return nature == Nature.Bonus || nature == Nature.Tranche || nature == Nature.Preferred || nature == Nature.Control;
    }

    /// @dev Shares and control are no money: what bounds them are the clauses and what there is.
    function _isOutsideCeiling(Nature nature) private pure returns (bool) {
        return nature == Nature.Shares || nature == Nature.Control;
    }
}
