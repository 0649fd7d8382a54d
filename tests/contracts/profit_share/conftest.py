"""One enterprise's pool, with a double of everything that calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import brownie
import pytest
from doubles.company import FIRST_PERIOD, Company, deploy_double, key
from doubles.fixtures import company, isolate, trio

__all__ = ["company", "isolate", "trio"]

TOTAL_SHARES = 1_000


@dataclass
class Pool:
    """Holders are people's addresses; `around` is the enterprise, and whoever else may call."""

    company: Company
    contract: Any
    around: Any

    @property
    def account(self) -> str:
        """Where the pool's money lies."""
        return self.company.treasury.keyAccount(self.contract, key(self.around))

    @property
    def money(self) -> int:
        return self.company.balance(self.account)

    def act(self, method: str, *arguments: Any) -> Any:
        return self.around.act(self.contract, getattr(self.contract, method).encode_input(*arguments))

    def open(self, units: Mapping[str, int], total_shares: int = TOTAL_SHARES) -> Any:
        return self.act("open", self.around, total_shares, list(units), list(units.values()))

    def open_many(self, units: Mapping[str, int]) -> None:
        """open() past Brownie, which takes a transaction that Anvil needs a moment for as dropped."""
        data = self.contract.open.encode_input(self.around, TOTAL_SHARES, list(units), list(units.values()))
        data = self.around.act.encode_input(self.contract, data)
        request = {"from": self.company.sender.address, "to": self.around.address, "data": data, "gas": 20_000_000}
        sent = brownie.web3.eth.send_transaction(request)
        assert brownie.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1

    def turn_to(self, period: int) -> None:
        self.around.turnTo(period)

    def set_units(self, member: str, units: int) -> Any:
        return self.act("setUnits", member, units)

    def issue(self, investor: str, shares: int) -> Any:
        return self.act("issueShares", self.around, investor, shares)

    def move(self, giver: Any, taker: Any, shares: int) -> Any:
        """The enterprise itself stands for its team."""
        return self.act("moveShares", self.around, giver, taker, shares)

    def give_back(self, period: int, amount: int) -> Any:
        """What is left of a wound-up enterprise after the closing of `period`."""
        self.company.fund(self.account, amount)
        return self.act("distributeToInvestors", self.around, period, amount)

    def share(self, period: int, amount: int) -> Any:
        """What a closing of `period` does: money, books, distribution."""
        self.company.fund(self.account, amount)
        self.around.openAt(period + 1)
        return self.act("distribute", self.around, period, amount)

    def credit_team(self, period: int, amount: int) -> Any:
        self.company.fund(self.account, amount)
        return self.act("creditTeam", self.around, period, amount)

    def claim(self, account: str) -> int:
        before = self.company.balance(account)
        self.contract.claim(self.around, account, {"from": self.company.sender})
        return self.company.balance(account) - before

    def due(self, *accounts: str) -> list[int]:
        return [self.contract.claimable(self.around, account) for account in accounts]


@pytest.fixture(scope="module")
def new_pool(company: Company, ProfitShare: Any) -> Callable[[], Pool]:
    def deploy() -> Pool:
        around = deploy_double("SurroundingsDouble", FIRST_PERIOD, sender=company.sender)
        addresses = (company.treasury, company.token, around, around, around, around)
        return Pool(company, ProfitShare.deploy(addresses, {"from": company.sender}), around)

    return deploy


@pytest.fixture
def pool(new_pool: Callable[[], Pool]) -> Pool:
    return new_pool()


@pytest.fixture(scope="module")
def names(trio: Any) -> list[str]:
    return [who.address for who in trio]
