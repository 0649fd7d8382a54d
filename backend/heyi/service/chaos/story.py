"""The life that goes on while things break: people pay, agreements open, months pass, facts are posted, books close.

What people sign are deeds, which a `Carrier` sees to. Closings, issues and accruals are nobody's: what is due is read
off the chain each time, as a keeper does, so that what a reorganisation took is simply due again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock

from web3.contract.contract import ContractFunction

from heyi.chain.client import connect, development_account
from heyi.chain.refusals import NodeRefused, NoNode
from heyi.company import Company
from heyi.company.deploy import OracleSettings
from heyi.core.facts import Finality, Metric, Statement, subject_of
from heyi.core.periods import Calendar
from heyi.processes.closing import close_period
from heyi.processes.ledger import Ledger
from heyi.service.chaos.carrying import Carrier, Deed
from heyi.service.chaos.troupe import collection, constant, troupe
from heyi.service.stopping import Stop

__all__ = ["Story"]

KEEPER = 8  # the development account that closes books, as a keeper's does
PACE = 0.04  # seconds between two deeds
DEEDS_A_MONTH = 10
TERM = 3  # periods of an agreement that is opened on the way
LIVE_AT_MOST = 6  # of such agreements, or closings would grow without end
PAID = 1_000  # minor units; what the platform pays a person at a time
FEE = 7


class Story:
    """One company's life. random: which deeds. units: addresses by name, to which the story adds its own.

    A thread of its own runs it, and holds `between_deeds` while something is under way. depth: of blocks that stay.
    """

    def __init__(self, company: Company, units: dict[str, str], random: Random, depth: int) -> None:
        self.company = company
        self.units = units
        self.carrier = Carrier(company.chain, depth)
        self.months = 0
        self.fault: Exception | None = None
        self._random = random
        self._calendar = Calendar()
        self._ledger = Ledger(company)
        self._turn = Lock()
        self._first = self._calendar.period_at(company.chain.timestamp())
        self._troupe, people = troupe(company, units)
        # The subscriber pays by agreements alone, so that everybody's purse is known beforehand.
        self._subscriber, *self._people = people
        self._troupe.let_pay(self._subscriber, "ServiceAgreements")
        self._treasury = dict.fromkeys(self._people, 0)
        self._wallets = dict.fromkeys(self._people, 0)

    def begin(self) -> None:
        """The agreements and balances to begin with."""
        clearing, shop, mill = (self.units[name] for name in ("Clearing", "Shop", "Mill"))
        for unit in (shop, mill):
            self._do("collection", self._troupe.agree(collection(self.company, clearing, unit, self._first)))
        # Two payments between the same two by one transaction: logs that no bloom tells apart.
        subscription = constant(self.company, (self._subscriber, shop), (FEE, FEE), self._first, 1_000, 0)
        self._do("subscription", self._troupe.agree(subscription))
        for person in (self._subscriber, *self._people):
            self._pay(person)

    def run(self, stop: Stop) -> None:
        """Lives on until `stop`. What no node answered, or took back, is done again."""
        while not stop.wait(PACE):
            with self._turn:
                try:
                    self._step()
                except (NoNode, NodeRefused):
                    continue
                except Exception as error:
                    self.fault = error
                    return

    @contextmanager
    def between_deeds(self) -> Iterator[None]:
        """Nothing is under way for the length of a `with` block."""
        with self._turn:
            yield

    def catch_up(self) -> None:
        """Does all that is due; to be called between deeds. Raises what `run` would have waited out."""
        self.carrier.settle()
        self._keep_books()

    @property
    def deeds(self) -> list[Deed]:
        return self.carrier.deeds

    def _step(self) -> None:
        self.carrier.settle()
        if len(self.deeds) % DEEDS_A_MONTH == 0:
            self._end_month()
        else:
            self._random.choice(self._verbs())()
        self._keep_books()

    def _do(self, verb: str, call: ContractFunction, due: int = 0) -> None:
        self.carrier.add(Deed(f"{verb} {len(self.deeds)}", call, due))

    # --- WHAT PEOPLE SIGN ---

    def _verbs(self) -> list[Callable[[], None]]:
        return [self._spend, self._transfer, self._transfer, self._withdraw, self._deposit, self._cash, self._agree]

    def _spend(self) -> None:
        self._pay(self._random.choice((self._subscriber, *self._people)))

    def _pay(self, person: str) -> None:
        if person in self._treasury:
            self._treasury[person] += PAID
        purpose = len(self.deeds).to_bytes(32)
        self._do("spend", self._troupe.spend(self.units["Platform"], person, PAID, purpose))

    def _transfer(self) -> None:
        owner, receiver = self._random.sample(self._people, 2)
        amount = self._some(self._treasury, owner)
        self._treasury[owner] -= amount
        self._treasury[receiver] += amount
        self._do("transfer", self._troupe.transfer(owner, receiver, amount))

    def _withdraw(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._treasury, owner)
        self._treasury[owner] -= amount
        self._wallets[owner] += amount
        self._do("withdraw", self._troupe.withdraw(owner, amount))

    def _deposit(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._wallets, owner)
        self._wallets[owner] -= amount
        self._treasury[owner] += amount
        self._do("deposit", self._troupe.deposit(owner, amount))

    def _cash(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._wallets, owner)
        self._wallets[owner] -= amount
        self._do("cash", self._troupe.cash(owner, amount, len(self.deeds).to_bytes(32)))

    def _agree(self) -> None:
        """Some unit buys something of the other; not too many at a time."""
        now = self._calendar.period_at(self.company.chain.timestamp())
        if sum(state.end_period > now for state in self._ledger.agreements.values()) > LIVE_AT_MOST:
            return
        client, supplier = self._random.sample([self.units["Shop"], self.units["Mill"]], 2)
        terms = constant(self.company, (client, supplier), (FEE,), now + 1, TERM, len(self.deeds))
        self._do("agree", self._troupe.agree(terms))

    def _some(self, purses: dict[str, int], owner: str) -> int:
        return self._random.randint(0, purses[owner] // 2)

    # --- MONTHS ---

    def _end_month(self) -> None:
        """The month's facts are posted; what follows from them is due from then on."""
        period = self._first + self.months
        sales = {name: self._random.randint(1_000, 9_000) for name in ("Shop", "Mill")}
        statements = [
            Statement(subject=subject_of(self.units[name]), revenue=amount, profit=amount // 2)
            for name, amount in {**sales, "Clearing": sum(sales.values()), "Platform": 0}.items()
        ]
        self._do("facts", self._troupe.attest(period, statements), self._calendar.end_of(period))
        self.months += 1

    def _keep_books(self) -> None:
        company = self.company
        books = company.chain.call_all([company.books.functions.booksOf(unit) for unit in self.units.values()])
        due = range(min(each["nextPeriod"] for each in books), self._first + self.months)
        if due:
            # A connection counts its nonces, and doesn't learn of those that a reorganisation has given back.
            client = connect(company.chain.url, company.chain.profile, development_account(KEEPER))
            company = Company(client, company.deployment, company.artifacts)
        for period in due:
            self._await_final(company, period)
            if company.chain.call(company.token.functions.nextPeriod()) == period:
                company.chain.send(company.token.functions.issue(period))
            close_period(company, self._ledger, self.units.values(), period)
            self._collect(company, period)

    def _await_final(self, company: Company, period: int) -> None:
        figure = company.oracle.functions.figure(subject_of(self.units["Clearing"]), Metric.Revenue, period, True)
        finality, _ = company.chain.call(figure)
        if finality == Finality.Pending:
            company.chain.advance_to(company.chain.timestamp() + OracleSettings.challenge_window + 1)

    def _collect(self, company: Company, period: int) -> None:
        """What the subscriber owes; it is no enterprise, so no closing asks for it."""
        for state in self._ledger.agreements.values():
            if self._subscriber in state.parties and state.next_period <= period:
                accrue = company.services.functions.accrue
                company.chain.send(accrue(state.agreement, state.terms_at(period).to_abi()))
