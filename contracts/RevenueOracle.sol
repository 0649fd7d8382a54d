// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Company} from "./interfaces/IEnterpriseRegistry.sol";
import {
    Attestation, Finality, IRevenueOracle, Metric, Stage, Statement, Windows
} from "./interfaces/IRevenueOracle.sol";
import {Periods} from "./libraries/Periods.sol";
import {Committees} from "./oracle/Committees.sol";
import {Corrections} from "./oracle/Corrections.sol";
import {Disputes} from "./oracle/Disputes.sol";
import {Records} from "./oracle/Records.sol";

/// @title RevenueOracle
/// @notice See IRevenueOracle. Roles: DEFAULT_ADMIN_ROLE, a timelock, sets nodes and bands and lifts a pause;
/// ARBITER_ROLE decides challenged statements; PAUSER_ROLE pauses new facts, for a while. None of them writes a figure.
/// @dev Signatures are over a whole batch, so post() and correct() read it once and check them last: if they are not right,
/// nothing of it has happened. This is what keeps a statement of a large batch below 30,000 gas.
contract RevenueOracle is Corrections, Disputes {
    using SafeCast for uint256;

    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "Report(uint32 period,Statement[] statements)"
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );

    uint256 private constant NOTHING = 0;

    constructor(
        Periods.Calendar memory calendar_,
        Windows memory windows_,
        address timelock,
        address arbiter,
        address pauser,
        Company memory company,
        address[] memory nodes_,
        uint256 quorum_,
        uint256 bond_
    ) EIP712("Heyi RevenueOracle", "1") Records(calendar_, windows_) Committees(company.registry) Disputes(company, bond_) {
        _grantRole(DEFAULT_ADMIN_ROLE, timelock);
        _grantRole(ARBITER_ROLE, arbiter);
        _grantRole(PAUSER_ROLE, pauser);
        _setNodes(nodes_, quorum_);
    }

    /// @inheritdoc IRevenueOracle
    function post(uint32 period, Statement[] calldata statements, Attestation[] calldata attestations) external {
        _requireNotPaused();
        uint256 endsAt = endOf(period);
        require(block.timestamp >= endsAt, PeriodNotEnded(period, endsAt, block.timestamp));

        Batch memory batch = _batchOf(attestations);
        mapping(bytes32 subject => Slot slot) storage slots = _slots[period];
        bytes32[] memory hashes = new bytes32[](statements.length);
        bool absent = block.timestamp >= endsAt + _absentAfter;
        uint256 marked = batch.named | batch.banded;
        uint32 since = block.timestamp.toUint32();
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
            if ((marked >> (uint256(subject) & 0xff)) & 1 == 1) {
                bool waits = _isWaitedFor(_sinceOf(slot.packed), period);
                if (_setsApart(batch, period, statement, waits)) continue;
            }

            slot.packed = _pack(
                statement.revenue, statement.profit, statement.other, statement.score, since, Stage.Posted, otherMetric
            );
            emit StatementPosted(subject, period, statement);
        }
        _requireSignatures(keccak256(abi.encode(REPORT_TYPEHASH, period, _hashOf(hashes))), attestations);
    }

    /// @inheritdoc IRevenueOracle
    function setNodes(address[] calldata nodes_, uint256 quorum_) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setNodes(nodes_, quorum_);
    }

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

    /// @dev Requires that what is stored for the statement's subject is a void statement with other figures.
    function _requireVoid(uint32 period, Statement memory statement) private view {
        bytes32 subject = statement.subject;
        Record memory record = _recordOf(subject, period);
        require(_finalityOf(record, period) == Finality.Pending, PeriodFinal(subject, period));
        require(record.stage == Stage.None, AlreadyPosted(subject, period));
        _requireNotRejected(period, statement);
    }
}
