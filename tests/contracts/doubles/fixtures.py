"""Fixtures that the tests of enterprises, their registry and their pools share; a conftest.py there imports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import brownie
import pytest
from brownie.network.transaction import TransactionReceipt
from doubles.company import Company, deploy_company, people
from eth_account.signers.local import LocalAccount


@pytest.fixture(scope="session", autouse=True)
def receipts() -> Iterator[None]:
    """Lets Brownie wait for the receipt of every transaction.

    Anvil raises the sender's nonce a moment before the receipt can be read. On a busy machine Brownie looks in between,
    and takes the transaction as dropped.
    """
    look = TransactionReceipt._await_confirmation

    def wait_and_look(self: Any, *arguments: Any, **named: Any) -> None:
        brownie.web3.eth.wait_for_transaction_receipt(self.txid, timeout=60, poll_latency=0.005)
        look(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionReceipt, "_await_confirmation", wait_and_look)
        yield


@pytest.fixture(scope="module")
def company(accounts: Any, Treasury: Any, ProfitShare: Any, EnterpriseRegistry: Any, Enterprise: Any) -> Company:
    return deploy_company(
        accounts[0],
        accounts[9],
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
