from __future__ import annotations

from typing import Any

import pytest
from doubles.company import Company, deploy_double
from doubles.fixtures import company, isolate, trio

__all__ = ["company", "isolate", "trio"]


@pytest.fixture(scope="module")
def laundry(company: Company, trio: Any) -> Any:
    """An enterprise of three, 100 units each; the first leads, two are a quorum, 1,000 may be spent per period."""
    enterprise = company.found(trio, [100, 100, 100], quorum=2, allowance=1_000)
    company.fund(enterprise.address, 10_000)
    return enterprise


@pytest.fixture(scope="module")
def wallet(company: Company) -> Any:
    """Deploys a contract wallet that signs what `owner` signs."""
    return lambda owner: deploy_double("WalletDouble", owner.address, sender=company.sender)
