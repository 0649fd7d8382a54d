// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Account, Clause, IAgreements, Signed, Status, Terms} from "../interfaces/IAgreements.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {AgreementLedger, Ledger, Versions} from "../libraries/AgreementLedger.sol";
import {Payoff} from "../libraries/Payoff.sol";
import {TermsHash} from "../libraries/TermsHash.sol";
import {AgreementsState} from "./AgreementsState.sol";

/// @notice The code that all kinds share. A kind runs it on its own storage.
struct Code {
    address opening;
    address changing;
    address accruing;
    address settling;
}

/// @title Agreements: what a kind of agreement is
/// @dev A kind says which terms it takes (_checkKind); everything else is the same for all, and lies in Opening, Changing,
/// Accruing and Settling. It hands its call on as it came, so nothing is decoded or encoded twice.
/// The path of an agreement: open -> accrue (facts become what is due) -> settle or accrue (what is due is paid) -> Ended.
abstract contract Agreements is AgreementsState, IAgreements, EIP712 {
    using AgreementLedger for Ledger;
    using TermsHash for Terms;

    address internal immutable OPENING;
    address private immutable CHANGING;
    address private immutable ACCRUING;
    address private immutable SETTLING;

    constructor(Company memory company, Code memory code, string memory name)
        AgreementsState(company)
        EIP712(name, "1")
    {
        (OPENING, CHANGING, ACCRUING, SETTLING) = (code.opening, code.changing, code.accruing, code.settling);
    }

    /* OPEN AND CHANGE */

    /// @inheritdoc IAgreements
    function open(Terms calldata terms, Signed[] calldata) external returns (bytes32 agreement) {
        _checkKind(terms, true);
        return abi.decode(_run(OPENING), (bytes32));
    }

    /// @inheritdoc IAgreements
    function amend(bytes32, Terms calldata, Terms calldata terms, Signed[] calldata) external {
        _checkKind(terms, false);
        _run(CHANGING);
    }

    /// @inheritdoc IAgreements
    function giveNotice(bytes32, Terms calldata, uint256, Signed calldata) external {
        _run(CHANGING);
    }

    /// @inheritdoc IAgreements
    function endByAll(bytes32, Terms calldata, uint24, Signed[] calldata) external {
        _run(CHANGING);
    }

    /// @inheritdoc IAgreements
    function release(bytes32, Terms calldata, uint256) external {
        _run(CHANGING);
    }

    /// @inheritdoc IAgreements
    function withdrawMessage(address, bytes32, Signed calldata) external {
        _run(CHANGING);
    }

    /// @inheritdoc IAgreements
    function challenge(bytes32, Terms calldata, uint256, bytes32, uint32, bytes32, Signed calldata) external {
        _run(CHANGING);
    }

    /* ACCRUE AND PAY */

    /// @inheritdoc IAgreements
    function accrue(bytes32, Terms calldata) external {
        _run(ACCRUING);
    }

    /// @inheritdoc IAgreements
    function settle(address, uint32, bytes32[] calldata, Terms[] calldata) external {
        _run(SETTLING);
    }

    /// @inheritdoc IAgreements
    function cancel(bytes32, Terms calldata, uint8, uint256)
        external returns (address debtor, address creditor, uint32 nextPeriod)
    {
        return abi.decode(_run(SETTLING), (address, address, uint32));
    }

    /* READ */

    /// @inheritdoc IAgreements
    function accountOf(bytes32 agreement) external view returns (Account memory) {
        return _ledger.accounts[agreement];
    }

    /// @inheritdoc IAgreements
    function dueOf(bytes32 agreement, uint8 leg) external view returns (int256) {
        return _ledger.due(agreement, _ledger.accounts[agreement], leg);
    }

    /// @inheritdoc IAgreements
    function escrowOf(bytes32 agreement, Terms calldata terms, uint8 leg) external view returns (uint256) {
        return _escrowOf(agreement, terms, leg);
    }

    /// @inheritdoc IAgreements
    function termsOf(bytes32 agreement) external view returns (bytes32 inForce, bytes32 waiting, uint32 waitingFrom) {
        Account memory account = _ledger.accounts[agreement];
        if (account.status == Status.None) return (0, 0, 0);
        if (!account.amended) return (agreement, 0, 0);
        Versions memory versions = _ledger.versions[agreement];
        if (account.nextPeriod >= versions.from) return (versions.newer, 0, 0);
        return (versions.older, versions.newer, versions.from);
    }

    /// @inheritdoc IAgreements
    function hashTerms(Terms calldata terms) external pure returns (bytes32) {
        return terms.hash();
    }

    /// @inheritdoc IAgreements
    function preview(Clause calldata clause, int256 actual, int256 base) external pure returns (int256 amount) {
        return Payoff.amount(clause, actual, base);
    }

    /// @inheritdoc IAgreements
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /* KINDS */

    /// @dev What this kind asks of terms beyond TermsCheck; `first` is false for an amendment.
    function _checkKind(Terms calldata terms, bool first) internal view virtual;

    /// @dev Runs this very call in `code`, on this contract's storage.
    function _run(address code) internal returns (bytes memory) {
        return Address.functionDelegateCall(code, msg.data);
    }
}
