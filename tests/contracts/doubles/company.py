"""A company on the test chain: the real Treasury, ProfitShare, EnterpriseRegistry and Enterprise around doubles of the
calendar and the books, people who sign, and what the tests of these contracts say again and again.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brownie
import solcx
from brownie import ZERO_ADDRESS, Contract
from brownie.network.account import Account as Sender
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_utils import keccak

from heyi.compiler.solc import PROJECT_ROOT, ensure_compiler, read_settings

DOUBLES = Path(__file__).parent
NO_DEADLINE = 2**256 - 1
FIRST_PERIOD = 600  # when every test begins

BY_LEADER, BY_QUORUM = b"\x00", b"\x01"
VALID, INVALID = "0x1626ba7e", "0xffffffff"

CHARTER_FIELDS = [
    ("name", "string"),
    ("leader", "address"),
    ("quorum", "uint16"),
    ("members", "address[]"),
    ("units", "uint64[]"),
    ("totalShares", "uint64"),
    ("allowance", "uint96"),
    ("windUpAfter", "uint16"),
    ("salt", "bytes32"),
]
MESSAGES: dict[str, list[tuple[str, str]]] = {
    "Found": [("charter", "Charter"), ("deadline", "uint256")],
    "Admit": [("member", "address"), ("units", "uint64")],
    "ChangeUnits": [("members", "address[]"), ("units", "uint64[]")],
    "Leave": [("member", "address")],
    "Elect": [("leader", "address")],
    "Succeed": [("challenger", "address"), ("units", "uint64"), ("offer", "bytes32")],
    "SetAllowance": [("allowance", "uint96")],
    "NameCommittee": [("nodes", "address[]"), ("quorum", "uint256")],
    "Spend": [("receiver", "address"), ("amount", "uint256"), ("purpose", "bytes32")],
    "Endorsement": [("asker", "address"), ("digest", "bytes32")],
}
WITH_NONCE = {"Admit", "ChangeUnits", "Leave", "Elect", "Succeed", "SetAllowance", "NameCommittee", "Spend"}


# --- people ---------------------------------------------------------------------------------------------------------


def person(name: str) -> LocalAccount:
    return Account.from_key(keccak(text=f"test person {name}"))


def people(count: int) -> list[LocalAccount]:
    """Ascending by address, as signers and founding members must stand."""
    return sorted((person(str(i)) for i in range(count)), key=lambda who: int(who.address, 16))


@dataclass
class Member:
    """Who signs for `address`: a person, or a contract whose signature is made from a person's."""

    address: str
    signer: LocalAccount


Signer = LocalAccount | Member


def key_of(signer: Signer) -> LocalAccount:
    return signer.signer if isinstance(signer, Member) else signer


# --- refusals -------------------------------------------------------------------------------------------------------


def reverts(error: str, *arguments: Any) -> Any:
    """Expects this custom error with these arguments, in the way Brownie spells them."""
    return brownie.reverts(f"{error}: {', '.join(map(_spelled, arguments))}")


def _spelled(argument: Any) -> str:
    text = str(getattr(argument, "address", argument))
    return text.lower() if text.startswith("0x") else text


# --- doubles --------------------------------------------------------------------------------------------------------


@functools.cache
def _compiled() -> dict[str, tuple[list[dict[str, Any]], str]]:
    """ABI and creation code of the doubles here, by name."""
    sources = {f"tests/contracts/doubles/{file.name}": {"content": file.read_text()} for file in _own_files()}
    settings = read_settings().for_solc() | {"outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}}}
    output = solcx.compile_standard(
        {"language": "Solidity", "sources": sources, "settings": settings},
        solc_binary=ensure_compiler(),
        base_path=PROJECT_ROOT,
        allow_paths=PROJECT_ROOT,
    )
    found = {}
    for path in sources:
        for name, contract in output["contracts"][path].items():
            found[name] = contract["abi"], contract["evm"]["bytecode"]["object"]
    return found


def _own_files() -> list[Path]:
    names = (
        "CalendarDouble",
        "BooksDouble",
        "OracleDouble",
        "ServicesDouble",
        "SurroundingsDouble",
        "WalletDouble",
        "CreditToken",
    )
    return [DOUBLES / f"{name}.sol" for name in names]


def deploy_double(name: str, *arguments: Any, sender: Sender) -> Contract:
    abi, code = _compiled()[name]
    data = brownie.web3.eth.contract(abi=abi, bytecode=code).constructor(*arguments).data_in_transaction
    address = sender.transfer(data=data).contract_address
    return Contract.from_abi(name, address, abi, owner=sender, persist=False)


# --- the company ----------------------------------------------------------------------------------------------------


@dataclass
class Company:
    """`agreements` and `tenders` stand for the company's contracts: accounts, since all they do here is call."""

    token: Contract
    treasury: Contract
    calendar: Contract
    books: Any
    profit_share: Contract
    registry: Contract
    implementation: Contract
    clone: Any
    sender: Sender
    agreements: Sender
    tenders: Sender
    salts: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def token_id(self) -> int:
        return int(self.token.address, 16)

    @property
    def addresses(self) -> tuple[Any, ...]:
        """The struct Company that constructors take."""
        return self.treasury, self.token, self.calendar, self.registry, self.profit_share, self.books

    # Time and money

    def turn_to(self, period: int) -> None:
        self.calendar.turnTo(period)

    def pool_account(self, enterprise: str) -> str:
        return self.treasury.keyAccount(self.profit_share, key(enterprise))

    def fund(self, account: str, amount: int) -> None:
        self.treasury.transfer(account, self.token_id, amount, {"from": self.sender})

    def balance(self, account: Any) -> int:
        return self.treasury.balanceOf(getattr(account, "address", account), self.token_id)

    def share(self, enterprise: Any, period: int, amount: int) -> Any:
        """Shares `amount` for `period`, as a closing does."""
        self.fund(self.pool_account(enterprise), amount)
        return self.books.close(self.profit_share, enterprise, period, amount)

    def credit_team(self, enterprise: Any, period: int, amount: int) -> Any:
        self.fund(self.pool_account(enterprise), amount)
        return self.profit_share.creditTeam(enterprise, period, amount, {"from": self.agreements})

    def issue(self, enterprise: Any, investor: Any, shares: int) -> Any:
        return self.profit_share.issueShares(enterprise, investor.address, shares, {"from": self.agreements})

    def wind_up(self, enterprise: Any, end_period: int) -> Any:
        """Winds an enterprise up, as the books do."""
        return self.books.windUp(enterprise, end_period)

    def claimable(self, enterprise: Any, *accounts: Any) -> list[int]:
        return [self.profit_share.claimable(enterprise, account.address) for account in accounts]

    def write_books(self, enterprise: Any, closing: bool = False, arrears: int = 0) -> None:
        self.books.write(enterprise, (FIRST_PERIOD, 0, closing, arrears, 0))

    # Enterprises

    def charter(self, members: Sequence[Signer], units: Sequence[int] | None = None, **changes: Any) -> dict[str, Any]:
        charter = {
            "name": "Laundry",
            "leader": members[0].address if members else ZERO_ADDRESS,
            "quorum": len(members) // 2 + 1,
            "members": [member.address for member in members],
            "units": list(units or [100] * len(members)),
            "totalShares": 10_000,
            "allowance": 0,
            "windUpAfter": 0,
            "salt": next(iter(self.salts)).to_bytes(32),
        }
        return charter | changes

    def sign_charter(
        self, charter: dict[str, Any], members: Sequence[Signer], deadline: int = NO_DEADLINE
    ) -> list[bytes]:
        message = {"charter": charter, "deadline": deadline}
        return [self.sign(self.registry, member, "Found", message) for member in members]

    def found(self, members: Sequence[Signer], units: Sequence[int] | None = None, **changes: Any) -> Any:
        charter = self.charter(members, units, **changes)
        signatures = self.sign_charter(charter, members)
        transaction = self.registry.found(tuple(charter.values()), NO_DEADLINE, signatures)
        return self.enterprise_at(transaction.events["Founded"]["enterprise"])

    def enterprise_at(self, address: str) -> Any:
        return self.clone.at(address, owner=self.sender)

    # Signatures

    def domain(self, contract: Any) -> dict[str, Any]:
        name = "Heyi EnterpriseRegistry" if contract.address == self.registry.address else "Heyi Enterprise"
        return {
            "name": name,
            "version": "1",
            "chainId": brownie.chain.id,
            "verifyingContract": contract.address,
        }

    def sign(self, contract: Any, signer: Signer, message_type: str, message: dict[str, Any]) -> bytes:
        return bytes(
            key_of(signer).sign_typed_data(full_message=self._typed(contract, message_type, message)).signature
        )

    def digest(self, contract: Any, message_type: str, message: dict[str, Any]) -> bytes:
        """What is signed, to name it in an expected error."""
        signable = encode_typed_data(full_message=self._typed(contract, message_type, message))
        return keccak(b"\x19" + signable.version + signable.header + signable.body)

    def approvals(
        self, contract: Any, signers: Sequence[Signer], message_type: str, message: dict[str, Any]
    ) -> list[tuple[str, bytes]]:
        return [(who.address, self.sign(contract, who, message_type, message)) for who in signers]

    def _typed(self, contract: Any, message_type: str, message: dict[str, Any]) -> dict[str, Any]:
        fields = MESSAGES[message_type]
        if message_type in WITH_NONCE:
            fields = [*fields, ("nonce", "uint256"), ("deadline", "uint256")]
            nonce = contract.spendNonce() if message_type == "Spend" else contract.nonce()
            message = {"nonce": nonce, "deadline": NO_DEADLINE} | message
        types = {message_type: _typed_fields(fields)}
        if message_type == "Found":
            types["Charter"] = _typed_fields(CHARTER_FIELDS)
        domain = [("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]
        return {
            "domain": self.domain(contract),
            "types": {"EIP712Domain": _typed_fields(domain)} | types,
            "primaryType": message_type,
            "message": message,
        }


def _typed_fields(fields: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields]


def key(enterprise: Any) -> bytes:
    """The key of an enterprise's pool in the Treasury."""
    return bytes.fromhex(str(getattr(enterprise, "address", enterprise)).removeprefix("0x")).rjust(32, b"\0")


def deploy_company(
    sender: Sender,
    agreements: Sender,
    tenders: Sender,
    *,
    treasury: Any,
    profit_share: Any,
    registry: Any,
    enterprise: Any,
) -> Company:
    """Deploys in any order: constructors name each other's addresses, which follow from the sender's nonce."""
    token = deploy_double("CreditToken", sender=sender)
    calendar = deploy_double("CalendarDouble", FIRST_PERIOD, sender=sender)
    books = deploy_double("BooksDouble", calendar.address, sender=sender)
    at = {
        name: sender.get_deployment_address(sender.nonce + i)
        for i, name in enumerate(("treasury", "pools", "registry"))
    }
    addresses = (at["treasury"], token.address, calendar.address, at["registry"], at["pools"], books.address)
    ledger = treasury.deploy({"from": sender})
    pools = profit_share.deploy(addresses, {"from": sender})
    implementation_at = sender.get_deployment_address(sender.nonce + 1)
    founder = registry.deploy(addresses, implementation_at, [agreements.address], tenders.address, {"from": sender})
    implementation = enterprise.deploy(addresses, {"from": sender})
    assert (ledger, pools, founder) == tuple(at.values())
    token.mint(sender, 2**120)
    token.approve(ledger, 2**120)
    ledger.deposit(token, 2**120, sender, {"from": sender})
    return Company(
        token=token,
        treasury=ledger,
        calendar=calendar,
        books=books,
        profit_share=pools,
        registry=founder,
        implementation=implementation,
        clone=enterprise,
        sender=sender,
        agreements=agreements,
        tenders=tenders,
    )
