// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, IAgreements, Leg, Signed, Terms} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {AgreementLedger, Ledger, Versions} from "../libraries/AgreementLedger.sol";
import {Measures} from "../libraries/Measures.sol";
import {Carried, TermsCheck} from "../libraries/TermsCheck.sol";
import {TermsHash} from "../libraries/TermsHash.sol";
import {Consenting} from "./Consenting.sol";

/// @title Changing: amendments, ends, withdrawals and challenges of agreements
contract Changing is Consenting {
    using AgreementLedger for Ledger;
    using TermsHash for Terms;

    bytes32 private constant AMENDMENT = keccak256(
        "Amendment(string sentence,address onBehalfOf,bytes32 agreement,Terms terms,uint256 deadline)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)"
        "Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)" "Point(int128 x,int128 y)"
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,uint16 correctionPeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,uint16[] weights,bytes32 salt)"
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

    constructor(Company memory company) Consenting(company) {}

    /* AMEND */

    /// @notice See IAgreements.amend().
    function amend(bytes32 agreement, Terms calldata inForce, Terms calldata terms, Signed[] calldata consents) external {
        Account memory account = _ledger.live(agreement, inForce);
        Versions storage versions = _ledger.versions[agreement];
        bool waiting = account.amended && account.nextPeriod < versions.from;
        require(!waiting, IAgreements.AmendmentWaiting(agreement, versions.from));
        bytes32 hash = terms.hash();
        // The further parties of the new terms sign as well.
        _useAll(AMENDMENT, terms.parties, abi.encode(agreement, hash), consents);
        _checkAmendment(agreement, account, inForce, terms);
        _recount(agreement, account, inForce, terms);
        versions.older = account.amended ? versions.newer : agreement;
        (versions.newer, versions.from) = (hash, terms.firstPeriod);
        (account.amended, account.endPeriod) = (true, _termEnd(terms) + terms.correctionPeriods);
        _ledger.accounts[agreement] = account;
        emit IAgreements.Amended(agreement, hash, terms, _sentences(consents));
    }

    function _checkAmendment(bytes32 agreement, Account memory account, Terms calldata inForce, Terms calldata terms)
        private view
    {
        uint24 from = terms.firstPeriod;
        uint32 current = ORACLE.currentPeriod();
        // Terms that have not begun can be replaced, but not to begin earlier: who worked a month is paid for it as agreed.
        uint32 earliest = current < inForce.firstPeriod ? inForce.firstPeriod : current + 1;
        require(from >= earliest, IAgreements.AmendsPast(from, earliest));
        bool within = from <= account.endPeriod && from <= _termEnd(inForce) && _keepsFrame(inForce, terms);
        require(within, IAgreements.AmendsBeyondTerms(agreement));
        require(terms.tranches.length == 0, IAgreements.TrancheCount(terms.tranches.length, 0));
        // A window that the amendment cut in two would be lost silently.
        for (uint256 i = 0; i < inForce.clauses.length; ++i) {
            uint256 elapsed = from - inForce.firstPeriod;
            uint256 window = inForce.clauses[i].window;
            require(elapsed % window == 0, IAgreements.WindowsDoNotFit(i, window, elapsed));
        }
    }

    /// @dev Parties stay in their places, further ones may follow; of a leg only who owes and who backs may change.
    function _keepsFrame(Terms calldata inForce, Terms calldata terms) private pure returns (bool) {
        bool same = inForce.token == terms.token && inForce.legs.length == terms.legs.length
            && inForce.parties.length <= terms.parties.length;
        for (uint256 i = 0; same && i < inForce.parties.length; ++i) same = inForce.parties[i] == terms.parties[i];
        for (uint256 i = 0; same && i < inForce.legs.length; ++i) {
            (Leg calldata a, Leg calldata b) = (inForce.legs[i], terms.legs[i]);
            same = a.creditor == b.creditor && a.nature == b.nature && a.escrow == b.escrow;
        }
        return same;
    }

    /// @dev Checks the new terms and counts the agreement for whoever may come to owe under them and could not before.
    function _recount(bytes32 agreement, Account memory account, Terms calldata inForce, Terms calldata terms) private {
        uint16 debtors = TermsCheck.check(terms, _carried(agreement, inForce, terms));
        _checkParties(terms);
        (uint16 counted, uint16 passed) = _count(terms, (debtors | _owing(agreement, account, terms)) & ~account.counted);
        account.counted |= counted;
        account.passed |= passed;
        account.keeping = _keeping(terms.parties);
        for (uint256 i = inForce.parties.length; counted >> i != 0; ++i) {
            if (counted >> i & 1 == 1) _ledger.joined[agreement][terms.parties[i]] = uint16(1 << i);
        }
    }

    /// @dev Bit i: party i comes to owe what is due already, on a leg that changes its debtor.
    function _owing(bytes32 agreement, Account memory account, Terms calldata terms) private view returns (uint16 debtors) {
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            if (_ledger.due(agreement, account, i) > 0) debtors |= uint16(1) << terms.legs[i].debtor;
        }
    }

    /// @dev Between which amounts each clause's entitlement may stand when the new terms take over: somewhere between what
    /// has been accrued and what the terms in force give at the least and at the most.
    function _carried(bytes32 agreement, Terms calldata inForce, Terms calldata terms)
        private view returns (Carried[] memory carried)
    {
        carried = new Carried[](terms.clauses.length);
        for (uint256 i = 0; i < carried.length; ++i) {
            int256 accrued = _ledger.running[agreement][i].accrued;
            (int256 least, int256 most) = (accrued, accrued);
            if (i < inForce.clauses.length && Measures.isCumulative(inForce.clauses[i])) {
                (least, most) = TermsCheck.range(inForce.clauses[i].points);
            }
            carried[i] = Carried(accrued < least ? accrued : least, accrued > most ? accrued : most);
        }
    }

    /* END */

    /// @notice See IAgreements.giveNotice().
    function giveNotice(bytes32 agreement, Terms calldata terms, uint256 party, Signed calldata consent) external {
        uint24 endPeriod = _afterNotice(terms, uint24(ORACLE.currentPeriod()) + 1 + terms.noticePeriods);
        Account memory account = _ledger.liveAt(agreement, terms, endPeriod - 1);
        address who = _party(agreement, terms, party);
        _use(NOTICE, who, abi.encode(agreement), consent);
        uint24 end = account.endPeriod < _termEnd(terms) ? account.endPeriod : _termEnd(terms);
        require(endPeriod < end, IAgreements.EndsLater(endPeriod, end));
        _ledger.accounts[agreement].endPeriod = endPeriod;
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
    function endByAll(bytes32 agreement, Terms calldata inForce, uint24 endPeriod, Signed[] calldata consents) external {
        Account memory account = _ledger.live(agreement, inForce);
        _useAll(ENDING, inForce.parties, abi.encode(agreement, endPeriod), consents);
        uint32 current = ORACLE.currentPeriod();
        require(endPeriod >= current, IAgreements.EndsInPast(endPeriod, current));
        require(endPeriod < account.endPeriod, IAgreements.EndsLater(endPeriod, account.endPeriod));
        _ledger.accounts[agreement].endPeriod = endPeriod;
        emit IAgreements.EndedByAll(agreement, endPeriod);
    }

    /// @notice See IAgreements.release().
    function release(bytes32 agreement, Terms calldata inForce, uint256 party) external {
        Account memory account = _ledger.live(agreement, inForce);
        address enterprise = _party(agreement, inForce, party);
        uint24 endPeriod = uint24(BOOKS.endOf(enterprise));
        require(endPeriod != 0, IAgreements.NotWoundUp(agreement, enterprise));
        // What was accrued stays; nobody is late but by their own choice, as there is a period's time.
        if (endPeriod < account.nextPeriod) endPeriod = account.nextPeriod;
        require(endPeriod < account.endPeriod, IAgreements.EndsLater(endPeriod, account.endPeriod));
        _ledger.accounts[agreement].endPeriod = endPeriod;
        emit IAgreements.Released(agreement, enterprise, endPeriod);
    }

    /* SAY */

    /// @notice See IAgreements.withdrawMessage().
    function withdrawMessage(address party, bytes32 message, Signed calldata consent) external {
        if (msg.sender != party) _verify(WITHDRAWAL, party, abi.encode(message), consent);
        _ledger.spent[party][message] = true;
        emit IAgreements.MessageWithdrawn(party, message);
    }

    /// @notice See IAgreements.challenge().
    function challenge(
        bytes32 agreement,
        Terms calldata inForce,
        uint256 party,
        bytes32 subject,
        uint32 period,
        bytes32 reason,
        Signed calldata consent
    ) external {
        _ledger.live(agreement, inForce);
        address who = _party(agreement, inForce, party);
        require(Measures.reads(inForce, subject), IAgreements.NotRead(agreement, subject));
        _use(CHALLENGE, who, abi.encode(agreement, subject, period, reason), consent);
        ORACLE.challenge({
            subject: subject,
            period: period,
            reason: reason,
            challenger: who,
            agreement: agreement,
            parties: inForce.parties
        });
    }

    /// @dev The first period after the term.
    function _termEnd(Terms calldata terms) private pure returns (uint24) {
        return terms.firstPeriod + terms.periods;
    }

    function _party(bytes32 agreement, Terms calldata terms, uint256 party) private pure returns (address) {
        require(party < terms.parties.length, IAgreements.NotParty(agreement, party));
        return terms.parties[party];
    }
}
