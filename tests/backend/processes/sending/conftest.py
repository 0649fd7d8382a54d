"""An Anvil and an empty database for the tests of this folder."""

from collections.abc import Callable, Iterator

import pytest

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, Profile, local_chain
from heyi.store.database import Database
from tests.backend.processes.sending.killing import Clock


@pytest.fixture(scope="module")
def anvil_url() -> Iterator[str]:
    with running(local_chain(ANVIL)) as node:
        yield node.url


@pytest.fixture
def chain(anvil_url: str) -> Iterator[Chain]:
    """A connection to a chain that is as it was, once the test is over."""
    chain = connect(anvil_url, ANVIL, development_account(0))
    before = chain.request("evm_snapshot")
    yield chain
    chain.request("evm_setAutomine", True)
    chain.request("evm_revert", before)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create()
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def another(anvil_url: str) -> Callable[..., Chain]:
    """Another connection with the same key, by a profile of one's own if need be."""

    def connected(profile: Profile = ANVIL, account: int = 0) -> Chain:
        return Chain(anvil_url, profile, development_account(account))

    return connected
