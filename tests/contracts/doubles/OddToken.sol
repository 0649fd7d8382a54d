// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice An ERC-20 with permit that anyone can mint, and that a test can make odd: it can keep a fee of each transfer, take
/// a fee on top from the sender, move balances by itself, or call somebody before it moves anything (as ERC-777 does).
contract OddToken is ERC20, ERC20Permit {
    uint256 public feeWithin;
    uint256 public feeOnTop;
    address private _hookTarget;
    bytes private _hookData;
    uint256 private _hooksLeft;
    uint256 private _hooksBefore;

    constructor() ERC20("Odd", "ODD") ERC20Permit("Odd") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function seize(address account, uint256 amount) external {
        _burn(account, amount);
    }

    function setFees(uint256 within, uint256 onTop) external {
        (feeWithin, feeOnTop) = (within, onTop);
    }

    /// @notice Lets `skip` transfers pass, then calls `target` with `data` before the next one.
    function setHook(address target, bytes calldata data, uint256 skip) external {
        (_hookTarget, _hookData, _hooksLeft, _hooksBefore) = (target, data, 1, skip);
    }

    /// @notice For hooks: this token acts as a holder of itself.
    function execute(address target, bytes calldata data) external {
        _call(target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, amount);
        if (_hooksBefore > 0) {
            _hooksBefore--;
        } else if (_hooksLeft > 0) {
            _hooksLeft--;
            _call(_hookTarget, _hookData);
        }
        super._update(from, to, amount);
        // Small transfers are let off the fee, as some tokens do with some accounts.
        if (amount > feeWithin) super._update(to, address(0), feeWithin);
        if (feeOnTop > 0) super._update(from, address(0), feeOnTop);
    }

    function _call(address target, bytes memory data) private {
        (bool success, bytes memory result) = target.call(data);
        if (!success) {
            assembly {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
