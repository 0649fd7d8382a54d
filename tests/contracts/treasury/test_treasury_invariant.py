"""The Treasury's tokens cover all balances: balanceOf(Treasury) >= totalSupply = sum of ledger balances, per token."""

from brownie import ZERO_ADDRESS, chain
from brownie.exceptions import VirtualMachineError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.contracts.support import deploy_double
from tests.contracts.treasury.conftest import IN_WALLET, id_of

KEY = "0x" + "5e" * 32
WHO = st.integers(0, 2)
AMOUNT = st.integers(0, 2 * IN_WALLET)


class Ledger(RuleBasedStateMachine):
    """Any calls in any order, refused ones included, against a model in two dictionaries.

    `treasury`, `token`, `owners` and `holder` (a contract with money under KEY) are set by the test.
    """

    def __init__(self):
        super().__init__()
        chain.snapshot()
        self.id = id_of(self.token)
        self.key_account = self.treasury.keyAccount(self.holder, KEY)
        self.wallet = {owner: self.token.balanceOf(owner) for owner in self.owners}
        self.ledger = dict.fromkeys([*self.owners, self.key_account], 0)
        self.given_away = 0

    def attempt(self, possible, call, *arguments):
        try:
            call(*arguments)
        except VirtualMachineError:
            assert not possible
        else:
            assert possible
        return possible

    @rule(who=WHO, to=st.integers(0, 3), amount=AMOUNT)
    def deposit(self, who, to, amount):
        owner, account = self.owners[who], list(self.ledger)[to]
        possible = amount <= self.wallet[owner]
        if self.attempt(possible, self.treasury.deposit, self.token, amount, account, {"from": owner}):
            self.wallet[owner] -= amount
            self.ledger[account] += amount

    @rule(who=WHO, amount=AMOUNT)
    def withdraw(self, who, amount):
        owner = self.owners[who]
        possible = amount <= self.ledger[owner]
        if self.attempt(possible, self.treasury.withdraw, self.token, amount, owner, {"from": owner}):
            self.ledger[owner] -= amount
            self.wallet[owner] += amount

    @rule(who=WHO, to=WHO, amount=AMOUNT)
    def transfer(self, who, to, amount):
        owner, receiver = self.owners[who], self.owners[to]
        possible = amount <= self.ledger[owner]
        if self.attempt(possible, self.treasury.transfer, receiver, self.id, amount, {"from": owner}):
            self.ledger[owner] -= amount
            self.ledger[receiver] += amount

    @rule(to=WHO, amount=AMOUNT)
    def transfer_from_key(self, to, amount):
        call = self.treasury.transferFromKey.encode_input(KEY, self.owners[to], self.id, amount)
        possible = amount <= self.ledger[self.key_account]
        if self.attempt(possible, self.holder.execute, self.treasury, call, {"from": self.owners[0]}):
            self.ledger[self.key_account] -= amount
            self.ledger[self.owners[to]] += amount

    @rule(who=WHO, amount=AMOUNT)
    def give_away(self, who, amount):
        """A bare transfer: the Treasury holds more, and owes nobody more."""
        owner = self.owners[who]
        possible = amount <= self.wallet[owner]
        if self.attempt(possible, self.token.transfer, self.treasury, amount, {"from": owner}):
            self.wallet[owner] -= amount
            self.given_away += amount

    @rule(who=WHO, amount=AMOUNT)
    def nothing_is_burnt(self, who, amount):
        self.attempt(False, self.treasury.transfer, ZERO_ADDRESS, self.id, amount, {"from": self.owners[who]})

    @invariant()
    def balances_are_those_of_the_model(self):
        for account, balance in self.ledger.items():
            assert self.treasury.balanceOf(account, self.id) == balance

    @invariant()
    def tokens_cover_balances(self):
        owed = self.treasury.totalSupply(self.id)
        assert owed == sum(self.ledger.values())
        assert self.token.balanceOf(self.treasury) == owed + self.given_away

    def teardown(self):
        chain.revert()


def test_balances_are_covered(treasury, token, people, accounts):
    Ledger.treasury, Ledger.token = treasury, token
    Ledger.owners = [people.alice, people.bob, people.eve]
    Ledger.holder = deploy_double("Wallet", accounts[0], sender=accounts[0])
    token.approve(treasury, 2**256 - 1, {"from": people.eve})
    run_state_machine_as_test(Ledger, settings=settings(max_examples=8, stateful_step_count=15, deadline=None))
