"""Fixtures that the tests of enterprises, their registry and their pools share; a conftest.py there imports them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from doubles.company import Company, deploy_company, people
from eth_account.signers.local import LocalAccount


@pytest.fixture(scope="module")
def company(accounts: Any, Treasury: Any, ProfitShare: Any, EnterpriseRegistry: Any, Enterprise: Any) -> Company:
    return deploy_company(
        accounts[0],
        accounts[9],
        accounts[8],
        treasury=Treasury,
        profit_share=ProfitShare,
        registry=EnterpriseRegistry,
        enterprise=Enterprise,
    )


@pytest.fixture(scope="module")
def trio() -> Sequence[LocalAccount]:
    """Three people, ascending by address; the first leads what they found."""
    return people(3)


@pytest.fixture(autouse=True)
def isolate(fn_isolation: Any) -> None:
    """Every test finds the chain as its module's fixtures left it."""
