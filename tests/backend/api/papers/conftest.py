"""One Anvil and one company for all tests of papers: they share them, so none counts from zero."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.identity.access import Access
from heyi.api.service import Limits, Service
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings, found
from heyi.compiler import compile_contracts
from heyi.store.book import Book
from heyi.store.database import Database
from tests.backend.api.papers.world import ORIGIN, PEOPLE, World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    artifacts = compile_contracts()
    folder: Path = tmp_path_factory.mktemp("papers")
    with running(local_chain(ANVIL)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        settings = development_settings(chain)
        company = Company(chain, deploy(chain, artifacts, settings), artifacts)
        addresses = {name.lower(): address for name, address in found(company, settings).items()}
        addresses |= {name: account.address for name, account in PEOPLE.items()}
        database = Database(f"sqlite:///{folder}/heyi.db")
        emitters = company.deployment.addresses.values()
        clone = artifacts["Enterprise"].abi
        book = Book(database, abis_of(artifacts), emitters, clone, company.deployment.first_block)
        access = Access(public_origins=(ORIGIN,), sign_ins_per_minute=10_000, requests_per_minute=100_000)
        service = Service(database, book, company, Limits(requests_per_minute=100_000), access=access)
        with TestClient(create_app(service), ORIGIN, raise_server_exceptions=False) as http:
            world = World(company, book, service, http, addresses)
            world.found("Shop", "sam", {"sam": 2, "sue": 1, "ann": 1}, quorum=2)
            world.found("Mill", "max", {"max": 1}, quorum=1)
            world.read()
            yield world
        database.close()


@pytest.fixture(autouse=True)
def signed_in(world: World) -> None:
    """Sam, who leads the shop, unless a test says otherwise."""
    world.sign_in("sam")
