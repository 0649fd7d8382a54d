// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Agreements} from "./Agreements.sol";
import {Signed, Terms} from "./interfaces/IAgreements.sol";
import {Company} from "./interfaces/IEnterpriseRegistry.sol";
import {IServiceAgreements, OpenOffer} from "./interfaces/IServiceAgreements.sol";
import {Consents} from "./libraries/Consents.sol";

/// @title ServiceAgreements
contract ServiceAgreements is IServiceAgreements, Agreements {
    constructor(Company memory company) Agreements(company, "Heyi ServiceAgreements") {}

    /// @inheritdoc IServiceAgreements
    function accept(Terms calldata terms, OpenOffer calldata offer, Signed calldata offered, Signed calldata consent)
        external returns (bytes32 agreement)
    {
        require(terms.parties.length == 2, PartyCount(terms.parties.length, 2, 2));
        (address client, address supplier) = (terms.parties[0], terms.parties[1]);
        bool named = offer.acceptor == address(0) || offer.acceptor == client;
        require(named, NotAcceptor(client, offer.acceptor));
        _checkKind(terms, true);
        bytes32 message;
        uint256 times;
        Signed[] memory signed = new Signed[](2);
        (signed[0], signed[1]) = (consent, offered);
        (agreement, message, times) = Consents.accept(_ledger, _place(), terms, offer, signed);
        require(times <= offer.times, OfferUsedUp(supplier, message, offer.times));
        emit Accepted(agreement, message, times);
    }

    /// @inheritdoc IServiceAgreements
    function acceptedTimes(address supplier, bytes32 message) external view returns (uint256) {
        return _ledger.accepted[supplier][message];
    }

    /// @dev Two parties, one leg from client to supplier; everything on it adds up, fee and penalty alike.
    function _checkKind(Terms calldata terms, bool) internal pure override {
        require(terms.parties.length == 2, PartyCount(terms.parties.length, 2, 2));
        require(terms.legs.length == 1, LegCount(terms.legs.length, 1, 1));
        require(terms.legs[0].debtor == 0 && terms.legs[0].creditor == 1, LegOfNobody(0));
        require(terms.tranches.length == 0, TrancheCount(terms.tranches.length, 0));
    }

    /// @dev A service moves nothing at its opening.
    function _fund(bytes32, Terms calldata) internal pure override {}
}
