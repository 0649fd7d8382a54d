// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Point} from "../../contracts/interfaces/IAgreements.sol";
import {Payoff} from "../../contracts/libraries/Payoff.sol";
import {Proof} from "./Proof.sol";
import {Math} from "./standins/Math.sol";

/// @notice The library behind a call, since it reads points from calldata.
contract Polyline {
    function at(Point[] calldata points, int256 numerator, int256 denominator) external pure returns (int256) {
        return Payoff.polyline(points, numerator, denominator);
    }
}

/// @title The polyline stays inside its clamp and interpolates exactly
/// @notice Points are ascending, as TermsCheck demands. Where the library reverts, as on overflow, nothing is claimed.
contract PayoffProofs is Proof {
    Polyline private polyline = new Polyline();

    /// @notice Two points, any fraction whatever.
    function check_clamp_of_two_points(int128 x0, int128 y0, int128 x1, int128 y1, int256 n, int256 d) external view {
        vm.assume(x0 <= x1);
        _distributes(x0, x1, d);
        int256 amount = polyline.at(_two(x0, y0, x1, y1), n, d);
        assert(amount <= y0 || amount <= y1);
        assert(amount >= y0 || amount >= y1);
    }

    /// @notice Three points, any whole number: Actual, Variance, Days and Base.
    function check_clamp_of_three_points(
        int128 x0, int128 y0, int128 x1, int128 y1, int128 x2, int128 y2, int128 n
    ) external view {
        vm.assume(x0 <= x1 && x1 <= x2);
        int256 amount = polyline.at(_three(x0, y0, x1, y1, x2, y2), n, 1);
        assert(amount <= y0 || amount <= y1 || amount <= y2);
        assert(amount >= y0 || amount >= y1 || amount >= y2);
    }

    /// @notice Three points: at a corner its own y; where two share an x, the later one's.
    function check_corners_of_three_points(
        int128 x0, int128 y0, int128 x1, int128 y1, int128 x2, int128 y2
    ) external view {
        vm.assume(x0 <= x1 && x1 <= x2);
        Point[] memory points = _three(x0, y0, x1, y1, x2, y2);
        assert(polyline.at(points, x2, 1) == y2);
        if (x1 < x2) assert(polyline.at(points, x1, 1) == y1);
        if (x0 < x1) assert(polyline.at(points, x0, 1) == y0);
    }

    /// @notice Between two points: y0 plus (y1 - y0) x (n - x0) / (x1 - x0), floored once.
    function check_line_between_two_points(int128 x0, int128 y0, int128 x1, int128 y1, int128 n) external view {
        vm.assume(x0 <= n && n < x1);
        int256 amount = polyline.at(_two(x0, y0, x1, y1), n, 1);
        uint256 along = uint256(int256(n) - x0);
        uint256 run = uint256(int256(x1) - x0);
        if (y1 >= y0) {
            assert(amount == y0 + int256(Math.mulDiv(uint256(int256(y1) - y0), along, run)));
        } else {
            assert(amount == y0 - int256(Math.mulDiv(uint256(int256(y0) - y1), along, run, Math.Rounding.Ceil)));
        }
    }

    /// @dev (x1 - x0) x d = x1 x d - x0 x d, which holds modulo 2**256.
    function _distributes(int256 x0, int256 x1, int256 d) private view {
        unchecked {
            vm.assume(ring.times(x1 - x0, d) == ring.times(x1, d) - ring.times(x0, d));
            vm.assume(ring.times(d, x1 - x0) == ring.times(d, x1) - ring.times(d, x0));
        }
    }

    function _two(int128 x0, int128 y0, int128 x1, int128 y1) private pure returns (Point[] memory points) {
        points = new Point[](2);
        points[0] = Point(x0, y0);
        points[1] = Point(x1, y1);
    }

    function _three(int128 x0, int128 y0, int128 x1, int128 y1, int128 x2, int128 y2)
        private pure returns (Point[] memory points)
    {
        points = new Point[](3);
        points[0] = Point(x0, y0);
        points[1] = Point(x1, y1);
        points[2] = Point(x2, y2);
    }
}
