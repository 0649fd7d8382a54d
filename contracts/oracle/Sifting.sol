// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Attestation, Band, IRevenueOracle, Metric, Statement} from "../interfaces/IRevenueOracle.sol";
import {Committees} from "./Committees.sol";

/// @title Sifting: which statements of a signed batch don't count, because of their band or committee
/// @dev They are set apart by an event and never revert the batch: all others in it have nothing to do with them, and one node
/// that withholds its signature of one enterprise must not hold up the figures of all.
abstract contract Sifting is AccessControl, Committees {
    /// @dev What a batch is held against, read once. signers, seats: bit for seat. named, banded: bit for the last byte of subjects.
    struct Batch {
        uint256 signers;
        uint256 taken;
        uint256 named;
        uint256 banded;
    }

    mapping(bytes32 subject => Band band) private _bands;
    // As _named, for bands.
    uint256 private _banded;

    /// @inheritdoc IRevenueOracle
    function setBand(bytes32 subject, Band calldata band) external onlyRole(DEFAULT_ADMIN_ROLE) {
        require(band.least <= band.most, BandEmpty(subject, band.least, band.most));
        _bands[subject] = band;
        _banded |= _bitOf(subject);
        emit BandSet(subject, band);
    }

    /// @notice The sanity band of a subject; both zero: none.
    function bandOf(bytes32 subject) external view returns (Band memory band) {
        return _bands[subject];
    }

    function _batchOf(Attestation[] calldata attestations) internal view returns (Batch memory batch) {
        Seats memory seats = _seats;
        batch.signers = _signersOf(seats, attestations);
        (batch.taken, batch.named, batch.banded) = (seats.taken, _named, _banded);
    }

    /// @dev Says (in an event) whether the statement is set apart. waits: whether its committee, if it has one, must be heard.
    function _setsApart(Batch memory batch, uint32 period, Statement memory statement, bool waits)
        internal
        returns (bool)
    {
        uint256 bit = _bitOf(statement.subject);
        if ((batch.named | batch.banded) & bit == 0) return false;

        bool named = waits && batch.named & bit != 0;
        (bool signed, bool byAll) = named ? _heard(batch, period, statement) : (true, batch.signers == batch.taken);
        if (!signed) return true;
        return !byAll && batch.banded & bit != 0 && _isOutside(period, statement);
    }

    function _heard(Batch memory batch, uint32 period, Statement memory statement) private returns (bool enough, bool byAll) {
        (uint256 committee, uint256 needed) = _committeeIn(batch.taken, statement.subject, period);
        if (committee == 0) return (true, batch.signers == batch.taken);

        uint256 signing = batch.signers & committee;
        uint256 signatures = _count(signing);
        (enough, byAll) = (signatures >= needed, signing == committee);
        if (!enough) emit CommitteeMissing(statement.subject, period, statement, signatures, needed);
    }

    function _isOutside(uint32 period, Statement memory statement) private returns (bool outside) {
        Band memory band = _bands[statement.subject];
        if (band.least == 0 && band.most == 0) return false;

        outside = _misses(band, statement.revenue);
        // A benchmark has its value in revenue and nothing else; an ecosystem metric is not money.
        if (uint256(statement.subject) <= type(uint160).max) {
            outside = outside || _misses(band, statement.profit)
                || (statement.otherMetric == Metric.Collected && _misses(band, statement.other));
        }
        if (outside) emit StatementSetApart(statement.subject, period, statement, band);
    }

    function _misses(Band memory band, int64 amount) private pure returns (bool) {
        return amount < band.least || amount > band.most;
    }
}
