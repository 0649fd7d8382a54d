// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IEnterpriseRegistry} from "../interfaces/IEnterpriseRegistry.sol";
import {Finality, IRevenueOracle, Stage} from "../interfaces/IRevenueOracle.sol";
import {Nodes} from "./Nodes.sol";
import {Records} from "./Records.sol";

/// @title Committees: the nodes that an enterprise named for its own statements
abstract contract Committees is Nodes, Records {
    using Checkpoints for Checkpoints.Trace224;

    IEnterpriseRegistry public immutable registry;

    // By the period it counts from: seats and, in the last byte, their quorum. One slot each.
    mapping(bytes32 subject => Checkpoints.Trace224) private _committees;
    // Bit i: a subject whose last byte is i has, or had, a committee. So most subjects without one need no look-up.
    uint256 internal _named;

    constructor(IEnterpriseRegistry registry_) {
        registry = registry_;
    }

    /// @inheritdoc IRevenueOracle
    function nameCommittee(address[] calldata nodes_, uint256 quorum_) external {
        require(registry.isEnterprise(msg.sender), NotEnterprise(msg.sender));
        Seats memory seats = _seats;
        if (nodes_.length == 0) {
            require(quorum_ == 0, QuorumNotMajority(quorum_, 0));
        } else {
            _requireMajority(quorum_, nodes_.length);
            require(quorum_ >= seats.quorum, CommitteeBelowQuorum(quorum_, seats.quorum));
        }
        bytes32 subject = bytes32(uint256(uint160(msg.sender)));
        uint32 from = currentPeriod() + 1;
        uint256 committee = _seatsOf(seats.taken, nodes_);
        // It fits: seats are bits 0 to 215, and a quorum is at most as many.
        _committees[subject].push(from, uint224(committee << 8 | quorum_));
        _named |= _bitOf(subject);
        emit CommitteeNamed(msg.sender, from, nodes_, quorum_);
    }

    /// @inheritdoc IRevenueOracle
    function committeeOf(bytes32 subject, uint32 period)
        external
        view
        returns (address[] memory nodes_, uint256 quorum_)
    {
        Seats memory seats = _seats;
        (uint256 committee, uint256 needed) = _committeeIn(seats.taken, subject, period);
        Record memory record = _recordOf(subject, period);
        // What is posted or absent can only be corrected, for which the committee is waited for.
        bool open = record.stage == Stage.None && _finalityOf(record, period) == Finality.Pending;
        if (committee == 0 || (open && !_isWaitedFor(record.since, period))) (committee, needed) = (seats.taken, seats.quorum);
        return (_nodesOf(committee), needed);
    }

    /// @dev The registered nodes of the subject's committee in `period`; none if there is no committee, or too few of it are left.
    function _committeeIn(uint256 taken, bytes32 subject, uint32 period)
        internal
        view
        returns (uint256 committee, uint256 needed)
    {
        uint256 named = _committees[subject].upperLookupRecent(period);
        (committee, needed) = ((named >> 8) & taken, named & 0xff);
        if (_count(committee) < needed) return (0, 0);
    }

    /// @dev Whether there is time left for the committee to sign a statement that is not posted; `since`: of its record.
    function _isWaitedFor(uint256 since, uint32 period) internal view returns (bool) {
        return block.timestamp < _reportableSince(since, period) + _absentAfter / 2;
    }

    /// @dev The bit that the subject shares with others in words about subjects.
    function _bitOf(bytes32 subject) internal pure returns (uint256) {
        return 1 << uint8(uint256(subject));
    }
}
