"""What sharing and claiming cost: budgets of the design, as transactions of their own, in the steady state."""

import brownie
import pytest
from doubles.company import FIRST_PERIOD, key, people

DISTRIBUTE, CLAIM = 46_000, 50_000
P = FIRST_PERIOD


class PlainPool:
    """A pool whose registry and books are a plain account, so that a transaction is nothing but the call."""

    def __init__(self, company, ProfitShare, caller):
        addresses = (company.treasury, company.token, company.calendar, caller, caller, caller)
        self.company, self.caller = company, caller
        self.contract = ProfitShare.deploy(addresses, {"from": caller})

    def open(self, members):
        # Past Brownie, which takes a transaction that Anvil needs a moment for as dropped.
        data = self.contract.open.encode_input(self.caller, 1_000, members, [100] * len(members))
        request = {"from": self.caller.address, "to": self.contract.address, "data": data, "gas": 20_000_000}
        brownie.web3.eth.wait_for_transaction_receipt(brownie.web3.eth.send_transaction(request))

    def share(self, period):
        self.company.fund(self.company.treasury.keyAccount(self.contract, key(self.caller)), 10**9)
        return self.contract.distribute(self.caller, period, 10**9, {"from": self.caller}).gas_used


@pytest.mark.parametrize("count", [1, 2, 50, 200])
def test_sharing_costs_the_same_for_any_number_of_members(company, ProfitShare, accounts, count):
    pool = PlainPool(company, ProfitShare, accounts[1])
    pool.open([who.address for who in people(count)])
    pool.share(P)
    gas = pool.share(P + 1)
    print(f"distribute to {count} members: {gas}")
    assert gas <= DISTRIBUTE


def test_sharing_with_investors_costs_little_more(company, trio):
    """Here the books are a contract that writes a slot of its own and calls; the difference is what counts."""
    gas = []
    for investors in ([], people(2)):
        enterprise = company.found(trio)
        for investor in investors:
            company.issue(enterprise, investor, 100)
        company.turn_to(company.calendar.currentPeriod() + 3)
        period = company.calendar.currentPeriod()
        company.share(enterprise, period - 2, 10**9)
        gas.append(company.share(enterprise, period - 1, 10**9).gas_used)
    print(f"distribute through the books: {gas[0]} without investors, {gas[1]} with")
    assert gas[1] - gas[0] <= 2_000


def test_change_costs_its_period_once(new_pool, names):
    """A period in which anyone's units changed costs a step more, however many changed."""
    gas = []
    for changes in (0, 1, 3):
        pool = new_pool()
        pool.open(dict.fromkeys(names, 1))
        pool.share(P, 10**9)
        for name in names[:changes]:
            pool.set_units(name, 7)
        gas.append(pool.share(P + 1, 10**9).gas_used)
    print(f"distribute past a change: {gas[1] - gas[0]} more")
    assert gas[1] == gas[2]


def test_claim_is_within_budget(company, trio):
    enterprise = company.found(trio)
    company.share(enterprise, P, 10**9)
    company.profit_share.claim(enterprise, trio[0].address)
    company.share(enterprise, P + 1, 10**9)
    gas = company.profit_share.claim(enterprise, trio[0].address).gas_used
    print(f"claim: {gas}")
    assert gas <= CLAIM


def test_claim_costs_the_same_for_a_member_who_is_an_investor(company, trio):
    enterprise = company.found(trio)
    company.issue(enterprise, trio[0], 100)
    company.turn_to(P + 3)
    company.share(enterprise, P + 1, 10**9)
    company.profit_share.claim(enterprise, trio[0].address)
    company.share(enterprise, P + 2, 10**9)
    gas = company.profit_share.claim(enterprise, trio[0].address).gas_used
    print(f"claim by units and shares: {gas}")
    assert gas <= CLAIM
