"""Simulations: what the chain says of a call that nobody has signed yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import PROFILES, local_chain
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings, found
from heyi.compiler import compile_contracts
from heyi.processes.ledger import book_of
from heyi.processes.relaying import Asked, Relay
from heyi.scenario.playing.wallets import wallet
from heyi.store.database import Database

SAM = wallet("Simulating", "sam").address
UNSIGNED = "0x" + 130 * "0"
RELAYER = development_account(8).address


@pytest.fixture(scope="module", params=["anvil", "ganache"])
def relay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Relay, Company]]:
    """The relay of a company on each kind of local chain."""
    artifacts, profile = compile_contracts(), PROFILES[request.param]
    with running(local_chain(profile)) as node:
        chain = connect(node.url, profile, development_account(0), abis_of(artifacts))
        settings = development_settings(chain)
        company = Company(chain, deploy(chain, artifacts, settings), artifacts)
        found(company, settings)
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('simulating')}/heyi.db")
        book_of(company, database)
        yield Relay(company, database, RELAYER), company
        database.close()


def withdrawal(company: Company, amount: int, **changes: Any) -> Asked:
    token = company.deployment.addresses["SettlementToken"]
    arguments = {"owner": SAM, "token": token, "amount": str(amount), "to": SAM}
    arguments |= {"deadline": 2**40, "signature": UNSIGNED, **changes}
    return Asked("", "Treasury", "withdrawBySig", arguments)


def test_what_the_chain_would_say_if_it_were_signed(relay: tuple[Relay, Company]) -> None:
    relaying, company = relay
    passes = relaying.simulate(withdrawal(company, 0), SAM)
    assert (passes.tried, passes.refused) == (True, None)
    late = relaying.simulate(withdrawal(company, 0, deadline=1), SAM)
    assert late.refused is not None
    assert late.refused.name == "SignatureExpired"
    poor = relaying.simulate(withdrawal(company, 5), SAM)
    assert poor.refused is not None
    assert "Balance" in poor.refused.name
    assert company.chain.code_at(SAM) == b"", "nothing was changed"


def test_somebody_else_s_signature_is_still_refused(relay: tuple[Relay, Company]) -> None:
    relaying, company = relay
    other = relaying.simulate(withdrawal(company, 0), wallet("Simulating", "eve").address)
    assert other.refused is not None
    assert other.refused.name == "WrongSignature"


def test_a_signer_that_is_a_contract_is_not_supposed_to_be_another(relay: tuple[Relay, Company]) -> None:
    relaying, company = relay
    treasury = company.deployment.addresses["Treasury"]
    assert not relaying.simulate(withdrawal(company, 0), treasury).tried
