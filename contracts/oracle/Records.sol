// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Finality, IRevenueOracle, Metric, Stage, Statement, Windows} from "../interfaces/IRevenueOracle.sol";
import {Periods} from "../libraries/Periods.sol";

/// @title Records: statements as stored, where they stand, and the calendar
/// @dev Finality is derived from what is stored and the time, so nobody has to come back and confirm anything.
abstract contract Records is IRevenueOracle {
    using Periods for Periods.Calendar;

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

    uint64 private immutable _epoch;
    uint64 private immutable _length;
    uint32 private immutable _challengeWindow;
    uint32 private immutable _arbitrationWindow;
    uint32 internal immutable _absentAfter;

    // By period first: a batch has one period, and looks up the rest once.
    mapping(uint32 period => mapping(bytes32 subject => Slot slot)) internal _slots;

    constructor(Periods.Calendar memory calendar_, Windows memory windows_) {
        require(windows_.absentAfter > 0, NoTimeToReport());
        _epoch = calendar_.epoch;
        _length = calendar_.length;
        _challengeWindow = windows_.challenge;
        _arbitrationWindow = windows_.arbitration;
        _absentAfter = windows_.absentAfter;
    }

    /* READ */

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

    /* INSIDE */

    /// @dev Where `record`, of period `period`, stands now. Once Final or Absent it stays so.
    function _finalityOf(Record memory record, uint32 period) internal view returns (Finality finality) {
        uint256 since = record.since;
        if (record.stage == Stage.Decided) return Finality.Final;
        if (record.stage == Stage.None) {
            bool absent = block.timestamp >= _reportableSince(since, period) + _absentAfter;
            return absent ? Finality.Absent : Finality.Pending;
        }
        // A challenge that nobody decided in time has lapsed.
        uint256 window = record.stage == Stage.Posted ? _challengeWindow : _arbitrationWindow;
        return block.timestamp >= since + window ? Finality.Final : Finality.Pending;
    }

    /// @dev From when there is time to report what is not posted. since: 0 before any statement, and later than the period's
    /// end after a void one.
    function _reportableSince(uint256 since, uint32 period) internal view returns (uint256 timestamp) {
        return Math.max(endOf(period), since);
    }

    function _recordOf(bytes32 subject, uint32 period) internal view returns (Record memory record) {
        uint256 packed = _slots[period][subject].packed;
        return Record({
            revenue: int64(uint64(packed)),
            profit: int64(uint64(packed >> 64)),
            other: int64(uint64(packed >> 128)),
            score: uint16(packed >> 192),
            since: _sinceOf(packed),
            stage: Stage(uint8(packed >> 240)),
            otherMetric: Metric(uint8(packed >> 248))
        });
    }

    function _sinceOf(uint256 packed) internal pure returns (uint32) {
        return uint32(packed >> 208);
    }

    /// @dev Moves a stored statement on to `stage`, now; its figures stay.
    function _moveOn(bytes32 subject, uint32 period, Stage stage, uint256 since) internal {
        Slot storage slot = _slots[period][subject];
        uint256 figures = slot.packed & ~(uint256(type(uint40).max) << 208);
        slot.packed = figures | since << 208 | uint256(stage) << 240;
    }

    /// @dev The inverse of what _recordOf() does. Takes values, not a Record: a batch is spared the memory. Used in one place alone,
    /// or the compiler would call it there.
    function _pack(
        int64 revenue, int64 profit, int64 other, uint16 score, uint32 since, Stage stage, Metric otherMetric
    ) internal pure returns (uint256 packed) {
        return uint256(uint64(revenue)) | uint256(uint64(profit)) << 64 | uint256(uint64(other)) << 128
            | uint256(score) << 192 | uint256(since) << 208 | uint256(stage) << 240 | uint256(otherMetric) << 248;
    }
}
