// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, IAgreements, Signed, Status, Terms, Tranche} from "../interfaces/IAgreements.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {IServiceAgreements, OpenOffer} from "../interfaces/IServiceAgreements.sol";
import {Dividends} from "../libraries/AgreementLedger.sol";
import {Measures} from "../libraries/Measures.sol";
import {Carried, TermsCheck} from "../libraries/TermsCheck.sol";
import {TermsHash} from "../libraries/TermsHash.sol";
import {Consenting} from "./Consenting.sol";

/// @title Opening: from parties' signatures to an open agreement
/// @dev The path: signatures -> TermsCheck -> counted in the debtors' books -> the account -> money in (tranches, escrow).
contract Opening is Consenting {
    using TermsHash for Terms;

    bytes32 private constant CONSENT = keccak256(
        "Consent(string sentence,address onBehalfOf,Terms terms,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)"
        "Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)" "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,uint16 correctionPeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,uint16[] weights,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );
    bytes32 private constant OFFER = keccak256(
        "Offer(string sentence,address onBehalfOf,Terms terms,address acceptor,uint32 times,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)"
        "Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)" "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,uint16 correctionPeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,uint16[] weights,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );

    constructor(Company memory company) Consenting(company) {}

    /// @notice See IAgreements.open().
    function open(Terms calldata terms, Signed[] calldata consents) external returns (bytes32 agreement) {
        agreement = terms.hash();
        _requireOneEach(terms.parties, consents);
        // Consents aren't used up: an id opens once.
        for (uint256 i = 0; i < consents.length; ++i) {
            _verify(CONSENT, terms.parties[i], abi.encode(agreement), consents[i]);
        }
        _open(agreement, terms, _sentences(consents));
    }

    /// @notice See IServiceAgreements.accept().
    function accept(Terms calldata terms, OpenOffer calldata offer, Signed calldata offered, Signed calldata consent)
        external returns (bytes32 agreement)
    {
        address supplier = terms.parties[1];
        bytes memory body = abi.encode(_offeredHash(terms, offer.salt), offer.acceptor, offer.times);
        bytes32 message = _verify(OFFER, supplier, body, offered);
        uint256 times = ++_ledger.accepted[supplier][message];
        require(times <= offer.times, IServiceAgreements.OfferUsedUp(supplier, message, offer.times));
        agreement = terms.hash();
        _verify(CONSENT, terms.parties[0], abi.encode(agreement), consent);
        bytes32[] memory sentences = new bytes32[](2);
        (sentences[0], sentences[1]) = (consent.sentence, offered.sentence);
        _open(agreement, terms, sentences);
        emit IServiceAgreements.Accepted(agreement, message, times);
    }

    function _open(bytes32 agreement, Terms calldata terms, bytes32[] memory sentences) private {
        require(_ledger.accounts[agreement].status == Status.None, IAgreements.AgreementExists(agreement));
        uint32 current = ORACLE.currentPeriod();
        require(terms.firstPeriod >= current, IAgreements.StartsInPast(terms.firstPeriod, current));
        uint16 debtors = TermsCheck.check(terms, new Carried[](0));
        _checkParties(terms);
        (uint16 counted, uint16 passed) = _count(terms, debtors);
        _ledger.accounts[agreement] = Account({
            status: Status.Open,
            amended: false,
            counted: counted,
            passed: passed,
            keeping: _keeping(terms.parties),
            firstPeriod: terms.firstPeriod,
            nextPeriod: terms.firstPeriod,
            endPeriod: terms.firstPeriod + terms.periods + terms.correctionPeriods,
            due: 0
        });
        emit IAgreements.Opened(agreement, terms.parties, terms, sentences);
        _noteDividends(agreement, terms);
        for (uint256 i = 0; i < terms.tranches.length; ++i) _invest(agreement, terms, terms.tranches[i]);
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            uint128 escrow = terms.legs[i].escrow;
            if (escrow > 0) _lock(agreement, terms, i, escrow);
        }
    }

    /// @dev The hash of the terms as offered: without client and start, with the offer's salt.
    function _offeredHash(Terms calldata terms, bytes32 salt) private pure returns (bytes32) {
        address[] memory parties = new address[](2);
        parties[1] = terms.parties[1];
        return terms.hashWith({parties: parties, firstPeriod: 0, salt: salt});
    }

    /* MONEY IN */

    /// @dev What dividends are counted from.
    function _noteDividends(bytes32 agreement, Terms calldata terms) private {
        (, bool read) = Measures.basesRead(terms.clauses);
        if (!read) return;
        require(terms.tranches.length > 0, IAgreements.TrancheCount(0, 1));
        uint128 perShare = PROFIT_SHARE.perShareOf(terms.parties[0]);
        _ledger.dividends[agreement] = Dividends({perShare: perShare, shares: terms.tranches[0].shares});
    }

    function _invest(bytes32 agreement, Terms calldata terms, Tranche calldata tranche) private {
        (address enterprise, address investor) = (terms.parties[tranche.enterprise], terms.parties[tranche.investor]);
        BOOKS.invest(enterprise, tranche.amount);
        if (tranche.shares > 0) PROFIT_SHARE.issueShares(enterprise, investor, tranche.shares);
        emit IAgreements.Invested(agreement, investor, enterprise, tranche.amount, tranche.shares);
        _payIn(agreement, terms, investor, enterprise, tranche.amount);
    }

    function _lock(bytes32 agreement, Terms calldata terms, uint256 leg, uint128 escrow) private {
        address account = TREASURY.keyAccount(address(this), _escrowKey(agreement, leg));
        emit IAgreements.Escrowed(agreement, uint8(leg), int256(uint256(escrow)));
        _payIn(agreement, terms, terms.parties[terms.legs[leg].debtor], account, escrow);
    }

    /// @dev An enterprise pays in out of its allowance, a person or an outside party out of the Treasury.
    function _payIn(bytes32 agreement, Terms calldata terms, address payer, address receiver, uint256 amount) private {
        if (_isEnterprise(payer)) IEnterprise(payer).draw(receiver, amount, agreement);
        else TREASURY.transferFrom(payer, receiver, uint256(uint160(terms.token)), amount);
    }
}
