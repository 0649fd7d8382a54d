// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice An ERC-20 with permit that anyone can mint, and nothing else: to measure gas on.
contract PlainToken is ERC20, ERC20Permit {
    constructor() ERC20("Odd", "ODD") ERC20Permit("Odd") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}
