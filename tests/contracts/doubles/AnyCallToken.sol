// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token without permit that accepts any call, as wrapped ether does: a permit() on it passes and does nothing.
contract AnyCallToken is ERC20("Any", "ANY") {
    fallback() external {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}
