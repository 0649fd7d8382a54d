// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Attestation, IRevenueOracle} from "../interfaces/IRevenueOracle.sol";

/// @title Nodes: whose signatures make facts
/// @dev Every node has a seat, a number from 1 to MOST_SEATS, for life: nobody else ever gets it, and a rotated key keeps it. So a
/// set of nodes is a word with a bit for each seat, and whoever is in it follows from the seats.
abstract contract Nodes is EIP712, Nonces, IRevenueOracle {
    /// @dev One slot. taken: bit i: the node on seat i is registered. given: the highest seat that anyone got.
    struct Seats {
        uint216 taken;
        uint8 quorum;
        uint8 given;
    }

    bytes32 private constant ROTATE_TYPEHASH =
        keccak256("RotateNode(address node,address newNode,uint256 nonce,uint256 deadline)");

    /// @dev Bit 0 stays unset, for the seat of who has none.
    uint256 internal constant MOST_SEATS = 215;

    Seats internal _seats;
    mapping(address node => uint256 seat) private _seatOf;
    mapping(uint256 seat => address node) private _nodeOn;

    /* ROTATION */

    /// @inheritdoc IRevenueOracle
    function rotateNode(
        address node, address newNode, uint256 deadline, bytes calldata signature, bytes calldata newSignature
    ) external {
        require(block.timestamp <= deadline, SignatureExpired(deadline, block.timestamp));
        require(isNode(node), NotNode(node));
        require(!isNode(newNode), NodeRegistered(newNode));
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(ROTATE_TYPEHASH, node, newNode, _useNonce(node), deadline)));
        _requireSignature(node, digest, signature);
        _requireSignature(newNode, digest, newSignature);
        uint256 seat = _seatOf[node];
        // A seat that newNode had before it was dropped stays empty for ever.
        (_seatOf[node], _seatOf[newNode], _nodeOn[seat]) = (0, seat, newNode);
        emit NodeRotated(node, newNode);
    }

    /* READ */

    /// @inheritdoc IRevenueOracle
    function quorum() external view returns (uint256) {
        return _seats.quorum;
    }

    /// @inheritdoc IRevenueOracle
    function nodes() external view returns (address[] memory) {
        return _nodesOf(_seats.taken);
    }

    /// @inheritdoc IRevenueOracle
    function isNode(address node) public view returns (bool registered) {
        return _isIn(_seats.taken, _seatOf[node]);
    }

    /* INSIDE */

    function _setNodes(address[] memory nodes_, uint256 quorum_) internal {
        _requireMajority(quorum_, nodes_.length);
        (uint256 taken, uint256 given) = (0, _seats.given);
        address previous = address(0);
        for (uint256 i = 0; i < nodes_.length; i++) {
            address node = nodes_[i];
            require(previous < node, NodesNotAscending(previous, node));
            uint256 seat = _seatOf[node];
            if (seat == 0) {
                require(given < MOST_SEATS, NoSeatLeft(node, MOST_SEATS));
                seat = ++given;
                (_seatOf[node], _nodeOn[seat]) = (seat, node);
            }
            taken |= 1 << seat;
            previous = node;
        }
        // They fit: seats end at MOST_SEATS, and a quorum is at most as many.
        _seats = Seats({taken: uint216(taken), quorum: uint8(quorum_), given: uint8(given)});
        emit NodesSet(nodes_, quorum_);
    }

    /// @dev The seats of who signs, a quorum of registered nodes at least. Whether they have is _requireSignatures()'s.
    function _signersOf(Seats memory seats, Attestation[] calldata attestations) internal view returns (uint256 signers) {
        require(attestations.length >= seats.quorum, BelowQuorum(attestations.length, seats.quorum));
        address previous = address(0);
        for (uint256 i = 0; i < attestations.length; i++) {
            address node = attestations[i].node;
            require(previous < node, NodesNotAscending(previous, node));
            signers |= 1 << _seatIn(seats.taken, node);
            previous = node;
        }
    }

    function _requireSignatures(bytes32 message, Attestation[] calldata attestations) internal view {
        bytes32 digest = _hashTypedDataV4(message);
        for (uint256 i = 0; i < attestations.length; i++) {
            _requireSignature(attestations[i].node, digest, attestations[i].signature);
        }
    }

    /// @dev The seats of nodes that ascend and are registered.
    function _seatsOf(uint256 taken, address[] calldata nodes_) internal view returns (uint256 seats) {
        address previous = address(0);
        for (uint256 i = 0; i < nodes_.length; i++) {
            require(previous < nodes_[i], NodesNotAscending(previous, nodes_[i]));
            seats |= 1 << _seatIn(taken, nodes_[i]);
            previous = nodes_[i];
        }
    }

    /// @dev Who sits on these seats, ascending.
    function _nodesOf(uint256 seats) internal view returns (address[] memory found) {
        found = new address[](_count(seats));
        uint256 length = 0;
        for (uint256 seat = 1; seat <= MOST_SEATS; ++seat) {
            if (!_isIn(seats, seat)) continue;
            address node = _nodeOn[seat];
            // Seats are given in ascending order, and few are rotated: mostly it belongs where it is.
            uint256 place = length++;
            for (; place > 0 && found[place - 1] > node; --place) found[place] = found[place - 1];
            found[place] = node;
        }
    }

    function _count(uint256 seats) internal pure returns (uint256 count) {
        // Each round takes the lowest bit off.
        for (; seats != 0; seats &= seats - 1) ++count;
    }

    function _requireMajority(uint256 quorum_, uint256 count) internal pure {
        require(quorum_ <= count && quorum_ * 2 > count, QuorumNotMajority(quorum_, count));
    }

    /// @dev As SignatureChecker, except that it does not spend 2,600 gas to ask first whether the signer has code.
    function _requireSignature(address signer, bytes32 digest, bytes calldata signature) internal view {
        (address recovered, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, signature);
        bool signed = (error == ECDSA.RecoverError.NoError && recovered == signer)
            || SignatureChecker.isValidERC1271SignatureNow(signer, digest, signature);
        require(signed, WrongSignature(signer, digest));
    }

    function _seatIn(uint256 taken, address node) private view returns (uint256 seat) {
        seat = _seatOf[node];
        require(_isIn(taken, seat), NotNode(node));
    }

    function _isIn(uint256 seats, uint256 seat) private pure returns (bool) {
        return (seats >> seat) & 1 == 1;
    }
}
