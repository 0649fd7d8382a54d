"""`heyi explain` and `heyi doctor` as a user runs them: codes, transactions of the company that is up, endpoints."""

import json

import pytest

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, PROFILES, local_chain
from heyi.chain.refusals import ContractRefused
from heyi.company import Company, abis_of
from heyi.company.deploy import Deployment
from heyi.compiler import compile_contracts
from tests.backend.chain.fake_qbft import FakeQbft, serving
from tests.e2e.conftest import Heyi


def test_a_code_is_explained(heyi: Heyi) -> None:
    done = heyi("explain", "SignatureExpired")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "SignatureExpired(uint256 deadline, uint256 timestamp)",
        "SignatureExpired(address party, uint256 deadline, uint256 timestamp)",
        "  It means: The signature was good until <deadline>, and the chain's clock stands at <timestamp>.",
        "  What to do: Have the message signed again with a later deadline.",
    ]
    refused = heyi("explain", "SignatureExpird")
    assert (refused.returncode, refused.stderr.strip()) == (
        1,
        "There is no error SignatureExpird: similar ones are SignatureExpired, SignInExpired, SignatureWrong.",
    )


def test_a_failed_transaction_of_the_company_is_explained(heyi: Heyi) -> None:
    """In the folder of the record neither chain nor names need telling."""
    with running(local_chain(ANVIL)) as node:
        record = json.loads(heyi("deploy", "--rpc-url", node.url, "--chain", "anvil", "--json").stdout)
        artifacts = compile_contracts()
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        company = Company(chain, Deployment.from_json(record["deployment"]), artifacts)
        with pytest.raises(ContractRefused):
            chain.send(company.books.functions.close(record["units"]["Platform"], 1))
        transaction = "0x" + chain.header().transactions[0].hex()
        told = heyi("explain", transaction).stdout.splitlines()
        as_json = json.loads(heyi("explain", transaction, "--json").stdout)
        unknown = heyi("explain", "0x" + 64 * "1")
    assert told[0] == f"{development_account(0).address} called BookClosing.close"
    assert "  enterprise (address): Platform" in told
    assert "  period (uint32): 1" in told
    assert f"It failed in block {as_json['block']:,} and used {as_json['gas_used']:,} gas" in told
    assert any(line.startswith("  It means: Period 1 is not the next one; that is ") for line in told)
    assert as_json["refusal"]["code"] == "NotNextPeriod"
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("The chain knows no transaction 0x11")


def test_doctor_looks_at_an_endpoint_by_its_profile(heyi: Heyi) -> None:
    """A chain under QBFT whose last block is years old: one finding, with advice, and everything else well."""
    with serving(FakeQbft(head=2_000)) as url:
        done = heyi("doctor", "--rpc-url", url, "--chain", "besu-qbft", "--json")
    findings = json.loads(done.stdout)
    assert done.returncode == 1
    assert [finding["what"] for finding in findings if not finding["well"]] == ["latest block"]
    assert {"finality", "logs", "fees", "EVM"} <= {finding["what"] for finding in findings}


def test_a_profile_of_ones_own_is_taken_by_its_path(heyi: Heyi) -> None:
    own = "own.toml"
    refused = heyi("doctor", "--rpc-url", "http://127.0.0.1:1", "--chain", own)
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"The chain profile {own} cannot be read: No such file or directory."
    unknown = heyi("deploy", "--chain", "mainnet").stderr.strip()
    assert unknown.startswith(f"mainnet is no chain profile: name one of {', '.join(PROFILES)}, ")
