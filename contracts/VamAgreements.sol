// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Agreements} from "./Agreements.sol";
import {Leg, Nature, Terms, Tranche} from "./interfaces/IAgreements.sol";
import {IEnterprise} from "./interfaces/IEnterprise.sol";
import {Company} from "./interfaces/IEnterpriseRegistry.sol";
import {IVamAgreements} from "./interfaces/IVamAgreements.sol";

/// @title VamAgreements
contract VamAgreements is IVamAgreements, Agreements {
    uint256 private constant ENTERPRISE = 0;
    uint256 private constant INVESTOR = 1;

    constructor(Company memory company) Agreements(company, "Heyi VamAgreements") {}

    /// @dev One investment; compensation from a named payer to the investor, bonus from the investor to the team.
    function _checkKind(Terms calldata terms, bool first) internal view override {
        uint256 expected = first ? 1 : 0;
        require(terms.tranches.length == expected, TrancheCount(terms.tranches.length, expected));
        if (first) _checkTranche(terms);
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            Leg calldata leg = terms.legs[i];
            if (leg.nature == Nature.Bonus) {
                require(leg.creditor == ENTERPRISE, LegOfNobody(i));
                continue;
            }
            // Compensation never comes out of the money the investor brought, nor flows back into it.
            require(leg.debtor != ENTERPRISE && leg.creditor != ENTERPRISE, PayerIsInvestee(i, terms.parties[ENTERPRISE]));
        }
    }

    function _checkTranche(Terms calldata terms) private view {
        Tranche calldata tranche = terms.tranches[0];
        bool named = tranche.investor == INVESTOR && tranche.enterprise == ENTERPRISE && terms.parties.length > INVESTOR;
        require(named, TrancheOfNobody(tranche.investor, tranche.enterprise));
        require(tranche.amount > 0, NothingInvested());
        require(_isEnterprise(terms.parties[ENTERPRISE]), NotInvestable(terms.parties[ENTERPRISE]));
        require(terms.token == address(TOKEN), WrongToken(terms.token, address(TOKEN)));
    }

    /// @dev The investment and its shares. An enterprise invests out of its allowance, a person out of the Treasury.
    function _fund(bytes32 agreement, Terms calldata terms) internal override {
        Tranche calldata tranche = terms.tranches[0];
        (address enterprise, address investor) = (terms.parties[ENTERPRISE], terms.parties[INVESTOR]);
        BOOKS.invest(enterprise, tranche.amount);
        if (tranche.shares > 0) PROFIT_SHARE.issueShares(enterprise, investor, tranche.shares);
        emit Invested(agreement, investor, enterprise, tranche.amount, tranche.shares);
        if (_isEnterprise(investor)) IEnterprise(investor).draw(enterprise, tranche.amount, agreement);
        else TREASURY.transferFrom(investor, enterprise, uint256(uint160(address(TOKEN))), tranche.amount);
    }
}
