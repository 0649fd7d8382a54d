"""What people and units do with their money: claim it, pay outside costs, take it out of the Treasury, and cash it."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from eth_utils.crypto import keccak
from web3.contract.contract import ContractFunction

from heyi.processes.ledger import Ledger
from heyi.scenario.model import Scenario, Unit
from heyi.scenario.playing.cast import Cast
from heyi.sources.figures import Figures, Key
from heyi.statements.table import Money

__all__ = ["Purses"]

OUTSIDE_COSTS = keccak(text="outside costs")
"""What units name as the purpose of what they pay to outside suppliers."""


class Purses:
    """addresses: of units and people by id. outside: the account of all outside suppliers together."""

    def __init__(
        self, cast: Cast, ledger: Ledger, scenario: Scenario, addresses: Mapping[str, str], outside: str, money: Money
    ) -> None:
        self._cast, self._company, self._chain = cast, cast.company, cast.company.chain
        self._ledger, self._scenario, self._addresses = ledger, scenario, addresses
        self._outside, self._money = outside, money
        self._owed: dict[str, int] = defaultdict(int)

    def claim(self, period: int) -> None:
        """Everyone with something in a pool that was shared or credited this period claims it."""
        shared = {
            event.args["enterprise"]
            for event in self._ledger.named("Distributed", "TeamCredited")
            if event.args["period"] == period
        }
        investors = defaultdict(list)
        for event in self._ledger.named("SharesScheduled"):
            investors[event.args["enterprise"]].append(event.args["investor"])
        accounts = {
            address: [self._addresses[person] for person in unit.members] + investors[address]
            for unit in self._scenario.units
            if (address := self._addresses[unit.id]) in shared
        }
        claim_many = self._company.profit_share.functions.claimMany
        self._chain.send_all(claim_many(address, list(dict.fromkeys(each))) for address, each in accounts.items())

    def pay_costs(self, period: int, figures: Mapping[Key, Figures], without: Collection[str]) -> list[str]:
        """Each unit pays its outside suppliers within its allowance, what it can't pay being carried.

        without: ids of units that spend nothing any more. Returns what is to be noted.
        """
        paying = []
        for unit in self._scenario.units:
            found = figures.get((unit.id, period))
            if not unit.pays_costs or found is None or unit.id in without:
                continue
            self._owed[unit.id] += found.cost
            if self._owed[unit.id] > 0:
                paying.append(unit)
        # What one spends changes neither another's allowance nor its balance, as it all goes outside.
        addresses = [self._addresses[unit.id] for unit in paying]
        left = self._chain.call_all([self._company.enterprise(each).functions.allowanceLeft() for each in addresses])
        held = self._company.balances_of(addresses)
        notes: list[str] = []
        spent = (
            self._pay_cost(unit, min(allowance, held[address]), notes)
            for unit, allowance, address in zip(paying, left, addresses, strict=True)
        )
        self._chain.send_all(each for each in spent if each is not None)
        return notes

    def _pay_cost(self, unit: Unit, most: int, notes: list[str]) -> ContractFunction | None:
        """What pays as much of the unit's costs as it may; to be sent."""
        address = self._addresses[unit.id]
        closed = [each for each in self._ledger.named("BooksClosed") if each.args["enterprise"] == address]
        arrears = closed[-1].args["owed"] - closed[-1].args["paid"]
        if arrears:
            notes.append(f"{unit.name}: in arrears with {self._money.shown(arrears)}, so it spends nothing")
            return None
        amount = min(self._owed[unit.id], most)
        if amount <= 0:
            return None
        self._owed[unit.id] -= amount
        return self._cast.spend(address, self._outside, amount, OUTSIDE_COSTS)

    def withdraw(self) -> None:
        """People take their percentage of what they have to their own wallets; outside suppliers take all."""
        parts = {self._addresses[person.id]: person.withdraws for person in self._scenario.people}
        parts[self._outside] = 100
        # Rounded down, so that nobody takes out more than their part.
        amounts = {account: held * parts[account] // 100 for account, held in self._company.balances_of(parts).items()}
        self._chain.send_all(self._cast.withdraw(account, amount) for account, amount in amounts.items() if amount)

    def pay_out_in_cash(self) -> None:
        """The outside suppliers are paid in cash for the credit they have taken out, which burns it."""
        amount = self._chain.call(self._company.token.functions.balanceOf(self._outside))
        if amount:
            self._cast.redeem(self._outside, amount, OUTSIDE_COSTS)
