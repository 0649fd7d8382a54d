// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Stands for registry, shares and token where only these questions are asked. An enterprise here is any account that
/// was added; it answers for its people itself if it has code (EnterpriseDouble).
contract AgreementsRegistry is ERC20("Credit", "CRD") {
    address public platform;
    mapping(address account => bool) public isAgreements;
    mapping(address account => bool) public isEnterprise;
    mapping(address enterprise => mapping(address investor => uint64)) public sharesOf;

    function add(address account) external {
        isAgreements[account] = true;
    }

    function addEnterprise(address account) external {
        isEnterprise[account] = true;
    }

    function setPlatform(address account) external {
        platform = account;
    }

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setShares(address enterprise, address investor, uint64 shares) external {
        sharesOf[enterprise][investor] = shares;
    }
}
