// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice An enterprise where only its people matter; it makes any call that anyone asks it for.
contract EnterpriseDouble {
    address public leader;
    mapping(address account => bool) public isMember;

    function lead(address account) external {
        leader = account;
    }

    function admit(address account) external {
        isMember[account] = true;
    }

    function execute(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }
}
