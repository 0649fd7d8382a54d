// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Signed, Terms} from "./IAgreements.sol";
import {OpenOffer} from "./IServiceAgreements.sol";

/// @notice What a client asks for.
/// @dev client: person or enterprise. goal: what is to be reached, in a sentence. measure: how one will see that it was, in a
/// sentence or as the hash of a text. token: what is paid in. highestPrice: the most that may be paid per period, in minor
/// units. firstPeriod, lastPeriod: the service's periods lie between them, both included. closesAt: unix seconds; no bid is
/// posted after it. salt: sets two equal tenders apart.
struct Tender {
    address client;
    string goal;
    string measure;
    address token;
    uint96 highestPrice;
    uint24 firstPeriod;
    uint24 lastPeriod;
    uint64 closesAt;
    bytes32 salt;
}

/// @notice A supplier's answer. offer: the struct hash of its signed Offer in ServiceAgreements, whose terms the client reads and
/// accepts there. price: what it costs per period at the most, in minor units: no less than the offered terms' ceiling.
struct Bid {
    address supplier;
    bytes32 offer;
    uint96 price;
}

/// @notice Withdrawn and Awarded are cold.
enum TenderState {
    None,
    Published,
    Withdrawn,
    Awarded
}

/// @title Tenders: a client publishes a goal, suppliers answer with signed offers
/// @notice It holds no money and moves none. A client awards by accepting an offer in ServiceAgreements, which is one signature;
/// what happens here is that tender, bids and award are public and can't be changed afterwards. A tender's id is the EIP-712
/// struct hash of Tender. Messages name on whose behalf one signs, so enterprises sign them as they sign agreements.
interface ITenders {
    event TenderPublished(bytes32 indexed tender, address indexed client, Tender terms, bytes32 sentence);
    event TenderWithdrawn(bytes32 indexed tender);
    event BidPosted(
        bytes32 indexed tender, address indexed supplier, bytes32 indexed offer, uint96 price, bytes32 sentence
    );
    /// @notice price: the ceiling of the agreement's terms, which is what can really be paid per period.
    event TenderAwarded(
        bytes32 indexed tender, address indexed supplier, bytes32 indexed agreement, bytes32 offer, uint96 price
    );

    error TenderExists(bytes32 tender, TenderState state);
    error TenderNotOpen(bytes32 tender, TenderState state);
    error NoGoal();
    error NoMeasure();
    error NoPrice();
    error PeriodsReversed(uint24 firstPeriod, uint24 lastPeriod);
    error ClosesInPast(uint64 closesAt, uint256 timestamp);
    error TenderClosed(bytes32 tender, uint64 closedAt, uint256 timestamp);
    error AboveHighestPrice(uint96 price, uint96 highestPrice);
    error BidByClient(address client);
    /// @notice This offer was bid at this price or a lower one before.
    error BidNotLower(uint96 price, uint96 before);
    error NoBid(bytes32 tender, address supplier, bytes32 offer);
    error NotAccepted(address supplier, bytes32 offer);
    /// @notice The offer's completed terms are no agreement in ServiceAgreements.
    error NoAgreement(bytes32 agreement);
    /// @notice The terms are not between the tender's client and one supplier.
    error NotClients(address client, address[] parties);
    error OtherToken(address token, address tenderToken);
    error AbovePriceBid(uint96 ceiling, uint96 price);
    error OutsidePeriods(uint24 firstPeriod, uint256 lastPeriod);
    error SignatureExpired(address party, uint256 deadline, uint256 timestamp);
    error WrongSignature(address party, bytes32 digest);

    /// @notice Publishes a tender. Signed by the client:
    /// Publication(string sentence,address onBehalfOf,Tender tender,uint256 deadline).
    function publish(Tender calldata tender, Signed calldata consent) external returns (bytes32 id);

    /// @notice Withdraws a tender that is not awarded yet. Signed by the client, whose own call needs no signature:
    /// TenderWithdrawal(string sentence,address onBehalfOf,bytes32 tender,uint256 deadline).
    function withdraw(Tender calldata tender, Signed calldata consent) external;

    /// @notice Posts a bid until the tender closes; on the same offer the lowest price counts, in whatever order they come. Signed
    /// by the supplier, an outsider or not: Bid(string sentence,address onBehalfOf,bytes32 tender,bytes32 offer,uint96 price,uint256 deadline).
    /// A bid is taken back by withdrawing the offer (IAgreements.withdrawMessage).
    function bid(Tender calldata tender, Bid calldata answer, Signed calldata consent) external;

    /// @notice Notes which agreement won, by anyone, once: one between client and supplier on an offer that was bid, accepted in
    /// ServiceAgreements, within the tender's periods and at no more than the price bid. terms: the agreement's first.
    /// offer, sentence, deadline: of the supplier's Offer message.
    function award(
        Tender calldata tender, Terms calldata terms, OpenOffer calldata offer, bytes32 sentence, uint256 deadline
    ) external returns (bytes32 agreement);

    function stateOf(bytes32 id) external view returns (TenderState);
    /// @notice The lowest price at which the supplier bid the offer; 0: it did not.
    function priceOf(bytes32 id, address supplier, bytes32 offer) external view returns (uint96);
    /// @notice The EIP-712 struct hash of a tender: its id.
    function hashTender(Tender calldata tender) external pure returns (bytes32);
}
