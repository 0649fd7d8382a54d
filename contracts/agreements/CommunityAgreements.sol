// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Clause, Form, Leg, Nature, Point, Reference, Terms, Tranche} from "../interfaces/IAgreements.sol";
import {ICommunityAgreements} from "../interfaces/ICommunityAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {ALL_PARTNERS} from "../libraries/AgreementLedger.sol";
import {Agreements, Code} from "./Agreements.sol";

/// @title CommunityAgreements
contract CommunityAgreements is ICommunityAgreements, Agreements {
    uint256 private constant LEAD = 0;

    constructor(Company memory company, Code memory code) Agreements(company, code, "Heyi CommunityAgreements") {}

    /// @dev The lead pays: partners their cost, and all of them a part of a result above the target. Partners invest in the lead.
    function _checkKind(Terms calldata terms, bool) internal view override {
        for (uint256 i = 0; i < terms.tranches.length; ++i) _checkTranche(terms, terms.tranches[i]);
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            Leg calldata leg = terms.legs[i];
            bool fits = (leg.nature == Nature.Fee || leg.nature == Nature.Bonus) && leg.debtor == LEAD;
            require(fits, LegNotOfKind(i, leg.nature));
        }
        require(terms.weights.length > 0, NothingShared());
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            Clause calldata clause = terms.clauses[i];
            if (clause.leg < terms.legs.length && terms.legs[clause.leg].creditor == ALL_PARTNERS) _checkShared(clause, i);
        }
    }

    function _checkTranche(Terms calldata terms, Tranche calldata tranche) private view {
        bool named = tranche.enterprise == LEAD && tranche.investor != LEAD && tranche.investor < terms.parties.length;
        require(named && _isEnterprise(terms.parties[LEAD]), TrancheOfNobody(tranche.investor, tranche.enterprise));
        require(terms.token == address(TOKEN), WrongToken(terms.token, address(TOKEN)));
    }

    /// @dev Partners are paid only when the result is positive and above its target: nothing up to some x that isn't below 0,
    /// where x is the result itself or what it exceeds a promise by that isn't below 0 either.
    function _checkShared(Clause calldata clause, uint256 i) private pure {
        require(clause.form == Form.Actual || clause.form == Form.Variance, SharedWithoutResult(i));
        for (uint256 k = 0; k < clause.base.length; ++k) {
            require(clause.base[k].from == Reference.Promises, SharedWithoutResult(i));
            int64[] calldata promises = clause.base[k].promises;
            for (uint256 w = 0; w < promises.length; ++w) require(promises[w] >= 0, SharedWithoutResult(i));
        }
        Point[] calldata points = clause.points;
        uint256 last = 0;
        while (last < points.length && points[last].y == 0) ++last;
        // points[last - 1] is where sharing begins; a single point is a constant amount, whatever the result.
        require(last > 0 && last < points.length && points[last - 1].x >= 0, SharedWithoutResult(i));
    }
}
