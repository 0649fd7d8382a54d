// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice The least that a ledger can do: trusts the token, keeps a balance and what it owes in all, says so in one event.
/// Only to compare gas with.
contract FloorLedger {
    event Moved(address indexed account, uint256 indexed id, uint256 amount);

    mapping(address account => mapping(uint256 id => uint256)) public balanceOf;
    mapping(uint256 id => uint256) public totalSupply;

    function deposit(IERC20 token, uint256 amount, address account) external {
        balanceOf[account][uint160(address(token))] += amount;
        totalSupply[uint160(address(token))] += amount;
        emit Moved(account, uint160(address(token)), amount);
        token.transferFrom(msg.sender, address(this), amount);
    }

    function withdraw(IERC20 token, uint256 amount, address to) external {
        balanceOf[msg.sender][uint160(address(token))] -= amount;
        totalSupply[uint160(address(token))] -= amount;
        emit Moved(msg.sender, uint160(address(token)), amount);
        token.transfer(to, amount);
    }
}
