// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Account, Clause, IAgreements, Leg, Nature, Signed, Status, Terms} from "./interfaces/IAgreements.sol";
import {IBookClosing} from "./interfaces/IBookClosing.sol";
import {Company, IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "./interfaces/IProfitShare.sol";
import {IRevenueOracle} from "./interfaces/IRevenueOracle.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";
import {AgreementLedger, Ledger} from "./libraries/AgreementLedger.sol";
import {Consents} from "./libraries/Consents.sol";
import {Measures} from "./libraries/Measures.sol";
import {Payoff} from "./libraries/Payoff.sol";
import {TermsHash} from "./libraries/TermsHash.sol";

/// @title Agreements
/// @dev The path of an agreement: open -> accrue (facts become what is due) -> settle or accrue (what is due is paid) -> Ended.
/// Money moves in one place, _move(), and what is due grows in one place, _owe(), which holds every kind to the ceiling.
abstract contract Agreements is IAgreements, EIP712 {
    using AgreementLedger for Ledger;
    using SafeCast for uint256;
    using TermsHash for Terms;

    /// @dev What a page of a closing adds up.
    struct Tally {
        address enterprise;
        int256 result;
        uint256 owed;
        uint256 money;
        uint256 paid;
        uint256 released;
    }

    ITreasury internal immutable TREASURY;
    IRevenueOracle internal immutable ORACLE;
    IProfitShare internal immutable PROFIT_SHARE;
    IBookClosing internal immutable BOOKS;
    IEnterpriseRegistry private immutable REGISTRY;
    IERC20 internal immutable TOKEN;

    Ledger internal _ledger;

    constructor(Company memory company, string memory name) EIP712(name, "1") {
        TREASURY = company.treasury;
        ORACLE = company.oracle;
        PROFIT_SHARE = company.profitShare;
        BOOKS = company.books;
        REGISTRY = company.registry;
        TOKEN = company.token;
    }

    /* OPEN AND CHANGE */

    /// @inheritdoc IAgreements
    function open(Terms calldata terms, Signed[] calldata consents) external returns (bytes32 agreement) {
        _checkKind(terms, true);
        agreement = Consents.open(_ledger, _place(), terms, consents);
        _fund(agreement, terms);
    }

    /// @inheritdoc IAgreements
    function amend(bytes32 agreement, Terms calldata inForce, Terms calldata terms, Signed[] calldata consents) external {
        _checkKind(terms, false);
        Consents.amend(_ledger, _place(), agreement, inForce, terms, consents);
    }

    /// @inheritdoc IAgreements
    function giveNotice(bytes32 agreement, Terms calldata terms, uint256 party, Signed calldata consent) external {
        Consents.giveNotice(_ledger, _place(), agreement, terms, party, consent);
    }

    /// @inheritdoc IAgreements
    function endByAll(bytes32 agreement, Terms calldata inForce, uint24 endPeriod, Signed[] calldata consents) external {
        Consents.endByAll(_ledger, _place(), agreement, inForce, endPeriod, consents);
    }

    /// @inheritdoc IAgreements
    function withdrawMessage(address party, bytes32 message, Signed calldata consent) external {
        Consents.withdrawMessage(_ledger, _place(), party, message, consent);
    }

    /// @inheritdoc IAgreements
    function challenge(
        bytes32 agreement,
        Terms calldata inForce,
        uint256 party,
        bytes32 subject,
        uint32 period,
        bytes32 reason,
        Signed calldata consent
    ) external {
        Consents.challenge(_ledger, _place(), agreement, inForce, party, subject, period, reason, consent);
    }

    /* ACCRUE AND PAY */

    /// @inheritdoc IAgreements
    function accrue(bytes32 agreement, Terms calldata inForce) external {
        Account memory account = _ledger.inForce(agreement, inForce);
        Tally memory tally;
        uint32 end = _accruableUntil(agreement, account, inForce);
        // Each period is paid before the next is accrued: a bonus goes to who worked in it, however late this is called.
        do {
            if (account.nextPeriod < end) _accrueNext(agreement, account, inForce, tally);
            _payAtOnce(agreement, account, inForce);
        } while (account.nextPeriod < end);
        _endIfOver(agreement, account, inForce);
        _ledger.accounts[agreement] = account;
    }

    /// @inheritdoc IAgreements
    function settle(address enterprise, uint32 period, bytes32[] calldata agreements, Terms[] calldata page) external {
        require(agreements.length == page.length, PageMismatch(agreements.length, page.length));
        (bool paying, bool fresh, uint256 live) = BOOKS.begin(enterprise, period);
        bool whole = fresh && page.length == live;
        // An empty page has nothing to add to a closing; on its own it would close books that owe nothing.
        if (page.length == 0 && !whole) return;
        Tally memory tally;
        tally.enterprise = enterprise;
        Account[] memory accounts = _takePage(period, agreements, page);
        if (!paying) {
            _accruePage(period, agreements, page, accounts, tally);
            if (whole) tally.money = BOOKS.passAll(enterprise, period, tally.result, tally.owed);
            else paying = _passPage(period, agreements, tally);
        }
        if (paying) (tally.owed, tally.money) = BOOKS.payPage(enterprise, agreements[agreements.length - 1]);
        if (paying || whole) _payPage(agreements, page, accounts, tally);
        for (uint256 i = 0; i < page.length; ++i) _ledger.accounts[agreements[i]] = accounts[i];
        if (!paying && !whole) return;
        BOOKS.paid({
            enterprise: enterprise,
            period: period,
            whole: whole,
            agreements: page.length,
            owed: tally.owed,
            amount: tally.paid,
            released: tally.released
        });
    }

    /// @inheritdoc IAgreements
    function cancel(bytes32 agreement, Terms calldata inForce, uint8 leg, uint256 amount)
        external returns (address debtor, address creditor, uint32 nextPeriod)
    {
        require(msg.sender == address(BOOKS), NotBooks(msg.sender));
        Account memory account = _ledger.inForce(agreement, inForce);
        int256 due = _ledger.due(agreement, account, leg);
        (debtor, creditor) = AgreementLedger.sides(inForce, leg, due);
        int256 signed = _signed(due, amount);
        _ledger.reduce(agreement, account, leg, signed);
        _ledger.accounts[agreement] = account;
        emit Cancelled(agreement, leg, signed);
        return (debtor, creditor, account.nextPeriod);
    }

    /* READ */

    /// @inheritdoc IAgreements
    function accountOf(bytes32 agreement) external view returns (Account memory) {
        return _ledger.accounts[agreement];
    }

    /// @inheritdoc IAgreements
    function dueOf(bytes32 agreement, uint8 leg) external view returns (int256) {
        return _ledger.due(agreement, _ledger.accounts[agreement], leg);
    }

    /// @inheritdoc IAgreements
    function termsOf(bytes32 agreement) external view returns (bytes32 inForce, bytes32 waiting, uint32 waitingFrom) {
        return Consents.termsOf(_ledger, agreement);
    }

    /// @inheritdoc IAgreements
    function hashTerms(Terms calldata terms) external pure returns (bytes32) {
        return terms.hash();
    }

    /// @inheritdoc IAgreements
    function preview(Clause calldata clause, int256 actual, int256 base) external pure returns (int256 amount) {
        return Payoff.amount(clause, actual, base);
    }

    /* KINDS */

    /// @dev What this kind asks of terms beyond TermsCheck; `first` is false for an amendment.
    function _checkKind(Terms calldata terms, bool first) internal view virtual;

    /// @dev What this kind moves at the opening.
    function _fund(bytes32 agreement, Terms calldata terms) internal virtual;

    function _place() internal view returns (Consents.Place memory) {
        return Consents.Place({
            company: Company({
                treasury: TREASURY,
                token: TOKEN,
                oracle: ORACLE,
                registry: REGISTRY,
                profitShare: PROFIT_SHARE,
                books: BOOKS
            }),
            domain: _domainSeparatorV4()
        });
    }

    function _isEnterprise(address party) internal view returns (bool) {
        return BOOKS.booksOf(party).nextPeriod != 0;
    }

    /* ACCRUE */

    /// @dev The first period that accrue() must not take: over, of terms that wait, or not accruable yet.
    function _accruableUntil(bytes32 agreement, Account memory account, Terms calldata terms)
        private view returns (uint32)
    {
        uint32 end = account.endPeriod;
        if (account.amended) {
            uint32 from = _ledger.versions[agreement].from;
            if (account.nextPeriod < from && from < end) end = from;
        }
        return Measures.accruableUntil(ORACLE, BOOKS, terms, account.counted, account.nextPeriod, end);
    }

    function _accrueNext(bytes32 agreement, Account memory account, Terms calldata terms, Tally memory tally) private {
        uint24 period = account.nextPeriod++;
        uint256 count = terms.clauses.length;
        int256[] memory amounts = new int256[](count);
        int256[] memory legs = new int256[](terms.legs.length);
        for (uint256 i = 0; i < count; ++i) {
            Clause calldata clause = terms.clauses[i];
            amounts[i] = Measures.accrue(ORACLE, _ledger.running[agreement][i], terms, i, account.firstPeriod, period);
            legs[clause.leg] += amounts[i];
        }
        for (uint256 i = 0; i < legs.length; ++i) {
            if (legs[i] != 0) _owe(agreement, account, terms, i, legs[i], tally);
        }
        emit Accrued(agreement, period, amounts);
    }

    /// @dev The only place where what is due grows; held to the ceiling whatever a kind computes.
    function _owe(
        bytes32 agreement, Account memory account, Terms calldata terms, uint256 leg, int256 amount, Tally memory tally
    ) private {
        uint256 size = uint256(amount < 0 ? -amount : amount);
        require(size <= terms.ceiling, AboveCeiling(agreement, leg, amount, terms.ceiling));
        _ledger.add(agreement, account, leg, amount);
        Leg calldata ends = terms.legs[leg];
        if (ends.nature == Nature.Collection) return;
        _book(terms.parties[ends.debtor], -amount, tally);
        if (ends.nature == Nature.Fee) _book(terms.parties[ends.creditor], amount, tally);
    }

    function _book(address party, int256 amount, Tally memory tally) private {
        if (party == tally.enterprise) tally.result += amount;
        else BOOKS.book(party, amount);
    }

    /* PAY */

    /// @dev The page's accounts, kept in memory while it is accrued and paid; terms are checked against them once.
    function _takePage(uint32 period, bytes32[] calldata agreements, Terms[] calldata page)
        private view returns (Account[] memory accounts)
    {
        accounts = new Account[](page.length);
        bytes32 previous = 0;
        for (uint256 i = 0; i < page.length; ++i) {
            // None twice in one page; in different pages, `passed` tells.
            require(previous < agreements[i], NotAscending(previous, agreements[i]));
            previous = agreements[i];
            accounts[i] = _ledger.inForceAt(previous, page[i], period);
        }
    }

    function _accruePage(
        uint32 period,
        bytes32[] calldata agreements,
        Terms[] calldata page,
        Account[] memory accounts,
        Tally memory tally
    ) private {
        for (uint256 i = 0; i < page.length; ++i) {
            bytes32 agreement = agreements[i];
            Terms calldata terms = page[i];
            Account memory account = accounts[i];
            (uint256 party, uint16 bit) = _counted(agreement, account, terms, tally.enterprise);
            require(account.passed & bit == 0, PassedBefore(agreement, tally.enterprise));
            account.passed |= bit;
            uint32 end = account.endPeriod <= period ? account.endPeriod : period + 1;
            if (account.nextPeriod < end) {
                _checkBooks(account, terms, party, period);
                // All under these terms: since they were signed, every closing has accrued this agreement.
                while (account.nextPeriod < end) _accrueNext(agreement, account, terms, tally);
            }
            for (uint256 leg = 0; leg < terms.legs.length; ++leg) {
                tally.owed += _ledger.owedBy(agreement, account, terms, leg, party);
            }
        }
    }

    /// @dev No other enterprise that may owe here lags behind: what it is accrued must belong to its next closing.
    function _checkBooks(Account memory account, Terms calldata terms, uint256 party, uint32 period) private view {
        for (uint256 i = 0; i < terms.parties.length; ++i) {
            if (i == party || account.counted >> i & 1 == 0) continue;
            uint32 next = BOOKS.booksOf(terms.parties[i]).nextPeriod;
            require(next >= period, BooksBehind(terms.parties[i], next, period));
        }
    }

    function _passPage(uint32 period, bytes32[] calldata agreements, Tally memory tally) private returns (bool payNow) {
        return BOOKS.passPage({
            enterprise: tally.enterprise,
            period: period,
            last: agreements[agreements.length - 1],
            agreements: agreements.length,
            result: tally.result,
            owed: tally.owed
        });
    }

    function _payPage(
        bytes32[] calldata agreements, Terms[] calldata page, Account[] memory accounts, Tally memory tally
    ) private {
        for (uint256 i = 0; i < page.length; ++i) {
            bytes32 agreement = agreements[i];
            Terms calldata terms = page[i];
            Account memory account = accounts[i];
            (uint256 party, uint16 bit) = _counted(agreement, account, terms, tally.enterprise);
            require(account.passed & bit != 0, NotPassed(agreement, tally.enterprise));
            account.passed &= ~bit;
            for (uint256 leg = 0; leg < terms.legs.length; ++leg) {
                uint256 owed = _ledger.owedBy(agreement, account, terms, leg, party);
                // Rounded down, in favour of the payer: what a proportion leaves stays due.
                if (owed > 0) owed = Math.mulDiv(owed, tally.money, tally.owed);
                if (owed == 0) continue;
                _move(agreement, account, terms, leg, owed);
                tally.paid += owed;
            }
            if (_endIfOver(agreement, account, terms)) {
                account.counted &= ~bit;
                ++tally.released;
            }
        }
    }

    /// @dev What persons and outside parties owe, as far as their balance and their permission reach.
    function _payAtOnce(bytes32 agreement, Account memory account, Terms calldata terms) private {
        for (uint256 leg = 0; leg < terms.legs.length; ++leg) {
            int256 due = _ledger.due(agreement, account, leg);
            if (due == 0) continue;
            (address payer,) = AgreementLedger.sides(terms, leg, due);
            // An enterprise pays in its closing only.
            if (_isEnterprise(payer) || !TREASURY.isOperator(payer, address(this))) continue;
            uint256 balance = TREASURY.balanceOf(payer, uint256(uint160(terms.token)));
            uint256 amount = Math.min(balance, uint256(due < 0 ? -due : due));
            if (amount > 0) _move(agreement, account, terms, leg, amount);
        }
    }

    /// @dev The only place where money moves under an agreement: from who owes on the leg to who is owed, never more than is due.
    function _move(bytes32 agreement, Account memory account, Terms calldata terms, uint256 leg, uint256 amount) private {
        int256 due = _ledger.due(agreement, account, leg);
        (address payer, address payee) = AgreementLedger.sides(terms, leg, due);
        int256 signed = _signed(due, amount);
        _ledger.reduce(agreement, account, leg, signed);
        emit Paid(agreement, uint8(leg), signed);
        uint256 id = uint256(uint160(terms.token));
        if (terms.legs[leg].nature != Nature.Bonus) {
            TREASURY.transferFrom(payer, payee, id, amount);
            return;
        }
        address pool = TREASURY.keyAccount(address(PROFIT_SHARE), bytes32(uint256(uint160(payee))));
        TREASURY.transferFrom(payer, pool, id, amount);
        PROFIT_SHARE.creditTeam(payee, account.nextPeriod - 1, amount);
    }

    /// @dev `amount` in the direction of what is due.
    function _signed(int256 due, uint256 amount) private pure returns (int256) {
        return due < 0 ? -amount.toInt256() : amount.toInt256();
    }

    /// @dev Over: every period accrued and nothing owed by anyone. Returns whether it is, marking it the first time.
    function _endIfOver(bytes32 agreement, Account memory account, Terms calldata terms) private returns (bool over) {
        if (account.nextPeriod < account.endPeriod) return false;
        for (uint256 leg = 0; leg < terms.legs.length; ++leg) {
            if (_ledger.due(agreement, account, leg) != 0) return false;
        }
        if (account.status == Status.Ended) return true;
        account.status = Status.Ended;
        emit Ended(agreement);
        return true;
    }

    function _counted(bytes32 agreement, Account memory account, Terms calldata terms, address enterprise)
        private pure returns (uint256 party, uint16 bit)
    {
        while (party < terms.parties.length && terms.parties[party] != enterprise) ++party;
        bit = uint16(1 << party);
        require(party < terms.parties.length && account.counted & bit != 0, NotOwing(agreement, enterprise));
    }
}
