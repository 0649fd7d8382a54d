// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRevenueOracle} from "./IRevenueOracle.sol";
import {ITreasury} from "./ITreasury.sol";

/// @title SettlementToken: a company's internal credit, as much as its final revenue and no more
/// @notice ERC-20 with permit. Beyond the opening capital, credit arises only against the final revenue of one subject
/// (the clearing enterprise, whose revenue is the company's), period by period, straight to that enterprise's account in
/// the Treasury, from which agreements pass it on. Payroll burns credit when it pays in cash. Nobody has a role here: issuing has nothing to decide, since amount and receiver follow from facts, so
/// anyone may call it.
/// What always holds: totalSupply = openingCapital (once issued) + issuedToDate - redeemedToDate, and
/// issuedToDate = max(0, the highest that revenueToDate has ever been).
interface ISettlementToken {
    event OpeningCapital(address indexed platform, uint256 amount);
    /// @notice `revenue`: the period's final figure, with corrections booked in it. `amount`: what it let arise.
    event Issued(uint32 indexed period, int256 revenue, uint256 amount);
    event Redeemed(address indexed account, uint256 amount, bytes32 indexed reference_);

    error CapitalIssuedBefore();
    error NotNextPeriod(uint32 period, uint32 nextPeriod);
    error StatementNotFinal(bytes32 subject, uint32 period);
    error SignatureExpired(uint256 deadline, uint256 timestamp);
    error WrongSignature(address signer, bytes32 digest);

    /* ISSUE */

    /// @notice Mints the opening capital to the platform's account in the Treasury, once. Anyone may call: amount and
    /// account are fixed. (The constructor can't do it, because a contract without code can't be deposited from.)
    function issueCapital() external;

    /// @notice Counts the final revenue of `period`, the next one in order, and mints to the clearing account what the revenue to date
    /// exceeds what was issued before. Nothing in a period that does not: a loss is made up first. An absent period counts
    /// as zero; corrections booked in it count. Anyone may call.
    /// @dev Assumes that the oracle never changes a final figure.
    function issue(uint32 period) external;

    /* REDEEM */

    /// @notice Burns `amount` of the caller's credit because it is paid out in cash; `reference_` is payroll's.
    function redeem(uint256 amount, bytes32 reference_) external;

    /// @notice The same on `owner`'s signature: Redemption(address owner,uint256 amount,bytes32 reference,uint256 nonce,uint256 deadline),
    /// with the nonce that permits count too.
    function redeemBySig(address owner, uint256 amount, bytes32 reference_, uint256 deadline, bytes calldata signature)
        external;

    /* READ */

    function oracle() external view returns (IRevenueOracle);
    function treasury() external view returns (ITreasury);
    /// @notice Whose revenue lets credit arise, and whose Treasury account receives it.
    function clearing() external view returns (address);
    /// @notice Whose Treasury account receives the opening capital.
    function platform() external view returns (address);
    function capitalIssued() external view returns (bool);
    function openingCapital() external view returns (uint256);
    /// @notice The first period not counted yet.
    function nextPeriod() external view returns (uint32);
    /// @notice Sum of the final revenue of all counted periods; negative after losses.
    function revenueToDate() external view returns (int256);
    function issuedToDate() external view returns (uint256);
    function redeemedToDate() external view returns (uint256);
}
