// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/draft-IERC6909.sol";

/// @title Treasury: one ERC-6909 ledger over ERC-20 deposits
/// @notice The id of a token in the ledger is its address as a number. Amounts are the token's minor units.
/// Nobody is privileged: a balance falls only by its owner's call, its owner's signature, an operator its owner
/// approved, or, for a key, the contract whose key it is.
/// @dev Warning: tokens that deliver less than they say are refused at deposit; tokens whose balances change by
/// themselves (rebasing) break the cover of the ledger and must not be deposited.
interface ITreasury is IERC6909 {
    event Deposited(address indexed account, address indexed token, address indexed from, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, address indexed to, uint256 amount);

    /// @notice The token moved `delivered` instead of `amount`.
    error TokenDeliversLess(address token, uint256 amount, uint256 delivered);
    /// @notice The Treasury would hold less of the token than it owes: `held` against `owed`.
    error NotCovered(address token, uint256 owed, uint256 held);
    /// @notice A deposit was made already on the permit that `owner` used last, the one before `nonce`.
    error PermitSpent(address token, address owner, uint256 nonce);
    /// @notice The signature's deadline lies before now.
    error SignatureExpired(uint256 deadline, uint256 timestamp);
    /// @notice `signature` is not `signer`'s over this message, chain, contract and nonce.
    error WrongSignature(address signer, bytes32 digest);

    /// @notice Moves `amount` of `token` from the caller into the ledger, to the credit of `account`.
    function deposit(IERC20 token, uint256 amount, address account) external;

    /// @notice The same for `owner`, who signed an ERC-2612 permit for the Treasury; only `owner` can be credited, so
    /// that whoever relays the permit can't redirect it. Also works once somebody has carried the permit to the token on its
    /// own. An allowance alone is not enough: without the permit only `owner` itself can deposit, by deposit().
    function depositWithPermit(
        IERC20 token, address owner, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s
    ) external;

    /// @notice Takes `amount` of `token` of the caller's balance out of the ledger to `to`.
    /// @dev Warning: a token that starts to take fees on transfers takes them from what reaches `to`; nothing is locked up.
    function withdraw(IERC20 token, uint256 amount, address to) external;

    /// @notice The same on `owner`'s signature: Withdrawal(address owner,address token,uint256 amount,address to,uint256 nonce,uint256 deadline).
    function withdrawBySig(
        address owner, IERC20 token, uint256 amount, address to, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice ERC-6909 transfer on `owner`'s signature: Transfer(address owner,address receiver,uint256 id,uint256 amount,uint256 nonce,uint256 deadline).
    function transferBySig(
        address owner, address receiver, uint256 id, uint256 amount, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice ERC-6909 setOperator on `owner`'s signature: SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline).
    function setOperatorBySig(
        address owner, address operator, bool approved, uint256 deadline, bytes calldata signature
    ) external;

    /// @notice The ledger account of `key` under `holder`: an address nobody has a private key of.
    /// It is the last 20 bytes of keccak256(abi.encode(holder, key)).
    function keyAccount(address holder, bytes32 key) external pure returns (address account);

    /// @notice Moves `amount` of ledger id `id` from the caller's own account of `key` to `receiver`.
    /// No permission is checked because the account is derived from the caller.
    function transferFromKey(bytes32 key, address receiver, uint256 id, uint256 amount) external;

    /// @notice What the ledger owes to all accounts together in `token`; never above the Treasury's token balance.
    function totalSupply(uint256 id) external view returns (uint256 amount);
}
