// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Base, Clause, Gate, Leg, Point, Terms, Tranche} from "../interfaces/IAgreements.sol";

/// @title TermsHash: the EIP-712 struct hash of terms
/// @notice One line per struct of IAgreements; a test proves that wallets, Python and this library hash alike.
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
    bytes32 private constant TRANCHE = keccak256("Tranche(uint8 investor,uint8 enterprise,uint128 amount,uint64 shares)");

    function hash(Terms calldata terms) internal pure returns (bytes32) {
        return hashWith(terms, terms.parties, terms.firstPeriod, terms.salt);
    }

    /// @notice The hash that `terms` would have with these parties, start and salt: what an open offer's supplier signed.
    function hashWith(Terms calldata terms, address[] memory parties, uint24 firstPeriod, bytes32 salt)
        internal pure returns (bytes32)
    {
        return keccak256(abi.encode(
            TERMS, keccak256(abi.encodePacked(parties)), terms.token, terms.ceiling, firstPeriod, terms.periods,
            terms.noticePeriods, terms.correctionPeriods, _legs(terms.legs), _clauses(terms.clauses),
            _tranches(terms.tranches), keccak256(abi.encodePacked(terms.weights)), salt
        ));
    }

    function _clauses(Clause[] calldata clauses) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](clauses.length);
        for (uint256 i = 0; i < clauses.length; ++i) {
            Clause calldata c = clauses[i];
            hashes[i] = keccak256(abi.encode(
                CLAUSE, c.leg, c.subject, c.metric, c.form, c.span, c.window, c.absentAs, _bases(c.base),
                _gates(c.gates), _points(c.points)
            ));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _bases(Base[] calldata bases) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](bases.length);
        for (uint256 i = 0; i < bases.length; ++i) {
            Base calldata b = bases[i];
            hashes[i] = keccak256(abi.encode(
                BASE, b.from, b.scale, keccak256(abi.encodePacked(b.promises)), b.lag, b.leg, b.benchmark, _points(b.curve)
            ));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _gates(Gate[] calldata gates) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](gates.length);
        for (uint256 i = 0; i < gates.length; ++i) {
            Gate calldata g = gates[i];
            hashes[i] = keccak256(abi.encode(
                GATE, g.subject, g.metric, g.periods, g.running, keccak256(abi.encodePacked(g.promises)), g.atLeast, g.below
            ));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _points(Point[] calldata points) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](points.length);
        for (uint256 i = 0; i < points.length; ++i) {
            hashes[i] = keccak256(abi.encode(POINT, points[i].x, points[i].y));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _legs(Leg[] calldata legs) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            Leg calldata leg = legs[i];
            hashes[i] = keccak256(abi.encode(LEG, leg.debtor, leg.creditor, leg.nature, leg.backers, leg.escrow));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _tranches(Tranche[] calldata tranches) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](tranches.length);
        for (uint256 i = 0; i < tranches.length; ++i) {
            Tranche calldata t = tranches[i];
            hashes[i] = keccak256(abi.encode(TRANCHE, t.investor, t.enterprise, t.amount, t.shares));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
