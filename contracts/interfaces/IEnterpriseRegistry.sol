// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBookClosing} from "./IBookClosing.sol";
import {IProfitShare} from "./IProfitShare.sol";
import {IRevenueOracle} from "./IRevenueOracle.sol";
import {ITreasury} from "./ITreasury.sol";

/// @notice The contracts of one company, fixed at deployment; every constructor that needs several takes them together.
/// @dev token: the company's currency, in which every enterprise's books are kept.
struct Company {
    ITreasury treasury;
    IERC20 token;
    IRevenueOracle oracle;
    IEnterpriseRegistry registry;
    IProfitShare profitShare;
    IBookClosing books;
}

/// @notice What founders sign.
/// @dev name: the enterprise's public name, published in the event only. members ascend; units beside them.
/// quorum: how many members' signatures speak for the enterprise without its leader. totalShares: fixed for life.
/// allowance: what may be spent per period outside closings. windUpAfter: after how many closings running in arrears anyone can
/// wind it up (IBookClosing.windUp): 0 for never, and not 1, which the order in which books are closed could bring about.
/// salt: sets two equal foundings apart.
struct Charter {
    string name;
    address leader;
    uint16 quorum;
    address[] members;
    uint64[] units;
    uint64 totalShares;
    uint96 allowance;
    uint16 windUpAfter;
    bytes32 salt;
}

/// @title EnterpriseRegistry: founds enterprises as minimal clones
interface IEnterpriseRegistry {
    event Founded(address indexed enterprise, address indexed leader, Charter charter);

    error MembersNotAscending(address previous, address member);
    error LeaderNotMember(address leader);
    error UnitsMismatch(uint256 members, uint256 units);
    error NoUnits(address member);
    error NoMembers();
    error NoShares();
    error QuorumOutOfRange(uint256 quorum, uint256 members);
    error WindUpAfterOne();
    /// @notice There is no signature of this member.
    error FounderMissing(address member);
    error AlreadyFounded(address enterprise);
    error SignatureExpired(uint256 deadline, uint256 timestamp);
    error WrongSignature(address signer, bytes32 digest);

    /// @notice Founds an enterprise at the address that its charter fixes. Signed by every member, in the order of members:
    /// Found(Charter charter,uint256 deadline).
    function found(Charter calldata charter, uint256 deadline, bytes[] calldata signatures) external returns (address enterprise);

    /// @notice The address the charter leads to, founded or not.
    function addressOf(Charter calldata charter) external view returns (address enterprise);
    function isEnterprise(address account) external view returns (bool);
    function isAgreements(address account) external view returns (bool);
    /// @notice Whether it is one of the company's contracts whose messages name on whose behalf one signs (agreements, Tenders):
    /// an enterprise answers these over their own digest, so that a wallet shows the sentence.
    function namesParty(address account) external view returns (bool);
}
