// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

interface Vm {
    function assume(bool holds) external pure;
}

/// @notice Products modulo 2**256. Called, not inlined, so that a product has the same operands in the same order here as
/// where the contracts compute it: halmos takes products of unknowns as a function it knows nothing of.
contract Ring {
    function times(int256 a, int256 b) external pure returns (int256) {
        unchecked {
            return a * b;
        }
    }

    function times(uint256 a, uint256 b) external pure returns (uint256) {
        unchecked {
            return a * b;
        }
    }
}

/// @title What proofs share
/// @notice What is assumed beside the arguments' ranges are laws of arithmetic, each stated where it is assumed. They
/// spare the solver multiplication of 256 bits, which it can't finish.
abstract contract Proof {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    Ring internal ring = new Ring();
}
