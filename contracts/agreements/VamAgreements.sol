// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Leg, Nature, Terms, Tranche} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {IVamAgreements} from "../interfaces/IVamAgreements.sol";
import {Agreements, Code} from "./Agreements.sol";

/// @title VamAgreements
contract VamAgreements is IVamAgreements, Agreements {
    uint256 private constant ENTERPRISE = 0;

    constructor(Company memory company, Code memory code) Agreements(company, code, "Heyi VamAgreements") {}

    /// @dev Money comes in, at once or out of escrow; what goes back never comes out of it.
    function _checkKind(Terms calldata terms, bool first) internal view override {
        bool funded = !first;
        for (uint256 i = 0; i < terms.tranches.length; ++i) _checkTranche(terms, terms.tranches[i]);
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            Leg calldata leg = terms.legs[i];
            _checkLeg(terms, leg, i);
            if (leg.nature == Nature.Tranche) funded = true;
        }
        require(funded || terms.tranches.length > 0, NothingInvested());
    }

    function _checkTranche(Terms calldata terms, Tranche calldata tranche) private view {
        bool named = tranche.enterprise == ENTERPRISE && tranche.investor != ENTERPRISE
            && tranche.investor < terms.parties.length;
        require(named, TrancheOfNobody(tranche.investor, tranche.enterprise));
        require(tranche.amount > 0, NothingInvested());
        require(_isEnterprise(terms.parties[ENTERPRISE]), NotInvestable(terms.parties[ENTERPRISE]));
        require(terms.token == address(TOKEN), WrongToken(terms.token, address(TOKEN)));
    }

    /// @dev Compensation never comes out of the money the investor brought, nor flows back into it: what the enterprise pays
    /// itself it pays out of what may be shared.
    function _checkLeg(Terms calldata terms, Leg calldata leg, uint256 i) private pure {
        Nature nature = leg.nature;
        if (nature == Nature.Fee) {
            bool around = leg.debtor != ENTERPRISE && leg.creditor != ENTERPRISE;
            require(around, PayerIsInvestee(i, terms.parties[ENTERPRISE]));
        }
        bool fits = nature != Nature.Collection;
        if (nature == Nature.Bonus || nature == Nature.Tranche) fits = leg.creditor == ENTERPRISE;
        if (nature == Nature.Preferred || nature == Nature.Control) fits = leg.debtor == ENTERPRISE;
        require(fits && terms.weights.length == 0, LegNotOfKind(i, nature));
    }
}
