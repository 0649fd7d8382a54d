"""One company for each file of tests, on Brownie's active network; every test finds it as it was founded."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any

import brownie
import pytest
from world import World

from heyi.chain.client import connect, development_account
from heyi.chain.profiles import PROFILES
from heyi.company import abis_of
from heyi.compiler import Artifact, compile_contracts


@pytest.fixture(scope="session")
def artifacts() -> Mapping[str, Artifact]:
    artifacts = compile_contracts()
    # Brownie collects garbage whenever it sets the chain back, and finds none among all that it has loaded.
    gc.freeze()
    return artifacts


@pytest.fixture(scope="module")
def bond() -> int:
    """What a challenge costs who loses it."""
    return 0


@pytest.fixture(scope="module")
def founded(module_isolation: Any, artifacts: Mapping[str, Artifact], bond: int) -> World:
    """The company, deployed by the production code."""
    chain_id = brownie.web3.eth.chain_id
    profile = next(profile for profile in PROFILES.values() if profile.chain_id == chain_id)
    url = brownie.web3.provider.endpoint_uri
    world = World(connect(url, profile, development_account(0), abis_of(artifacts)), artifacts, bond=bond)
    world.sends_refused = "ganache" not in world.chain.client_version().lower()
    return world


@pytest.fixture(autouse=True)
def isolate(founded: World, fn_isolation: Any) -> None:
    """Every test finds the chain as its module's fixtures left it."""


@pytest.fixture
def world(isolate: None, founded: World) -> World:
    return founded.afresh()
