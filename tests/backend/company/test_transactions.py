"""A transaction is explained by name, with what it was given, what came of it, and why it was refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.chain.refusals import ContractRefused, NodeRefused, TransactionLost
from heyi.company import Company, abis_of
from heyi.company.deploy import ORDER, deploy
from heyi.company.development import development_settings, found
from heyi.company.explaining import Explained, UnknownTransaction, explain_transaction
from heyi.company.explaining.words import LONGEST, jsonable, shown
from heyi.compiler import compile_contracts

SENDER = development_account(0).address

# Refuses with CapitalIssuedBefore() until it was called with data. A nonempty call jumps to 0x17 and sets the slot.
REFUSAL = keccak(text="CapitalIssuedBefore()")[:4].hex()
GATE = "0x601e8060095f395ff3" + f"366017575f54601c5763{REFUSAL}60e01b5f5260045ffd5b60015f555b00"


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    artifacts = compile_contracts()
    with running(local_chain(ANVIL)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        settings = development_settings(chain)
        company = Company(chain, deploy(chain, artifacts, settings), artifacts)
        found(company, settings)
        yield company


@pytest.fixture
def names(company: Company) -> dict[str, str]:
    return {address: name for name, address in company.deployment.addresses.items()} | {SENDER: "Carrier"}


def explained(company: Company, names: dict[str, str], transaction: str) -> Explained:
    abis = {name: company.artifacts[name].abi for name in ORDER}
    return explain_transaction(company.chain, transaction, abis, names)


def last_transaction(chain: Chain) -> str:
    return "0x" + chain.header().transactions[0].hex()


def test_a_call_is_told_with_its_events(company: Company, names: dict[str, str]) -> None:
    approve = company.token.functions.approve(company.treasury.address, 12_345)
    told = explained(company, names, company.chain.send(approve)["transactionHash"])
    assert (told.status, told.sender, told.contract, told.function) == (
        "succeeded",
        "Carrier",
        "SettlementToken",
        "approve",
    )
    assert [(each.name, each.type, each.text) for each in told.arguments] == [
        ("spender", "address", "Treasury"),
        ("value", "uint256", "12,345"),
    ]
    assert [(each.contract, each.event, each.text) for each in told.events] == [
        ("SettlementToken", "Approval", "owner Carrier, spender Treasury, value 12,345")
    ]
    assert told.block == company.chain.height()
    assert told.gas_used is not None
    assert told.refusal is None
    assert told.to_json()["arguments"][1]["value"] == "12345"


def test_a_creation_is_told_by_the_contracts_name(company: Company, names: dict[str, str]) -> None:
    """The first transaction of a deployment."""
    (first,) = company.chain.headers_of([company.deployment.first_block])
    told = explained(company, names, "0x" + first.transactions[0].hex())
    assert (told.contract, told.function, told.arguments, told.status) == ("Treasury", "", (), "succeeded")


def test_a_refusal_is_told_with_its_values(company: Company, names: dict[str, str]) -> None:
    with pytest.raises(ContractRefused):
        company.chain.send(company.token.functions.transfer(company.treasury.address, 7))
    told = explained(company, names, last_transaction(company.chain))
    assert told.status == "failed"
    assert told.events == ()
    assert told.refusal is not None
    assert told.refusal.means == "Carrier has 0 in the wallet, and 7 is needed."


def test_an_argument_that_is_a_struct_bears_its_name(company: Company, names: dict[str, str]) -> None:
    charter = development_settings(company.chain).clearing
    with pytest.raises(ContractRefused):
        company.chain.send(company.registry.functions.found(charter.to_abi(), 0, []))
    told = explained(company, names, last_transaction(company.chain))
    assert told.refusal is not None
    assert told.refusal.code == "AlreadyFounded"
    assert [each.type for each in told.arguments] == ["Charter", "uint256", "bytes[]"]
    assert told.arguments[0].text.startswith("(name Clearing, leader 0x")
    assert told.arguments[0].value["quorum"] == "1"


def test_a_refusal_whose_reason_its_own_block_has_undone_is_told(company: Company, names: dict[str, str]) -> None:
    """Two in one block: the first is refused until the second has set a flag, so that afterwards neither would be."""
    chain = company.chain
    gate = chain.create(GATE, [], [])
    call = {"to": gate, "gas": hex(100_000)}
    chain.request("evm_setAutomine", False)
    try:
        first = {**call, "from": development_account(1).address, "gasPrice": hex(9 * 10**9)}
        refused = chain.request("eth_sendTransaction", first)
        second = {**call, "from": development_account(2).address, "gasPrice": hex(3 * 10**9), "data": "0x01"}
        chain.request("eth_sendTransaction", second)
        chain.request("evm_mine")
    finally:
        chain.request("evm_setAutomine", True)
    told = explained(company, names, refused)
    assert (told.status, told.contract) == ("failed", gate)
    assert told.refusal is not None
    assert told.refusal.means == "The opening capital was credited already."


def test_gas_that_ran_out_has_no_refusal(company: Company, names: dict[str, str]) -> None:
    little = replace(ANVIL, gas=replace(ANVIL.gas, limit=25_000))
    chain = connect(company.chain.url, little, development_account(1))
    with pytest.raises((NodeRefused, TransactionLost)):
        chain.send(company.token.functions.approve(company.treasury.address, 1))
    told = explained(company, names, last_transaction(company.chain))
    assert (told.status, told.refusal) == ("failed", None)
    assert told.gas_used == told.gas_limit == 25_000


def test_one_that_waits_is_said_to(company: Company, names: dict[str, str]) -> None:
    chain = company.chain
    transfer = {"from": development_account(2).address, "to": SENDER, "value": "0x1"}
    chain.request("evm_setAutomine", False)
    try:
        waiting = chain.request("eth_sendTransaction", transfer)
        told = explained(company, names, waiting)
        chain.request("evm_mine")
    finally:
        chain.request("evm_setAutomine", True)
    assert (told.status, told.block, told.gas_used, told.function) == ("waiting", None, None, "")
    assert explained(company, names, waiting).status == "succeeded"


def test_an_unknown_one_is_told(company: Company, names: dict[str, str]) -> None:
    with pytest.raises(UnknownTransaction, match="knows no transaction 0x00"):
        explained(company, names, "0x" + 64 * "0")


def test_values_are_short_for_readers_and_whole_for_json() -> None:
    shop = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    names = {shop: "Shop"}
    assert shown(shop, names) == "Shop"
    assert shown(bytes(12) + bytes.fromhex(shop[2:]), names) == "Shop"
    assert shown(bytes(12) + bytes.fromhex(shop[2:]), {}) == shop
    assert shown(bytes(31) + b"\x01", names) == "0x00000000…"
    assert shown(b"\x12" * 32, names) == "0x12121212…"
    assert shown(b"\x12" * 65, names) == "0x12121212… of 65 bytes"
    assert shown(b"\x12", names) == "0x12"
    assert shown([1, 2, 3, 4, 5_000], names) == "[1, 2, 3, 4, … 5 in all]"
    assert shown({"ends": True, "to": [shop]}, names) == "(ends yes, to [Shop])"
    assert len(shown("x" * 1_000, {})) == LONGEST
    assert jsonable({"a": [b"\x01", 2, True]}) == {"a": ["0x01", "2", True]}
