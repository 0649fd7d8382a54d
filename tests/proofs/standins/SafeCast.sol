// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The original: only Math is stood in for.
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
