// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Clause, Form, Point} from "../interfaces/IAgreements.sol";

/// @title Payoff: the clamped polyline every clause is made of
/// @notice Exact between its corners, flat beyond its ends, floored once after interpolation (towards minus infinity:
/// in favour of the leg's debtor).
library Payoff {
    /// @notice What `clause` is worth when the window's sums are `actual` and `base`.
    function amount(Clause calldata clause, int256 actual, int256 base) internal pure returns (int256) {
        (int256 numerator, int256 denominator) = measure(clause, actual, base);
        return polyline(clause.points, numerator, denominator);
    }

    /// @notice The clause's x as a fraction, its denominator possibly not positive.
    function measure(Clause calldata clause, int256 actual, int256 base)
        internal pure returns (int256 numerator, int256 denominator)
    {
        Form form = clause.form;
        if (form == Form.Variance) return (actual - base, 1);
        if (form == Form.Ratio) return (actual * int256(uint256(clause.base[0].scale)), base);
        if (form == Form.Inverse) return (base * int256(uint256(clause.base[0].scale)), actual);
        if (form == Form.Base) return (base, 1);
        return (actual, 1);
    }

    /// @notice The polyline at numerator / denominator.
    /// A denominator that isn't positive reads as the limit towards zero from above, so that losses are defined: beyond
    /// the last point for a positive numerator, before the first for a negative one, x = 0 for none.
    function polyline(Point[] calldata points, int256 numerator, int256 denominator) internal pure returns (int256) {
        uint256 last = points.length - 1;
        if (denominator <= 0) {
            if (numerator > 0) return points[last].y;
            if (numerator < 0) return points[0].y;
            denominator = 1;
        }
        uint256 i = _corner(points, numerator, denominator);
        if (i == 0) return points[0].y;
        if (i > last) return points[last].y;
        return _between(points[i - 1], points[i], numerator, denominator);
    }

    /// @dev The first corner beyond x; so the one before it is the later of two that share an x.
    /// No overflow: |x| < 2**95 and sums of figures are below 2**96 (TermsCheck, RevenueOracle), scale below 2**64.
    function _corner(Point[] calldata points, int256 numerator, int256 denominator) private pure returns (uint256 i) {
        while (i < points.length && points[i].x * denominator <= numerator) ++i;
    }

    function _between(Point calldata from, Point calldata to, int256 numerator, int256 denominator)
        private pure returns (int256)
    {
        int256 rise = int256(to.y) - from.y;
        uint256 run = SafeCast.toUint256((int256(to.x) - from.x) * denominator);
        uint256 along = SafeCast.toUint256(numerator - from.x * denominator);
        // Floored towards minus infinity, in favour of the leg's debtor; exact because mulDiv keeps 512 bits between.
        return rise >= 0
            ? int256(from.y) + int256(Math.mulDiv(uint256(rise), along, run))
            : int256(from.y) - int256(Math.mulDiv(uint256(-rise), along, run, Math.Rounding.Ceil));
    }
}
