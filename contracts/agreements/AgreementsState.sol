// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Terms} from "../interfaces/IAgreements.sol";
import {IBookClosing} from "../interfaces/IBookClosing.sol";
import {Company, IEnterpriseRegistry} from "../interfaces/IEnterpriseRegistry.sol";
import {IProfitShare} from "../interfaces/IProfitShare.sol";
import {IRevenueOracle} from "../interfaces/IRevenueOracle.sol";
import {ITreasury} from "../interfaces/ITreasury.sol";
import {Ledger} from "../libraries/AgreementLedger.sol";

/// @title AgreementsState: what every kind of agreement keeps, and the company it belongs to
/// @dev A kind runs Opening's, Changing's, Accruing's and Settling's code on its own storage (delegatecall to addresses fixed at
/// deployment), since all of it would not fit one contract. So the ledger comes first, in the kind as in that code. Called
/// by themselves these contracts have an empty ledger, and nothing in the company answers them.
abstract contract AgreementsState {
    Ledger internal _ledger;

    ITreasury internal immutable TREASURY;
    IRevenueOracle internal immutable ORACLE;
    IProfitShare internal immutable PROFIT_SHARE;
    IBookClosing internal immutable BOOKS;
    IEnterpriseRegistry internal immutable REGISTRY;
    IERC20 internal immutable TOKEN;

    constructor(Company memory company) {
        TREASURY = company.treasury;
        ORACLE = company.oracle;
        PROFIT_SHARE = company.profitShare;
        BOOKS = company.books;
        REGISTRY = company.registry;
        TOKEN = company.token;
    }

    function _isEnterprise(address party) internal view returns (bool) {
        return BOOKS.booksOf(party).nextPeriod != 0;
    }

    /// @dev The key under which a leg's escrow lies in the Treasury.
    function _escrowKey(bytes32 agreement, uint256 leg) internal pure returns (bytes32) {
        return keccak256(abi.encode(agreement, leg));
    }

    function _escrowOf(bytes32 agreement, Terms calldata terms, uint256 leg) internal view returns (uint256) {
        address account = TREASURY.keyAccount(address(this), _escrowKey(agreement, leg));
        return TREASURY.balanceOf(account, uint256(uint160(terms.token)));
    }
}
