// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBookClosing} from "./interfaces/IBookClosing.sol";
import {Company, IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "./interfaces/IProfitShare.sol";
import {IRevenueOracle} from "./interfaces/IRevenueOracle.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";
import {ProfitPool} from "./libraries/ProfitPool.sol";

/// @title ProfitShare
/// @dev One pool per enterprise. Who may change and share what, and the money behind it, is decided here; how it is
/// divided, in ProfitPool. What was shared is claimed but for fractions: the dust in a pool is less than one minor unit
/// per holder, and less than two per sharing.
contract ProfitShare is IProfitShare {
    using SafeCast for uint256;
    using ProfitPool for ProfitPool.Pool;

    ITreasury private immutable TREASURY;
    uint256 private immutable TOKEN_ID;
    IRevenueOracle private immutable ORACLE;
    IEnterpriseRegistry private immutable REGISTRY;
    IBookClosing private immutable BOOKS;

    mapping(address enterprise => ProfitPool.Pool) private _pools;

    constructor(Company memory company) {
        TREASURY = company.treasury;
        TOKEN_ID = uint256(uint160(address(company.token)));
        ORACLE = company.oracle;
        REGISTRY = company.registry;
        BOOKS = company.books;
    }

    modifier onlyAgreements() {
        require(REGISTRY.isAgreements(msg.sender), NotAgreements(msg.sender));
        _;
    }

    /* OPEN AND CHANGE */

    /// @inheritdoc IProfitShare
    function open(address enterprise, uint64 totalShares, address[] calldata members, uint64[] calldata units)
        external
    {
        require(msg.sender == address(REGISTRY), NotRegistry(msg.sender));
        ProfitPool.Pool storage pool = _pools[enterprise];
        require(pool.totals.totalShares == 0, PoolExists(enterprise));
        _requireWithinMost(enterprise, totalShares);
        uint256 total = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            total += units[i];
            _requireWithinMost(enterprise, total);
            pool.holders[members[i]].units = uint32(units[i]);
        }
        require(total != 0, NoTeam(enterprise));
        pool.totals = ProfitPool.Totals({units: uint32(total), shares: 0, totalShares: uint32(totalShares), next: 0});
        emit PoolOpened(enterprise, totalShares);
    }

    /// @inheritdoc IProfitShare
    function setUnits(address member, uint64 units) external {
        ProfitPool.Pool storage pool = _pools[msg.sender];
        require(pool.totals.totalShares != 0, NotEnterprise(msg.sender));
        ProfitPool.Step memory before = pool.scheduledOf(member);
        uint256 total = uint256(units) + pool.scheduled().units - before.units;
        // Here and not when money comes: a team of nobody would hold up the closing of the books.
        require(total != 0, LastMember(msg.sender, member));
        _requireWithinMost(msg.sender, total);
        uint24 period = _nextPeriod();
        pool.schedule({account: member, units: units, shares: before.shares, period: period});
        emit UnitsScheduled(msg.sender, member, units, period);
    }

    /// @inheritdoc IProfitShare
    function issueShares(address enterprise, address investor, uint64 shares) external onlyAgreements {
        ProfitPool.Pool storage pool = _existing(enterprise);
        uint256 total = uint256(shares) + pool.scheduled().shares;
        uint256 most = pool.totals.totalShares;
        // Up to the last share. To keep one for the team would protect nobody, as it can be one of a billion; what
        // protects the team is that its enterprise must sign.
        require(total <= most, SharesAboveTotal(enterprise, total, most));
        _setShares(enterprise, investor, pool.scheduledOf(investor).shares + shares);
    }

    /// @inheritdoc IProfitShare
    function moveShares(address enterprise, address from, address to, uint64 shares)
        external onlyAgreements returns (uint64 moved)
    {
        ProfitPool.Pool storage pool = _existing(enterprise);
        if (from == to) return 0;
        uint64 held = from == enterprise
            ? pool.totals.totalShares - pool.scheduled().shares
            : pool.scheduledOf(from).shares;
        moved = shares < held ? shares : held;
        if (moved == 0) return 0;
        // Giver first, so that no total is ever exceeded on the way. What is not an investor's is the team's by itself.
        if (from != enterprise) _setShares(enterprise, from, held - moved);
        if (to != enterprise) _setShares(enterprise, to, pool.scheduledOf(to).shares + moved);
    }

    /* SHARE */

    /// @inheritdoc IProfitShare
    function distribute(address enterprise, uint32 period, uint256 amount) external {
        require(msg.sender == address(BOOKS), NotBooks(msg.sender));
        (uint256 team, uint256 investors) = _existing(enterprise).share(period, amount);
        emit Distributed(enterprise, period, team, investors);
    }

    /// @inheritdoc IProfitShare
    function distributeToInvestors(address enterprise, uint32 period, uint256 amount) external {
        require(msg.sender == address(BOOKS), NotBooks(msg.sender));
        bool toInvestors = _existing(enterprise).shareToInvestors(period, amount);
        emit Distributed(enterprise, period, toInvestors ? 0 : amount, toInvestors ? amount : 0);
    }

    /// @inheritdoc IProfitShare
    function creditTeam(address enterprise, uint32 period, uint256 amount) external onlyAgreements {
        ProfitPool.Pool storage pool = _existing(enterprise);
        // Never beyond the first period that is still to be shared out: whoever left after it would lose their part.
        uint32 unshared = BOOKS.booksOf(enterprise).nextPeriod;
        pool.shareToTeam(period < unshared ? period : unshared, amount);
        emit TeamCredited(enterprise, period, amount);
    }

    /* CLAIM */

    /// @inheritdoc IProfitShare
    function claim(address enterprise, address account) public returns (uint256 amount) {
        amount = _pools[enterprise].take(account);
        if (amount == 0) return 0;
        emit Claimed(enterprise, account, amount);
        bytes32 key = bytes32(uint256(uint160(enterprise)));
        TREASURY.transferFromKey({key: key, receiver: account, id: TOKEN_ID, amount: amount});
    }

    /// @inheritdoc IProfitShare
    function claimMany(address enterprise, address[] calldata accounts) external {
        for (uint256 i = 0; i < accounts.length; ++i) claim(enterprise, accounts[i]);
    }

    /* READ */

    /// @inheritdoc IProfitShare
    function claimable(address enterprise, address account) external view returns (uint256 amount) {
        return _pools[enterprise].due(account);
    }

    /// @inheritdoc IProfitShare
    function unitsOf(address enterprise, address member) external view returns (uint64 units) {
        return _pools[enterprise].scheduledOf(member).units;
    }

    /// @inheritdoc IProfitShare
    function sharesOf(address enterprise, address investor) external view returns (uint64 shares) {
        return _pools[enterprise].scheduledOf(investor).shares;
    }

    /// @inheritdoc IProfitShare
    function totalSharesOf(address enterprise) external view returns (uint64 total) {
        return _pools[enterprise].totals.totalShares;
    }

    /// @inheritdoc IProfitShare
    function totalUnitsOf(address enterprise) external view returns (uint64 total) {
        return _pools[enterprise].scheduled().units;
    }

    /// @inheritdoc IProfitShare
    function perShareOf(address enterprise) external view returns (uint128 earned) {
        return _pools[enterprise].index.perShare;
    }

    /// @inheritdoc IProfitShare
    function investorSharesOf(address enterprise) external view returns (uint64 total) {
        return _pools[enterprise].scheduled().shares;
    }

    /* INSIDE */

    function _existing(address enterprise) private view returns (ProfitPool.Pool storage pool) {
        pool = _pools[enterprise];
        require(pool.totals.totalShares != 0, NoPool(enterprise));
    }

    function _setShares(address enterprise, address investor, uint64 shares) private {
        ProfitPool.Pool storage pool = _pools[enterprise];
        uint24 period = _nextPeriod();
        pool.schedule({account: investor, units: pool.scheduledOf(investor).units, shares: shares, period: period});
        emit SharesScheduled(enterprise, investor, shares, period);
    }

    function _requireWithinMost(address enterprise, uint256 total) private pure {
        require(total <= ProfitPool.MOST, TotalAboveMost(enterprise, total, ProfitPool.MOST));
    }

    function _nextPeriod() private view returns (uint24) {
        return (uint256(ORACLE.currentPeriod()) + 1).toUint24();
    }
}
