// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Account, IAgreements, Leg, Nature, Status, Terms} from "../interfaces/IAgreements.sol";
import {Sums} from "../interfaces/IBookClosing.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {AgreementLedger, Ledger} from "../libraries/AgreementLedger.sol";
import {AgreementsState} from "./AgreementsState.sol";

/// @notice What a page of a closing adds up. endPeriod: of an enterprise that is wound up; 0: it is not.
struct Tally {
    address enterprise;
    uint24 endPeriod;
    int256 result;
    Sums owed;
    Sums money;
    Sums paid;
    uint256 released;
}

/// @title Moving: how what is due is paid, in money or in shares
/// @dev A payment takes what is due off the leg first (_reduce), then moves; nothing moves that is not due.
abstract contract Moving is AgreementsState {
    using AgreementLedger for Ledger;
    using SafeCast for uint256;

    constructor(Company memory company) AgreementsState(company) {}

    /// @dev What persons and outside parties owe, as far as their balance and their permission reach.
    function _payAtOnce(bytes32 agreement, Account memory account, Terms calldata terms) internal {
        Leg[] calldata legs = terms.legs;
        for (uint256 leg = 0; leg < legs.length; ++leg) {
            Leg calldata ends = legs[leg];
            _moveAtOnce(agreement, account, terms, ends, leg);
            Nature nature = ends.nature;
            if (nature != Nature.Fee && nature != Nature.Collection && nature != Nature.Bonus) continue;
            int256 due = _ledger.due(agreement, account, leg);
            if (due == 0) continue;
            (address payer,) = AgreementLedger.sides(terms.parties, ends, due);
            // An enterprise pays in its closing only.
            uint256 closedTo = account.keeping == 0 ? 0 : BOOKS.booksOf(payer).nextPeriod;
            if (closedTo == 0) _payFrom(agreement, account, terms, ends, leg, payer);
            // Backers pay what the debtor has not; of an enterprise that is known when its closing is done. One that has passed
            // the agreement has added up what is owed.
            if (ends.backers == 0) continue;
            bool known = closedTo >= account.nextPeriod && account.passed >> ends.debtor & 1 == 0;
            if (closedTo == 0 || known) _payFromBackers(agreement, account, terms, ends, leg);
        }
    }

    function _payFromBackers(
        bytes32 agreement, Account memory account, Terms calldata terms, Leg calldata ends, uint256 leg
    ) private {
        uint16 backers = ends.backers;
        for (uint256 i = 0; backers >> i != 0; ++i) {
            if (backers >> i & 1 == 0) continue;
            if (_ledger.due(agreement, account, leg) <= 0) return;
            address backer = terms.parties[i];
            uint256 paid = _payFrom(agreement, account, terms, ends, leg, backer);
            if (paid > 0) emit IAgreements.PaidByBacker(agreement, uint8(leg), backer, paid);
        }
    }

    function _payFrom(
        bytes32 agreement, Account memory account, Terms calldata terms, Leg calldata ends, uint256 leg, address payer
    ) private returns (uint256 amount) {
        if (!TREASURY.isOperator(payer, address(this))) return 0;
        int256 due = _ledger.due(agreement, account, leg);
        uint256 balance = TREASURY.balanceOf(payer, uint256(uint160(terms.token)));
        amount = Math.min(balance, uint256(due < 0 ? -due : due));
        if (amount > 0) _moveFrom(agreement, account, terms, ends, leg, due, amount, payer);
    }

    /// @dev What needs nobody's balance: out of a leg's escrow, and in shares as far as they are held.
    function _moveAtOnce(
        bytes32 agreement, Account memory account, Terms calldata terms, Leg calldata ends, uint256 leg
    ) internal {
        bool shares = ends.nature == Nature.Shares;
        if (!shares && ends.escrow == 0) return;
        int256 due = _ledger.due(agreement, account, leg);
        if (shares && due != 0) _moveShares(agreement, account, terms, ends, leg, due);
        if (ends.escrow == 0 || due <= 0) return;
        uint256 amount = Math.min(uint256(due), _escrowOf(agreement, terms, leg));
        if (amount == 0) return;
        emit IAgreements.PaidFromEscrow(agreement, uint8(leg), amount);
        _moveFrom(agreement, account, terms, ends, leg, due, amount, address(0));
    }

    function _moveShares(
        bytes32 agreement, Account memory account, Terms calldata terms, Leg calldata ends, uint256 leg, int256 due
    ) private {
        (address giver, address taker) = AgreementLedger.sides(terms.parties, ends, due);
        // More than there are is as good as all of them.
        uint64 most = uint64(Math.min(uint256(due < 0 ? -due : due), type(uint64).max));
        uint64 moved = PROFIT_SHARE.moveShares(terms.parties[0], giver, taker, most);
        if (moved == 0) return;
        int256 signed = _signed(due, moved);
        _ledger.reduce(agreement, account, leg, due, signed);
        emit IAgreements.Paid(agreement, uint8(leg), signed);
    }

    /// @dev The only place where money moves under an agreement: `amount` of what is due, from `payer` (zero: the leg's escrow) to
    /// who is owed.
    function _moveFrom(
        bytes32 agreement,
        Account memory account,
        Terms calldata terms,
        Leg calldata ends,
        uint256 leg,
        int256 due,
        uint256 amount,
        address payer
    ) internal {
        int256 signed = _signed(due, amount);
        _ledger.reduce(agreement, account, leg, due, signed);
        emit IAgreements.Paid(agreement, uint8(leg), signed);
        uint256 id = uint256(uint160(terms.token));
        bytes32 key = payer == address(0) ? _escrowKey(agreement, leg) : bytes32(0);
        (, address payee) = AgreementLedger.sides(terms.parties, ends, due);
        // All partners.
        if (payee == address(0)) return _spread(terms, id, amount, payer, key);
        Nature nature = ends.nature;
        if (nature == Nature.Tranche) BOOKS.invest(payee, amount);
        if (nature != Nature.Bonus) return _transfer(id, amount, payer, key, payee);
        _transfer(id, amount, payer, key, TREASURY.keyAccount(address(PROFIT_SHARE), bytes32(uint256(uint160(payee)))));
        PROFIT_SHARE.creditTeam(payee, account.nextPeriod - 1, amount);
    }

    function _spread(Terms calldata terms, uint256 id, uint256 amount, address payer, bytes32 key) private {
        uint256[] memory parts = _partsOf(amount, terms.weights);
        for (uint256 i = 0; i < parts.length; ++i) {
            if (parts[i] > 0) _transfer(id, parts[i], payer, key, terms.parties[i + 1]);
        }
    }

    function _transfer(uint256 id, uint256 amount, address payer, bytes32 key, address receiver) private {
        if (payer == address(0)) TREASURY.transferFromKey({key: key, receiver: receiver, id: id, amount: amount});
        else TREASURY.transferFrom(payer, receiver, id, amount);
    }

    /// @dev Rounded down, in favour of the partner named last, who gets what the others leave: together it is the amount.
    function _partsOf(uint256 amount, uint16[] calldata weights) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](weights.length);
        uint256 total = 0;
        for (uint256 i = 0; i < weights.length; ++i) total += weights[i];
        uint256 left = amount;
        for (uint256 i = 0; i + 1 < weights.length; ++i) {
            parts[i] = Math.mulDiv(amount, weights[i], total);
            left -= parts[i];
        }
        parts[weights.length - 1] = left;
    }

    /// @dev `amount` in the direction of what is due.
    function _signed(int256 due, uint256 amount) internal pure returns (int256) {
        return due < 0 ? -amount.toInt256() : amount.toInt256();
    }

    /// @dev Over: every period accrued and nothing owed by anyone. Returns whether it is, marking it the first time. What is
    /// left of an escrow goes back as soon as its leg owes nothing any more.
    function _endIfOver(bytes32 agreement, Account memory account, Terms calldata terms) internal returns (bool over) {
        if (account.nextPeriod < account.endPeriod) return false;
        over = true;
        Leg[] calldata legs = terms.legs;
        for (uint256 leg = 0; leg < legs.length; ++leg) {
            // A tranche's escrow is all there ever is for it.
            bool owed = legs[leg].nature != Nature.Tranche && _ledger.due(agreement, account, leg) != 0;
            if (owed) over = false;
            else if (legs[leg].escrow > 0) _giveBack(agreement, terms, leg);
        }
        if (!over || account.status == Status.Ended) return over;
        account.status = Status.Ended;
        emit IAgreements.Ended(agreement);
    }

    function _giveBack(bytes32 agreement, Terms calldata terms, uint256 leg) private {
        uint256 left = _escrowOf(agreement, terms, leg);
        if (left == 0) return;
        emit IAgreements.Escrowed(agreement, uint8(leg), -left.toInt256());
        address debtor = terms.parties[terms.legs[leg].debtor];
        uint256 id = uint256(uint160(terms.token));
        TREASURY.transferFromKey({key: _escrowKey(agreement, leg), receiver: debtor, id: id, amount: left});
    }
}
