"""Fixtures of the core's tests: ABIs of the interfaces, and the builders made from them."""

from typing import Any

import pytest

from heyi.core.messages import Messages
from tests.vectors.interfaces import interface_abis


@pytest.fixture(scope="session")
def abis() -> dict[str, list[dict[str, Any]]]:
    return interface_abis()


@pytest.fixture(scope="session")
def messages(abis: dict[str, list[dict[str, Any]]]) -> Messages:
    names = ("IAgreements", "IRevenueOracle", "IEnterpriseRegistry", "ITenders")
    return Messages(*(abis[name] for name in names))
