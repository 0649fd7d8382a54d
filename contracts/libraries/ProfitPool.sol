// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title ProfitPool: shares money by units and by shares, at one cost for any number of holders
/// @notice Two indices say what one unit and one share have earned since the start. Sharing raises them; what a holder
/// has earned follows from its own slot and the indices, whenever it looks.
/// @dev Units and shares change at the beginning of a period, but a period is shared out weeks after its end. So changes
/// wait:
///
///     period     6       7       8       9       now: 8
///     shared     yes     not yet
///     changes            7 on    8 on    9 on    those made in 6, 7 and 8, all waiting
///
/// They wait in two lists, ascending by period: one per holder, and one for the pool with the totals from then on.
/// Sharing out period p first passes the pool's steps up to p and keeps the index as it is there, so that whoever changed
/// there settles at exactly that index, later and alone.
/// A holder fits one slot, because nothing grows beyond it: all units, and all shares, are at most MOST (32 bits), the
/// indices below 2**128, so what a holder has earned stays below 2**161.
library ProfitPool {
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev What counts from the step's period on, of a holder or of all. next: period of the following step.
    struct Step {
        uint32 units;
        uint32 shares;
        uint24 next;
    }

    /// @dev In 1/ONE minor units.
    struct Index {
        uint128 perUnit;
        uint128 perShare;
    }

    /// @dev shares: the investors'. totalShares: theirs and the team's; 0 if there is no pool. next: first step not
    /// passed.
    struct Totals {
        uint32 units;
        uint32 shares;
        uint32 totalShares;
        uint24 next;
    }

    /// @dev next: first step not passed. paid: what was taken, plus what the units and shares held had earned before they
    /// were the holder's, less what the holder had earned with those given up, in 1/ONE minor units. So taking loses no
    /// fraction, and how often one takes changes nothing.
    struct Holder {
        uint32 units;
        uint32 shares;
        uint24 next;
        int168 paid;
    }

    struct Pool {
        Totals totals;
        Index index;
        mapping(uint24 period => Step) steps;
        mapping(uint24 period => Index) indexAt;
        mapping(address account => Holder) holders;
        mapping(address account => mapping(uint24 period => Step)) stepsOf;
    }

    uint256 internal constant MOST = type(uint32).max;
    /// @dev One minor unit in the indices.
    uint256 private constant ONE = 2 ** 32;
    /// @dev No step: changes count from the period after one that exists, so from 1 on.
    uint24 private constant NONE = 0;

    /* SHARE */

    /// @dev Shares `amount` by the units and shares that count in `period`.
    function share(Pool storage self, uint256 period, uint256 amount)
        internal returns (uint256 team, uint256 investors)
    {
        Totals memory totals = _passTo(self, period);
        // Rounds down, in the team's favour.
        investors = amount * totals.shares / totals.totalShares;
        team = amount - investors;
        Index memory index = self.index;
        index.perUnit = _raised(index.perUnit, team, totals.units);
        if (investors > 0) index.perShare = _raised(index.perShare, investors, totals.shares);
        self.index = index;
    }

    /// @dev The same for the team alone.
    function shareToTeam(Pool storage self, uint256 period, uint256 amount) internal {
        Totals memory totals = _passTo(self, period);
        self.index.perUnit = _raised(self.index.perUnit, amount, totals.units);
    }

    /// @dev The same for the investors alone; where nobody holds shares, for the team.
    function shareToInvestors(Pool storage self, uint256 period, uint256 amount) internal returns (bool toInvestors) {
        Totals memory totals = _passTo(self, period);
        Index memory index = self.index;
        toInvestors = totals.shares > 0;
        if (toInvestors) index.perShare = _raised(index.perShare, amount, totals.shares);
        else index.perUnit = _raised(index.perUnit, amount, totals.units);
        self.index = index;
    }

    /// @dev Takes all that is due to `account`.
    function take(Pool storage self, address account) internal returns (uint256 amount) {
        Holder memory holder = _settled(self, account);
        amount = _due(self, holder);
        if (amount == 0) return 0;
        holder.paid = (holder.paid + (amount * ONE).toInt256()).toInt168();
        self.holders[account] = holder;
    }

    /* CHANGE */

    /// @dev Sets what `account` has from `period` on: a period after all that were shared out, and not before any that
    /// was scheduled. The caller has made sure that no total exceeds MOST.
    function schedule(Pool storage self, address account, uint256 units, uint256 shares, uint24 period) internal {
        Holder memory holder = _settled(self, account);
        Totals memory totals = self.totals;
        (uint24 last, Step memory mine) = _last(self.stepsOf[account], holder.next, holder.units, holder.shares);
        (uint24 lastOfAll, Step memory all) = _last(self.steps, totals.next, totals.units, totals.shares);
        _append(self.stepsOf[account], last, period, units, shares);
        _append(self.steps, lastOfAll, period, units + all.units - mine.units, shares + all.shares - mine.shares);
        if (totals.next == NONE) self.totals.next = period;
        if (holder.next == NONE) holder.next = period;
        self.holders[account] = holder;
    }

    /* READ */

    function due(Pool storage self, address account) internal view returns (uint256) {
        return _due(self, _settled(self, account));
    }

    /// @dev What `account` has as last scheduled, whether or not it counts yet.
    function scheduledOf(Pool storage self, address account) internal view returns (Step memory step) {
        Holder storage holder = self.holders[account];
        (, step) = _last(self.stepsOf[account], holder.next, holder.units, holder.shares);
    }

    /// @dev What all have as last scheduled.
    function scheduled(Pool storage self) internal view returns (Step memory step) {
        Totals memory totals = self.totals;
        (, step) = _last(self.steps, totals.next, totals.units, totals.shares);
    }

    /* INSIDE */

    /// @dev The totals that count in `period`. Bounded by the periods elapsed since the last sharing: one step per period
    /// in which anything changed, however many holders changed.
    function _passTo(Pool storage self, uint256 period) private returns (Totals memory totals) {
        totals = self.totals;
        if (totals.next == NONE || totals.next > period) return totals;
        Index memory index = self.index;
        while (totals.next != NONE && totals.next <= period) {
            Step memory step = self.steps[totals.next];
            self.indexAt[totals.next] = index;
            (totals.units, totals.shares, totals.next) = (step.units, step.shares, step.next);
        }
        self.totals = totals;
    }

    /// @dev Rounds down, in the pool's favour: all who have `weight` together lose less than MOST / ONE, one minor unit.
    /// What would be beyond 2**96 minor units for one unit in its life stays in the pool: to revert would hold up the
    /// books, and with them the creditors of an enterprise that divides a fortune by one unit.
    function _raised(uint128 index, uint256 amount, uint32 weight) private pure returns (uint128) {
        return uint128(Math.min(index + amount * ONE / weight, type(uint128).max));
    }

    /// @dev Rounds down, in the pool's favour; the fraction stays due.
    function _due(Pool storage self, Holder memory holder) private view returns (uint256) {
        return (_earned(self.index, holder.units, holder.shares) - holder.paid).toUint256() / ONE;
    }

    /// @dev What these units and shares have earned since the start, in 1/ONE minor units.
    function _earned(Index memory index, uint32 units, uint32 shares) private pure returns (int256) {
        return (uint256(index.perUnit) * units + uint256(index.perShare) * shares).toInt256();
    }

    /// @dev The holder after those of its steps that the pool has passed: as many as it had changes since it was last
    /// stored. Nothing needs to be stored here, as the next look finds the same.
    function _settled(Pool storage self, address account) private view returns (Holder memory holder) {
        holder = self.holders[account];
        if (holder.next == NONE) return holder;
        uint24 waiting = self.totals.next;
        while (holder.next != NONE && (waiting == NONE || holder.next < waiting)) {
            Step memory step = self.stepsOf[account][holder.next];
            Index memory index = self.indexAt[holder.next];
            // Up to the step what was had before has earned, from there what is had now.
            int256 shift = _earned(index, step.units, step.shares) - _earned(index, holder.units, holder.shares);
            holder.paid = (holder.paid + shift).toInt168();
            (holder.units, holder.shares, holder.next) = (step.units, step.shares, step.next);
        }
    }

    /// @dev The last step of a list that begins at `next`, or what counts now if there is none.
    function _last(mapping(uint24 period => Step) storage steps, uint24 next, uint32 units, uint32 shares)
        private view returns (uint24 last, Step memory step)
    {
        step = Step({units: units, shares: shares, next: next});
        while (step.next != NONE) {
            last = step.next;
            step = steps[last];
        }
    }

    function _append(
        mapping(uint24 period => Step) storage steps, uint24 last, uint24 period, uint256 units, uint256 shares
    ) private {
        steps[period] = Step({units: units.toUint32(), shares: shares.toUint32(), next: NONE});
        if (last != NONE && last != period) steps[last].next = period;
    }
}
