// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgreements, Terms} from "../interfaces/IAgreements.sol";

// Only here words are copied without being looked at; why, and why that is safe, stands below.
/* solhint-disable no-inline-assembly */

/// @title TermsHash: the EIP-712 struct hash of terms
/// @notice A test proves that wallets, Python and this library hash alike.
library TermsHash {
    bytes32 private constant TERMS = keccak256(
        "Terms(address[] parties,address token,uint96 ceiling,uint24 firstPeriod,uint24 periods,uint16 noticePeriods,uint16 correctionPeriods,Leg[] legs,Clause[] clauses,Tranche[] tranches,uint16[] weights,bytes32 salt)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)" "Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)"
        "Point(int128 x,int128 y)" "Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)"
    );
    bytes32 private constant CLAUSE = keccak256(
        "Clause(uint8 leg,bytes32 subject,uint8 metric,uint8 form,uint8 span,uint16 window,int64 absentAs,Base[] base,Gate[] gates,Point[] points)"
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)" "Point(int128 x,int128 y)"
    );
    bytes32 private constant BASE = keccak256(
        "Base(uint8 from,uint64 scale,int64[] promises,uint16 lag,uint8 leg,bytes32 benchmark,Point[] curve)"
        "Point(int128 x,int128 y)"
    );
    bytes32 private constant GATE = keccak256("Gate(bytes32 subject,uint8 metric,uint16 periods,uint16 running,int64[] promises,int64 atLeast,int64 below)");
    bytes32 private constant LEG = keccak256("Leg(uint8 debtor,uint8 creditor,uint8 nature,uint16 backers,uint128 escrow)");
    bytes32 private constant POINT = keccak256("Point(int128 x,int128 y)");
    bytes32 private constant NONE = keccak256("");
    bytes32 private constant TRANCHE = keccak256("Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)");

    function hash(Terms calldata terms) internal pure returns (bytes32) {
        uint256 at = _at(terms);
        (uint256 parties, uint256 count) = _list(at, 0);
        return _terms(at, _words(parties, count), terms.firstPeriod, terms.salt);
    }

    /// @notice The hash that `terms` would have with these parties, start and salt: what an open offer's supplier signed.
    function hashWith(Terms calldata terms, address[] memory parties, uint24 firstPeriod, bytes32 salt)
        internal pure returns (bytes32)
    {
        return _terms(_at(terms), keccak256(abi.encodePacked(parties)), firstPeriod, salt);
    }

    /* WORD BY WORD */

    // Every closing hashes the terms of every agreement, so words go from calldata to the hash as they are: Solidity's own
    // encoding, which reads and checks them one by one, takes several times the gas. No check is lost. Words that don't fit their
    // types are refused at the opening or amendment, whose event encodes them all; later ones must have the same hash. A list
    // that reaches beyond calldata is refused by whoever reads it. In structs and in calldata words have the same order.

    function _terms(uint256 at, bytes32 parties, uint256 firstPeriod, bytes32 salt) private pure returns (bytes32 hashed) {
        bytes32 typehash = TERMS;
        bytes32 legs = _structs(LEG, at, 7, 5);
        bytes32 clauses = _clauses(at);
        bytes32 tranches = _structs(TRANCHE, at, 9, 4);
        (uint256 list, uint256 count) = _list(at, 10);
        bytes32 weights = _words(list, count);
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, typehash)
            mstore(add(m, 0x20), parties)
            calldatacopy(add(m, 0x40), add(at, 0x20), 0xc0) // token to correctionPeriods
            mstore(add(m, 0x80), firstPeriod)
            mstore(add(m, 0x100), legs)
            mstore(add(m, 0x120), clauses)
            mstore(add(m, 0x140), tranches)
            mstore(add(m, 0x160), weights)
            mstore(add(m, 0x180), salt)
            hashed := keccak256(m, 0x1a0)
        }
    }

    function _clauses(uint256 terms) private pure returns (bytes32 hashed) {
        (uint256 list, uint256 count) = _list(terms, 8);
        bytes32[] memory hashes = new bytes32[](count);
        bytes32 typehash = CLAUSE;
        for (uint256 i = 0; i < count; ++i) {
            uint256 at = _element(list, i);
            bytes32 base = _bases(at);
            bytes32 gates = _gates(at);
            bytes32 points = _structs(POINT, at, 9, 2);
            assembly ("memory-safe") {
                let m := mload(0x40)
                mstore(m, typehash)
                calldatacopy(add(m, 0x20), at, 0xe0) // leg to absentAs
                mstore(add(m, 0x100), base)
                mstore(add(m, 0x120), gates)
                mstore(add(m, 0x140), points)
                mstore(add(add(hashes, 0x20), shl(5, i)), keccak256(m, 0x160))
            }
        }
        return _hashOf(hashes);
    }

    function _bases(uint256 clause) private pure returns (bytes32) {
        (uint256 list, uint256 count) = _list(clause, 7);
        if (count == 0) return NONE;
        bytes32[] memory hashes = new bytes32[](count);
        bytes32 typehash = BASE;
        for (uint256 i = 0; i < count; ++i) {
            uint256 at = _element(list, i);
            (uint256 figures, uint256 many) = _list(at, 2);
            bytes32 promises = _words(figures, many);
            bytes32 curve = _structs(POINT, at, 6, 2);
            assembly ("memory-safe") {
                let m := mload(0x40)
                mstore(m, typehash)
                calldatacopy(add(m, 0x20), at, 0xc0) // from to benchmark
                mstore(add(m, 0x60), promises)
                mstore(add(m, 0xe0), curve)
                mstore(add(add(hashes, 0x20), shl(5, i)), keccak256(m, 0x100))
            }
        }
        return _hashOf(hashes);
    }

    function _gates(uint256 clause) private pure returns (bytes32) {
        (uint256 list, uint256 count) = _list(clause, 8);
        if (count == 0) return NONE;
        bytes32[] memory hashes = new bytes32[](count);
        bytes32 typehash = GATE;
        for (uint256 i = 0; i < count; ++i) {
            uint256 at = _element(list, i);
            (uint256 figures, uint256 many) = _list(at, 4);
            bytes32 promises = _words(figures, many);
            assembly ("memory-safe") {
                let m := mload(0x40)
                mstore(m, typehash)
                calldatacopy(add(m, 0x20), at, 0xe0) // subject to below
                mstore(add(m, 0xa0), promises)
                mstore(add(add(hashes, 0x20), shl(5, i)), keccak256(m, 0x100))
            }
        }
        return _hashOf(hashes);
    }

    /// @dev Of a list of structs that hold nothing but `size` words each: number `word` of the struct at `at`.
    function _structs(bytes32 typehash, uint256 at, uint256 word, uint256 size) private pure returns (bytes32 hashed) {
        (uint256 list, uint256 count) = _list(at, word);
        assembly ("memory-safe") {
            let bytes_ := shl(5, size)
            let m := mload(0x40)
            let hashes := add(m, add(bytes_, 0x20))
            mstore(m, typehash)
            for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                calldatacopy(add(m, 0x20), add(list, mul(i, bytes_)), bytes_)
                mstore(add(hashes, shl(5, i)), keccak256(m, add(bytes_, 0x20)))
            }
            hashed := keccak256(hashes, shl(5, count))
        }
    }

    /// @dev Of a list of plain words.
    function _words(uint256 list, uint256 count) private pure returns (bytes32 hashed) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, list, shl(5, count))
            hashed := keccak256(m, shl(5, count))
        }
    }

    function _hashOf(bytes32[] memory words) private pure returns (bytes32 hashed) {
        assembly ("memory-safe") {
            hashed := keccak256(add(words, 0x20), shl(5, mload(words)))
        }
    }

    function _at(Terms calldata terms) private pure returns (uint256 at) {
        assembly ("memory-safe") {
            at := terms
        }
    }

    /// @dev Where the elements of the list lie that word number `word` of the struct at `at` points to, and how many they are.
    function _list(uint256 at, uint256 word) private pure returns (uint256 list, uint256 count) {
        assembly ("memory-safe") {
            let length := add(at, calldataload(add(at, shl(5, word))))
            count := calldataload(length)
            list := add(length, 0x20)
        }
        // As in Solidity's own reading of lists.
        require(count <= type(uint64).max, IAgreements.ListTooLong(count));
    }

    /// @dev Where element number `i` lies of a list whose elements hold lists themselves.
    function _element(uint256 list, uint256 i) private pure returns (uint256 at) {
        assembly ("memory-safe") {
            at := add(list, calldataload(add(list, shl(5, i))))
        }
    }
}
