// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Stands for the registry where only this question is asked.
contract AgreementsRegistry {
    mapping(address account => bool) public isAgreements;

    function add(address account) external {
        isAgreements[account] = true;
    }
}
