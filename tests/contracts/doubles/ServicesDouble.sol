// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Account, Status} from "contracts/interfaces/IAgreements.sol";

/// @notice What Tenders asks of ServiceAgreements, written by hand.
contract ServicesDouble {
    mapping(address supplier => mapping(bytes32 message => uint256)) public acceptedTimes;
    mapping(bytes32 agreement => Account) private _accounts;

    function accept(address supplier, bytes32 message) external {
        ++acceptedTimes[supplier][message];
    }

    function open(bytes32 agreement) external {
        _accounts[agreement].status = Status.Open;
    }

    function accountOf(bytes32 agreement) external view returns (Account memory) {
        return _accounts[agreement];
    }
}
