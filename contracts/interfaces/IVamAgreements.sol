// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements} from "./IAgreements.sol";

/// @title VamAgreements: an investment whose price adjusts to results
/// @notice parties[0] is the enterprise invested in, parties[1] the investor, further ones are payers who guarantee the
/// compensation. The tranche is paid and its shares are issued at the opening. A compensation leg runs from a
/// named payer to the investor; a bonus leg (Nature.Bonus) to the enterprise's team. Neither is netted with the other.
interface IVamAgreements is IAgreements {
    error PayerIsInvestee(uint256 leg, address enterprise);
    error TrancheOfNobody(uint256 investor, uint256 enterprise);
    error NothingInvested();
    error NotInvestable(address enterprise);
}
