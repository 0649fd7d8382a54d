// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProfitPool} from "../../contracts/libraries/ProfitPool.sol";
import {Proof} from "./Proof.sol";

/// @title A pool can't pay more than it received
/// @notice A new pool shares one amount, then all who hold something take all they can. Amounts below 2**96, as any figure
/// is; units and shares in all their range.
contract PoolProofs is Proof {
    using ProfitPool for ProfitPool.Pool;

    uint24 private constant PERIOD = 7;
    ProfitPool.Pool private pool;

    function check_two_members_take_no_more_than_was_shared(uint32 u1, uint32 u2, uint32 all, uint96 amount) external {
        vm.assume(all > 0 && uint256(all) == uint256(u1) + u2);
        _divides(amount, all, u1, u2);
        _members(u1, u2, all);
        pool.shareToTeam(PERIOD, amount);
        uint256 paid = pool.take(address(1)) + pool.take(address(2));
        assert(paid <= amount);
    }

    function check_taking_twice_gives_no_more(uint32 u1, uint32 u2, uint32 all, uint96 amount) external {
        vm.assume(all > 0 && uint256(all) == uint256(u1) + u2);
        _divides(amount, all, u1, u2);
        _members(u1, u2, all);
        pool.shareToTeam(PERIOD, amount);
        pool.take(address(1));
        assert(pool.take(address(1)) == 0);
    }

    function _members(uint32 u1, uint32 u2, uint32 all) private {
        pool.totals.units = all;
        pool.totals.totalShares = 100;
        pool.holders[address(1)].units = u1;
        pool.holders[address(2)].units = u2;
    }

    /// @dev With q = floor(a / w) and w = p1 + p2: q <= a, q x w <= a, and q x p1 + q x p2 = q x w, so that no part of it is
    /// more than a either.
    function _divides(uint256 amount, uint256 w, uint256 p1, uint256 p2) private view {
        unchecked {
            uint256 a = amount * 2 ** 32;
            uint256 q = a / w;
            vm.assume(q <= a);
            vm.assume(ring.times(q, w) <= a && ring.times(w, q) <= a);
            vm.assume(ring.times(q, p1) + ring.times(q, p2) == ring.times(q, w));
            vm.assume(ring.times(p1, q) + ring.times(p2, q) == ring.times(w, q));
            vm.assume(ring.times(q, p1) <= a && ring.times(q, p2) <= a);
            vm.assume(ring.times(p1, q) <= a && ring.times(p2, q) <= a);
        }
    }
}
