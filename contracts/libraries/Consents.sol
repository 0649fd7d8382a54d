// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Account, IAgreements, Nature, Signed, Status, Terms} from "../interfaces/IAgreements.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {OpenOffer} from "../interfaces/IServiceAgreements.sol";
import {AgreementLedger, Ledger, Versions} from "./AgreementLedger.sol";
import {Measures} from "./Measures.sol";
import {Carried, TermsCheck} from "./TermsCheck.sol";
import {TermsHash} from "./TermsHash.sol";

/// @title Consents: everything that needs parties' signatures
/// @notice Linked, not inlined, so that each kind of agreement stays under the size limit of a contract. It works on the
/// kind's own storage and speaks as the kind: `company.domain` is the kind's EIP-712 domain separator.
library Consents {
    using AgreementLedger for Ledger;
    using TermsHash for Terms;

    /// @notice What the library needs to know of the kind that calls it.
    struct Place {
        Company company;
        bytes32 domain;
    }

    bytes32 private constant CONSENT = keccak256(
        "Consent(string sentence,address onBehalfOf,Terms terms,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,int64 atLeast,int64 below)" "Leg(uint8 debtor,uint8 creditor,uint8 nature)"
        "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );
    bytes32 private constant OFFER = keccak256(
        "Offer(string sentence,address onBehalfOf,Terms terms,address acceptor,uint32 times,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,int64 atLeast,int64 below)" "Leg(uint8 debtor,uint8 creditor,uint8 nature)"
        "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );
    bytes32 private constant AMENDMENT = keccak256(
        "Amendment(string sentence,address onBehalfOf,bytes32 agreement,Terms terms,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,int64 atLeast,int64 below)" "Leg(uint8 debtor,uint8 creditor,uint8 nature)"
        "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,bytes32 salt)"
        "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );
    bytes32 private constant NOTICE =
        keccak256("Notice(string sentence,address onBehalfOf,bytes32 agreement,uint256 deadline)");
    bytes32 private constant ENDING =
        keccak256("Ending(string sentence,address onBehalfOf,bytes32 agreement,uint24 endPeriod,uint256 deadline)");
    bytes32 private constant WITHDRAWAL =
        keccak256("Withdrawal(string sentence,address onBehalfOf,bytes32 message,uint256 deadline)");
    bytes32 private constant CHALLENGE = keccak256(
        "Challenge(string sentence,address onBehalfOf,bytes32 agreement,bytes32 subject,uint32 period,bytes32 reason,uint256 deadline)"
    );

    /* OPEN */

    /// @notice Opens on one consent per party. See IAgreements.open().
    function open(Ledger storage ledger, Place calldata place, Terms calldata terms, Signed[] calldata consents)
        external returns (bytes32 agreement)
    {
        agreement = terms.hash();
        _counted(terms, consents);
        // Consents aren't used up: an id opens once.
        for (uint256 i = 0; i < consents.length; ++i) {
            _verify(ledger, place, CONSENT, terms.parties[i], abi.encode(agreement), consents[i]);
        }
        _open(ledger, place.company, agreement, terms, _sentences(consents));
    }

    /// @notice Opens on an offer of party 1 and the consent of party 0. See IServiceAgreements.accept().
    function accept(
        Ledger storage ledger,
        Place calldata place,
        Terms calldata terms,
        OpenOffer calldata offer,
        Signed[] calldata signed
    ) external returns (bytes32 agreement, bytes32 message, uint256 times) {
        address supplier = terms.parties[1];
        bytes memory body = abi.encode(_offeredHash(terms, offer.salt), offer.acceptor, offer.times);
        message = _verify(ledger, place, OFFER, supplier, body, signed[1]);
        times = ++ledger.accepted[supplier][message];
        agreement = terms.hash();
        _verify(ledger, place, CONSENT, terms.parties[0], abi.encode(agreement), signed[0]);
        _open(ledger, place.company, agreement, terms, _sentences(signed));
    }

    function _open(
        Ledger storage ledger,
        Company calldata company,
        bytes32 agreement,
        Terms calldata terms,
        bytes32[] memory sentences
    ) private {
        require(ledger.accounts[agreement].status == Status.None, IAgreements.AgreementExists(agreement));
        uint32 current = company.oracle.currentPeriod();
        require(terms.firstPeriod >= current, IAgreements.StartsInPast(terms.firstPeriod, current));
        (uint16 counted, uint16 passed) = _count(company, terms, TermsCheck.check(terms, new Carried[](0)));
        ledger.accounts[agreement] = Account({
            status: Status.Open,
            amended: false,
            counted: counted,
            passed: passed,
            firstPeriod: terms.firstPeriod,
            nextPeriod: terms.firstPeriod,
            endPeriod: terms.firstPeriod + terms.periods,
            due: 0
        });
        emit IAgreements.Opened(agreement, terms.parties, terms, sentences);
    }

    /// @dev Counts the agreement in the books of each enterprise among `debtors` and makes sure that it can pay.
    function _count(Company calldata company, Terms calldata terms, uint16 debtors)
        private returns (uint16 counted, uint16 passed)
    {
        _checkToken(company, terms);
        for (uint256 i = 0; i < terms.parties.length; ++i) {
            if ((debtors >> i) & 1 == 0) continue;
            (bool isEnterprise, bool isPassed) = company.books.count(terms.parties[i]);
            if (!isEnterprise) continue;
            counted |= uint16(1 << i);
            if (isPassed) passed |= uint16(1 << i);
            bool trusts = company.treasury.isOperator(terms.parties[i], address(this));
            if (!trusts) IEnterprise(terms.parties[i]).trust(address(this));
        }
    }

    /// @dev Books and pools are kept in the company's currency. What came in another one would count there as if it were.
    function _checkToken(Company calldata company, Terms calldata terms) private view {
        bool foreign = terms.token != address(company.token);
        for (uint256 i = 0; foreign && i < terms.parties.length; ++i) {
            bool isEnterprise = company.books.booksOf(terms.parties[i]).nextPeriod != 0;
            require(!isEnterprise, IAgreements.WrongToken(terms.token, address(company.token)));
        }
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            if (terms.legs[i].nature != Nature.Bonus) continue;
            address creditor = terms.parties[terms.legs[i].creditor];
            bool pooled = company.books.booksOf(creditor).nextPeriod != 0;
            require(pooled, IAgreements.BonusToPerson(i, creditor));
        }
    }

    /// @dev The hash of the terms as offered: without client and start, with the offer's salt.
    function _offeredHash(Terms calldata terms, bytes32 salt) private pure returns (bytes32) {
        address[] memory parties = new address[](2);
        parties[1] = terms.parties[1];
        return terms.hashWith({parties: parties, firstPeriod: 0, salt: salt});
    }

    /* CHANGE */

    /// @notice See IAgreements.amend().
    function amend(
        Ledger storage ledger,
        Place calldata place,
        bytes32 agreement,
        Terms calldata inForce,
        Terms calldata terms,
        Signed[] calldata consents
    ) external {
        Account memory account = ledger.live(agreement, inForce);
        Versions storage versions = ledger.versions[agreement];
        bool waiting = account.amended && account.nextPeriod < versions.from;
        require(!waiting, IAgreements.AmendmentWaiting(agreement, versions.from));
        bytes32 hash = terms.hash();
        _useAll(ledger, place, AMENDMENT, inForce, abi.encode(agreement, hash), consents);
        _checkAmendment(place.company.oracle.currentPeriod(), agreement, account, inForce, terms);
        _recount(ledger, place.company, agreement, account, inForce, terms);
        versions.older = account.amended ? versions.newer : agreement;
        (versions.newer, versions.from) = (hash, terms.firstPeriod);
        (account.amended, account.endPeriod) = (true, terms.firstPeriod + terms.periods);
        ledger.accounts[agreement] = account;
        emit IAgreements.Amended(agreement, hash, terms, _sentences(consents));
    }

    /// @dev Checks the new terms and counts the agreement for whoever may come to owe under them and could not before.
    function _recount(
        Ledger storage ledger,
        Company calldata company,
        bytes32 agreement,
        Account memory account,
        Terms calldata inForce,
        Terms calldata terms
    ) private {
        uint16 debtors = TermsCheck.check(terms, _carried(ledger, agreement, inForce, terms));
        (uint16 counted, uint16 passed) = _count(company, terms, debtors & ~account.counted);
        account.counted |= counted;
        account.passed |= passed;
    }

    /// @dev Between which amounts each clause's entitlement may stand when the new terms take over: somewhere between what
    /// has been accrued and what the terms in force give at the least and at the most.
    function _carried(Ledger storage ledger, bytes32 agreement, Terms calldata inForce, Terms calldata terms)
        private view returns (Carried[] memory carried)
    {
        carried = new Carried[](terms.clauses.length);
        for (uint256 i = 0; i < carried.length; ++i) {
            int256 accrued = ledger.running[agreement][i].accrued;
            (int256 least, int256 most) = (accrued, accrued);
            if (i < inForce.clauses.length && Measures.isCumulative(inForce.clauses[i])) {
                (least, most) = TermsCheck.range(inForce.clauses[i].points);
            }
            carried[i] = Carried(accrued < least ? accrued : least, accrued > most ? accrued : most);
        }
    }

    /// @notice See IAgreements.termsOf().
    function termsOf(Ledger storage ledger, bytes32 agreement)
        external view returns (bytes32 inForce, bytes32 waiting, uint32 waitingFrom)
    {
        Account memory account = ledger.accounts[agreement];
        if (account.status == Status.None) return (0, 0, 0);
        if (!account.amended) return (agreement, 0, 0);
        Versions memory versions = ledger.versions[agreement];
        if (account.nextPeriod >= versions.from) return (versions.newer, 0, 0);
        return (versions.older, versions.newer, versions.from);
    }

    function _checkAmendment(
        uint32 current, bytes32 agreement, Account memory account, Terms calldata inForce, Terms calldata terms
    ) private pure {
        uint24 from = terms.firstPeriod;
        // Terms that have not begun can be replaced, but not to begin earlier: who worked a month is paid for it as agreed.
        uint32 earliest = current < inForce.firstPeriod ? inForce.firstPeriod : current + 1;
        require(from >= earliest, IAgreements.AmendsPast(from, earliest));
        bool within = from <= account.endPeriod && inForce.hashFrame() == terms.hashFrame();
        require(within, IAgreements.AmendsBeyondTerms(agreement));
        require(terms.tranches.length == 0, IAgreements.TrancheCount(terms.tranches.length, 0));
        // A window that the amendment cut in two would be lost silently.
        for (uint256 i = 0; i < inForce.clauses.length; ++i) {
            uint256 elapsed = from - inForce.firstPeriod;
            uint256 window = inForce.clauses[i].window;
            require(elapsed % window == 0, IAgreements.WindowsDoNotFit(i, window, elapsed));
        }
    }

    /// @notice See IAgreements.giveNotice().
    function giveNotice(
        Ledger storage ledger,
        Place calldata place,
        bytes32 agreement,
        Terms calldata terms,
        uint256 party,
        Signed calldata consent
    ) external {
        uint24 endPeriod = _afterNotice(terms, uint24(place.company.oracle.currentPeriod()) + 1 + terms.noticePeriods);
        Account memory account = ledger.liveAt(agreement, terms, endPeriod - 1);
        address who = _party(agreement, terms, party);
        _use(ledger, place, NOTICE, who, abi.encode(agreement), consent);
        require(endPeriod < account.endPeriod, IAgreements.EndsLater(endPeriod, account.endPeriod));
        ledger.accounts[agreement].endPeriod = endPeriod;
        emit IAgreements.Noticed(agreement, who, endPeriod);
    }

    /// @dev The first period from `earliest` on in which windows of all clauses begin, at the latest the term's end: a debtor
    /// that ended the agreement inside a window would owe nothing for the part that has passed.
    function _afterNotice(Terms calldata terms, uint24 earliest) private pure returns (uint24 endPeriod) {
        if (earliest <= terms.firstPeriod) return earliest;
        uint256 step = 1;
        for (uint256 i = 0; i < terms.clauses.length; ++i) {
            uint256 window = terms.clauses[i].window;
            uint256 common = step;
            while (common % window != 0) common += step;
            step = common;
        }
        uint256 elapsed = earliest - terms.firstPeriod;
        return uint24(terms.firstPeriod + (elapsed + step - 1) / step * step);
    }

    /// @notice See IAgreements.endByAll().
    function endByAll(
        Ledger storage ledger,
        Place calldata place,
        bytes32 agreement,
        Terms calldata inForce,
        uint24 endPeriod,
        Signed[] calldata consents
    ) external {
        Account memory account = ledger.live(agreement, inForce);
        _useAll(ledger, place, ENDING, inForce, abi.encode(agreement, endPeriod), consents);
        uint32 current = place.company.oracle.currentPeriod();
        require(endPeriod >= current, IAgreements.EndsInPast(endPeriod, current));
        require(endPeriod < account.endPeriod, IAgreements.EndsLater(endPeriod, account.endPeriod));
        ledger.accounts[agreement].endPeriod = endPeriod;
        emit IAgreements.EndedByAll(agreement, endPeriod);
    }

    /// @notice See IAgreements.withdrawMessage().
    function withdrawMessage(
        Ledger storage ledger, Place calldata place, address party, bytes32 message, Signed calldata consent
    ) external {
        if (msg.sender != party) _verify(ledger, place, WITHDRAWAL, party, abi.encode(message), consent);
        ledger.spent[party][message] = true;
        emit IAgreements.MessageWithdrawn(party, message);
    }

    /// @notice See IAgreements.challenge().
    function challenge(
        Ledger storage ledger,
        Place calldata place,
        bytes32 agreement,
        Terms calldata inForce,
        uint256 party,
        bytes32 subject,
        uint32 period,
        bytes32 reason,
        Signed calldata consent
    ) external {
        ledger.live(agreement, inForce);
        address who = _party(agreement, inForce, party);
        require(Measures.reads(inForce, subject), IAgreements.NotRead(agreement, subject));
        _use(ledger, place, CHALLENGE, who, abi.encode(agreement, subject, period, reason), consent);
        place.company.oracle.challenge({subject: subject, period: period, reason: reason, challenger: who});
    }

    /* SIGNATURES */

    function _useAll(
        Ledger storage ledger,
        Place calldata place,
        bytes32 typehash,
        Terms calldata terms,
        bytes memory body,
        Signed[] calldata consents
    ) private {
        _counted(terms, consents);
        for (uint256 i = 0; i < consents.length; ++i) {
            _use(ledger, place, typehash, terms.parties[i], body, consents[i]);
        }
    }

    /// @dev Verifies and uses up: the same message must not end or amend an agreement a second time.
    function _use(
        Ledger storage ledger,
        Place calldata place,
        bytes32 typehash,
        address party,
        bytes memory body,
        Signed calldata signed
    ) private {
        ledger.spent[party][_verify(ledger, place, typehash, party, body, signed)] = true;
    }

    /// @dev The EIP-712 message is type, sentence, party, the words of `body`, deadline; the party is part of it, so one
    /// person's signature never counts for two parties.
    function _verify(
        Ledger storage ledger,
        Place calldata place,
        bytes32 typehash,
        address party,
        bytes memory body,
        Signed calldata signed
    ) private view returns (bytes32 message) {
        require(block.timestamp <= signed.deadline, IAgreements.SignatureExpired(party, signed.deadline, block.timestamp));
        bytes32 onBehalfOf = bytes32(uint256(uint160(party)));
        message = keccak256(abi.encodePacked(typehash, signed.sentence, onBehalfOf, body, signed.deadline));
        require(!ledger.spent[party][message], IAgreements.SignatureWithdrawn(party, message));
        bytes32 digest = MessageHashUtils.toTypedDataHash(place.domain, message);
        bool valid = SignatureChecker.isValidSignatureNow(party, digest, signed.signature);
        require(valid, IAgreements.WrongSignature(party, digest));
    }

    function _counted(Terms calldata terms, Signed[] calldata consents) private pure {
        uint256 parties = terms.parties.length;
        require(consents.length == parties, IAgreements.SignatureCount(consents.length, parties));
    }

    function _party(bytes32 agreement, Terms calldata terms, uint256 party) private pure returns (address) {
        require(party < terms.parties.length, IAgreements.NotParty(agreement, party));
        return terms.parties[party];
    }

    function _sentences(Signed[] calldata consents) private pure returns (bytes32[] memory sentences) {
        sentences = new bytes32[](consents.length);
        for (uint256 i = 0; i < consents.length; ++i) sentences[i] = consents[i].sentence;
    }
}
