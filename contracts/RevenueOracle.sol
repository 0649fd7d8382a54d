// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {
    Attestation, Band, Finality, IRevenueOracle, Metric, Stage, Statement, Windows
} from "./interfaces/IRevenueOracle.sol";
import {Periods} from "./libraries/Periods.sol";

/// @title RevenueOracle
/// @notice See IRevenueOracle. Roles: DEFAULT_ADMIN_ROLE, a timelock, sets nodes and bands and lifts a pause;
/// ARBITER_ROLE decides challenged statements; PAUSER_ROLE pauses new facts, for a while. None of them writes a figure.
/// @dev Finality is derived from what is stored and the time, so nobody has to come back and confirm anything.
/// Signatures are over a whole batch, so post() and correct() read it once and check them last: if they are not right,
/// nothing of it has happened. This is what keeps a statement of a large batch below 30,000 gas.
contract RevenueOracle is AccessControl, EIP712, IRevenueOracle {
    using Periods for Periods.Calendar;
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev One statement: 3 x 64 + 16 + 32 + 8 + 8 bits. since: when it was posted or challenged; in a void one (stage
    /// None) when it was decided against, and no figures.
    struct Record {
        int64 revenue;
        int64 profit;
        int64 other;
        uint16 score;
        uint32 since;
        Stage stage;
        Metric otherMetric;
    }

    /// @dev How a Record lies in storage: one word, packed by hand, because the compiler would store it field by field.
    struct Slot {
        uint256 packed;
    }

    /// @dev Differences booked in one period, one slot. Wider than a figure: a difference needs 65 bits, and there is
    /// room for the sum of 32,768 of the largest. otherMetric: Revenue (0) while nothing is booked.
    struct Booked {
        int80 revenue;
        int80 profit;
        int80 other;
        Metric otherMetric;
    }

    /// @dev One correction of a period, one slot: differences to what counted before, each of 65 bits.
    struct Correction {
        uint32 bookedIn;
        int72 revenue;
        int72 profit;
        int72 other;
        Metric otherMetric;
    }

    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice A pause ends by itself after this time at the latest.
    uint256 public constant MAX_PAUSE = 7 days;

    uint256 private constant NOTHING = 0;
    /// @dev Of one subject's period. Agreements add them up, and nobody may make that dearer than a block.
    uint256 private constant MOST_CORRECTIONS = 16;

    bytes32 private constant STATEMENT_TYPEHASH = keccak256(
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );
    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "Report(uint32 period,Statement[] statements)"
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );
    bytes32 private constant CORRECTION_TYPEHASH = keccak256(
        "Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements)"
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );

    IEnterpriseRegistry public immutable registry;
    uint64 private immutable _epoch;
    uint64 private immutable _length;
    uint32 private immutable _challengeWindow;
    uint32 private immutable _arbitrationWindow;
    uint32 private immutable _absentAfter;

    /// @inheritdoc IRevenueOracle
    uint256 public quorum;
    /// @inheritdoc IRevenueOracle
    uint256 public correctionNonce;
    /// @notice Until when new facts are refused, unix seconds; in the past: they are taken.
    uint256 public pausedUntil;
    /// @inheritdoc IRevenueOracle
    mapping(address node => bool registered) public isNode;

    address[] private _nodes;
    mapping(bytes32 subject => Band band) private _bands;
    // Bit i: a subject whose last byte is i has, or had, a band. So most subjects without one need no look-up.
    uint256 private _banded;
    // By period first: a batch has one period, and looks up the rest once.
    mapping(uint32 period => mapping(bytes32 subject => Slot slot)) private _slots;
    mapping(uint32 period => mapping(bytes32 subject => Booked corrections)) private _booked;
    mapping(uint32 period => mapping(bytes32 subject => Correction[])) private _corrections;
    mapping(bytes32 figures => bool rejected) private _rejected;

    constructor(
        Periods.Calendar memory calendar_,
        Windows memory windows_,
        address timelock,
        address arbiter,
        address pauser,
        IEnterpriseRegistry registry_,
        address[] memory nodes_,
        uint256 quorum_
    ) EIP712("Heyi RevenueOracle", "1") {
        require(windows_.absentAfter > 0, NoTimeToReport());
        _epoch = calendar_.epoch;
        _length = calendar_.length;
        _challengeWindow = windows_.challenge;
        _arbitrationWindow = windows_.arbitration;
        _absentAfter = windows_.absentAfter;
        registry = registry_;
        _grantRole(DEFAULT_ADMIN_ROLE, timelock);
        _grantRole(ARBITER_ROLE, arbiter);
        _grantRole(PAUSER_ROLE, pauser);
        _setNodes(nodes_, quorum_);
    }

    /* POST */

    /// @inheritdoc IRevenueOracle
    function post(uint32 period, Statement[] calldata statements, Attestation[] calldata attestations) external {
        _requireNotPaused();
        uint256 endsAt = endOf(period);
        require(block.timestamp >= endsAt, PeriodNotEnded(period, endsAt, block.timestamp));

        mapping(bytes32 subject => Slot slot) storage slots = _slots[period];
        bytes32[] memory hashes = new bytes32[](statements.length);
        bool signedByAll = attestations.length == _nodes.length;
        bool absent = block.timestamp >= endsAt + _absentAfter;
        uint32 since = block.timestamp.toUint32();
        uint256 banded = _banded;
        for (uint256 i = 0; i < statements.length; i++) {
            Statement memory statement = statements[i];
            hashes[i] = keccak256(abi.encode(STATEMENT_TYPEHASH, statement));
            bytes32 subject = statement.subject;
            Metric otherMetric = statement.otherMetric;
            require(
                otherMetric == Metric.Collected || otherMetric == Metric.Ecosystem, NotOtherMetric(subject, otherMetric)
            );
            Slot storage slot = slots[subject];
            if (slot.packed == NOTHING) require(!absent, PeriodFinal(subject, period));
            else _requireVoid(period, statement);
            if (!signedByAll && banded & _bandBit(subject) != 0 && _setsApart(period, statement)) continue;

            slot.packed = _pack(
                statement.revenue, statement.profit, statement.other, statement.score, since, Stage.Posted, otherMetric
            );
            emit StatementPosted(subject, period, statement);
        }
        _requireQuorum(keccak256(abi.encode(REPORT_TYPEHASH, period, _hashOf(hashes))), attestations);
    }

    /// @inheritdoc IRevenueOracle
    function correct(
        uint32 period, uint32 bookedIn, Statement[] calldata statements, Attestation[] calldata attestations
    ) external {
        _requireNotPaused();
        bytes32[] memory hashes = new bytes32[](statements.length);
        bool signedByAll = attestations.length == _nodes.length;
        uint32 open = currentPeriod();
        uint256 banded = _banded;
        for (uint256 i = 0; i < statements.length; i++) {
            Statement memory statement = statements[i];
            hashes[i] = keccak256(abi.encode(STATEMENT_TYPEHASH, statement));
            bytes32 subject = statement.subject;
            // A period that has not ended, so nobody has read it as final; and later than `period`, which is final.
            require(bookedIn >= open, BookedInPast(subject, bookedIn, open));
            Record memory record = _recordOf(subject, period);
            require(_finalityOf(record, period) != Finality.Pending, NotFinal(subject, period));
            if (!signedByAll && banded & _bandBit(subject) != 0 && _setsApart(period, statement)) continue;

            _book(period, bookedIn, record, statement);
            emit StatementCorrected(subject, period, bookedIn, statement);
        }
        _requireQuorum(
            keccak256(abi.encode(CORRECTION_TYPEHASH, period, bookedIn, correctionNonce++, _hashOf(hashes))),
            attestations
        );
    }

    /* CHALLENGE */

    /// @inheritdoc IRevenueOracle
    function challenge(bytes32 subject, uint32 period, bytes32 reason, address challenger) external {
        require(registry.isAgreements(msg.sender), NotAgreements(msg.sender));
        Record memory record = _recordOf(subject, period);
        require(
            record.stage == Stage.Posted && _finalityOf(record, period) == Finality.Pending,
            NotChallengeable(subject, period, record.stage)
        );

        record.stage = Stage.Challenged;
        record.since = block.timestamp.toUint32();
        _store(subject, period, record);
        emit StatementChallenged(subject, period, challenger, reason);
    }

    /// @inheritdoc IRevenueOracle
    function decide(bytes32 subject, uint32 period, bool upheld) external onlyRole(ARBITER_ROLE) {
        Record memory record = _recordOf(subject, period);
        require(record.stage == Stage.Challenged, NotChallenged(subject, period, record.stage));
        require(_finalityOf(record, period) == Finality.Pending, PeriodFinal(subject, period));

        if (upheld) {
            record.stage = Stage.Decided;
        } else {
            _rejected[_figuresHash(subject, period, record)] = true;
            delete record;
            // The time to report anew runs from here.
            record.since = block.timestamp.toUint32();
        }
        _store(subject, period, record);
        emit StatementDecided(subject, period, upheld);
    }

    /* CONFIGURATION */

    /// @inheritdoc IRevenueOracle
    function setNodes(address[] calldata nodes_, uint256 quorum_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setNodes(nodes_, quorum_);
    }

    /// @inheritdoc IRevenueOracle
    function setBand(bytes32 subject, Band calldata band) external onlyRole(DEFAULT_ADMIN_ROLE) {
        require(band.least <= band.most, BandEmpty(subject, band.least, band.most));
        _bands[subject] = band;
        _banded |= _bandBit(subject);
        emit BandSet(subject, band);
    }

    /* PAUSE (new facts only: reads, challenges and decisions go on) */

    /// @notice Refuses post() and correct() for pauseLength() seconds. The next pause must leave at least as long a time
    /// free, so that nobody can stop the books for ever.
    function pause() external onlyRole(PAUSER_ROLE) {
        uint256 earliest = pausedUntil + pauseLength();
        require(block.timestamp >= earliest, PausedBefore(earliest, block.timestamp));
        pausedUntil = block.timestamp + pauseLength();
        emit Paused(msg.sender, pausedUntil);
    }

    /// @notice Lifts a pause before its time.
    function resume() external onlyRole(DEFAULT_ADMIN_ROLE) {
        require(block.timestamp < pausedUntil, NotPaused());
        pausedUntil = block.timestamp;
        emit Resumed(msg.sender);
    }

    /// @notice How long a pause lasts, seconds: at most half of the time there is to report, so that pauses can't make a
    /// period absent. Rounds down, in favour of reporting.
    function pauseLength() public view returns (uint256) {
        return Math.min(MAX_PAUSE, _absentAfter / 2);
    }

    /* READ */

    /// @inheritdoc IRevenueOracle
    function figure(bytes32 subject, Metric metric, uint32 period, bool corrected)
        external
        view
        returns (Finality finality, int256 value)
    {
        Record memory record = _recordOf(subject, period);
        finality = _finalityOf(record, period);
        if (finality == Finality.Pending) return (finality, 0);

        if (finality == Finality.Final) {
            if (metric == Metric.Revenue) value = record.revenue;
            else if (metric == Metric.Profit) value = record.profit;
            else if (metric == Metric.Score) value = int256(uint256(record.score));
            else if (metric == record.otherMetric) value = record.other;
            else finality = Finality.Absent;
        }
        if (corrected) value += _bookedIn(subject, metric, period);
    }

    /// @inheritdoc IRevenueOracle
    function correctionOf(bytes32 subject, Metric metric, uint32 period, uint32 through)
        external
        view
        returns (int256 difference)
    {
        Correction[] storage corrections = _corrections[period][subject];
        for (uint256 i = 0; i < corrections.length; ++i) {
            Correction memory correction = corrections[i];
            if (correction.bookedIn > through) continue;
            if (metric == Metric.Revenue) difference += correction.revenue;
            else if (metric == Metric.Profit) difference += correction.profit;
            else if (metric == correction.otherMetric) difference += correction.other;
        }
    }

    /// @inheritdoc IRevenueOracle
    function stageOf(bytes32 subject, uint32 period) external view returns (Stage stage, Finality finality) {
        Record memory record = _recordOf(subject, period);
        return (record.stage, _finalityOf(record, period));
    }

    /// @inheritdoc IRevenueOracle
    function statementOf(bytes32 subject, uint32 period)
        external
        view
        returns (Statement memory statement, uint256 since)
    {
        Record memory record = _recordOf(subject, period);
        statement = Statement({
            subject: subject,
            revenue: record.revenue,
            profit: record.profit,
            other: record.other,
            otherMetric: record.otherMetric,
            score: record.score,
            evidence: 0
        });
        return (statement, record.since);
    }

    /// @inheritdoc IRevenueOracle
    function nodes() external view returns (address[] memory) {
        return _nodes;
    }

    /// @notice The sanity band of a subject; both zero: none.
    function bandOf(bytes32 subject) external view returns (Band memory band) {
        return _bands[subject];
    }

    /// @notice The windows set at deployment, seconds.
    function windows() external view returns (Windows memory) {
        return Windows({challenge: _challengeWindow, arbitration: _arbitrationWindow, absentAfter: _absentAfter});
    }

    /* CALENDAR */

    /// @notice How time is cut into periods.
    function calendar() public view returns (Periods.Calendar memory) {
        return Periods.Calendar({epoch: _epoch, length: _length});
    }

    /// @inheritdoc IRevenueOracle
    function periodAt(uint256 timestamp) public view returns (uint32 period) {
        return calendar().periodAt(timestamp);
    }

    /// @inheritdoc IRevenueOracle
    function currentPeriod() public view returns (uint32 period) {
        return periodAt(block.timestamp);
    }

    /// @inheritdoc IRevenueOracle
    function startOf(uint32 period) external view returns (uint256 timestamp) {
        return calendar().startOf(period);
    }

    /// @inheritdoc IRevenueOracle
    function endOf(uint32 period) public view returns (uint256 timestamp) {
        return calendar().endOf(period);
    }

    /* PRIVATE */

    /// @dev Requires that what is stored for the statement's subject is a void statement with other figures: nothing in a
    /// report sets two rounds apart, so the void statement's own signatures could bring it back.
    function _requireVoid(uint32 period, Statement memory statement) private view {
        bytes32 subject = statement.subject;
        Record memory record = _recordOf(subject, period);
        require(_finalityOf(record, period) == Finality.Pending, PeriodFinal(subject, period));
        require(record.stage == Stage.None, AlreadyPosted(subject, period));
        (record.revenue, record.profit, record.other) = (statement.revenue, statement.profit, statement.other);
        (record.otherMetric, record.score) = (statement.otherMetric, statement.score);
        require(!_rejected[_figuresHash(subject, period, record)], DecidedAgainst(subject, period));
    }

    /// @dev Where `record`, of period `period`, stands now. Once Final or Absent it stays so.
    function _finalityOf(Record memory record, uint32 period) private view returns (Finality finality) {
        uint256 since = record.since;
        if (record.stage == Stage.Decided) return Finality.Final;
        if (record.stage == Stage.None) {
            // since is 0 before any statement, and later than the period's end after a void one.
            bool absent = block.timestamp >= Math.max(endOf(period), since) + _absentAfter;
            return absent ? Finality.Absent : Finality.Pending;
        }
        // A challenge that nobody decided in time has lapsed.
        uint256 window = record.stage == Stage.Posted ? _challengeWindow : _arbitrationWindow;
        return block.timestamp >= since + window ? Finality.Final : Finality.Pending;
    }

    /// @dev Adds the difference between the corrected figures and what counted before (the last correction, or else
    /// `record`, which is all zeros for an absent period) to what is booked in `bookedIn`.
    function _book(uint32 period, uint32 bookedIn, Record memory record, Statement memory statement) private {
        bytes32 subject = statement.subject;
        Metric otherMetric = statement.otherMetric;
        require(statement.score == record.score, ScoreNotCorrectable(subject, period, record.score));
        Correction[] storage corrections = _corrections[period][subject];
        require(corrections.length < MOST_CORRECTIONS, CorrectedTooOften(subject, period, MOST_CORRECTIONS));
        Booked memory before = Booked({
            revenue: record.revenue,
            profit: record.profit,
            other: record.other,
            otherMetric: record.otherMetric
        });
        for (uint256 i = 0; i < corrections.length; ++i) {
            before.revenue += corrections[i].revenue;
            before.profit += corrections[i].profit;
            before.other += corrections[i].other;
            before.otherMetric = corrections[i].otherMetric;
        }
        Booked memory booked = _booked[bookedIn][subject];
        // One field holds either metric, so differences of both can't be added up.
        require(
            (otherMetric == Metric.Collected || otherMetric == Metric.Ecosystem)
                && (before.otherMetric == Metric.Revenue || before.otherMetric == otherMetric)
                && (booked.otherMetric == Metric.Revenue || booked.otherMetric == otherMetric),
            NotOtherMetric(subject, otherMetric)
        );
        int256 revenue = int256(statement.revenue) - before.revenue;
        int256 profit = int256(statement.profit) - before.profit;
        int256 other = int256(statement.other) - before.other;
        require(revenue != 0 || profit != 0 || other != 0, NothingToCorrect(subject, period));

        corrections.push(
            Correction({
                bookedIn: bookedIn,
                revenue: int72(revenue),
                profit: int72(profit),
                other: int72(other),
                otherMetric: otherMetric
            })
        );
        _booked[bookedIn][subject] = Booked({
            revenue: (booked.revenue + revenue).toInt80(),
            profit: (booked.profit + profit).toInt80(),
            other: (booked.other + other).toInt80(),
            otherMetric: otherMetric
        });
    }

    /// @dev The sum of differences booked in `period`.
    function _bookedIn(bytes32 subject, Metric metric, uint32 period) private view returns (int256) {
        Booked storage booked = _booked[period][subject];
        if (metric == Metric.Revenue) return booked.revenue;
        if (metric == Metric.Profit) return booked.profit;
        // Never the score: its number is not a Booked.otherMetric.
        return metric == booked.otherMetric ? booked.other : int256(0);
    }

    /// @dev The bit of _banded that the subject shares with others.
    function _bandBit(bytes32 subject) private pure returns (uint256) {
        return 1 << uint8(uint256(subject));
    }

    /// @dev Says (in the event) whether the statement lies outside its band and is set apart.
    function _setsApart(uint32 period, Statement memory statement) private returns (bool apart) {
        Band memory band = _bands[statement.subject];
        if (band.least == 0 && band.most == 0) return false;

        apart = _outside(band, statement.revenue);
        // A benchmark has its value in revenue and nothing else; an ecosystem metric is not money.
        if (uint256(statement.subject) <= type(uint160).max) {
            apart = apart || _outside(band, statement.profit)
                || (statement.otherMetric == Metric.Collected && _outside(band, statement.other));
        }
        if (apart) emit StatementSetApart(statement.subject, period, statement, band);
    }

    function _outside(Band memory band, int64 amount) private pure returns (bool) {
        return amount < band.least || amount > band.most;
    }

    function _requireNotPaused() private view {
        require(block.timestamp >= pausedUntil, FactsPaused(pausedUntil));
    }

    /// @dev Requires signatures of at least quorum() different nodes, all of them right.
    function _requireQuorum(bytes32 message, Attestation[] calldata attestations) private view {
        require(attestations.length >= quorum, BelowQuorum(attestations.length, quorum));
        bytes32 digest = _hashTypedDataV4(message);
        address previous = address(0);
        for (uint256 i = 0; i < attestations.length; i++) {
            address node = attestations[i].node;
            require(previous < node, NodesNotAscending(previous, node));
            require(isNode[node], NotNode(node));
            require(_isSignedBy(node, digest, attestations[i].signature), WrongSignature(node, digest));
            previous = node;
        }
    }

    /// @dev As SignatureChecker, except that it does not spend 2,600 gas to ask first whether the node has code.
    function _isSignedBy(address node, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, signature);
        return (error == ECDSA.RecoverError.NoError && signer == node)
            || SignatureChecker.isValidERC1271SignatureNow(node, digest, signature);
    }

    /// @dev EIP-712 encoding of a Statement[].
    function _hashOf(bytes32[] memory hashes) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hashes));
    }

    /// @dev Names a statement by what it says, whatever its evidence and when it was posted.
    function _figuresHash(bytes32 subject, uint32 period, Record memory record) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                subject, period, record.revenue, record.profit, record.other, record.otherMetric, record.score
            )
        );
    }

    function _recordOf(bytes32 subject, uint32 period) private view returns (Record memory record) {
        uint256 packed = _slots[period][subject].packed;
        return Record({
            revenue: int64(uint64(packed)),
            profit: int64(uint64(packed >> 64)),
            other: int64(uint64(packed >> 128)),
            score: uint16(packed >> 192),
            since: uint32(packed >> 208),
            stage: Stage(uint8(packed >> 240)),
            otherMetric: Metric(uint8(packed >> 248))
        });
    }

    function _store(bytes32 subject, uint32 period, Record memory r) private {
        _slots[period][subject].packed =
            _pack(r.revenue, r.profit, r.other, r.score, r.since, r.stage, r.otherMetric);
    }

    /// @dev The inverse of what _recordOf() does. Takes values, not a Record: a batch is spared the memory.
    function _pack(
        int64 revenue, int64 profit, int64 other, uint16 score, uint32 since, Stage stage, Metric otherMetric
    ) private pure returns (uint256 packed) {
        return uint256(uint64(revenue)) | uint256(uint64(profit)) << 64 | uint256(uint64(other)) << 128
            | uint256(score) << 192 | uint256(since) << 208 | uint256(stage) << 240 | uint256(otherMetric) << 248;
    }

    function _setNodes(address[] memory nodes_, uint256 quorum_) private {
        require(quorum_ <= nodes_.length && quorum_ * 2 > nodes_.length, QuorumNotMajority(quorum_, nodes_.length));
        for (uint256 i = 0; i < _nodes.length; i++) {
            isNode[_nodes[i]] = false;
        }
        address previous = address(0);
        for (uint256 i = 0; i < nodes_.length; i++) {
            require(previous < nodes_[i], NodesNotAscending(previous, nodes_[i]));
            isNode[nodes_[i]] = true;
            previous = nodes_[i];
        }
        _nodes = nodes_;
        quorum = quorum_;
        emit NodesSet(nodes_, quorum_);
    }
}
