// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Account, IAgreements, Leg, Status, Terms} from "../interfaces/IAgreements.sol";
import {Running} from "./Measures.sol";
import {TermsHash} from "./TermsHash.sol";

/// @notice Terms after an amendment: `older` count up to period `from`, `newer` from there on. Which are in force follows
/// from the period asked about, so that accruing early changes nothing for a closing that is still at the older ones.
struct Versions {
    bytes32 older;
    bytes32 newer;
    uint24 from;
}

/// @notice What dividends under an agreement are counted from.
/// @dev perShare: what one share of parties[0] had earned at the opening, in 2**-32 minor units. shares: of the first tranche.
struct Dividends {
    uint128 perShare;
    uint64 shares;
}

/// @notice Everything one kind keeps about its agreements.
/// @dev dues: of the legs after the first; leg 0's is in the account's slot. accrued: to date, of legs that a base reads. spent: messages withdrawn by their signer, or used up.
/// accepted: how often an offer was taken. joined: the bit of an enterprise that may owe and was no party of the first terms.
struct Ledger {
    mapping(bytes32 agreement => Account) accounts;
    mapping(bytes32 agreement => Versions) versions;
    mapping(bytes32 agreement => mapping(uint256 leg => int256)) dues;
    mapping(bytes32 agreement => mapping(uint256 leg => int256)) accrued;
    mapping(bytes32 agreement => mapping(uint256 clause => Running)) running;
    mapping(bytes32 agreement => Dividends) dividends;
    mapping(address party => mapping(bytes32 message => bool)) spent;
    mapping(address supplier => mapping(bytes32 message => uint256)) accepted;
    mapping(bytes32 agreement => mapping(address enterprise => uint16)) joined;
}

/// @dev A creditor that stands for parties[1] and on.
uint8 constant ALL_PARTNERS = 255;
/// @dev Parties after these are paid only: who may owe has a bit in the account.
uint256 constant MOST_DEBTORS = 16;

/// @title AgreementLedger: which terms are in force, and who owes what on a leg
library AgreementLedger {
    using SafeCast for int256;
    using TermsHash for Terms;

    /// @notice The account, if `terms` are those that count for its next period.
    function inForce(Ledger storage ledger, bytes32 agreement, Terms calldata terms)
        internal view returns (Account memory account)
    {
        return inForceAt(ledger, agreement, terms, ledger.accounts[agreement].nextPeriod);
    }

    /// @notice The account, if `terms` are those that count for `period`.
    function inForceAt(Ledger storage ledger, bytes32 agreement, Terms calldata terms, uint32 period)
        internal view returns (Account memory account)
    {
        account = ledger.accounts[agreement];
        require(account.status != Status.None, IAgreements.NotOpen(agreement, account.status));
        bytes32 expected = agreement;
        if (account.amended) {
            Versions storage versions = ledger.versions[agreement];
            expected = period < versions.from ? versions.older : versions.newer;
        }
        bytes32 given = terms.hash();
        require(given == expected, IAgreements.NotTermsInForce(agreement, given, expected));
    }

    /// @notice The same as inForce() for an agreement that has not ended.
    function live(Ledger storage ledger, bytes32 agreement, Terms calldata terms)
        internal view returns (Account memory account)
    {
        return liveAt(ledger, agreement, terms, ledger.accounts[agreement].nextPeriod);
    }

    /// @notice The same as inForceAt() for an agreement that has not ended.
    function liveAt(Ledger storage ledger, bytes32 agreement, Terms calldata terms, uint32 period)
        internal view returns (Account memory account)
    {
        account = inForceAt(ledger, agreement, terms, period);
        require(account.status == Status.Open, IAgreements.NotOpen(agreement, account.status));
    }

    /// @notice What leg `leg` owes: above 0 its debtor to its creditor, below 0 the other way round.
    function due(Ledger storage ledger, bytes32 agreement, Account memory account, uint256 leg)
        internal view returns (int256)
    {
        return leg == 0 ? account.due : ledger.dues[agreement][leg];
    }

    /// @notice Adds to what a leg owes. Leg 0 changes in `account` only; the caller stores it.
    function add(Ledger storage ledger, bytes32 agreement, Account memory account, uint256 leg, int256 amount) internal {
        // Wide enough for the largest ceiling in each of 32,768 periods.
        if (leg == 0) account.due = (account.due + amount).toInt112();
        else ledger.dues[agreement][leg] += amount;
    }

    /// @notice Takes off what was paid or cancelled: in the direction of what is due (`owed`) and never more.
    function reduce(
        Ledger storage ledger, bytes32 agreement, Account memory account, uint256 leg, int256 owed, int256 amount
    ) internal {
        bool within = owed > 0 ? amount > 0 && amount <= owed : amount < 0 && amount >= owed;
        require(within, IAgreements.AboveDue(agreement, leg, amount, owed));
        add(ledger, agreement, account, leg, -amount);
    }

    /// @notice Who pays whom on a leg that owes `owed`. A leg to all partners has none: only its debtor owes.
    function sides(address[] calldata parties, Leg calldata ends, int256 owed)
        internal pure returns (address payer, address payee)
    {
        payer = parties[ends.debtor];
        uint256 creditor = ends.creditor;
        if (creditor == ALL_PARTNERS) return (payer, address(0));
        payee = parties[creditor];
        if (owed < 0) (payer, payee) = (payee, payer);
    }

    /// @notice Of what a leg owes (`owed`), the part that party number `party` has to pay: all or nothing.
    function owedBy(Leg calldata ends, int256 owed, uint256 party) internal pure returns (uint256) {
        if (owed > 0 && ends.debtor == party) return uint256(owed);
        if (owed < 0 && ends.creditor == party) return uint256(-owed);
        return 0;
    }
}
