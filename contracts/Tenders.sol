// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Signed, Status, Terms} from "./interfaces/IAgreements.sol";
import {IServiceAgreements, OpenOffer} from "./interfaces/IServiceAgreements.sol";
import {Bid, ITenders, Tender, TenderState} from "./interfaces/ITenders.sol";
import {TermsHash} from "./libraries/TermsHash.sol";

/// @title Tenders
/// @dev One slot per tender and one per bid: the tender itself travels in calldata and is known by its hash.
contract Tenders is ITenders, EIP712 {
    using TermsHash for Terms;

    string private constant TENDER_TYPE =
        "Tender(address client,string goal,string measure,address token,uint96 highestPrice,uint24 firstPeriod,"
        "uint24 lastPeriod,uint64 closesAt,bytes32 salt)";
    bytes32 private constant TENDER = keccak256(bytes(TENDER_TYPE));
    bytes32 private constant PUBLICATION = keccak256(
        abi.encodePacked(
            "Publication(string sentence,address onBehalfOf,Tender tender,uint256 deadline)", TENDER_TYPE
        )
    );
    bytes32 private constant WITHDRAWAL =
        keccak256("TenderWithdrawal(string sentence,address onBehalfOf,bytes32 tender,uint256 deadline)");
    bytes32 private constant BID = keccak256(
        "Bid(string sentence,address onBehalfOf,bytes32 tender,bytes32 offer,uint96 price,uint256 deadline)"
    );

    /// @dev As ServiceAgreements has it, whose message a bid names.
    bytes32 private constant OFFER = keccak256(
        "Offer(string sentence,address onBehalfOf,Terms terms,address acceptor,uint32 times,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)"
        "Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)" "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,uint16 correctionPeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,uint16[] weights,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );

    IServiceAgreements private immutable SERVICES;

    mapping(bytes32 id => TenderState) private _states;
    mapping(bytes32 id => mapping(address supplier => mapping(bytes32 offer => uint96))) private _prices;

    constructor(IServiceAgreements services) EIP712("Heyi Tenders", "1") {
        SERVICES = services;
    }

    /// @inheritdoc ITenders
    function publish(Tender calldata tender, Signed calldata consent) external returns (bytes32 id) {
        require(bytes(tender.goal).length > 0, NoGoal());
        require(bytes(tender.measure).length > 0, NoMeasure());
        require(tender.highestPrice > 0, NoPrice());
        require(tender.firstPeriod <= tender.lastPeriod, PeriodsReversed(tender.firstPeriod, tender.lastPeriod));
        require(block.timestamp < tender.closesAt, ClosesInPast(tender.closesAt, block.timestamp));
        id = _hash(tender);
        require(_states[id] == TenderState.None, TenderExists(id, _states[id]));
        _verify(PUBLICATION, tender.client, abi.encode(id), consent);
        _states[id] = TenderState.Published;
        emit TenderPublished(id, tender.client, tender, consent.sentence);
    }

    /// @inheritdoc ITenders
    function withdraw(Tender calldata tender, Signed calldata consent) external {
        bytes32 id = _open(tender);
        if (msg.sender != tender.client) _verify(WITHDRAWAL, tender.client, abi.encode(id), consent);
        _states[id] = TenderState.Withdrawn;
        emit TenderWithdrawn(id);
    }

    /// @inheritdoc ITenders
    function bid(Tender calldata tender, Bid calldata answer, Signed calldata consent) external {
        bytes32 id = _open(tender);
        address supplier = answer.supplier;
        uint96 price = answer.price;
        require(block.timestamp <= tender.closesAt, TenderClosed(id, tender.closesAt, block.timestamp));
        require(supplier != tender.client, BidByClient(supplier));
        require(price > 0, NoPrice());
        require(price <= tender.highestPrice, AboveHighestPrice(price, tender.highestPrice));
        // Whoever carries two signed bids could otherwise choose which one is the last.
        uint96 before = _prices[id][supplier][answer.offer];
        require(before == 0 || price < before, BidNotLower(price, before));
        _verify(BID, supplier, abi.encode(id, answer.offer, price), consent);
        _prices[id][supplier][answer.offer] = price;
        emit BidPosted(id, supplier, answer.offer, price, consent.sentence);
    }

    /// @inheritdoc ITenders
    function award(
        Tender calldata tender, Terms calldata terms, OpenOffer calldata offer, bytes32 sentence, uint256 deadline
    ) external returns (bytes32 agreement) {
        bytes32 id = _open(tender);
        address[] calldata parties = terms.parties;
        require(parties.length == 2 && parties[0] == tender.client, NotClients(tender.client, parties));
        // The offer that was bid, not only its acceptance: one that is open to all may have been accepted by somebody else.
        bytes32 message = _offerHash(terms, offer, sentence, deadline);
        uint96 price = _prices[id][parties[1]][message];
        require(price > 0, NoBid(id, parties[1], message));
        require(SERVICES.acceptedTimes(parties[1], message) > 0, NotAccepted(parties[1], message));
        agreement = terms.hash();
        require(SERVICES.accountOf(agreement).status != Status.None, NoAgreement(agreement));
        _checkWithin(tender, terms, price);
        _states[id] = TenderState.Awarded;
        emit TenderAwarded(id, parties[1], agreement, message, terms.ceiling);
    }

    /// @inheritdoc ITenders
    function stateOf(bytes32 id) external view returns (TenderState) {
        return _states[id];
    }

    /// @inheritdoc ITenders
    function priceOf(bytes32 id, address supplier, bytes32 offer) external view returns (uint96) {
        return _prices[id][supplier][offer];
    }

    /// @inheritdoc ITenders
    function hashTender(Tender calldata tender) external pure returns (bytes32) {
        return _hash(tender);
    }

    function _open(Tender calldata tender) private view returns (bytes32 id) {
        id = _hash(tender);
        require(_states[id] == TenderState.Published, TenderNotOpen(id, _states[id]));
    }

    /// @dev The message is type, sentence, party, the words of `body`, deadline. The party is part of it, so one person's signature
    /// never counts for two parties. None needs a nonce: a tender and a bid exist once, a withdrawal is cold.
    function _verify(bytes32 typehash, address party, bytes memory body, Signed calldata signed) private view {
        require(block.timestamp <= signed.deadline, SignatureExpired(party, signed.deadline, block.timestamp));
        bytes32 onBehalfOf = bytes32(uint256(uint160(party)));
        bytes32 message =
            keccak256(abi.encodePacked(typehash, signed.sentence, onBehalfOf, body, signed.deadline));
        bytes32 digest = _hashTypedDataV4(message);
        bool valid = SignatureChecker.isValidSignatureNow(party, digest, signed.signature);
        require(valid, WrongSignature(party, digest));
    }

    /// @dev What was accepted is what was asked for and what was bid.
    function _checkWithin(Tender calldata tender, Terms calldata terms, uint96 price) private pure {
        require(terms.token == tender.token, OtherToken(terms.token, tender.token));
        require(terms.ceiling <= price, AbovePriceBid(terms.ceiling, price));
        uint256 last = uint256(terms.firstPeriod) + terms.periods - 1;
        bool within = terms.firstPeriod >= tender.firstPeriod && last <= tender.lastPeriod;
        require(within, OutsidePeriods(terms.firstPeriod, last));
    }

    function _offerHash(Terms calldata terms, OpenOffer calldata offer, bytes32 sentence, uint256 deadline)
        private pure returns (bytes32)
    {
        address supplier = terms.parties[1];
        address[] memory parties = new address[](2);
        parties[1] = supplier;
        bytes32 offered = terms.hashWith({parties: parties, firstPeriod: 0, salt: offer.salt});
        return keccak256(abi.encode(OFFER, sentence, supplier, offered, offer.acceptor, offer.times, deadline));
    }

    function _hash(Tender calldata tender) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TENDER,
                tender.client,
                keccak256(bytes(tender.goal)),
                keccak256(bytes(tender.measure)),
                tender.token,
                tender.highestPrice,
                tender.firstPeriod,
                tender.lastPeriod,
                tender.closesAt,
                tender.salt
            )
        );
    }
}
