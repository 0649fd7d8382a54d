// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Metric} from "./IRevenueOracle.sol";

/* TERMS: what parties sign. A list of at most one element stands for an optional part. */

/// @notice A corner of a payoff. Two successive points may share an x: a step, and at x the later one counts.
struct Point {
    int128 x;
    int128 y;
}

/// @notice How a clause's x follows from the metric's actual figure `a` and the base `b` of the window.
/// Actual: a. Variance: a - b. Ratio: a x scale / b. Inverse: b x scale / a. Days: from the first second of
/// the first terms' firstPeriod to the window's end. Base: b, no figure being read.
enum Form {
    Actual,
    Variance,
    Ratio,
    Inverse,
    Days,
    Base
}

/// @notice What a window adds up. Window: its own periods, as attested. WindowCorrected: the same, with corrections
/// booked in them. Cumulative: everything since the start, corrections included; entitlement once accrued is kept.
/// CumulativeGivingBack: the same, but when the entitlement falls the other side owes the difference.
enum Span {
    Window,
    WindowCorrected,
    Cumulative,
    CumulativeGivingBack
}

/// @notice Where a base comes from. Promises: one figure per window. Earlier: the same metric `lag` windows before.
/// Benchmark: the curve read at the benchmark's figure for the window. Days: the curve read at the days since the start, as
/// Form.Days counts them. Accrued: the curve read at what leg `leg` has accrued to date, clauses before this one included.
/// Dividends: the curve read at what one share of parties[0] has earned since the opening times the first tranche's shares.
enum Reference {
    Promises,
    Earlier,
    Benchmark,
    Days,
    Accrued,
    Dividends
}

/// @notice What an actual is held against. A clause's bases add up.
/// @dev scale: x = fraction x scale for Ratio and Inverse (10,000 makes x basis points), 1 otherwise; the first base's counts.
/// promises are used by Promises only, lag by Earlier, benchmark by Benchmark, leg by Accrued, curve by all but these first two.
struct Base {
    Reference from;
    uint64 scale;
    int64[] promises;
    uint16 lag;
    uint8 leg;
    bytes32 benchmark;
    Point[] curve;
}

/// @notice A condition: the clause counts when in each of its last `running` windows atLeast <= figure - promise < below. The
/// figure is the metric's sum over the window's last `periods` periods, as attested; the promise is the window's own, or
/// 0 where none are given. An absent figure fails the gate, and so does a window before the first.
struct Gate {
    bytes32 subject;
    Metric metric;
    uint16 periods;
    uint16 running;
    int64[] promises;
    int64 atLeast;
    int64 below;
}

/// @notice One payoff: a clamped polyline over a measure.
/// @dev leg: which leg it moves (y > 0: debtor owes creditor; y < 0: the other way round). subject: an enterprise's address or a
/// benchmark's id. window: periods per window. absentAs: what the metric is taken to be in an absent period.
/// base: needed by Variance, Ratio, Inverse and Base. gates: all must hold. points: at least one; a single point
/// without gates is a constant amount and reads no fact.
struct Clause {
    uint8 leg;
    bytes32 subject;
    Metric metric;
    Form form;
    Span span;
    uint16 window;
    int64 absentAs;
    Base[] base;
    Gate[] gates;
    Point[] points;
}

/// @notice What a leg moves, and in whose results it counts.
/// Fee: the debtor's cost, the creditor's income (services, compensation). Collection: money collected on the
/// creditor's behalf, already in its attested result, in nobody's again. Bonus: the debtor's cost, paid to the team
/// pool of the creditor enterprise. Tranche: the debtor's investment in the creditor enterprise, out of the leg's escrow only.
/// Preferred: paid by the debtor enterprise in its closing out of what may be shared, ahead of it; what it can't pay is
/// carried and is no arrear. Shares: shares of parties[0], from the debtor to the creditor; parties[0] stands for its team.
/// Control: an amount above 0 makes the creditor the leader of the debtor enterprise.
enum Nature {
    Fee,
    Collection,
    Bonus,
    Tranche,
    Preferred,
    Shares,
    Control
}

/// @notice Who owes whom, as indices into parties. Clauses on one leg add up; legs are never netted with one another.
/// @dev creditor: ALL_PARTNERS (255) stands for parties[1] and on, by the terms' weights. backers: bit i: party i, a person or an
/// outside party, pays what the debtor does not, in the order of parties (joint liability). escrow: what the debtor locks at the
/// opening under the agreement's own key; the leg is paid out of it first, and what is left at the end goes back.
struct Leg {
    uint8 debtor;
    uint8 creditor;
    Nature nature;
    uint16 backers;
    uint128 escrow;
}

/// @notice Money invested at the opening: party `investor` pays `amount` to party `enterprise` for `shares` of it.
struct Tranche {
    uint8 investor;
    uint8 enterprise;
    uint128 amount;
    uint64 shares;
}

/// @notice An agreement.
/// @dev parties: distinct addresses; their order is the kind's. token: the company's currency if a party is an enterprise. ceiling:
/// the most that one leg of money moves per period, whatever the clauses compute. firstPeriod, periods: the term. noticePeriods:
/// full periods between a notice and the end, which comes when no window is cut. correctionPeriods: after the term's last
/// period; in their last one cumulative clauses take their figures anew, as corrected by then. weights: of parties[1] and on, in what
/// goes to all partners: in proportion, rounded down; what rounding leaves goes to the party named last. salt: sets
/// two equal agreements apart.
struct Terms {
    address[] parties;
    address token;
    uint96 ceiling;
    uint24 firstPeriod;
    uint24 periods;
    uint16 noticePeriods;
    uint16 correctionPeriods;
    Leg[] legs;
    Clause[] clauses;
    Tranche[] tranches;
    uint16[] weights;
    bytes32 salt;
}

/// @notice A party's signature of a message with a sentence. sentence: keccak256 of the sentence the wallet showed.
struct Signed {
    bytes32 sentence;
    uint256 deadline;
    bytes signature;
}

/// @notice Where an agreement stands. Warm (time moves it on): Open. Cold: None, Ended (over and nothing owed).
enum Status {
    None,
    Open,
    Ended
}

/// @notice One agreement's slot.
/// @dev amended: newer terms are in force or waiting. counted: bit i: party i is an enterprise whose books count the
/// agreement. passed: bit i: the closing that party i's books are in has accrued the agreement and not yet paid it.
/// keeping: bit i: party i, one of the first sixteen, is an enterprise and keeps books.
/// firstPeriod: of the first terms. nextPeriod: first period not accrued. endPeriod: first period that does
/// not count any more. due: what leg 0's debtor owes its creditor (negative: the other way round).
struct Account {
    Status status;
    bool amended;
    uint16 counted;
    uint16 passed;
    uint16 keeping;
    uint24 firstPeriod;
    uint24 nextPeriod;
    uint24 endPeriod;
    int112 due;
}

/// @title Agreements: consent, accrual and payment, the same for every kind
/// @notice The id of an agreement is the EIP-712 struct hash of its first terms, for life.
/// Signed messages (EIP-712, domain of the kind's contract; T stands for the types of Terms):
/// Consent(string sentence,address onBehalfOf,Terms terms,uint256 deadline)T to open;
/// Amendment(string sentence,address onBehalfOf,bytes32 agreement,Terms terms,uint256 deadline)T to amend;
/// Notice(string sentence,address onBehalfOf,bytes32 agreement,uint256 deadline) to give notice;
/// Ending(string sentence,address onBehalfOf,bytes32 agreement,uint24 endPeriod,uint256 deadline) to end by all;
/// Withdrawal(string sentence,address onBehalfOf,bytes32 message,uint256 deadline) to withdraw a signed message before it is used;
/// Challenge(string sentence,address onBehalfOf,bytes32 agreement,bytes32 subject,uint32 period,bytes32 reason,uint256 deadline).
interface IAgreements {
    event Opened(bytes32 indexed agreement, address[] parties, Terms terms, bytes32[] sentences);
    event Amended(bytes32 indexed agreement, bytes32 indexed termsHash, Terms terms, bytes32[] sentences);
    event Noticed(bytes32 indexed agreement, address indexed party, uint24 endPeriod);
    event EndedByAll(bytes32 indexed agreement, uint24 endPeriod);
    event Ended(bytes32 indexed agreement);
    event Invested(bytes32 indexed agreement, address indexed investor, address indexed enterprise, uint256 amount, uint64 shares);
    /// @notice What each clause added in a period, in the order of clauses: above 0 the leg's debtor owes it.
    event Accrued(bytes32 indexed agreement, uint32 indexed period, int256[] amounts);
    /// @notice Money moved on a leg: above 0 its debtor paid its creditor, below 0 the other way round.
    event Paid(bytes32 indexed agreement, uint8 leg, int256 amount);
    /// @notice Arrears in a circle were cancelled: the same sign as Paid, but no money moved.
    event Cancelled(bytes32 indexed agreement, uint8 leg, int256 amount);
    /// @notice Of a payment on a leg, the part that came out of its escrow.
    event PaidFromEscrow(bytes32 indexed agreement, uint8 leg, uint256 amount);
    /// @notice Of a payment on a leg, the part that a backer paid in the debtor's place.
    event PaidByBacker(bytes32 indexed agreement, uint8 leg, address indexed backer, uint256 amount);
    /// @notice The debtor locked money for a leg, or (below 0) got back what was left of it.
    event Escrowed(bytes32 indexed agreement, uint8 leg, int256 amount);
    /// @notice A party was wound up, so the agreement ends.
    event Released(bytes32 indexed agreement, address indexed enterprise, uint24 endPeriod);
    event MessageWithdrawn(address indexed party, bytes32 indexed message);

    error ListTooLong(uint256 count);
    error AgreementExists(bytes32 agreement);
    error NotOpen(bytes32 agreement, Status status);
    error NotTermsInForce(bytes32 agreement, bytes32 given, bytes32 inForce);
    error PartyCount(uint256 parties, uint256 least, uint256 most);
    error PartyTwice(address party);
    error PartyZero(uint256 index);
    error WrongToken(address token, address companyToken);
    error TermOutOfRange(uint256 periods, uint256 most);
    error StartsInPast(uint32 firstPeriod, uint32 currentPeriod);
    error LegCount(uint256 legs, uint256 least, uint256 most);
    error LegOfNobody(uint256 leg);
    error EscrowMisplaced(uint256 leg);
    error BackersMisplaced(uint256 leg);
    error BackerIsEnterprise(uint256 leg, address backer);
    /// @notice A leg of this nature has to do with a team, shares, a leader or books, and this account has none.
    error NotEnterprise(uint256 leg, address account);
    error WeightsMismatch(uint256 weights, uint256 partners);
    error WeightZero(uint256 partner);
    error ClauseCount(uint256 clauses, uint256 most);
    error ClauseOfNoLeg(uint256 clause, uint256 leg);
    error PointsMissing(uint256 clause);
    error PointsNotSorted(uint256 clause, uint256 point);
    error PointTooLarge(uint256 clause, uint256 point);
    error BaseMissing(uint256 clause);
    error BaseNotUsed(uint256 clause);
    error BaseNotPositive(uint256 clause, uint256 window);
    error TooManyBases(uint256 clause, uint256 bases);
    error ScaleZero(uint256 clause);
    error SpanNotWindow(uint256 clause);
    error GateOutOfRange(uint256 clause, uint256 gate);
    error CorrectionsNotUsed(uint256 periods, uint256 most);
    error WindowsDoNotFit(uint256 clause, uint256 window, uint256 periods);
    error PromisesMismatch(uint256 clause, uint256 promises, uint256 windows);
    error EarlierBeforeStart(uint256 clause);
    error TooManyGates(uint256 clause, uint256 gates);
    error TooManyFigures(uint256 figures, uint256 most);
    error CeilingBelowClauses(uint256 ceiling, uint256 most);
    error AboveCeiling(bytes32 agreement, uint256 leg, int256 amount, uint256 ceiling);
    /// @notice On a leg that goes one way an amount is below 0, or (point: their number) the span gives back.
    error LegTakesBack(uint256 clause, uint256 point);
    /// @notice A kind doesn't take a leg of this nature, or not between these parties.
    error LegNotOfKind(uint256 leg, Nature nature);
    error TrancheCount(uint256 tranches, uint256 expected);
    error SignatureCount(uint256 signatures, uint256 parties);
    error SignatureExpired(address party, uint256 deadline, uint256 timestamp);
    error SignatureWithdrawn(address party, bytes32 message);
    error WrongSignature(address party, bytes32 digest);
    error NotParty(bytes32 agreement, uint256 party);
    error NotRead(bytes32 agreement, bytes32 subject);
    error AmendsPast(uint32 firstPeriod, uint32 earliest);
    error AmendsBeyondTerms(bytes32 agreement);
    error AmendmentWaiting(bytes32 agreement, uint32 firstPeriod);
    error EndsInPast(uint32 endPeriod, uint32 earliest);
    error EndsLater(uint32 endPeriod, uint32 inForce);
    error FactNotFinal(bytes32 subject, uint32 period);
    error BooksBehind(address enterprise, uint32 nextPeriod, uint32 period);
    error NotWoundUp(bytes32 agreement, address enterprise);
    error NotCancellable(bytes32 agreement, uint256 leg);
    error NotOwing(bytes32 agreement, address enterprise);
    error NotBooks(address caller);
    error AboveDue(bytes32 agreement, uint256 leg, int256 amount, int256 due);
    error NotAscending(bytes32 previous, bytes32 agreement);
    error PassedBefore(bytes32 agreement, address enterprise);
    error NotPassed(bytes32 agreement, address enterprise);
    error PageMismatch(uint256 agreements, uint256 terms);

    /* OPEN AND CHANGE */

    /// @notice Opens the agreement on one consent per party, in the order of parties. Anyone may carry the signatures.
    function open(Terms calldata terms, Signed[] calldata consents) external returns (bytes32 agreement);

    /// @notice Puts `terms` in force from its firstPeriod on, a period that has not begun; running sums go on. Token, legs and each
    /// clause's place stay; tranches are not repeated. Parties stay in their places and further ones may follow, to whom a leg's
    /// debtor and backers can be changed (novation): what is due on it is theirs from then on. Weights may change: what is
    /// still due is shared by the new ones. Consents to Amendment from all parties, the further ones included. The ceiling
    /// must hold what cumulative clauses have accrued, as new terms may take all of it back in one period.
    function amend(bytes32 agreement, Terms calldata inForce, Terms calldata terms, Signed[] calldata consents) external;

    /// @notice Party number `party` ends the agreement after noticePeriods full periods beyond the current one, and not before
    /// every window that has begun by then is over. `terms` are those in force in the last period.
    function giveNotice(bytes32 agreement, Terms calldata terms, uint256 party, Signed calldata consent) external;

    /// @notice All parties end it: `endPeriod` is the first period that does not count any more, at the earliest the current one.
    function endByAll(bytes32 agreement, Terms calldata inForce, uint24 endPeriod, Signed[] calldata consents) external;

    /// @notice Ends an agreement of which party number `party` is wound up, from the period on that does not count for it any more.
    /// Anyone may call, and has until that period's end to do so; under what it owes itself its closings do the same.
    function release(bytes32 agreement, Terms calldata inForce, uint256 party) external;

    /// @notice `party` withdraws a message it signed (the EIP-712 struct hash of a Consent, Offer, Amendment ...) before it is used:
    /// by its own call (no signature needed) or on its signature.
    function withdrawMessage(address party, bytes32 message, Signed calldata consent) external;

    /// @notice A party of a live agreement that reads `subject` disputes the subject's statement inside its window.
    function challenge(
        bytes32 agreement, Terms calldata inForce, uint256 party, bytes32 subject, uint32 period, bytes32 reason, Signed calldata consent
    ) external;

    /* ACCRUE AND PAY */

    /// @notice Accrues every period that is due on final facts and that no enterprise's books hold back, at most twelve at
    /// once, and after each pays what persons and outside parties owe as far as their Treasury balance reaches. Anyone may
    /// call; again changes nothing.
    function accrue(bytes32 agreement, Terms calldata inForce) external;

    /// @notice Takes one page of a closing: any of the agreements of this kind that `enterprise` may owe under, by ascending id,
    /// with their terms for `period`. First every live agreement is accrued (all kinds); when all were passed, each is paid: in full, or where
    /// a rank is short, all in the same proportion. A page that holds all agreements of the enterprise is done at once. Pages
    /// may come in any order and from anyone, so nobody can be in another's way.
    function settle(address enterprise, uint32 period, bytes32[] calldata agreements, Terms[] calldata page) external;

    /// @notice Books only: takes `amount` off what leg `leg` owes, a circle's arrears being cancelled, and says who they were and
    /// which is the first period that is not accrued.
    function cancel(bytes32 agreement, Terms calldata inForce, uint8 leg, uint256 amount)
        external returns (address debtor, address creditor, uint32 nextPeriod);

    /* READ */

    function accountOf(bytes32 agreement) external view returns (Account memory);
    /// @notice What leg `leg` owes now: above 0 its debtor to its creditor, below 0 the other way round.
    function dueOf(bytes32 agreement, uint8 leg) external view returns (int256);
    /// @notice What lies in escrow for a leg.
    function escrowOf(bytes32 agreement, Terms calldata terms, uint8 leg) external view returns (uint256);
    /// @notice The hash of the terms in force now and of those waiting (0: none) with their first period.
    function termsOf(bytes32 agreement) external view returns (bytes32 inForce, bytes32 waiting, uint32 waitingFrom);
    /// @notice EIP-712 struct hash of terms; the agreement's id if they are its first.
    function hashTerms(Terms calldata terms) external pure returns (bytes32);
    /// @notice The clause's amount when the window's sums are `actual` and `base` (base is ignored by Actual; for Days `actual` is
    /// the number of days). The same code accrues, so a preview and a payment can't differ.
    function preview(Clause calldata clause, int256 actual, int256 base) external pure returns (int256 amount);
    /// @notice The EIP-712 domain separator of this kind.
    function domainSeparator() external view returns (bytes32);
}
