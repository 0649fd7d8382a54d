// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements} from "./IAgreements.sol";

/// @title CommunityAgreements: units around one user scenario share what it earns
/// @notice parties[0] is the lead, who owes; the others, up to 64, are partners: units, platforms, outside firms, other
/// communities. A leg to all partners (creditor 255) shares a part of the result above the target by the terms' weights:
/// nothing unless the result is above 0 and above its target, and all of it to the unit. Cost coverage are legs to single
/// partners; co-investments are tranches from partners to the lead. Re-weighting is an amendment.
interface ICommunityAgreements is IAgreements {
    /// @notice No leg shares anything among all partners.
    error NothingShared();
    /// @notice A clause would share without a result above 0 and above the target.
    error SharedWithoutResult(uint256 clause);
    error TrancheOfNobody(uint256 investor, uint256 enterprise);
}
