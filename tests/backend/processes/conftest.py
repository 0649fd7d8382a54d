"""A small company with two months behind it, on an Anvil of this folder's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from heyi.chain.blocks import Blocks
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.processes.ledger import book_of
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, starts_at
from heyi.store.book import Book
from heyi.store.database import Database

TWO_UNITS = Path(__file__).parents[2] / "e2e" / "two_units"


@pytest.fixture(scope="session")
def played() -> Iterator[Company]:
    """The company after its last month; tests that change the chain put it back."""
    scenario = load(TWO_UNITS)
    artifacts = compile_contracts()
    with running(local_chain(ANVIL, start_time=starts_at(scenario))) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        record = Play(scenario, chain, artifacts, lambda _: None).run().record
        yield Company(chain, record.deployment, artifacts)


@pytest.fixture
def company(played: Company) -> Iterator[Company]:
    """As `played`, with a connection of its own; whatever happens on the chain is undone."""
    snapshot = played.chain.request("evm_snapshot")
    chain = connect(played.chain.url, ANVIL, development_account(0), abis_of(played.artifacts))
    yield Company(chain, played.deployment, played.artifacts)
    played.chain.request("evm_revert", snapshot)


@pytest.fixture
def book(company: Company, database_url: str) -> Iterator[Book]:
    database = Database(database_url)
    yield book_of(company, database)
    database.close()


@pytest.fixture
def reader(company: Company) -> Blocks:
    return Blocks(company.chain.url, ANVIL)
