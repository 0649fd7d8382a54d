// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements, Signed, Terms} from "./IAgreements.sol";

/// @notice What a supplier's offer says beyond its terms. acceptor: who may accept (zero: anyone). times: how often.
/// salt: of the offered terms, whose client and firstPeriod are zero.
struct OpenOffer {
    address acceptor;
    uint32 times;
    bytes32 salt;
}

/// @title ServiceAgreements: units and people serve one another for a fee
/// @notice Usually parties[0] is the client, parties[1] the supplier, with one leg from the first to the second. A fixed fee is a
/// constant clause, a variable fee a polyline over a figure (usually the client's revenue), a penalty a clause with negative
/// amounts behind a score gate. More parties and legs are possible; without any leg it is a letter of understanding.
interface IServiceAgreements is IAgreements {
    event Accepted(bytes32 indexed agreement, bytes32 indexed offer, uint256 times);

    error NotAcceptor(address client, address acceptor);
    error OfferUsedUp(address supplier, bytes32 offer, uint256 times);

    /// @notice Opens an agreement on a supplier's signed offer and the client's consent to the completed terms. Signed by
    /// the supplier: Offer(string sentence,address onBehalfOf,Terms terms,address acceptor,uint32 times,uint256 deadline).
    function accept(Terms calldata terms, OpenOffer calldata offer, Signed calldata offered, Signed calldata consent)
        external returns (bytes32 agreement);

    /// @notice How often the offer (the struct hash of its message) was accepted.
    function acceptedTimes(address supplier, bytes32 message) external view returns (uint256);
}
