// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ProfitShare: each enterprise's pool, shared among investors by shares and among the team by units
/// @notice A pool's shares have a fixed total; what investors don't hold is the team's. Money lies in the Treasury under
/// this contract's key of the enterprise (key = the enterprise's address as bytes32) and moves only to who earned it.
/// Changes of units and shares count from the next calendar period on, so that who worked a month is paid for it.
interface IProfitShare {
    event PoolOpened(address indexed enterprise, uint64 totalShares);
    event UnitsScheduled(address indexed enterprise, address indexed member, uint64 units, uint32 fromPeriod);
    event SharesScheduled(address indexed enterprise, address indexed investor, uint64 shares, uint32 fromPeriod);
    /// @notice What a closing shared: `team` to units, `investors` to shares; or gave back of a wound-up enterprise, all to one side.
    event Distributed(address indexed enterprise, uint32 indexed period, uint256 team, uint256 investors);
    /// @notice A bonus paid to the team alone.
    event TeamCredited(address indexed enterprise, uint32 indexed period, uint256 amount);
    event Claimed(address indexed enterprise, address indexed account, uint256 amount);

    error NotRegistry(address caller);
    error NotBooks(address caller);
    error NotAgreements(address caller);
    error NotEnterprise(address caller);
    error NoPool(address enterprise);
    error PoolExists(address enterprise);
    error SharesAboveTotal(address enterprise, uint256 shares, uint256 totalShares);
    /// @notice A team's units, or an enterprise's shares, would be more than 2**32 - 1.
    error TotalAboveMost(address enterprise, uint256 total, uint256 most);
    error NoTeam(address enterprise);
    error LastMember(address enterprise, address member);

    /// @notice Opens the pool of a new enterprise; units count at once. Registry only, which has checked that members
    /// differ and announces their units in its own event.
    function open(address enterprise, uint64 totalShares, address[] calldata members, uint64[] calldata units) external;

    /// @notice Sets a member's units from the next period on; 0 ends membership. The enterprise itself only.
    /// Reverts with LastMember rather than leave a team of nobody.
    function setUnits(address member, uint64 units) external;

    /// @notice Gives `shares` of the enterprise to `investor` from the next period on, out of the team's. Agreements only.
    /// Investors may hold up to the last share; then the team lives on bonuses and fixed pay.
    function issueShares(address enterprise, address investor, uint64 shares) external;

    /// @notice Moves up to `shares` from one holder to another from the next period on, as many as `from` holds as last scheduled.
    /// The enterprise's own address stands for its team: giving, the team issues shares; taking, it gets them back. From one to
    /// itself nothing moves. Agreements only.
    /// @return moved How many there were to move: to refuse here would hold up the books.
    function moveShares(address enterprise, address from, address to, uint64 shares) external returns (uint64 moved);

    /// @notice Shares `amount`, moved under the pool's key before, among the investors alone, by the shares that count in `period`,
    /// or to the team where none do: what is left of a wound-up enterprise. Books only.
    function distributeToInvestors(address enterprise, uint32 period, uint256 amount) external;

    /// @notice Shares `amount` of the period's result, which the caller has moved under the pool's key before:
    /// investors get amount x investors' shares / total, rounded down; the team the rest. Books only.
    /// @dev Costs the same for any number of holders; it grows only with the number of periods since the last call in which
    /// units or shares changed. A unit or a share earns at most 2**96 minor units in its life; what is beyond stays in the
    /// pool.
    function distribute(address enterprise, uint32 period, uint256 amount) external;

    /// @notice Credits `amount`, moved under the pool's key before, to the team alone. Agreements only.
    /// Units count as in `period`, or as in the period of the latest sharing if that is later, or as in the first period the
    /// enterprise has not closed if that is earlier.
    function creditTeam(address enterprise, uint32 period, uint256 amount) external;

    /// @notice Moves what `account` has earned in the enterprise's pool to its own Treasury balance. Anyone may call:
    /// the money can go nowhere else.
    function claim(address enterprise, address account) external returns (uint256 amount);

    /// @notice claim() for several accounts.
    function claimMany(address enterprise, address[] calldata accounts) external;

    function claimable(address enterprise, address account) external view returns (uint256 amount);
    /// @notice Units as last scheduled, whether or not they count yet.
    function unitsOf(address enterprise, address member) external view returns (uint64 units);
    function sharesOf(address enterprise, address investor) external view returns (uint64 shares);
    function totalSharesOf(address enterprise) external view returns (uint64 total);
    function totalUnitsOf(address enterprise) external view returns (uint64 total);
    /// @notice What one share has earned since the pool was opened, in 2**-32 minor units.
    function perShareOf(address enterprise) external view returns (uint128 earned);
    /// @notice What all investors hold together, as last scheduled.
    function investorSharesOf(address enterprise) external view returns (uint64 total);
}
