// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Nature, Signed, Terms} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {IServiceAgreements, OpenOffer} from "../interfaces/IServiceAgreements.sol";
import {Agreements, Code} from "./Agreements.sol";

/// @title ServiceAgreements
contract ServiceAgreements is IServiceAgreements, Agreements {
    constructor(Company memory company, Code memory code) Agreements(company, code, "Heyi ServiceAgreements") {}

    /// @inheritdoc IServiceAgreements
    function accept(Terms calldata terms, OpenOffer calldata offer, Signed calldata, Signed calldata)
        external returns (bytes32 agreement)
    {
        require(terms.parties.length == 2, PartyCount(terms.parties.length, 2, 2));
        address client = terms.parties[0];
        bool named = offer.acceptor == address(0) || offer.acceptor == client;
        require(named, NotAcceptor(client, offer.acceptor));
        _checkKind(terms, true);
        return abi.decode(_run(OPENING), (bytes32));
    }

    /// @inheritdoc IServiceAgreements
    function acceptedTimes(address supplier, bytes32 message) external view returns (uint256) {
        return _ledger.accepted[supplier][message];
    }

    /// @dev Whoever owes whom, in money, and nothing is invested.
    function _checkKind(Terms calldata terms, bool) internal pure override {
        require(terms.tranches.length == 0, TrancheCount(terms.tranches.length, 0));
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            Nature nature = terms.legs[i].nature;
            bool fits = nature == Nature.Fee || nature == Nature.Collection || nature == Nature.Bonus;
            require(fits && terms.weights.length == 0, LegNotOfKind(i, nature));
        }
    }
}
