"""A small company with two months behind it, on an Anvil of this folder's own."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from heyi.chain.blocks import Blocks
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.company.deploy import Deployment
from heyi.compiler import Artifact, compile_contracts
from heyi.processes.ledger import book_of
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, starts_at
from heyi.store.book import Book
from heyi.store.database import Database

TWO_UNITS = Path(__file__).parents[2] / "e2e" / "two_units"
HISTORY = ("--preserve-historical-states",)  # or Anvil can take back no block that it has read from a folder


@dataclass(frozen=True)
class Kept:
    """A company whose chain is kept in a folder. units: addresses by name."""

    folder: Path
    deployment: Deployment
    artifacts: Mapping[str, Artifact]
    units: Mapping[str, str]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The company after its last month."""
    scenario, folder = load(TWO_UNITS), tmp_path_factory.mktemp("chain")
    artifacts = compile_contracts()
    node_settings = local_chain(ANVIL, start_time=starts_at(scenario))
    with running(replace(node_settings, data_dir=folder, extra_arguments=HISTORY)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        record = Play(scenario, chain, artifacts, lambda _: None).run().record
    return Kept(folder, record.deployment, artifacts, record.units)


@pytest.fixture
def company(kept: Kept, tmp_path: Path) -> Iterator[Company]:
    """As `kept`, on a chain of its own."""
    folder = shutil.copytree(kept.folder, tmp_path / "chain")
    # With any start time its clock goes on from its last block.
    settings = local_chain(ANVIL, start_time=0)
    with running(replace(settings, data_dir=folder, extra_arguments=HISTORY)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(kept.artifacts))
        yield Company(chain, kept.deployment, kept.artifacts)


@pytest.fixture
def book(company: Company, database_url: str) -> Iterator[Book]:
    database = Database(database_url)
    yield book_of(company, database)
    database.close()


@pytest.fixture
def reader(company: Company) -> Blocks:
    return Blocks(company.chain.url, ANVIL)
