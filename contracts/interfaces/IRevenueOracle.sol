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

/// @notice Sanity band of a subject: figures of money outside [least, most] are set apart unless all nodes signed (of a
/// committee, where one serves: the others have no sources to look it up in). Of a benchmark only `revenue` is held against it.
/// Both zero: no band.
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

/// @notice What an arbiter signs, or says by its own call.
/// @dev dispute: its number, so that no decision counts for a later dispute of the same statement. ruling: hash of its words.
struct Decision {
    bytes32 subject;
    uint32 period;
    uint256 dispute;
    bool upheld;
    bytes32 ruling;
    uint256 deadline;
}

/// @title RevenueOracle: facts that a quorum signed and that survived a challenge window
/// @notice A period is a calendar month in UTC, counted from January 1970 = 0, or one of a fixed length since an epoch.
interface IRevenueOracle {
    event StatementPosted(bytes32 indexed subject, uint32 indexed period, Statement statement);
    event StatementSetApart(bytes32 indexed subject, uint32 indexed period, Statement statement, Band band);
    /// @notice `signatures` of the subject's committee are in the batch, and `quorum` are needed.
    event CommitteeMissing(
        bytes32 indexed subject, uint32 indexed period, Statement statement, uint256 signatures, uint256 quorum
    );
    event StatementCorrected(bytes32 indexed subject, uint32 indexed period, uint32 bookedIn, Statement statement);
    /// @notice parties: those of `agreement` as it stands, which decide() takes. bond: what lies in for it.
    event StatementChallenged(
        bytes32 indexed subject,
        uint32 indexed period,
        address indexed challenger,
        bytes32 reason,
        uint256 dispute,
        uint256 bond,
        bytes32 agreement,
        address[] parties
    );
    /// @notice bondTo: who has got the bond.
    event StatementDecided(
        bytes32 indexed subject,
        uint32 indexed period,
        bool upheld,
        uint256 dispute,
        address indexed arbiter,
        bytes32 ruling,
        address bondTo
    );
    event BondReturned(bytes32 indexed subject, uint32 indexed period, address indexed challenger, uint256 amount);
    event NodesSet(address[] nodes, uint256 quorum);
    event NodeRotated(address indexed node, address indexed newNode);
    /// @notice No nodes: the company's serve again.
    event CommitteeNamed(address indexed enterprise, uint32 indexed fromPeriod, address[] nodes, uint256 quorum);
    event BandSet(bytes32 indexed subject, Band band);
    event Paused(address indexed pauser, uint256 until);
    event Resumed(address indexed account);

    error BelowQuorum(uint256 signatures, uint256 quorum);
    error QuorumNotMajority(uint256 quorum, uint256 nodes);
    error NotNode(address node);
    error NodesNotAscending(address previous, address node);
    error NodeRegistered(address node);
    error NoSeatLeft(address node, uint256 most);
    error NotEnterprise(address caller);
    /// @notice A committee can only be stricter than the company.
    error CommitteeBelowQuorum(uint256 quorum, uint256 companyQuorum);
    error SignatureExpired(uint256 deadline, uint256 timestamp);
    error WrongSignature(address signer, bytes32 digest);
    error PeriodNotEnded(uint32 period, uint256 endsAt, uint256 timestamp);
    error PeriodFinal(bytes32 subject, uint32 period);
    error AlreadyPosted(bytes32 subject, uint32 period);
    error NotOtherMetric(bytes32 subject, Metric metric);
    error NotFinal(bytes32 subject, uint32 period);
    error NotChallengeable(bytes32 subject, uint32 period, Stage stage);
    error NotChallenged(bytes32 subject, uint32 period, Stage stage);
    /// @notice Where the bond belongs (bondAccount) lies `held`.
    error BondMissing(uint256 held, uint256 bond);
    /// @notice It is at stake in a dispute that is open.
    error BondAtStake(uint256 dispute);
    /// @notice The statement can still be challenged on it: until it is final only the challenger itself takes it back.
    error BondWaiting(bytes32 subject, uint32 period, address challenger);
    error NoBond(bytes32 subject, uint32 period, address challenger);
    /// @notice The decision is about another dispute than the one that is open.
    error OtherDispute(uint256 dispute, uint256 open);
    error WrongParties(uint256 dispute);
    /// @notice It is `party`, or leads it, or is a member of it or invests in it.
    error ArbiterNotNeutral(address arbiter, address party);
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
    /// A statement outside its band is set apart (event, nothing stored) unless every node signed; the rest goes on. So is one
    /// of an enterprise whose committee's quorum is not among the signers (committeeOf).
    /// Reverts with PeriodFinal for a subject whose period is final or absent, AlreadyPosted while the window runs (also
    /// for a subject twice in one batch), DecidedAgainst for the figures of a void statement: only other figures can follow.
    /// @dev Warning: a signed report stays good until its subjects are posted or absent; a node signs only one for each.
    /// Who carries a batch with fewer signatures than it was given can have statements set apart. Nodes then sign a batch of those
    /// alone, of which nothing else can be posted: carried with too few, it changes nothing, and is as good afterwards.
    function post(uint32 period, Statement[] calldata statements, Attestation[] calldata attestations) external;

    /// @notice A second signed figure for a final (or absent) period: the difference to what counted before is booked
    /// once, in `bookedIn`, a period that has not ended. Signed: Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements);
    /// nonce: correctionNonce().
    /// The figures are the complete corrected ones; what counted before is the last correction of the same period, or else
    /// the statement, or else (absent) zeros. Only money and the ecosystem metric are corrected: the score must be
    /// the one that counts (0 if absent). otherMetric must be the statement's, and that of what else is booked in `bookedIn`.
    /// The committee of `period` signs it, however late: what counts already has passed, and a correction has no window. Timelock and
    /// setNodes() remain against a committee that is gone.
    /// @dev Warning: a correction counts at once: it passes quorum and band, no challenge window. Answer it by another.
    function correct(
        uint32 period, uint32 bookedIn, Statement[] calldata statements, Attestation[] calldata attestations
    ) external;

    /// @notice Counted up by each correct() that books anything, so that no correction is booked twice, and nobody uses the number
    /// up by carrying one with too few signatures.
    function correctionNonce() external view returns (uint256 nonce);

    /* CHALLENGE */

    /// @notice Opens a dispute over one statement inside its window. Only agreement contracts call this, after they have
    /// checked that `challenger` consents and is a party to a live agreement that reads the subject. The bond must lie in
    /// bondAccount(): anyone can put it there, by plain means of the Treasury.
    function challenge(
        bytes32 subject, uint32 period, bytes32 reason, address challenger, bytes32 agreement, address[] calldata parties
    ) external;

    /// @notice The decision of one challenged statement, by the arbiter's own call (no signature needed) or on its signature:
    /// Decision(bytes32 subject,uint32 period,uint256 dispute,bool upheld,bytes32 ruling,uint256 deadline).
    /// parties: those of the challenge. The arbiter must not be one of them, nor the subject, nor leader, member or investor of one.
    /// Not upheld: the statement is void, others can be posted, and the time until the period is absent runs from the
    /// decision; the bond goes back. Upheld: the statement is final, and the bond goes to the subject's enterprise; if there is none
    /// or it is the challenger, to the platform, or from the platform to the first other party. Two who collude would have a
    /// bond back for nothing if it went to the other one. What lies there beyond the bond is the challenger's.
    /// A challenge that nobody decides inside the arbitration window has lapsed, and the statement is final.
    function decide(Decision calldata decision, address[] calldata parties, address arbiter, bytes calldata signature) external;

    /// @notice Gives the challenger back what it put in, unless its dispute is open: a lapsed one's bond, or one that came to nothing.
    /// While the statement may still be challenged only the challenger itself calls; anyone afterwards, the money can go
    /// nowhere else.
    function reclaimBond(bytes32 subject, uint32 period, address challenger) external;

    /// @notice What a challenge costs who loses it, in minor units of the company's token, fixed at deployment; 0: nothing.
    function bond() external view returns (uint256 amount);
    /// @notice The account in the Treasury that a challenge's bond lies in: the oracle's key account of
    /// keccak256(abi.encode(subject, period, challenger)).
    function bondAccount(bytes32 subject, uint32 period, address challenger) external view returns (address account);
    /// @notice The last dispute over a statement; 0: there was none.
    function disputeOf(bytes32 subject, uint32 period) external view returns (uint256 dispute, address challenger);

    /* COMMITTEES */

    /// @notice Names the nodes whose signatures the calling enterprise's statements need, `quorum` of them, from the first period that
    /// has not begun; no nodes and 0: the company's serve again. Nodes ascend. A quorum is more than half, and not
    /// below the company's: whatever any committee's quorum signs, a quorum of the company has signed.
    function nameCommittee(address[] calldata nodes, uint256 quorum) external;

    /// @notice Who has to sign the subject's statement for `period` now: its committee, or else the company's nodes. A batch needs
    /// quorum() signatures besides. The company's nodes serve, too, if the committee has lost so many that it reaches no
    /// quorum, and for a statement that is not posted when half of the time there is has passed.
    /// @dev Half of absentAfter rounds down: a second earlier, in favour of the statement's being posted. A void statement's time
    /// runs from the decision.
    function committeeOf(bytes32 subject, uint32 period) external view returns (address[] memory nodes, uint256 quorum);

    /// @notice Replaces a node's key; committees keep it. Both keys sign: RotateNode(address node,address newNode,uint256 nonce,uint256 deadline);
    /// nonce: nonces(node). Against a key that others have, this is no help: the timelock drops it.
    /// @dev Warning: nodes that a timelock is to set are addresses; a rotation meanwhile is undone by it.
    function rotateNode(
        address node, address newNode, uint256 deadline, bytes calldata signature, bytes calldata newSignature
    ) external;

    /* CONFIGURATION (held by a timelock) */

    /// @notice Sets all nodes. Each keeps its place in committees; one that comes new gets a place that nobody had before, and
    /// there are 215 of them.
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
    /// @notice The nodes, ascending.
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
