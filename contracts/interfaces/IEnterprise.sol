// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice One person's signature among several. Signers ascend, so none counts twice.
struct Approval {
    address signer;
    bytes signature;
}

/// @title Enterprise: the account of a microenterprise, platform or community
/// @notice It signs through its leader or a quorum of its members, so it can be a party like a person. Its money lies in
/// the Treasury and leaves only in a closing of its books, to an agreement that its consent opened, or within the
/// allowance per period that its members and investors signed.
/// Its own signature (ERC-1271) is 0x00 and the leader's signature, or 0x01 and abi.encode(Approval[]) of a quorum.
/// Agreement contracts and Tenders ask for it over their digest, because their messages name on whose behalf one signs. The registry
/// and other enterprises (a founder, member or investor may be an enterprise) ask for it over
/// Endorsement(address asker,bytes32 digest) in this enterprise's domain, so that one signature never speaks for two
/// enterprises. Nobody else is answered, the Treasury least of all. Every other message below is signed in this
/// enterprise's domain too.
interface IEnterprise is IERC1271 {
    event Admitted(address indexed member, uint64 units);
    event Left(address indexed member);
    event UnitsChanged(address indexed member, uint64 units);
    event Elected(address indexed leader);
    /// @notice A challenger took the lead on an offer (the hash of its text) that a quorum accepted.
    event Succeeded(address indexed leader, bytes32 indexed offer);
    event AllowanceSet(uint96 allowance);
    event Spent(address indexed receiver, uint256 amount, bytes32 indexed purpose);
    /// @notice There are fewer members than the quorum was: it is all of them now.
    event QuorumLowered(uint16 quorum);

    error NotRegistry(address caller);
    error NotAgreements(address caller);
    error NotMember(address account);
    error AlreadyMember(address account);
    error NotInvestor(address account);
    error InvestorMissing(uint256 shares, uint256 investorShares);
    error BelowQuorum(uint256 signatures, uint256 quorum);
    error SignersNotAscending(address previous, address signer);
    error SignatureExpired(uint256 deadline, uint256 timestamp);
    error WrongSignature(address signer, bytes32 digest);
    error NoUnits(address member);
    error UnitsMismatch(uint256 members, uint256 units);
    /// @notice The member's units would fall, and it is not among the signers.
    error FallNotSigned(address member, uint64 from, uint64 to);
    error LeaderLeaves(address leader);
    error AboveAllowance(uint256 amount, uint256 left);
    error InArrears(uint256 arrears);
    error BooksClosing(address enterprise);
    error NotBooks(address caller);
    /// @notice It is wound up: from `endPeriod` on nothing counts for it any more.
    error EnterpriseWoundUp(uint32 endPeriod);
    /// @notice A member who takes the lead keeps the units held; the message must say so.
    error UnitsDiffer(address member, uint64 units, uint64 held);

    /// @notice Called once by the registry for a new clone. windUpAfter: see there.
    function initialize(address leader, uint16 quorum, uint16 memberCount, uint96 allowance, uint16 windUpAfter) external;

    /// @notice Called once by the books, when they wind the enterprise up. From then on it signs for no agreement, tender or
    /// founding, spends nothing and admits nobody. Who is in it can leave, the leader too, and claim what was earned; it
    /// still signs as a member or investor of other enterprises, because they could need its consent for ever.
    function retire(uint32 endPeriod) external;

    /* PEOPLE (each also counts the digest's nonce up) */

    /// @notice Admits `member` with `units` from the next period on.
    /// Signed by the newcomer (`consent`) and a quorum of members: Admit(address member,uint64 units,uint256 nonce,uint256 deadline).
    function admit(address member, uint64 units, uint256 deadline, bytes calldata consent, Approval[] calldata approvals) external;

    /// @notice Changes members' units from the next period on. Signed by a quorum:
    /// ChangeUnits(address[] members,uint64[] units,uint256 nonce,uint256 deadline). Every member whose units fall must sign.
    function changeUnits(address[] calldata members, uint64[] calldata units, uint256 deadline, Approval[] calldata approvals) external;

    /// @notice Ends a membership from the next period on; what was earned stays claimable. Signed by the member alone:
    /// Leave(address member,uint256 nonce,uint256 deadline). A member's own call needs no signature, so that nobody can keep it
    /// by using up nonces. A quorum above the members that remain becomes all of them.
    function leave(address member, uint256 deadline, bytes calldata signature) external;

    /// @notice Elects `leader` among the members. Quorum: Elect(address leader,uint256 nonce,uint256 deadline).
    function elect(address leader, uint256 deadline, Approval[] calldata approvals) external;

    /// @notice Makes `leader` the leader because an agreement says so to which the enterprise consented. Agreements only. It need not
    /// be a member yet: to refuse here would hold up the books.
    function replaceLeader(address leader) external;

    /// @notice Makes a challenger the leader, whose offer (the hash of its text) the members accept; one who is no member becomes
    /// one with `units` from the next period on, a member keeps the units held, which `units` must state. Signed by the
    /// challenger (`consent`) and a quorum of members:
    /// Succeed(address challenger,uint64 units,bytes32 offer,uint256 nonce,uint256 deadline).
    function succeed(
        address challenger,
        uint64 units,
        bytes32 offer,
        uint256 deadline,
        bytes calldata consent,
        Approval[] calldata approvals
    ) external;

    /* MONEY */

    /// @notice Sets what may be spent per period outside closings. Signed by a quorum of members and by every investor
    /// (holders of all investors' shares): SetAllowance(uint96 allowance,uint256 nonce,uint256 deadline).
    function setAllowance(
        uint96 allowance, uint256 deadline, Approval[] calldata approvals, Approval[] calldata investors
    ) external;

    /// @notice Pays `amount` of the company's token to `receiver` within the allowance, on the leader's signature:
    /// Spend(address receiver,uint256 amount,bytes32 purpose,uint256 nonce,uint256 deadline). Nothing while in arrears or while
    /// books are being closed.
    function spend(address receiver, uint256 amount, bytes32 purpose, uint256 deadline, bytes calldata signature) external;

    /// @notice The same drawn by an agreement contract for a payment that the enterprise's consent named (an investment).
    function draw(address receiver, uint256 amount, bytes32 agreement) external;

    /// @notice Makes one of the company's agreement contracts, or its books, operator in the Treasury; anyone may call.
    function trust(address agreements) external;

    /* FACTS */

    /// @notice Names the oracle nodes that sign the enterprise's figures (IRevenueOracle.nameCommittee). Signed by a quorum of members
    /// and by every investor: NameCommittee(address[] nodes,uint256 quorum,uint256 nonce,uint256 deadline).
    function nameCommittee(
        address[] calldata nodes,
        uint256 quorum,
        uint256 deadline,
        Approval[] calldata approvals,
        Approval[] calldata investors
    ) external;

    /* READ */

    function leader() external view returns (address);
    function quorum() external view returns (uint16);
    function memberCount() external view returns (uint16);
    /// @notice After how many closings running in arrears anyone can wind it up (IBookClosing.windUp); 0: never.
    function windUpAfter() external view returns (uint16);
    /// @notice The first period that does not count any more, because the enterprise is wound up; 0: it is not.
    function endPeriod() external view returns (uint32);
    function isMember(address account) external view returns (bool);
    function allowance() external view returns (uint96);
    /// @notice What may still be spent outside closings in the current period.
    function allowanceLeft() external view returns (uint256);
    /// @notice The nonce of every message but Spend.
    function nonce() external view returns (uint256);
    /// @notice The nonce of Spend: its own, so that a leader who spends can't spoil what members are signing.
    function spendNonce() external view returns (uint256);
}
