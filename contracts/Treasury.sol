// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909TokenSupply} from "@openzeppelin/contracts/token/ERC6909/extensions/draft-ERC6909TokenSupply.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";

/// @title Treasury
/// @notice See ITreasury.
/// @dev No reentrancy guard: a token's balance is looked at before and after each transfer and has to differ by exactly
/// the amount, so whatever happens inside the transfer must cancel out; and as the id in the ledger is the token itself,
/// a token that lies can spoil only its own id.
contract Treasury is ERC6909TokenSupply, EIP712, Nonces, ITreasury {
    using SafeERC20 for IERC20;

    bytes32 private constant WITHDRAWAL_TYPEHASH = keccak256(
        "Withdrawal(address owner,address token,uint256 amount,address to,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "Transfer(address owner,address receiver,uint256 id,uint256 amount,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant SET_OPERATOR_TYPEHASH = keccak256(
        "SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)"
    );
    /// @dev ERC-2612's.
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /// @dev The owner's nonce in the token right after the last permit that a deposit was made on.
    mapping(IERC20 token => mapping(address owner => uint256 nonce)) private _deposited;

    constructor() EIP712("Heyi Treasury", "1") {}

    /* DEPOSIT */

    /// @inheritdoc ITreasury
    function deposit(IERC20 token, uint256 amount, address account) external {
        _deposit(token, msg.sender, amount, account);
    }

    /// @inheritdoc ITreasury
    function depositWithPermit(
        IERC20 token, address owner, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s
    ) external {
        IERC20Permit permits = IERC20Permit(address(token));
        // Neither outcome proves anything: it fails when somebody carried the permit to the token first, and it passes
        // on tokens that accept any call. What counts is that the permit the token used last is this one, signed by
        // `owner`, and no deposit was made on it; otherwise a stranger could deposit whatever `owner` has approved.
        try permits.permit(owner, address(this), amount, deadline, v, r, s) {} catch {}

        uint256 nonce = permits.nonces(owner);
        require(nonce > _deposited[token][owner], PermitSpent(address(token), owner, nonce));
        bytes32 permit = keccak256(abi.encode(PERMIT_TYPEHASH, owner, address(this), amount, nonce - 1, deadline));
        _requireSigned(
            owner,
            MessageHashUtils.toTypedDataHash(permits.DOMAIN_SEPARATOR(), permit),
            deadline,
            abi.encodePacked(r, s, v)
        );

        _deposited[token][owner] = nonce;
        _deposit(token, owner, amount, owner);
    }

    /* WITHDRAW */

    /// @inheritdoc ITreasury
    function withdraw(IERC20 token, uint256 amount, address to) external {
        _withdraw(msg.sender, token, amount, to);
    }

    /// @inheritdoc ITreasury
    function withdrawBySig(
        address owner, IERC20 token, uint256 amount, address to, uint256 deadline, bytes calldata signature
    ) external {
        bytes32 message =
            keccak256(abi.encode(WITHDRAWAL_TYPEHASH, owner, token, amount, to, _useNonce(owner), deadline));
        _requireSigned(owner, _hashTypedDataV4(message), deadline, signature);
        _withdraw(owner, token, amount, to);
    }

    /* MOVE INSIDE THE LEDGER */

    /// @inheritdoc ITreasury
    function transferBySig(
        address owner, address receiver, uint256 id, uint256 amount, uint256 deadline, bytes calldata signature
    ) external {
        bytes32 message =
            keccak256(abi.encode(TRANSFER_TYPEHASH, owner, receiver, id, amount, _useNonce(owner), deadline));
        _requireSigned(owner, _hashTypedDataV4(message), deadline, signature);
        _transfer(owner, receiver, id, amount);
    }

    /// @inheritdoc ITreasury
    function setOperatorBySig(
        address owner, address operator, bool approved, uint256 deadline, bytes calldata signature
    ) external {
        bytes32 message =
            keccak256(abi.encode(SET_OPERATOR_TYPEHASH, owner, operator, approved, _useNonce(owner), deadline));
        _requireSigned(owner, _hashTypedDataV4(message), deadline, signature);
        _setOperator(owner, operator, approved);
    }

    /// @inheritdoc ITreasury
    function transferFromKey(bytes32 key, address receiver, uint256 id, uint256 amount) external {
        _transfer(keyAccount(msg.sender, key), receiver, id, amount);
    }

    /* READ */

    /// @inheritdoc ITreasury
    function keyAccount(address holder, bytes32 key) public pure returns (address account) {
        // A wallet's address is the hash of 64 bytes too, its public key. To own this one, a wallet would need the
        // public key (holder, key), so its private key is as hard to find as that of any given wallet.
        return address(uint160(uint256(keccak256(abi.encode(holder, key)))));
    }

    /// @inheritdoc ITreasury
    function totalSupply(uint256 id) public view override(ERC6909TokenSupply, ITreasury) returns (uint256 amount) {
        return super.totalSupply(id);
    }

    /* PRIVATE */

    /// @dev The one place where money enters. `from` is the caller, or signed a permit.
    function _deposit(IERC20 token, address from, uint256 amount, address account) private {
        uint256 id = _idOf(token);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        uint256 held = token.balanceOf(address(this));
        uint256 delivered = Math.saturatingSub(held, before);
        require(delivered == amount, TokenDeliversLess(address(token), amount, delivered));

        // Credited after it came in, never on a promise: nothing can be spent from inside the transfer.
        _mint(account, id, amount);
        // For tokens that both call back and take a fee: a nested deposit could make up for the outer one's fee.
        uint256 owed = totalSupply(id);
        require(held >= owed, NotCovered(address(token), owed, held));
        emit Deposited(account, address(token), from, amount);
    }

    /// @dev The one place where money leaves. `owner` is the caller, or signed.
    function _withdraw(address owner, IERC20 token, uint256 amount, address to) private {
        _burn(owner, _idOf(token), amount);
        emit Withdrawn(owner, address(token), to, amount);

        uint256 before = token.balanceOf(address(this));
        token.safeTransfer(to, amount);
        // Only the Treasury's side is checked: other owners' cover. What reaches `to` is between `to` and the token: a fee
        // that the token takes one day must not lock up what lies here.
        uint256 delivered = Math.saturatingSub(before, token.balanceOf(address(this)));
        require(delivered == amount, TokenDeliversLess(address(token), amount, delivered));
    }

    function _requireSigned(address signer, bytes32 digest, uint256 deadline, bytes memory signature) private view {
        require(block.timestamp <= deadline, SignatureExpired(deadline, block.timestamp));
        require(SignatureChecker.isValidSignatureNow(signer, digest, signature), WrongSignature(signer, digest));
    }

    function _idOf(IERC20 token) private pure returns (uint256 id) {
        return uint160(address(token));
    }
}
