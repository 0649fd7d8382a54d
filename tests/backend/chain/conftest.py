"""An Anvil for the tests of this folder: they share it, so none counts blocks from zero."""

from collections.abc import Iterator

import pytest

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain


@pytest.fixture(scope="module")
def anvil_url() -> Iterator[str]:
    with running(local_chain(ANVIL)) as node:
        yield node.url


@pytest.fixture
def chain(anvil_url: str) -> Chain:
    return connect(anvil_url, ANVIL, development_account(0))
