// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Books, Hop, IBookClosing, Sums} from "./interfaces/IBookClosing.sol";
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

    /// @dev A closing that needs several pages. money: the enterprise's balance when all were passed. preferred: owed by all kinds,
    /// and then what there is for it; two slots that most closings don't touch.
    struct Closing {
        uint24 passed;
        uint24 paidAgreements;
        uint24 released;
        uint184 paid;
        uint256 money;
        Preferred preferred;
    }

    struct Preferred {
        uint256 owed;
        uint256 money;
    }

    /// @dev invested: less what was given back; with it stands what changes as rarely, so that a closing reads one slot for all.
    /// lastInvestment, counted: the calendar periods of the last investment, and of the last closing that arrearsRunning counts.
    /// endPeriod: 0 until it is wound up.
    struct Standing {
        uint160 invested;
        uint24 lastInvestment;
        uint24 counted;
        uint16 arrearsRunning;
        uint32 endPeriod;
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
    mapping(address enterprise => Standing) private _standing;
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
    function windUp(address enterprise) external {
        Books memory books = _books[enterprise];
        require(books.nextPeriod != 0, NoBooks(enterprise));
        Standing storage standing = _standing[enterprise];
        require(standing.endPeriod == 0, EnterpriseWoundUp(enterprise, standing.endPeriod));
        uint16 needed = IEnterprise(enterprise).windUpAfter();
        require(needed != 0, WindUpNotAgreed(enterprise));
        uint16 running = standing.arrearsRunning;
        require(running >= needed, ArrearsTooFew(enterprise, running, needed));
        // Half paid, arrears and balance say nothing of one another; only pages are missing, which anyone can bring.
        require(!books.closing, ClosingHasBegun(enterprise, books.nextPeriod));
        // What came in since pays them in the next closing.
        uint256 balance = _balance(enterprise);
        require(balance < books.arrears, ArrearsCovered(enterprise, balance, books.arrears));
        uint32 endPeriod = ORACLE.currentPeriod() + 1;
        standing.endPeriod = endPeriod;
        emit WoundUp(enterprise, endPeriod);
        IEnterprise(enterprise).retire(endPeriod);
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
        uint32 endPeriod = _standing[party].endPeriod;
        require(endPeriod == 0, EnterpriseWoundUp(party, endPeriod));
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
        Standing storage standing = _standing[enterprise];
        standing.invested = (standing.invested + amount).toUint160();
        standing.lastInvestment = uint24(ORACLE.currentPeriod());
    }

    /// @inheritdoc IBookClosing
    function begin(address enterprise, uint32 period)
        external view returns (bool paying, bool fresh, uint256 live, uint32 endPeriod)
    {
        Books memory books = _checkClosable(enterprise, period);
        return (books.closing, _closings[enterprise].passed == 0, books.live, _standing[enterprise].endPeriod);
    }

    /// @inheritdoc IBookClosing
    function passAll(address enterprise, uint32 period, int256 result, Sums calldata owed)
        external onlyAgreements returns (Sums memory money)
    {
        _start(enterprise, period, result);
        uint256 balance = _balance(enterprise);
        money.obligations = Math.min(owed.obligations, balance);
        if (owed.preferred > 0) money.preferred = _forPreferred(enterprise, balance, owed.obligations, owed.preferred);
    }

    /// @inheritdoc IBookClosing
    function passPage(
        address enterprise, uint32 period, bytes32 last, uint256 agreements, int256 result, Sums calldata owed
    ) external returns (bool payNow) {
        Rank storage rank = _ranks[enterprise][_rankOf(msg.sender)];
        Closing storage closing = _closings[enterprise];
        Books storage books = _books[enterprise];
        if (rank.accrued < last) rank.accrued = last;
        rank.owed += owed.obligations.toUint232();
        rank.passed += agreements.toUint24();
        closing.passed += agreements.toUint24();
        if (owed.preferred > 0) closing.preferred.owed += owed.preferred;
        if (closing.passed < books.live) {
            _book(enterprise, result);
            return false;
        }
        books.closing = true;
        uint256 balance = _balance(enterprise);
        closing.money = balance;
        _start(enterprise, period, result);
        uint256 preferred = closing.preferred.owed;
        // Fixed here for all pages, so their order changes no amount.
        if (preferred > 0) {
            closing.preferred.money = _forPreferred(enterprise, balance, _owedOfAllRanks(enterprise), preferred);
        }
        return rank.passed == agreements;
    }

    /// @inheritdoc IBookClosing
    function payPage(address enterprise, bytes32 last) external returns (Sums memory owed, Sums memory money) {
        uint256 mine = _rankOf(msg.sender);
        Rank storage rank = _ranks[enterprise][mine];
        Closing storage closing = _closings[enterprise];
        if (rank.paid < last) rank.paid = last;
        uint256 left = closing.money;
        // What earlier ranks are owed is set aside for them, whichever page comes first, so order changes no amount.
        for (uint256 i = 0; i < mine; ++i) left -= Math.min(left, _ranks[enterprise][i].owed);
        owed = Sums({obligations: rank.owed, preferred: closing.preferred.owed});
        money.obligations = Math.min(left, owed.obligations);
        if (owed.preferred > 0) money.preferred = closing.preferred.money;
    }

    /// @inheritdoc IBookClosing
    function paid(
        address enterprise,
        uint32 period,
        bool whole,
        uint256 agreements,
        uint256 owed,
        Sums calldata amount,
        uint256 released
    ) external onlyAgreements {
        // A cost when it is paid: what can't be paid is no loss that later results would have to make up.
        if (amount.preferred > 0) _book(enterprise, -amount.preferred.toInt256());
        if (whole) return _complete(enterprise, period, owed, amount.obligations, released);
        Closing storage closing = _closings[enterprise];
        closing.paidAgreements += agreements.toUint24();
        closing.paid += amount.obligations.toUint184();
        closing.released += released.toUint24();
        if (closing.paidAgreements < _books[enterprise].live) return;
        uint256 total = _owedOfAllRanks(enterprise);
        (uint256 sum, uint256 over) = (closing.paid, closing.released);
        for (uint256 i = 0; i < RANKS; ++i) delete _ranks[enterprise][i];
        delete _closings[enterprise];
        _complete(enterprise, period, total, sum, over);
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
    function endOf(address enterprise) external view returns (uint32 endPeriod) {
        return _standing[enterprise].endPeriod;
    }

    /// @inheritdoc IBookClosing
    function arrearsRunning(address enterprise) external view returns (uint16 closings) {
        return _standing[enterprise].arrearsRunning;
    }

    /// @inheritdoc IBookClosing
    function investedIn(address enterprise) external view returns (uint256) {
        return _standing[enterprise].invested;
    }

    /// @inheritdoc IBookClosing
    function shareable(address enterprise) external view returns (uint256) {
        Books memory books = _books[enterprise];
        return _shareable(books, _balance(enterprise), books.arrears, _standing[enterprise].invested);
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
        Standing memory standing = _standing[enterprise];
        _countArrears(enterprise, standing, owed - amount, amount >= books.arrears);
        books.closing = false;
        books.nextPeriod = uint256(period + 1).toUint24();
        books.live -= released.toUint24();
        books.arrears = uint96(Math.min(owed - amount, type(uint96).max));
        uint256 balance = _balance(enterprise);
        uint256 shared = _shareable(books, balance, books.arrears, standing.invested);
        books.undistributed -= shared.toInt256().toInt104();
        _books[enterprise] = books;
        emit BooksClosed(enterprise, period, owed, amount, shared, books.undistributed);
        uint256 rest = _isLast(standing, period, books.arrears) ? balance - shared : 0;
        if (shared + rest == 0) return;
        _fund(enterprise, shared + rest);
        if (shared > 0) PROFIT_SHARE.distribute(enterprise, period, shared);
        if (rest > 0) _giveBack(enterprise, period, standing, rest);
    }

    /// @dev Counts the closings running that left arrears, so that nobody can make an enterprise look insolvent by the order in which
    /// books are closed: one that was merely closed before its debtors pays what it was behind with in the next closing
    /// (`caughtUp`), and closings made up for in one calendar period, in which nobody had time to pay it, count once.
    function _countArrears(address enterprise, Standing memory standing, uint256 arrears, bool caughtUp) private {
        uint16 running = standing.arrearsRunning;
        uint24 current = uint24(ORACLE.currentPeriod());
        if (arrears == 0) {
            if (running == 0) return;
            running = 0;
        } else if (running == 0 || caughtUp) {
            running = 1;
        } else if (standing.counted == current || running == type(uint16).max) {
            return;
        } else {
            ++running;
        }
        (standing.arrearsRunning, standing.counted) = (running, current);
        _standing[enterprise] = standing;
    }

    /// @dev Whether what is left is the investors' after this closing: nothing more counts, nothing is owed, and shares that were
    /// bought with the last of the money count already (they do from the period after).
    function _isLast(Standing memory standing, uint32 period, uint256 arrears) private pure returns (bool) {
        if (standing.endPeriod == 0 || arrears > 0) return false;
        return period + 1 >= standing.endPeriod && period > standing.lastInvestment;
    }

    /// @dev Beyond what they brought it is what nobody earned; what comes in later is shared by the same rules again.
    function _giveBack(address enterprise, uint32 period, Standing memory standing, uint256 rest) private {
        standing.invested -= uint160(Math.min(rest, standing.invested));
        _standing[enterprise] = standing;
        emit RemainderGivenBack(enterprise, period, rest);
        PROFIT_SHARE.distributeToInvestors(enterprise, period, rest);
    }

    function _fund(address enterprise, uint256 amount) private {
        if (!TREASURY.isOperator(enterprise, address(this))) IEnterprise(enterprise).trust(address(this));
        bytes32 key = bytes32(uint256(uint160(enterprise)));
        address pool = TREASURY.keyAccount(address(PROFIT_SHARE), key);
        TREASURY.transferFrom(enterprise, pool, TOKEN_ID, amount);
    }

    /// @dev What there is for preferred dues when all else that is owed is set aside, even what money is short for.
    function _forPreferred(address enterprise, uint256 balance, uint256 obligations, uint256 owed)
        private view returns (uint256)
    {
        uint256 most = _shareable(_books[enterprise], balance, obligations, _standing[enterprise].invested);
        return Math.min(owed, most);
    }

    function _owedOfAllRanks(address enterprise) private view returns (uint256 owed) {
        for (uint256 i = 0; i < RANKS; ++i) owed += _ranks[enterprise][i].owed;
    }

    function _shareable(Books memory books, uint256 balance, uint256 owed, uint256 invested)
        private pure returns (uint256)
    {
        int256 cash = int256(balance) - int256(owed) - int256(invested);
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
