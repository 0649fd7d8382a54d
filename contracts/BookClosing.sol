// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Nature} from "./interfaces/IAgreements.sol";
import {Books, Hop, IBookClosing} from "./interfaces/IBookClosing.sol";
import {IEnterprise} from "./interfaces/IEnterprise.sol";
import {Company, IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "./interfaces/IProfitShare.sol";
import {Finality, IRevenueOracle, Metric} from "./interfaces/IRevenueOracle.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";

/// @title BookClosing
/// @dev The path of a closing: begin -> (passAll | passPage ...) -> payPage ... -> paid -> _complete. A closing that fits one
/// page keeps nothing in storage on the way. Kinds are trusted: they are fixed here at deployment, like everything else.
/// As long as agreements are being passed, facts may be missing and nobody can hurry; so nothing else has to wait for that.
contract BookClosing is IBookClosing {
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev One kind's part of a closing that needs several pages.
    struct Rank {
        uint24 passed;
        uint232 owed;
        bytes32 accrued;
        bytes32 paid;
    }

    /// @dev A closing that needs several pages. money: the enterprise's balance when all were passed.
    struct Closing {
        uint24 passed;
        uint24 paidAgreements;
        uint24 released;
        uint184 paid;
        uint256 money;
    }

    uint256 private constant RANKS = 3;

    ITreasury private immutable TREASURY;
    uint256 private immutable TOKEN_ID;
    IRevenueOracle private immutable ORACLE;
    IEnterpriseRegistry private immutable REGISTRY;
    IProfitShare private immutable PROFIT_SHARE;
    address private immutable FIRST_KIND;
    address private immutable SECOND_KIND;
    address private immutable THIRD_KIND;

    mapping(address enterprise => Books) private _books;
    mapping(address enterprise => uint256) private _invested;
    mapping(address enterprise => Closing) private _closings;
    mapping(address enterprise => mapping(uint256 rank => Rank)) private _ranks;

    /// @param kinds The agreement contracts in the order they are paid: services, communities, investments. Two ranks may
    /// name the same contract's address as zero: no such kind in this company.
    constructor(Company memory company, address[3] memory kinds) {
        TREASURY = company.treasury;
        TOKEN_ID = uint256(uint160(address(company.token)));
        ORACLE = company.oracle;
        REGISTRY = company.registry;
        PROFIT_SHARE = company.profitShare;
        (FIRST_KIND, SECOND_KIND, THIRD_KIND) = (kinds[0], kinds[1], kinds[2]);
    }

    modifier onlyAgreements() {
        _rankOf(msg.sender);
        _;
    }

    /* BY ANYONE */

    /// @inheritdoc IBookClosing
    function close(address enterprise, uint32 period) external {
        uint256 live = _checkClosable(enterprise, period).live;
        require(live == 0, AgreementsLeft(enterprise, period, live));
        _start(enterprise, period, 0);
        _complete({enterprise: enterprise, period: period, owed: 0, amount: 0, released: 0});
    }

    /// @inheritdoc IBookClosing
    function cancelCircle(Hop[] calldata circle) external returns (uint256 amount) {
        require(circle.length > 1, CircleTooShort(circle.length));
        amount = _smallestDue(circle);
        bytes32[] memory ids = new bytes32[](circle.length);
        address first;
        address expected;
        for (uint256 i = 0; i < circle.length; ++i) {
            Hop calldata hop = circle[i];
            ids[i] = hop.agreement;
            (address debtor, address creditor, uint32 accruedTo) =
                hop.kind.cancel(hop.agreement, hop.inForce, hop.leg, amount);
            if (i == 0) first = debtor;
            else require(debtor == expected, CircleBroken(i - 1, expected, debtor));
            expected = creditor;
            _reduceArrears(debtor, amount, accruedTo, i);
        }
        require(expected == first, CircleBroken(circle.length - 1, expected, first));
        for (uint256 i = 0; i < circle.length; ++i) _checkHop(circle[i], circle[0].inForce.token, i);
        emit CircleCancelled(ids, amount);
    }

    /* BY THE COMPANY'S CONTRACTS */

    /// @inheritdoc IBookClosing
    function open(address enterprise) external {
        require(msg.sender == address(REGISTRY), NotRegistry(msg.sender));
        uint32 period = ORACLE.currentPeriod();
        _books[enterprise].nextPeriod = uint256(period).toUint24();
        emit BooksOpened(enterprise, period);
    }

    /// @inheritdoc IBookClosing
    function count(address party) external returns (bool isEnterprise, bool passed) {
        uint256 rank = _rankOf(msg.sender);
        Books storage books = _books[party];
        if (books.nextPeriod == 0) return (false, false);
        // All that are paid in this closing have been counted; anyone can complete it.
        require(!books.closing, ClosingHasBegun(party, books.nextPeriod));
        ++books.live;
        Closing storage closing = _closings[party];
        if (closing.passed == 0) return (true, false);
        // It begins after the period that is being closed. Were it still to be passed, whoever opens one agreement after the
        // other could put off the closing for ever.
        ++closing.passed;
        ++_ranks[party][rank].passed;
        return (true, true);
    }

    /// @inheritdoc IBookClosing
    function book(address party, int256 amount) external onlyAgreements {
        if (_books[party].nextPeriod != 0) _book(party, amount);
    }

    /// @inheritdoc IBookClosing
    function invest(address enterprise, uint256 amount) external onlyAgreements {
        require(_books[enterprise].nextPeriod != 0, NoBooks(enterprise));
        _invested[enterprise] += amount;
    }

    /// @inheritdoc IBookClosing
    function begin(address enterprise, uint32 period) external view returns (bool paying, bool fresh, uint256 live) {
        Books memory books = _checkClosable(enterprise, period);
        return (books.closing, _closings[enterprise].passed == 0, books.live);
    }

    /// @inheritdoc IBookClosing
    function passAll(address enterprise, uint32 period, int256 result, uint256 owed)
        external onlyAgreements returns (uint256 money)
    {
        _start(enterprise, period, result);
        return Math.min(owed, _balance(enterprise));
    }

    /// @inheritdoc IBookClosing
    function passPage(
        address enterprise, uint32 period, bytes32 last, uint256 agreements, int256 result, uint256 owed
    ) external returns (bool payNow) {
        Rank storage rank = _ranks[enterprise][_rankOf(msg.sender)];
        Closing storage closing = _closings[enterprise];
        Books storage books = _books[enterprise];
        if (rank.accrued < last) rank.accrued = last;
        rank.owed += owed.toUint232();
        rank.passed += agreements.toUint24();
        closing.passed += agreements.toUint24();
        if (closing.passed < books.live) {
            _book(enterprise, result);
            return false;
        }
        books.closing = true;
        closing.money = _balance(enterprise);
        _start(enterprise, period, result);
        return rank.passed == agreements;
    }

    /// @inheritdoc IBookClosing
    function payPage(address enterprise, bytes32 last) external returns (uint256 owed, uint256 money) {
        uint256 mine = _rankOf(msg.sender);
        Rank storage rank = _ranks[enterprise][mine];
        if (rank.paid < last) rank.paid = last;
        money = _closings[enterprise].money;
        // What earlier ranks are owed is set aside for them, whichever page comes first, so order changes no amount.
        for (uint256 i = 0; i < mine; ++i) money -= Math.min(money, _ranks[enterprise][i].owed);
        owed = rank.owed;
        money = Math.min(money, owed);
    }

    /// @inheritdoc IBookClosing
    function paid(
        address enterprise, uint32 period, bool whole, uint256 agreements, uint256 owed, uint256 amount, uint256 released
    ) external onlyAgreements {
        if (whole) return _complete(enterprise, period, owed, amount, released);
        Closing storage closing = _closings[enterprise];
        closing.paidAgreements += agreements.toUint24();
        closing.paid += amount.toUint184();
        closing.released += released.toUint24();
        if (closing.paidAgreements < _books[enterprise].live) return;
        uint256 total = 0;
        for (uint256 i = 0; i < RANKS; ++i) total += _ranks[enterprise][i].owed;
        (amount, released) = (closing.paid, closing.released);
        for (uint256 i = 0; i < RANKS; ++i) delete _ranks[enterprise][i];
        delete _closings[enterprise];
        _complete(enterprise, period, total, amount, released);
    }

    /* READ */

    /// @inheritdoc IBookClosing
    function booksOf(address enterprise) external view returns (Books memory) {
        return _books[enterprise];
    }

    /// @inheritdoc IBookClosing
    function closingOf(address enterprise)
        external view returns (bool paying, bytes32[3] memory accrued, bytes32[3] memory paid_)
    {
        paying = _books[enterprise].closing;
        for (uint256 i = 0; i < RANKS; ++i) {
            (accrued[i], paid_[i]) = (_ranks[enterprise][i].accrued, _ranks[enterprise][i].paid);
        }
    }

    /// @inheritdoc IBookClosing
    function investedIn(address enterprise) external view returns (uint256) {
        return _invested[enterprise];
    }

    /// @inheritdoc IBookClosing
    function shareable(address enterprise) external view returns (uint256) {
        return _shareable(enterprise, _books[enterprise]);
    }

    /* INSIDE */

    function _checkClosable(address enterprise, uint32 period) private view returns (Books memory books) {
        books = _books[enterprise];
        require(books.nextPeriod != 0, NoBooks(enterprise));
        require(period == books.nextPeriod, NotNextPeriod(enterprise, period, books.nextPeriod));
        uint32 current = ORACLE.currentPeriod();
        require(period < current, PeriodNotEnded(period, current));
        (Finality finality,) = _profit(enterprise, period);
        require(finality != Finality.Pending, StatementNotFinal(enterprise, period));
    }

    /// @dev All agreements were passed: from here on only money moves. `result` is what the last of them added.
    function _start(address enterprise, uint32 period, int256 result) private {
        (, int256 profit) = _profit(enterprise, period);
        _book(enterprise, result + profit);
        emit ClosingBegun(enterprise, period, profit);
    }

    /// @dev An absent statement counts as 0, plus corrections booked in the period.
    function _profit(address enterprise, uint32 period) private view returns (Finality finality, int256 profit) {
        return ORACLE.figure(bytes32(uint256(uint160(enterprise))), Metric.Profit, period, true);
    }

    function _complete(address enterprise, uint32 period, uint256 owed, uint256 amount, uint256 released) private {
        Books memory books = _books[enterprise];
        books.closing = false;
        books.nextPeriod = uint256(period + 1).toUint24();
        books.live -= released.toUint24();
        books.arrears = uint96(Math.min(owed - amount, type(uint96).max));
        uint256 shared = _shareable(enterprise, books);
        books.undistributed -= shared.toInt256().toInt104();
        _books[enterprise] = books;
        emit BooksClosed(enterprise, period, owed, amount, shared, books.undistributed);
        if (shared > 0) _share(enterprise, period, shared);
    }

    function _share(address enterprise, uint32 period, uint256 shared) private {
        if (!TREASURY.isOperator(enterprise, address(this))) IEnterprise(enterprise).trust(address(this));
        bytes32 key = bytes32(uint256(uint160(enterprise)));
        address pool = TREASURY.keyAccount(address(PROFIT_SHARE), key);
        TREASURY.transferFrom(enterprise, pool, TOKEN_ID, shared);
        PROFIT_SHARE.distribute(enterprise, period, shared);
    }

    function _shareable(address enterprise, Books memory books) private view returns (uint256) {
        int256 cash = int256(_balance(enterprise)) - int256(uint256(books.arrears)) - int256(_invested[enterprise]);
        int256 most = books.undistributed < cash ? int256(books.undistributed) : cash;
        return most > 0 ? uint256(most) : 0;
    }

    function _smallestDue(Hop[] calldata circle) private view returns (uint256 amount) {
        amount = type(uint256).max;
        for (uint256 i = 0; i < circle.length; ++i) {
            _rankOf(address(circle[i].kind));
            int256 due = circle[i].kind.dueOf(circle[i].agreement, circle[i].leg);
            amount = Math.min(amount, uint256(due < 0 ? -due : due));
            require(amount > 0, NothingToCancel(i));
        }
    }

    function _checkHop(Hop calldata hop, address first, uint256 index) private pure {
        require(hop.inForce.token == first, CircleOfTokens(index, hop.inForce.token, first));
        require(hop.inForce.legs[hop.leg].nature != Nature.Bonus, CircleThroughTeam(index));
    }

    function _reduceArrears(address debtor, uint256 amount, uint32 accruedTo, uint256 index) private {
        Books storage books = _books[debtor];
        // A person's debt is due when it is accrued.
        if (books.nextPeriod == 0) return;
        // A closing that has passed the agreement has added up what it owes.
        require(_closings[debtor].passed == 0, ClosingHasBegun(debtor, books.nextPeriod));
        // Were newer debt cancelled in place of arrears, an enterprise and a friend could make arrears vanish that are owed
        // to others.
        require(accruedTo <= books.nextPeriod, NotInArrears(index, accruedTo, books.nextPeriod));
        // What is owed in arrears is part of them; only such as stand at the end of their range may be less than it.
        books.arrears -= uint96(Math.min(amount, books.arrears));
    }

    function _book(address enterprise, int256 amount) private {
        Books storage books = _books[enterprise];
        int256 sum = int256(books.undistributed) + amount;
        if (sum > type(int104).max) sum = type(int104).max;
        if (sum < type(int104).min) sum = type(int104).min;
        books.undistributed = int104(sum);
    }

    function _balance(address enterprise) private view returns (uint256) {
        return TREASURY.balanceOf(enterprise, TOKEN_ID);
    }

    function _rankOf(address kind) private view returns (uint256) {
        if (kind == FIRST_KIND) return 0;
        if (kind == SECOND_KIND) return 1;
        require(kind == THIRD_KIND, NotAgreements(kind));
        return 2;
    }
}
