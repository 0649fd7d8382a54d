// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IEnterpriseRegistry} from "../interfaces/IEnterpriseRegistry.sol";
import {Finality, IRevenueOracle, Stage} from "../interfaces/IRevenueOracle.sol";
import {Nodes} from "./Nodes.sol";
import {Records} from "./Records.sol";

/// @title Committees: the nodes that an enterprise named for its own statements
/// @dev OpenZeppelin's Checkpoints would do for what was named when, but their assembly is not marked as memory-safe, and then the
/// compiler inlines nothing in the whole contract: 300 gas more for each statement.
abstract contract Committees is Nodes, Records {
    /// @dev One slot. seats: bit for seat; none: the company's nodes.
    struct Named {
        uint32 from;
        uint8 quorum;
        uint216 seats;
    }

    IEnterpriseRegistry public immutable registry;

    // In the order of the periods from which they count, at most one for each.
    mapping(bytes32 subject => Named[]) private _committees;
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
        // They fit: seats are bits 1 to 215, and a quorum is at most as many.
        Named memory named = Named(from, uint8(quorum_), uint216(_seatsOf(seats.taken, nodes_)));
        Named[] storage all = _committees[subject];
        uint256 count = all.length;
        if (count > 0 && all[count - 1].from == from) all[count - 1] = named;
        else all.push(named);
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
        Named[] storage all = _committees[subject];
        // Mostly it is one of the last two.
        for (uint256 i = all.length; i > 0; --i) {
            Named memory named = all[i - 1];
            if (named.from > period) continue;
            (committee, needed) = (named.seats & taken, named.quorum);
            break;
        }
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
