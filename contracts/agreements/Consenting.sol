// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAgreements, Leg, Nature, Signed, Terms} from "../interfaces/IAgreements.sol";
import {IEnterprise} from "../interfaces/IEnterprise.sol";
import {Company} from "../interfaces/IEnterpriseRegistry.sol";
import {MOST_DEBTORS} from "../libraries/AgreementLedger.sol";
import {AgreementsState} from "./AgreementsState.sol";

/// @title Consenting: what opening and changing share: parties' signatures, and who of them is counted
/// @dev It speaks as the kind whose storage it runs on: messages are signed in that kind's domain.
abstract contract Consenting is AgreementsState {
    constructor(Company memory company) AgreementsState(company) {}

    /* SIGNATURES */

    /// @dev The EIP-712 message is type, sentence, party, the words of `body`, deadline; the party is part of it, so one
    /// person's signature never counts for two parties.
    function _verify(bytes32 typehash, address party, bytes memory body, Signed calldata signed)
        internal view returns (bytes32 message)
    {
        require(block.timestamp <= signed.deadline, IAgreements.SignatureExpired(party, signed.deadline, block.timestamp));
        bytes32 onBehalfOf = bytes32(uint256(uint160(party)));
        message = keccak256(abi.encodePacked(typehash, signed.sentence, onBehalfOf, body, signed.deadline));
        require(!_ledger.spent[party][message], IAgreements.SignatureWithdrawn(party, message));
        bytes32 domain = IAgreements(address(this)).domainSeparator();
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, message);
        bool valid = SignatureChecker.isValidSignatureNow(party, digest, signed.signature);
        require(valid, IAgreements.WrongSignature(party, digest));
    }

    /// @dev Verifies and uses up: the same message must not end or amend an agreement a second time.
    function _use(bytes32 typehash, address party, bytes memory body, Signed calldata signed) internal {
        _ledger.spent[party][_verify(typehash, party, body, signed)] = true;
    }

    function _useAll(bytes32 typehash, address[] calldata parties, bytes memory body, Signed[] calldata consents) internal {
        _requireOneEach(parties, consents);
        for (uint256 i = 0; i < consents.length; ++i) _use(typehash, parties[i], body, consents[i]);
    }

    function _requireOneEach(address[] calldata parties, Signed[] calldata consents) internal pure {
        require(consents.length == parties.length, IAgreements.SignatureCount(consents.length, parties.length));
    }

    function _sentences(Signed[] calldata consents) internal pure returns (bytes32[] memory sentences) {
        sentences = new bytes32[](consents.length);
        for (uint256 i = 0; i < consents.length; ++i) sentences[i] = consents[i].sentence;
    }

    /* WHO OWES */

    /// @dev Bit i: party i, one of those that may owe, keeps books. Each party has signed, and none becomes an enterprise later.
    function _keeping(address[] calldata parties) internal view returns (uint16 keeping) {
        for (uint256 i = 0; i < MOST_DEBTORS && i < parties.length; ++i) {
            if (_isEnterprise(parties[i])) keeping |= uint16(1 << i);
        }
    }

    /// @dev Counts the agreement in the books of each enterprise among `debtors` and makes sure that it can pay.
    function _count(Terms calldata terms, uint16 debtors) internal returns (uint16 counted, uint16 passed) {
        for (uint256 i = 0; i < MOST_DEBTORS && i < terms.parties.length; ++i) {
            if ((debtors >> i) & 1 == 0) continue;
            (bool isEnterprise, bool isPassed) = BOOKS.count(terms.parties[i]);
            if (!isEnterprise) continue;
            counted |= uint16(1 << i);
            if (isPassed) passed |= uint16(1 << i);
            bool trusts = TREASURY.isOperator(terms.parties[i], address(this));
            if (!trusts) IEnterprise(terms.parties[i]).trust(address(this));
        }
    }

    /// @dev What only the company can tell of parties: who has books, a team, shares or a leader.
    function _checkParties(Terms calldata terms) internal view {
        _checkToken(terms);
        for (uint256 i = 0; i < terms.legs.length; ++i) {
            Leg calldata leg = terms.legs[i];
            if (leg.backers > 0) _checkBackers(terms, leg.backers, i);
            address enterprise;
            if (leg.nature == Nature.Bonus || leg.nature == Nature.Tranche) enterprise = terms.parties[leg.creditor];
            else if (leg.nature == Nature.Preferred || leg.nature == Nature.Control) enterprise = terms.parties[leg.debtor];
            else if (leg.nature == Nature.Shares) enterprise = terms.parties[0];
            else continue;
            require(_isEnterprise(enterprise), IAgreements.NotEnterprise(i, enterprise));
        }
    }

    /// @dev Books and pools are kept in the company's currency. What came in another one would count there as if it were.
    function _checkToken(Terms calldata terms) private view {
        if (terms.token == address(TOKEN)) return;
        for (uint256 i = 0; i < terms.parties.length; ++i) {
            require(!_isEnterprise(terms.parties[i]), IAgreements.WrongToken(terms.token, address(TOKEN)));
        }
    }

    /// @dev A backer pays at once, and an enterprise in its closing only.
    function _checkBackers(Terms calldata terms, uint16 backers, uint256 leg) private view {
        for (uint256 i = 0; i < MOST_DEBTORS && i < terms.parties.length; ++i) {
            if ((backers >> i) & 1 == 0) continue;
            require(!_isEnterprise(terms.parties[i]), IAgreements.BackerIsEnterprise(leg, terms.parties[i]));
        }
    }
}
