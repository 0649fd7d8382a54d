// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A plain token that anyone can mint: the company's currency where only the ledger matters.
contract CreditToken is ERC20("Credit", "CRD") {
    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}
