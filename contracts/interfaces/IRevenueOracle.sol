// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What a figure measures. Money is in the company's minor units, a score in points (0 to 65,535).
/// `Collected` (cash received) and `Ecosystem` (value of the network) share one field of a statement; the other is absent.
enum Metric {
    Revenue,
    Profit,
    Collected,
    Ecosystem,
    Score
}

/// @notice Whether a figure can be relied on. Absent: no statement came long after the period's end; this is final too.
enum Finality {
    Pending,
    Final,
    Absent
}

/// @notice Where a stored statement stands. Warm (time alone makes it final): Posted, Challenged. Cold: Decided (upheld).
/// None: no statement, or one that was decided against; time alone makes the period absent.
enum Stage {
    None,
    Posted,
    Challenged,
    Decided
}

/// @notice The figures of one subject in one period.
/// @dev subject: an enterprise's address, or the id of a benchmark (any value above 2**160; its value is in `revenue`).
/// other: the collected cash or the ecosystem metric, as `otherMetric` says (Metric.Collected or Metric.Ecosystem).
/// evidence: hash of the rows the figures were computed from.
struct Statement {
    bytes32 subject;
    int64 revenue;
    int64 profit;
    int64 other;
    Metric otherMetric;
    uint16 score;
    bytes32 evidence;
}

/// @notice One node's signature of a batch. `node` must be registered; signers ascend, so none counts twice.
struct Attestation {
    address node;
    bytes signature;
}

/// @notice Sanity band of a subject: figures of money outside [least, most] are set apart unless all nodes signed.
/// Of a benchmark only `revenue` is held against it. Both zero: no band.
struct Band {
    int64 least;
    int64 most;
}

/// @notice How long things take, in seconds, fixed at deployment.
/// @dev challenge: from a statement's posting until it is final. arbitration: from a challenge until it lapses undecided.
/// absentAfter: from the period's end (or from the decision that voided a statement) until the period is absent.
struct Windows {
    uint32 challenge;
    uint32 arbitration;
    uint32 absentAfter;
}

/// @title RevenueOracle: facts that a quorum signed and that survived a challenge window
/// @notice A period is a calendar month in UTC, counted from January 1970 = 0, or one of a fixed length since an epoch.
interface IRevenueOracle {
    event StatementPosted(bytes32 indexed subject, uint32 indexed period, Statement statement);
    event StatementSetApart(bytes32 indexed subject, uint32 indexed period, Statement statement, Band band);
    event StatementCorrected(bytes32 indexed subject, uint32 indexed period, uint32 bookedIn, Statement statement);
    event StatementChallenged(bytes32 indexed subject, uint32 indexed period, address indexed challenger, bytes32 reason);
    event StatementDecided(bytes32 indexed subject, uint32 indexed period, bool upheld);
    event NodesSet(address[] nodes, uint256 quorum);
    event BandSet(bytes32 indexed subject, Band band);
    event Paused(address indexed pauser, uint256 until);
    event Resumed(address indexed account);

    error BelowQuorum(uint256 signatures, uint256 quorum);
    error QuorumNotMajority(uint256 quorum, uint256 nodes);
    error NotNode(address node);
    error NodesNotAscending(address previous, address node);
    error WrongSignature(address signer, bytes32 digest);
    error PeriodNotEnded(uint32 period, uint256 endsAt, uint256 timestamp);
    error PeriodFinal(bytes32 subject, uint32 period);
    error AlreadyPosted(bytes32 subject, uint32 period);
    error NotOtherMetric(bytes32 subject, Metric metric);
    error NotFinal(bytes32 subject, uint32 period);
    error NotChallengeable(bytes32 subject, uint32 period, Stage stage);
    error NotChallenged(bytes32 subject, uint32 period, Stage stage);
    error NotAgreements(address caller);
    error BookedInPast(bytes32 subject, uint32 bookedIn, uint32 openPeriod);
    error NothingToCorrect(bytes32 subject, uint32 period);
    error CorrectedTooOften(bytes32 subject, uint32 period, uint256 most);
    /// @notice A score is no sum and isn't corrected: a correction repeats the `score` that counts (0 for an absent period).
    error ScoreNotCorrectable(bytes32 subject, uint32 period, uint16 score);
    /// @notice These very figures were decided against; only others can be posted for the period.
    error DecidedAgainst(bytes32 subject, uint32 period);
    error BandEmpty(bytes32 subject, int64 least, int64 most);
    error NoTimeToReport();
    error FactsPaused(uint256 until);
    error PausedBefore(uint256 earliest, uint256 timestamp);
    error NotPaused();

    /* POST */

    /// @notice Posts one batch for one ended period on at least quorum() signatures over
    /// Report(uint32 period,Statement[] statements).
    /// A statement outside its band is set apart (event, nothing stored) unless every node signed; the rest goes on.
    /// Reverts with PeriodFinal for a subject whose period is final or absent, AlreadyPosted while the window runs (also
    /// for a subject twice in one batch), DecidedAgainst for the figures of a void statement: only other figures can follow.
    /// @dev Warning: a signed report stays good until its subjects are posted or absent; a node signs only one for each.
    function post(uint32 period, Statement[] calldata statements, Attestation[] calldata attestations) external;

    /// @notice A second signed figure for a final (or absent) period: the difference to what counted before is booked
    /// once, in `bookedIn`, a period that has not ended. Signed: Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements);
    /// nonce: correctionNonce().
    /// The figures are the complete corrected ones; what counted before is the last correction of the same period, or else
    /// the statement, or else (absent) zeros. Only money and the ecosystem metric are corrected: the score must be
    /// the one that counts (0 if absent). otherMetric must be the statement's, and that of what else is booked in `bookedIn`.
    /// @dev Warning: a correction counts at once: it passes quorum and band, no challenge window. Answer it by another.
    function correct(
        uint32 period, uint32 bookedIn, Statement[] calldata statements, Attestation[] calldata attestations
    ) external;

    /// @notice Counted up by each correct(), so that no correction is booked twice.
    function correctionNonce() external view returns (uint256 nonce);

    /* CHALLENGE */

    /// @notice Opens a dispute over one statement inside its window. Only agreement contracts call this, after they have
    /// checked that `challenger` consents and is a party to a live agreement that reads the subject.
    function challenge(bytes32 subject, uint32 period, bytes32 reason, address challenger) external;

    /// @notice The arbiter's decision of one challenged statement. Not upheld: the statement is void, others can be
    /// posted, and the time until the period is absent runs from the decision. A challenge that nobody decides inside the
    /// arbitration window has lapsed, and the statement is final.
    function decide(bytes32 subject, uint32 period, bool upheld) external;

    /* CONFIGURATION (held by a timelock) */

    function setNodes(address[] calldata nodes, uint256 quorum) external;
    function setBand(bytes32 subject, Band calldata band) external;

    /* READ */

    /// @notice The figure of a final period: the statement's own, plus, if `corrected`, corrections booked in this period.
    /// Pending gives 0. Absent gives 0, plus, if `corrected`, what is booked in the period: that can be more than nothing.
    /// Collected is Absent where the statement has Ecosystem in its place, and the other way round.
    function figure(bytes32 subject, Metric metric, uint32 period, bool corrected)
        external view returns (Finality finality, int256 value);

    /// @notice By how much corrections of `period` that were booked in periods up to `through` have changed its figure.
    function correctionOf(bytes32 subject, Metric metric, uint32 period, uint32 through) external view returns (int256);

    function stageOf(bytes32 subject, uint32 period) external view returns (Stage stage, Finality finality);

    /// @notice A statement as stored (evidence is only in the event) and when it was posted or challenged, unix seconds.
    /// After a void statement: no figures, and when it was decided against.
    function statementOf(bytes32 subject, uint32 period) external view returns (Statement memory statement, uint256 since);

    function quorum() external view returns (uint256);
    function nodes() external view returns (address[] memory);
    function isNode(address node) external view returns (bool);

    /* CALENDAR */

    /// @notice The period that `timestamp` (unix seconds) lies in.
    function periodAt(uint256 timestamp) external view returns (uint32 period);
    /// @notice The period that now lies in; it can't be reported yet.
    function currentPeriod() external view returns (uint32 period);
    /// @notice First second of the period.
    function startOf(uint32 period) external view returns (uint256 timestamp);
    /// @notice First second after the period.
    function endOf(uint32 period) external view returns (uint256 timestamp);
}
