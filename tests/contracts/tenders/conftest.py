from __future__ import annotations

from typing import Any

import pytest
from doubles.company import deploy_company, deploy_double
from doubles.fixtures import isolate, trio
from doubles.market import Market

from heyi.core.tender import Tender

__all__ = ["isolate", "trio"]


@pytest.fixture(scope="module")
def market(
    accounts: Any, Treasury: Any, ProfitShare: Any, EnterpriseRegistry: Any, Enterprise: Any, Tenders: Any
) -> Market:
    services = deploy_double("ServicesDouble", sender=accounts[0])
    tenders = Tenders.deploy(services, {"from": accounts[0]})
    company = deploy_company(
        accounts[0],
        accounts[9],
        tenders,
        treasury=Treasury,
        profit_share=ProfitShare,
        registry=EnterpriseRegistry,
        enterprise=Enterprise,
    )
    return Market(company, services, tenders)


@pytest.fixture
def tender(market: Market, isolate: None) -> Tender:
    """A published one."""
    tender = market.tender()
    market.publish(tender)
    return tender
