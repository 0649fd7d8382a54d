// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements} from "./IAgreements.sol";

/// @title VamAgreements: an investment whose price adjusts to results
/// @notice parties[0] is the enterprise invested in; the others invest, guarantee or may come to lead. Tranches are paid and
/// their shares issued at the opening; a leg of Nature.Tranche releases more out of escrow. Compensation (Fee) runs between
/// others than the enterprise, since it must not come out of the money the investor brought; what the enterprise pays itself is
/// Preferred, out of what may be shared. A Bonus goes to its team. Shares move either way, Control changes its leader.
/// Legs are never netted with one another.
interface IVamAgreements is IAgreements {
    error PayerIsInvestee(uint256 leg, address enterprise);
    error TrancheOfNobody(uint256 investor, uint256 enterprise);
    error NothingInvested();
    error NotInvestable(address enterprise);
}
