// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Finality, IRevenueOracle, Metric} from "./interfaces/IRevenueOracle.sol";
import {ISettlementToken} from "./interfaces/ISettlementToken.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";

/// @title SettlementToken
/// @notice See ISettlementToken.
contract SettlementToken is ERC20, ERC20Permit, ISettlementToken {
    using SafeCast for uint256;
    using SafeCast for int256;

    bytes32 private constant REDEMPTION_TYPEHASH = keccak256(
        "Redemption(address owner,uint256 amount,bytes32 reference,uint256 nonce,uint256 deadline)"
    );

    /// @inheritdoc ISettlementToken
    IRevenueOracle public immutable oracle;
    /// @inheritdoc ISettlementToken
    ITreasury public immutable treasury;
    /// @inheritdoc ISettlementToken
    address public immutable clearing;
    /// @inheritdoc ISettlementToken
    address public immutable platform;
    /// @inheritdoc ISettlementToken
    uint256 public immutable openingCapital;
    uint8 private immutable _decimals;

    // One slot: 32 + 112 + 112 bits. A figure with its corrections stays below 2**80, so 2**32 of them fit.
    /// @inheritdoc ISettlementToken
    uint32 public nextPeriod;
    int112 private _revenueToDate;
    uint112 private _issuedToDate;
    /// @inheritdoc ISettlementToken
    uint256 public redeemedToDate;
    /// @inheritdoc ISettlementToken
    bool public capitalIssued;

    constructor(
        string memory name_,
        string memory symbol_,
        uint8 decimals_,
        ITreasury treasury_,
        IRevenueOracle oracle_,
        address clearing_,
        address platform_,
        uint256 openingCapital_,
        uint32 firstPeriod
    ) ERC20(name_, symbol_) ERC20Permit(name_) {
        treasury = treasury_;
        oracle = oracle_;
        clearing = clearing_;
        platform = platform_;
        openingCapital = openingCapital_;
        _decimals = decimals_;
        nextPeriod = firstPeriod;
    }

    /* ISSUE */

    /// @inheritdoc ISettlementToken
    function issueCapital() external {
        require(!capitalIssued, CapitalIssuedBefore());
        capitalIssued = true;
        emit OpeningCapital(platform, openingCapital);
        _credit(platform, openingCapital);
    }

    /// @inheritdoc ISettlementToken
    function issue(uint32 period) external {
        require(period == nextPeriod, NotNextPeriod(period, nextPeriod));
        bytes32 subject = bytes32(uint256(uint160(clearing)));
        (Finality finality, int256 revenue) = oracle.figure(subject, Metric.Revenue, period, true);
        require(finality != Finality.Pending, StatementNotFinal(subject, period));

        int256 toDate = _revenueToDate + revenue;
        uint256 issued = _issuedToDate;
        uint256 amount = toDate > int256(issued) ? uint256(toDate) - issued : 0;
        nextPeriod = period + 1;
        _revenueToDate = toDate.toInt112();
        _issuedToDate = (issued + amount).toUint112();
        emit Issued(period, revenue, amount);
        _credit(clearing, amount);
    }

    /* REDEEM */

    /// @inheritdoc ISettlementToken
    function redeem(uint256 amount, bytes32 reference_) external {
        _redeem(msg.sender, amount, reference_);
    }

    /// @inheritdoc ISettlementToken
    function redeemBySig(address owner, uint256 amount, bytes32 reference_, uint256 deadline, bytes calldata signature)
        external
    {
        require(block.timestamp <= deadline, SignatureExpired(deadline, block.timestamp));
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(REDEMPTION_TYPEHASH, owner, amount, reference_, _useNonce(owner), deadline))
        );
        require(SignatureChecker.isValidSignatureNow(owner, digest, signature), WrongSignature(owner, digest));
        _redeem(owner, amount, reference_);
    }

    /* READ */

    /// @dev As given at deployment: those of the company's currency.
    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    /// @inheritdoc ISettlementToken
    function revenueToDate() external view returns (int256) {
        return _revenueToDate;
    }

    /// @inheritdoc ISettlementToken
    function issuedToDate() external view returns (uint256) {
        return _issuedToDate;
    }

    /* PRIVATE */

    /// @dev Mints into the Treasury, so that credit never lies in anybody's hands on its way to the account it is for.
    function _credit(address account, uint256 amount) private {
        if (amount == 0) return;
        _mint(address(this), amount);
        _approve(address(this), address(treasury), amount);
        treasury.deposit(this, amount, account);
    }

    function _redeem(address account, uint256 amount, bytes32 reference_) private {
        redeemedToDate += amount;
        emit Redeemed(account, amount, reference_);
        _burn(account, amount);
    }
}
