// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBookClosing} from "./interfaces/IBookClosing.sol";
import {IEnterprise} from "./interfaces/IEnterprise.sol";
import {Charter, Company, IEnterpriseRegistry} from "./interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "./interfaces/IProfitShare.sol";

/// @title EnterpriseRegistry
/// @dev An enterprise's address is a function of its charter, so agreements can be signed with it before it is founded.
contract EnterpriseRegistry is IEnterpriseRegistry, EIP712 {
    using SafeCast for uint256;

    string private constant CHARTER_TYPE =
        "Charter(string name,address leader,uint16 quorum,address[] members,uint64[] units,uint64 totalShares,"
        "uint96 allowance,uint16 windUpAfter,bytes32 salt)";
    bytes32 private constant CHARTER = keccak256(bytes(CHARTER_TYPE));
    bytes32 private constant FOUND =
        keccak256(abi.encodePacked("Found(Charter charter,uint256 deadline)", CHARTER_TYPE));

    IProfitShare private immutable PROFIT_SHARE;
    IBookClosing private immutable BOOKS;
    address private immutable IMPLEMENTATION;

    address private immutable TENDERS;

    /// @inheritdoc IEnterpriseRegistry
    mapping(address account => bool) public isAgreements;

    /// @param tenders It asks enterprises to sign, as agreements do, and has none of their powers; zero: no tenders here.
    constructor(Company memory company, address implementation, address[] memory agreements, address tenders)
        EIP712("Heyi EnterpriseRegistry", "1")
    {
        TENDERS = tenders;
        PROFIT_SHARE = company.profitShare;
        BOOKS = company.books;
        IMPLEMENTATION = implementation;
        for (uint256 i = 0; i < agreements.length; ++i) isAgreements[agreements[i]] = true;
    }

    /// @inheritdoc IEnterpriseRegistry
    function found(Charter calldata charter, uint256 deadline, bytes[] calldata signatures)
        external returns (address enterprise)
    {
        _checkCharter(charter);
        bytes32 salt = _hash(charter);
        enterprise = _addressOf(salt);
        require(!isEnterprise(enterprise), AlreadyFounded(enterprise));
        _checkSignatures(charter.members, salt, deadline, signatures);
        Clones.cloneDeterministic(IMPLEMENTATION, salt);
        emit Founded(enterprise, charter.leader, charter);
        IEnterprise(enterprise).initialize({
            leader: charter.leader,
            quorum: charter.quorum,
            memberCount: charter.members.length.toUint16(),
            allowance: charter.allowance,
            windUpAfter: charter.windUpAfter
        });
        PROFIT_SHARE.open({
            enterprise: enterprise,
            totalShares: charter.totalShares,
            members: charter.members,
            units: charter.units
        });
        BOOKS.open(enterprise);
    }

    /// @inheritdoc IEnterpriseRegistry
    function addressOf(Charter calldata charter) external view returns (address enterprise) {
        return _addressOf(_hash(charter));
    }

    /// @inheritdoc IEnterpriseRegistry
    /// @dev Whoever has books was founded here: one fact, kept in one place.
    function isEnterprise(address account) public view returns (bool) {
        return BOOKS.booksOf(account).nextPeriod != 0;
    }

    /// @inheritdoc IEnterpriseRegistry
    function namesParty(address account) external view returns (bool) {
        return account == TENDERS || isAgreements[account];
    }

    function _checkCharter(Charter calldata charter) private pure {
        address[] calldata members = charter.members;
        uint64[] calldata units = charter.units;
        require(members.length > 0, NoMembers());
        require(members.length == units.length, UnitsMismatch(members.length, units.length));
        require(
            charter.quorum > 0 && charter.quorum <= members.length, QuorumOutOfRange(charter.quorum, members.length)
        );
        require(charter.totalShares > 0, NoShares());
        require(charter.windUpAfter != 1, WindUpAfterOne());
        address previous = address(0);
        bool led = false;
        for (uint256 i = 0; i < members.length; ++i) {
            address member = members[i];
            require(previous < member, MembersNotAscending(previous, member));
            require(units[i] > 0, NoUnits(member));
            if (member == charter.leader) led = true;
            previous = member;
        }
        require(led, LeaderNotMember(charter.leader));
    }

    function _checkSignatures(
        address[] calldata members, bytes32 charter, uint256 deadline, bytes[] calldata signatures
    ) private view {
        require(block.timestamp <= deadline, SignatureExpired(deadline, block.timestamp));
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(FOUND, charter, deadline)));
        for (uint256 i = 0; i < members.length; ++i) {
            require(i < signatures.length, FounderMissing(members[i]));
            bool valid = SignatureChecker.isValidSignatureNow(members[i], digest, signatures[i]);
            require(valid, WrongSignature(members[i], digest));
        }
    }

    function _hash(Charter calldata charter) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CHARTER,
                keccak256(bytes(charter.name)),
                charter.leader,
                charter.quorum,
                keccak256(abi.encodePacked(charter.members)),
                keccak256(abi.encodePacked(charter.units)),
                charter.totalShares,
                charter.allowance,
                charter.windUpAfter,
                charter.salt
            )
        );
    }

    function _addressOf(bytes32 charter) private view returns (address) {
        return Clones.predictDeterministicAddress(IMPLEMENTATION, charter);
    }
}
