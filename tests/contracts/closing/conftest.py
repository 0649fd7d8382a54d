"""The real books, pools, registry and Treasury; the oracle is a double, accounts stand for the kinds of agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from doubles.closing import Unit
from doubles.company import FIRST_PERIOD, Company, deploy_double
from doubles.fixtures import isolate, trio

__all__ = ["isolate", "trio"]


@pytest.fixture(scope="module")
def kinds(accounts: Any) -> Sequence[Any]:
    return accounts[5:8]


@pytest.fixture(scope="module")
def company(
    accounts: Any,
    kinds: Sequence[Any],
    Treasury: Any,
    ProfitShare: Any,
    BookClosing: Any,
    EnterpriseRegistry: Any,
    Enterprise: Any,
) -> Company:
    sender = accounts[0]
    token = deploy_double("CreditToken", sender=sender)
    oracle = deploy_double("OracleDouble", FIRST_PERIOD, sender=sender)
    at = [sender.get_deployment_address(sender.nonce + i) for i in range(5)]
    addresses = (at[0], token.address, oracle.address, at[3], at[1], at[2])
    ledger = Treasury.deploy({"from": sender})
    pools = ProfitShare.deploy(addresses, {"from": sender})
    books = BookClosing.deploy(addresses, [kind.address for kind in kinds], {"from": sender})
    registry = EnterpriseRegistry.deploy(
        addresses, at[4], [kind.address for kind in kinds], accounts[8].address, {"from": sender}
    )
    implementation = Enterprise.deploy(addresses, {"from": sender})
    assert [ledger, pools, books, registry, implementation] == at
    token.mint(sender, 2**120)
    token.approve(ledger, 2**120)
    ledger.deposit(token, 2**120, sender, {"from": sender})
    return Company(
        token=token,
        treasury=ledger,
        calendar=oracle,
        books=books,
        profit_share=pools,
        registry=registry,
        implementation=implementation,
        clone=Enterprise,
        sender=sender,
        agreements=kinds[0],
        tenders=accounts[8],
    )


@pytest.fixture(scope="module")
def found(company: Company, kinds: Sequence[Any], trio: Any) -> Callable[..., Unit]:
    """Founds one of three, one unit each; of 1,000 shares investors hold none yet."""

    def unit(**changes: Any) -> Unit:
        fields = {"totalShares": 1_000, "allowance": 1_000, "windUpAfter": 3, **changes}
        return Unit(company, kinds, company.found(trio, [1, 1, 1], **fields))

    return unit


@pytest.fixture
def unit(found: Callable[..., Unit], isolate: None) -> Unit:
    return found()
