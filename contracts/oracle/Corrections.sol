// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Attestation, Finality, IRevenueOracle, Metric, Statement} from "../interfaces/IRevenueOracle.sol";
import {Pausing} from "./Pausing.sol";
import {Sifting} from "./Sifting.sol";

/// @title Corrections: second signed figures of final periods, booked in open ones
abstract contract Corrections is Sifting, Pausing {
    using SafeCast for int256;

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

    bytes32 internal constant STATEMENT_TYPEHASH = keccak256(
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );
    bytes32 private constant CORRECTION_TYPEHASH = keccak256(
        "Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements)"
        "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
    );

    /// @dev Of one subject's period. Agreements add them up, and nobody may make that dearer than a block.
    uint256 private constant MOST_CORRECTIONS = 16;

    /// @inheritdoc IRevenueOracle
    uint256 public correctionNonce;

    mapping(uint32 period => mapping(bytes32 subject => Booked corrections)) private _booked;
    mapping(uint32 period => mapping(bytes32 subject => Correction[])) private _corrections;

    /// @inheritdoc IRevenueOracle
    function correct(
        uint32 period, uint32 bookedIn, Statement[] calldata statements, Attestation[] calldata attestations
    ) external {
        _requireNotPaused();
        Batch memory batch = _batchOf(attestations);
        bytes32[] memory hashes = new bytes32[](statements.length);
        uint32 open = currentPeriod();
        uint256 nonce = correctionNonce;
        bool booked = false;
        for (uint256 i = 0; i < statements.length; i++) {
            Statement memory statement = statements[i];
            hashes[i] = keccak256(abi.encode(STATEMENT_TYPEHASH, statement));
            bytes32 subject = statement.subject;
            // A period that has not ended, so nobody has read it as final; and later than `period`, which is final.
            require(bookedIn >= open, BookedInPast(subject, bookedIn, open));
            Record memory record = _recordOf(subject, period);
            require(_finalityOf(record, period) != Finality.Pending, NotFinal(subject, period));
            if (_setsApart(batch, period, statement, true)) continue;

            booked = true;
            _book(period, bookedIn, record, statement);
            emit StatementCorrected(subject, period, bookedIn, statement);
        }
        if (booked) correctionNonce = nonce + 1;
        _requireSignatures(
            keccak256(abi.encode(CORRECTION_TYPEHASH, period, bookedIn, nonce, _hashOf(hashes))), attestations
        );
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

    /* INSIDE */

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
    function _bookedIn(bytes32 subject, Metric metric, uint32 period) internal view returns (int256) {
        Booked storage booked = _booked[period][subject];
        if (metric == Metric.Revenue) return booked.revenue;
        if (metric == Metric.Profit) return booked.profit;
        // Never the score: its number is not a Booked.otherMetric.
        return metric == booked.otherMetric ? booked.other : int256(0);
    }

    /// @dev EIP-712 encoding of a Statement[].
    function _hashOf(bytes32[] memory hashes) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hashes));
    }
}
