// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Books, IBookClosing} from "./interfaces/IBookClosing.sol";
import {Approval, IEnterprise} from "./interfaces/IEnterprise.sol";
import {Company, IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "./interfaces/IProfitShare.sol";
import {IRevenueOracle} from "./interfaces/IRevenueOracle.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";

/// @title Enterprise
/// @dev The code behind every enterprise's clone. The company's contracts are in the code; a clone keeps three slots.
/// Who is a member is known to ProfitShare alone: whoever has units as last scheduled.
contract Enterprise is IEnterprise, EIP712 {
    /// @dev What is spent outside closings. spent: in `period` only. nonce: of the leader's messages.
    struct Spending {
        uint96 allowance;
        uint96 spent;
        uint32 period;
        uint32 nonce;
    }

    bytes4 private constant VALID = IERC1271.isValidSignature.selector;
    bytes4 private constant INVALID = 0xffffffff;
    bytes1 private constant BY_LEADER = 0x00;
    bytes1 private constant BY_QUORUM = 0x01;

    bytes32 private constant ENDORSEMENT = keccak256("Endorsement(address asker,bytes32 digest)");
    bytes32 private constant ADMIT = keccak256("Admit(address member,uint64 units,uint256 nonce,uint256 deadline)");
    bytes32 private constant CHANGE_UNITS =
        keccak256("ChangeUnits(address[] members,uint64[] units,uint256 nonce,uint256 deadline)");
    bytes32 private constant LEAVE = keccak256("Leave(address member,uint256 nonce,uint256 deadline)");
    bytes32 private constant ELECT = keccak256("Elect(address leader,uint256 nonce,uint256 deadline)");
    bytes32 private constant SUCCEED =
        keccak256("Succeed(address challenger,uint64 units,bytes32 offer,uint256 nonce,uint256 deadline)");
    bytes32 private constant SET_ALLOWANCE = keccak256("SetAllowance(uint96 allowance,uint256 nonce,uint256 deadline)");
    bytes32 private constant NAME_COMMITTEE =
        keccak256("NameCommittee(address[] nodes,uint256 quorum,uint256 nonce,uint256 deadline)");
    bytes32 private constant SPEND =
        keccak256("Spend(address receiver,uint256 amount,bytes32 purpose,uint256 nonce,uint256 deadline)");

    ITreasury private immutable TREASURY;
    uint256 private immutable TOKEN_ID;
    IRevenueOracle private immutable ORACLE;
    IEnterpriseRegistry private immutable REGISTRY;
    IProfitShare private immutable PROFIT_SHARE;
    IBookClosing private immutable BOOKS;

    /// @inheritdoc IEnterprise
    address public leader;
    /// @inheritdoc IEnterprise
    uint16 public quorum;
    /// @inheritdoc IEnterprise
    uint16 public memberCount;
    /// @inheritdoc IEnterprise
    uint16 public windUpAfter;
    /// @inheritdoc IEnterprise
    /// @dev BookClosing knows it too; here it shares the leader's slot, which every signature reads.
    uint32 public endPeriod;
    Spending private _spending;
    /// @inheritdoc IEnterprise
    uint256 public nonce;

    constructor(Company memory company) EIP712("Heyi Enterprise", "1") {
        TREASURY = company.treasury;
        TOKEN_ID = uint256(uint160(address(company.token)));
        ORACLE = company.oracle;
        REGISTRY = company.registry;
        PROFIT_SHARE = company.profitShare;
        BOOKS = company.books;
    }

    /// @inheritdoc IEnterprise
    /// @dev A second call needs no check: the registry calls once, when it creates the clone, and no clone twice.
    function initialize(
        address leader_, uint16 quorum_, uint16 memberCount_, uint96 allowance_, uint16 windUpAfter_
    ) external {
        require(msg.sender == address(REGISTRY), NotRegistry(msg.sender));
        (leader, quorum, memberCount, windUpAfter) = (leader_, quorum_, memberCount_, windUpAfter_);
        if (allowance_ > 0) _spending.allowance = allowance_;
    }

    /// @inheritdoc IEnterprise
    function retire(uint32 endPeriod_) external {
        require(msg.sender == address(BOOKS), NotBooks(msg.sender));
        endPeriod = endPeriod_;
    }

    /* SIGN */

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (REGISTRY.namesParty(msg.sender)) {
            if (endPeriod != 0) return INVALID;
        } else {
            bool founding = endPeriod == 0 && msg.sender == address(REGISTRY);
            if (!founding && !REGISTRY.isEnterprise(msg.sender)) return INVALID;
            hash = _hashTypedDataV4(keccak256(abi.encode(ENDORSEMENT, msg.sender, hash)));
        }
        if (signature.length == 0) return INVALID;
        if (signature[0] == BY_LEADER) {
            return SignatureChecker.isValidSignatureNow(leader, hash, signature[1:]) ? VALID : INVALID;
        }
        if (signature[0] != BY_QUORUM) return INVALID;
        try this.requireQuorum(hash, signature[1:]) {
            return VALID;
        } catch {
            return INVALID;
        }
    }

    /// @notice Reverts unless `approvals`, an encoded Approval[], are signatures of `digest` by a quorum of members.
    /// @dev External only so that isValidSignature() can catch what can't be decoded.
    function requireQuorum(bytes32 digest, bytes calldata approvals) external view {
        _requireQuorum(digest, abi.decode(approvals, (Approval[])));
    }

    /* PEOPLE */

    /// @inheritdoc IEnterprise
    function admit(
        address member, uint64 units, uint256 deadline, bytes calldata consent, Approval[] calldata approvals
    ) external {
        _requireGoingOn();
        require(!isMember(member), AlreadyMember(member));
        bytes32 digest = _use(keccak256(abi.encode(ADMIT, member, units, nonce, deadline)), deadline);
        _requireSignature(member, digest, consent);
        _requireQuorum(digest, approvals);
        _admit(member, units);
    }

    /// @inheritdoc IEnterprise
    function changeUnits(
        address[] calldata members, uint64[] calldata units, uint256 deadline, Approval[] calldata approvals
    ) external {
        require(members.length == units.length, UnitsMismatch(members.length, units.length));
        bytes32 hashedMembers = keccak256(abi.encodePacked(members));
        bytes32 hashedUnits = keccak256(abi.encodePacked(units));
        _requireQuorum(
            _use(keccak256(abi.encode(CHANGE_UNITS, hashedMembers, hashedUnits, nonce, deadline)), deadline), approvals
        );
        for (uint256 i = 0; i < members.length; ++i) _changeUnits(members[i], units[i], approvals);
    }

    /// @inheritdoc IEnterprise
    function leave(address member, uint256 deadline, bytes calldata signature) external {
        require(isMember(member), NotMember(member));
        // A wound-up enterprise needs no leader, and keeps nobody.
        require(member != leader || endPeriod != 0, LeaderLeaves(member));
        bytes32 digest = _use(keccak256(abi.encode(LEAVE, member, nonce, deadline)), deadline);
        if (msg.sender != member) _requireSignature(member, digest, signature);
        uint16 remaining = memberCount - 1;
        memberCount = remaining;
        emit Left(member);
        // Otherwise either the member would be locked in, or those who remain would never reach a quorum again. They
        // lose nothing by it: a quorum of all is the strictest there is.
        if (quorum > remaining) {
            quorum = remaining;
            emit QuorumLowered(remaining);
        }
        PROFIT_SHARE.setUnits(member, 0);
    }

    /// @inheritdoc IEnterprise
    function elect(address leader_, uint256 deadline, Approval[] calldata approvals) external {
        require(isMember(leader_), NotMember(leader_));
        _requireQuorum(_use(keccak256(abi.encode(ELECT, leader_, nonce, deadline)), deadline), approvals);
        _lead(leader_);
    }

    /// @inheritdoc IEnterprise
    function replaceLeader(address leader_) external {
        require(REGISTRY.isAgreements(msg.sender), NotAgreements(msg.sender));
        _lead(leader_);
    }

    /// @inheritdoc IEnterprise
    function succeed(
        address challenger,
        uint64 units,
        bytes32 offer,
        uint256 deadline,
        bytes calldata consent,
        Approval[] calldata approvals
    ) external {
        _requireGoingOn();
        bytes32 digest = _use(keccak256(abi.encode(SUCCEED, challenger, units, offer, nonce, deadline)), deadline);
        _requireSignature(challenger, digest, consent);
        _requireQuorum(digest, approvals);
        uint64 held = PROFIT_SHARE.unitsOf(address(this), challenger);
        require(held == 0 || held == units, UnitsDiffer(challenger, units, held));
        if (held == 0) _admit(challenger, units);
        emit Succeeded(challenger, offer);
        _lead(challenger);
    }

    /* MONEY */

    /// @inheritdoc IEnterprise
    function setAllowance(
        uint96 allowance_, uint256 deadline, Approval[] calldata approvals, Approval[] calldata investors
    ) external {
        _requireGoingOn();
        bytes32 digest = _use(keccak256(abi.encode(SET_ALLOWANCE, allowance_, nonce, deadline)), deadline);
        _requireQuorum(digest, approvals);
        _requireInvestors(digest, investors);
        _spending.allowance = allowance_;
        emit AllowanceSet(allowance_);
    }

    /// @inheritdoc IEnterprise
    function spend(address receiver, uint256 amount, bytes32 purpose, uint256 deadline, bytes calldata signature)
        external
    {
        // Not the members' nonce: a leader could use it up again and again, and spoil the election of another.
        uint32 nonce_ = _spending.nonce++;
        bytes32 digest = _digest(keccak256(abi.encode(SPEND, receiver, amount, purpose, nonce_, deadline)), deadline);
        _requireSignature(leader, digest, signature);
        _spend(receiver, amount, purpose);
    }

    /// @inheritdoc IEnterprise
    function draw(address receiver, uint256 amount, bytes32 agreement) external {
        require(REGISTRY.isAgreements(msg.sender), NotAgreements(msg.sender));
        _spend(receiver, amount, agreement);
    }

    /// @inheritdoc IEnterprise
    function trust(address agreements) external {
        bool company = agreements == address(BOOKS) || REGISTRY.isAgreements(agreements);
        require(company, NotAgreements(agreements));
        TREASURY.setOperator(agreements, true);
    }

    /* FACTS */

    /// @inheritdoc IEnterprise
    function nameCommittee(
        address[] calldata nodes,
        uint256 quorum_,
        uint256 deadline,
        Approval[] calldata approvals,
        Approval[] calldata investors
    ) external {
        _requireGoingOn();
        bytes32 message =
            keccak256(abi.encode(NAME_COMMITTEE, keccak256(abi.encodePacked(nodes)), quorum_, nonce, deadline));
        bytes32 digest = _use(message, deadline);
        _requireQuorum(digest, approvals);
        _requireInvestors(digest, investors);
        ORACLE.nameCommittee(nodes, quorum_);
    }

    /* READ */

    /// @inheritdoc IEnterprise
    function isMember(address account) public view returns (bool) {
        return PROFIT_SHARE.unitsOf(address(this), account) > 0;
    }

    /// @inheritdoc IEnterprise
    function allowance() external view returns (uint96) {
        return _spending.allowance;
    }

    /// @inheritdoc IEnterprise
    function spendNonce() external view returns (uint256) {
        return _spending.nonce;
    }

    /// @inheritdoc IEnterprise
    function allowanceLeft() external view returns (uint256) {
        return _left(_spending, ORACLE.currentPeriod());
    }

    /* INSIDE */

    function _requireGoingOn() private view {
        require(endPeriod == 0, EnterpriseWoundUp(endPeriod));
    }

    function _admit(address member, uint64 units) private {
        require(units > 0, NoUnits(member));
        ++memberCount;
        emit Admitted(member, units);
        PROFIT_SHARE.setUnits(member, units);
    }

    function _lead(address leader_) private {
        leader = leader_;
        emit Elected(leader_);
    }

    function _changeUnits(address member, uint64 units, Approval[] calldata approvals) private {
        uint64 before = PROFIT_SHARE.unitsOf(address(this), member);
        require(before > 0, NotMember(member));
        // Leaving is the member's own act, and counted.
        require(units > 0, NoUnits(member));
        require(units >= before || _signed(member, approvals), FallNotSigned(member, before, units));
        emit UnitsChanged(member, units);
        PROFIT_SHARE.setUnits(member, units);
    }

    function _spend(address receiver, uint256 amount, bytes32 purpose) private {
        _requireGoingOn();
        Books memory books = BOOKS.booksOf(address(this));
        require(books.arrears == 0, InArrears(books.arrears));
        require(!books.closing, BooksClosing(address(this)));
        Spending memory spending = _spending;
        uint32 period = ORACLE.currentPeriod();
        uint256 left = _left(spending, period);
        require(amount <= left, AboveAllowance(amount, left));
        // It fits: what is spent stays within the allowance.
        spending.spent = uint96(spending.allowance - left + amount);
        spending.period = period;
        _spending = spending;
        emit Spent(receiver, amount, purpose);
        TREASURY.transfer(receiver, TOKEN_ID, amount);
    }

    /// @dev An allowance lowered below what was spent leaves nothing.
    function _left(Spending memory spending, uint32 period) private pure returns (uint256) {
        uint96 spent = spending.period == period ? spending.spent : 0;
        return spent < spending.allowance ? spending.allowance - spent : 0;
    }

    /// @dev The digest of a message that holds the current nonce, which is used up.
    function _use(bytes32 message, uint256 deadline) private returns (bytes32) {
        ++nonce;
        return _digest(message, deadline);
    }

    function _digest(bytes32 message, uint256 deadline) private view returns (bytes32) {
        require(block.timestamp <= deadline, SignatureExpired(deadline, block.timestamp));
        return _hashTypedDataV4(message);
    }

    function _requireSignature(address signer, bytes32 digest, bytes memory signature) private view {
        require(SignatureChecker.isValidSignatureNow(signer, digest, signature), WrongSignature(signer, digest));
    }

    function _requireQuorum(bytes32 digest, Approval[] memory approvals) private view {
        // The code itself, and a clone that the registry did not create, has quorum 0 and is spoken for by nobody.
        require(quorum > 0 && approvals.length >= quorum, BelowQuorum(approvals.length, quorum));
        address previous = address(0);
        for (uint256 i = 0; i < approvals.length; ++i) {
            previous = _requireNext(previous, digest, approvals[i]);
            require(isMember(previous), NotMember(previous));
        }
    }

    function _requireInvestors(bytes32 digest, Approval[] calldata approvals) private view {
        uint256 shares = 0;
        address previous = address(0);
        for (uint256 i = 0; i < approvals.length; ++i) {
            previous = _requireNext(previous, digest, approvals[i]);
            uint64 held = PROFIT_SHARE.sharesOf(address(this), previous);
            require(held > 0, NotInvestor(previous));
            shares += held;
        }
        uint256 all = PROFIT_SHARE.investorSharesOf(address(this));
        require(shares == all, InvestorMissing(shares, all));
    }

    function _requireNext(address previous, bytes32 digest, Approval memory approval)
        private view returns (address signer)
    {
        signer = approval.signer;
        require(previous < signer, SignersNotAscending(previous, signer));
        _requireSignature(signer, digest, approval.signature);
    }

    function _signed(address member, Approval[] calldata approvals) private pure returns (bool) {
        for (uint256 i = 0; i < approvals.length; ++i) {
            if (approvals[i].signer == member) return true;
        }
        return false;
    }
}
