// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements, Terms} from "./IAgreements.sol";

/// @notice One enterprise's books.
/// @dev nextPeriod: first period not closed yet (0: no enterprise). live: agreements it may owe under. closing: all of them
/// were passed and some not paid yet: only pages are missing, which anyone can bring. arrears: what its last closing could not pay. undistributed: own results to
/// date, less what was accrued to partners and investors, less what was shared; may be negative (losses carry forward).
/// Both stop at the end of their range, which no real amount reaches: to revert there would hold up the books for ever.
struct Books {
    uint24 nextPeriod;
    uint24 live;
    bool closing;
    uint96 arrears;
    int104 undistributed;
}

/// @notice What an enterprise owes, or what there is to pay it from. obligations: of the ranks, out of its balance. preferred:
/// what is owed out of what may be shared, and ahead of it (Nature.Preferred); it is a cost when it is paid, and no arrear.
struct Sums {
    uint256 obligations;
    uint256 preferred;
}

/// @notice One agreement in a circle of arrears: on `leg` its debtor owes the debtor of the next one.
struct Hop {
    IAgreements kind;
    bytes32 agreement;
    Terms inForce;
    uint8 leg;
}

/// @title BookClosing: periods are closed in order, shareholders last
/// @notice Closing an enterprise's period first accrues every agreement it may owe under, then pays rank by rank (services,
/// communities, investments), in full or, where money is short, all of a rank in the same proportion; then people, then
/// investors, out of what may be shared.
interface IBookClosing {
    event BooksOpened(address indexed enterprise, uint32 firstPeriod);
    event ClosingBegun(address indexed enterprise, uint32 indexed period, int256 externalProfit);
    event BooksClosed(
        address indexed enterprise, uint32 indexed period, uint256 owed, uint256 paid, uint256 shared, int256 undistributed
    );
    /// @notice Wound up: agreements it owes under end with `endPeriod`, and what investors brought is theirs again.
    event WoundUp(address indexed enterprise, uint32 endPeriod);
    /// @notice What a closing left of a wound-up enterprise's money went to its investors, or to its team if there are none.
    event RemainderGivenBack(address indexed enterprise, uint32 indexed period, uint256 amount);
    event CircleCancelled(bytes32[] agreements, uint256 amount);

    error NotRegistry(address caller);
    error NotAgreements(address caller);
    error NoBooks(address account);
    error PeriodNotEnded(uint32 period, uint32 currentPeriod);
    error NotNextPeriod(address enterprise, uint32 period, uint32 nextPeriod);
    error StatementNotFinal(address enterprise, uint32 period);
    error AgreementsLeft(address enterprise, uint32 period, uint256 live);
    error ClosingHasBegun(address enterprise, uint32 period);
    error EnterpriseWoundUp(address enterprise, uint32 endPeriod);
    /// @notice Its charter doesn't say after how many closings in arrears it is wound up.
    error WindUpNotAgreed(address enterprise);
    error ArrearsTooFew(address enterprise, uint16 running, uint16 windUpAfter);
    /// @notice What has come in since the last closing pays its arrears in the next one.
    error ArrearsCovered(address enterprise, uint256 balance, uint256 arrears);
    error CircleTooShort(uint256 agreements);
    error CircleBroken(uint256 index, address creditor, address nextDebtor);
    error CircleOfTokens(uint256 index, address token, address first);
    error NothingToCancel(uint256 index);
    error NotInArrears(uint256 index, uint32 accruedTo, uint32 nextPeriod);

    /* BY ANYONE */

    /// @notice Closes a period of an enterprise that owes under no agreement; others are closed page by page through
    /// IAgreements.settle().
    function close(address enterprise, uint32 period) external;

    /// @notice Cancels the smallest of the arrears in a circle, from each of them: nobody's net position changes. All are in one
    /// token, and what is owed to a team is not its enterprise's to cancel. An enterprise's debt is in arrears only when a closing
    /// left it unpaid.
    function cancelCircle(Hop[] calldata circle) external returns (uint256 amount);

    /// @notice Winds up an enterprise whose last closings have left arrears as many times running as its charter says (see
    /// arrearsRunning), and which could not pay them now either. From the next period on none of its agreements counts, and
    /// from now on it opens no new one and spends nothing. Its books go on being closed, by anyone: obligations by rank, then
    /// people, then investors, who get back what is left; the first closing that does so is that of the period in which it is
    /// wound up, or, if money was invested in that period, the one after, in which the shares bought with it count.
    function windUp(address enterprise) external;

    /* BY THE COMPANY'S CONTRACTS */

    /// @notice Opens the books of a new enterprise at the current period. Registry only.
    function open(address enterprise) external;

    /// @notice Counts one more live agreement for `party` if it is an enterprise; none if it is wound up. Agreements only, as all below.
    /// @return isEnterprise Whether it is one.
    /// @return passed Whether a closing counts it as passed already: one that came in between can owe nothing there.
    function count(address party) external returns (bool isEnterprise, bool passed);

    /// @notice Adds to an enterprise's own result; anyone else's is not kept here.
    function book(address party, int256 amount) external;

    /// @notice Notes money an investor brought: it is never profit.
    function invest(address enterprise, uint256 amount) external;

    /// @notice Checks that the period can be closed. It changes nothing, so that nobody holds up books by beginning to close them.
    /// @return paying Whether all agreements were passed, so that it is time to pay.
    /// @return fresh Whether none was passed yet.
    /// @return live How many are to be passed.
    /// @return endPeriod The first period that does not count any more, because the enterprise is wound up; 0: it is not.
    function begin(address enterprise, uint32 period)
        external view returns (bool paying, bool fresh, uint256 live, uint32 endPeriod);

    /// @notice All live agreements were accrued in one call: what there is to pay from. For obligations the balance; for preferred
    /// dues min(undistributed with this closing's results, balance - all obligations - invested), never below 0.
    function passAll(address enterprise, uint32 period, int256 result, Sums calldata owed)
        external returns (Sums memory money);

    /// @notice A page was accrued. last: its last agreement.
    /// @return payNow Whether all were passed, and this page holds all of its kind.
    function passPage(
        address enterprise, uint32 period, bytes32 last, uint256 agreements, int256 result, Sums calldata owed
    ) external returns (bool payNow);

    /// @notice A page is about to be paid, in the proportion of what is returned: obligations owed to the kind and the money for them;
    /// preferred dues owed to all kinds and the money for them.
    function payPage(address enterprise, bytes32 last) external returns (Sums memory owed, Sums memory money);

    /// @notice A page was paid; the last one completes the closing and shares the result. owed: obligations, needed of a page that
    /// is the whole closing. amount: what was paid; what went to preferred dues is a cost from here on. `released`:
    /// agreements that are over.
    function paid(
        address enterprise,
        uint32 period,
        bool whole,
        uint256 agreements,
        uint256 owed,
        Sums calldata amount,
        uint256 released
    ) external;

    /* READ */

    function booksOf(address enterprise) external view returns (Books memory);
    /// @notice How far a closing of several pages is: whether it pays already, and per rank the highest agreement accrued and paid.
    /// Pages may come in any order; what is left is what IAgreements.accountOf().passed says.
    function closingOf(address enterprise)
        external view returns (bool paying, bytes32[3] memory accrued, bytes32[3] memory paid_);
    /// @notice The first period that does not count any more for an enterprise that is wound up; 0: it is not.
    function endOf(address enterprise) external view returns (uint32 endPeriod);
    /// @notice How many of its last closings running have left arrears. One that paid at least what the last one had left starts
    /// anew at 1: it was late, not insolvent. Those in the same calendar period count once.
    function arrearsRunning(address enterprise) external view returns (uint16 closings);
    /// @notice What investors brought so far, in minor units, less what they got back; it is never shared as profit.
    function investedIn(address enterprise) external view returns (uint256);
    /// @notice max(0, min(undistributed, balance - arrears - invested)): what could be shared if nothing more were owed.
    function shareable(address enterprise) external view returns (uint256);
}
