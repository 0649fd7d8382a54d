// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "../Proof.sol";

/// @title Stands in for OpenZeppelin's Math where contracts/ imports it, in proofs only
/// @notice mulDiv is a function of which no more is known than what is assumed here; so what is proved holds for the
/// original, which has these properties too: floor(a x b / c), or the ceiling.
library Math {
    enum Rounding {
        Floor,
        Ceil,
        Trunc,
        Expand
    }

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function mulDiv(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) {
        return mulDiv(a, b, c, Rounding.Floor);
    }

    /// @dev To halmos a hash is an unknown function of its arguments, never 0: hence one less.
    function mulDiv(uint256 a, uint256 b, uint256 c, Rounding rounding) internal pure returns (uint256 result) {
        require(c > 0);
        unchecked {
            result = uint256(keccak256(abi.encode(a, b, c, rounding))) - 1;
        }
        // b <= c: a x b / c <= a, a whole number, so neither floor nor ceiling is above it. b = 0: nothing to round.
        vm.assume((b > c || result <= a) && (b > 0 || result == 0));
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
