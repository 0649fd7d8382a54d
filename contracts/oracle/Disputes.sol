// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "../interfaces/IProfitShare.sol";
import {Decision, Finality, IRevenueOracle, Stage, Statement} from "../interfaces/IRevenueOracle.sol";
import {ISettlementToken} from "../interfaces/ISettlementToken.sol";
import {ITreasury} from "../interfaces/ITreasury.sol";
import {Sifting} from "./Sifting.sol";

/// @title Disputes: challenges, their bonds, and who decides
/// @dev Bonds lie in the Treasury under the oracle's own keys, one for each statement and challenger, so none can pay for another.
abstract contract Disputes is Sifting {
    using SafeCast for uint256;

    /// @dev parties: hash of those of the agreement challenged under.
    struct Dispute {
        address challenger;
        uint96 number;
        bytes32 parties;
    }

    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");

    bytes32 private constant DECISION_TYPEHASH = keccak256(
        "Decision(bytes32 subject,uint32 period,uint256 dispute,bool upheld,bytes32 ruling,uint256 deadline)"
    );

    ITreasury private immutable TREASURY;
    IProfitShare private immutable PROFIT_SHARE;
    ISettlementToken private immutable TOKEN;

    /// @inheritdoc IRevenueOracle
    uint256 public immutable bond;

    uint96 private _disputeCount;
    mapping(uint32 period => mapping(bytes32 subject => Dispute)) private _disputes;
    mapping(bytes32 figures => bool rejected) private _rejected;

    constructor(Company memory company, uint256 bond_) {
        TREASURY = company.treasury;
        PROFIT_SHARE = company.profitShare;
        TOKEN = ISettlementToken(address(company.token));
        bond = bond_;
    }

    /* CHALLENGE */

    /// @inheritdoc IRevenueOracle
    function challenge(
        bytes32 subject, uint32 period, bytes32 reason, address challenger, bytes32 agreement, address[] calldata parties
    ) external {
        require(registry.isAgreements(msg.sender), NotAgreements(msg.sender));
        Record memory record = _recordOf(subject, period);
        require(
            record.stage == Stage.Posted && _finalityOf(record, period) == Finality.Pending,
            NotChallengeable(subject, period, record.stage)
        );
        uint256 held = bond == 0 ? 0 : _heldOn(_bondKey(subject, period, challenger));
        require(held >= bond, BondMissing(held, bond));

        _moveOn(subject, period, Stage.Challenged, block.timestamp.toUint32());
        uint96 number = ++_disputeCount;
        _disputes[period][subject] = Dispute(challenger, number, _hashOf(parties));
        emit StatementChallenged(subject, period, challenger, reason, number, bond, agreement, parties);
    }

    /// @inheritdoc IRevenueOracle
    function decide(Decision calldata decision, address[] calldata parties, address arbiter, bytes calldata signature)
        external
    {
        _checkRole(ARBITER_ROLE, arbiter);
        require(block.timestamp <= decision.deadline, SignatureExpired(decision.deadline, block.timestamp));
        if (msg.sender != arbiter) {
            bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(DECISION_TYPEHASH, decision)));
            _requireSignature(arbiter, digest, signature);
        }
        (bytes32 subject, uint32 period) = (decision.subject, decision.period);
        Record memory record = _recordOf(subject, period);
        require(record.stage == Stage.Challenged, NotChallenged(subject, period, record.stage));
        require(_finalityOf(record, period) == Finality.Pending, PeriodFinal(subject, period));
        Dispute memory dispute = _disputes[period][subject];
        require(decision.dispute == dispute.number, OtherDispute(decision.dispute, dispute.number));
        require(_hashOf(parties) == dispute.parties, WrongParties(dispute.number));
        _requireNeutral(arbiter, _enterpriseOf(subject), parties);

        if (decision.upheld) {
            _moveOn(subject, period, Stage.Decided, record.since);
        } else {
            _rejected[_figuresHash(subject, period, record)] = true;
            // No figures any more. The time to report anew runs from here.
            _slots[period][subject].packed = 0;
            _moveOn(subject, period, Stage.None, block.timestamp.toUint32());
        }
        address winner = address(0);
        if (bond > 0) winner = decision.upheld ? _defender(subject, dispute.challenger, parties) : dispute.challenger;
        emit StatementDecided(subject, period, decision.upheld, dispute.number, arbiter, decision.ruling, winner);
        if (bond > 0) _payBond(_bondKey(subject, period, dispute.challenger), dispute.challenger, winner);
    }

    /// @inheritdoc IRevenueOracle
    function reclaimBond(bytes32 subject, uint32 period, address challenger) external {
        Record memory record = _recordOf(subject, period);
        bool pending = _finalityOf(record, period) == Finality.Pending;
        Dispute memory dispute = _disputes[period][subject];
        bool open = pending && record.stage == Stage.Challenged && dispute.challenger == challenger;
        require(!open, BondAtStake(dispute.number));
        // Before the period's end nothing can be challenged, so nobody is kept from it.
        bool free = !pending || block.timestamp < endOf(period) || msg.sender == challenger;
        require(free, BondWaiting(subject, period, challenger));
        bytes32 key = _bondKey(subject, period, challenger);
        uint256 held = _heldOn(key);
        require(held > 0, NoBond(subject, period, challenger));
        emit BondReturned(subject, period, challenger, held);
        _pay(key, challenger, held);
    }

    /* READ */

    /// @inheritdoc IRevenueOracle
    function bondAccount(bytes32 subject, uint32 period, address challenger) external view returns (address account) {
        return TREASURY.keyAccount(address(this), _bondKey(subject, period, challenger));
    }

    /// @inheritdoc IRevenueOracle
    function disputeOf(bytes32 subject, uint32 period) external view returns (uint256 dispute, address challenger) {
        Dispute storage found = _disputes[period][subject];
        return (found.number, found.challenger);
    }

    /* INSIDE */

    /// @dev Requires that these figures were not decided against: nothing in a report sets two rounds apart, so the void
    /// statement's own signatures could bring it back.
    function _requireNotRejected(uint32 period, Statement memory statement) internal view {
        Record memory record;
        (record.revenue, record.profit, record.other) = (statement.revenue, statement.profit, statement.other);
        (record.otherMetric, record.score) = (statement.otherMetric, statement.score);
        bytes32 subject = statement.subject;
        require(!_rejected[_figuresHash(subject, period, record)], DecidedAgainst(subject, period));
    }

    /// @dev Names a statement by what it says, whatever its evidence and when it was posted.
    function _figuresHash(bytes32 subject, uint32 period, Record memory record) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                subject, period, record.revenue, record.profit, record.other, record.otherMetric, record.score
            )
        );
    }

    /// @dev Nobody becomes a party, leader, member or investor without a signature of theirs, so none can be kept from deciding.
    function _requireNeutral(address arbiter, address enterprise, address[] calldata parties) private view {
        if (enterprise != address(0)) _requireApart(arbiter, enterprise);
        for (uint256 i = 0; i < parties.length; ++i) _requireApart(arbiter, parties[i]);
    }

    function _requireApart(address arbiter, address party) private view {
        bool within = arbiter == party
            || (
                registry.isEnterprise(party)
                    && (
                        IEnterprise(party).leader() == arbiter || IEnterprise(party).isMember(arbiter)
                            || PROFIT_SHARE.sharesOf(party, arbiter) > 0
                    )
            );
        require(!within, ArbiterNotNeutral(arbiter, party));
    }

    /// @dev Who gets the bond of a challenge that failed.
    function _defender(bytes32 subject, address challenger, address[] calldata parties) private view returns (address) {
        address enterprise = _enterpriseOf(subject);
        if (enterprise != address(0) && enterprise != challenger) return enterprise;
        address platform = TOKEN.platform();
        if (platform != challenger) return platform;
        return parties[0] == challenger ? parties[1] : parties[0];
    }

    /// @dev Zero for a benchmark, and for an address that is no enterprise.
    function _enterpriseOf(bytes32 subject) private view returns (address) {
        address account = address(uint160(uint256(subject)));
        return uint256(subject) <= type(uint160).max && registry.isEnterprise(account) ? account : address(0);
    }

    function _payBond(bytes32 key, address challenger, address winner) private {
        // As much as was required at least: only this contract takes from the key.
        uint256 above = _heldOn(key) - bond;
        _pay(key, winner, bond);
        if (above > 0) _pay(key, challenger, above);
    }

    function _pay(bytes32 key, address receiver, uint256 amount) private {
        TREASURY.transferFromKey(key, receiver, uint256(uint160(address(TOKEN))), amount);
    }

    function _heldOn(bytes32 key) private view returns (uint256) {
        return TREASURY.balanceOf(TREASURY.keyAccount(address(this), key), uint256(uint160(address(TOKEN))));
    }

    function _bondKey(bytes32 subject, uint32 period, address challenger) private pure returns (bytes32) {
        return keccak256(abi.encode(subject, period, challenger));
    }

    function _hashOf(address[] calldata parties) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(parties));
    }
}
