from __future__ import annotations

from typing import Any

import pytest
from doubles.company import Company, deploy_double
from doubles.fixtures import company, isolate, trio

__all__ = ["company", "isolate", "trio"]


@pytest.fixture(scope="module")
def deploy_wallet(company: Company) -> Any:
    """Deploys a contract wallet that signs what `owner` signs."""
    return lambda owner: deploy_double("WalletDouble", owner.address, sender=company.sender)
