"""The life that goes on while things break: people pay, agreements open, months pass, facts are posted, books close.

What people sign waits in the outbox for the relayer; closings, credit and accruals are the keeper's to find. The story
itself is the people and the oracle's nodes, and lets time pass.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock

from heyi.chain.client import development_account
from heyi.chain.refusals import NodeRefused, NoNode
from heyi.company import Company
from heyi.company.deploy import OracleSettings
from heyi.core.facts import Finality, Metric, Statement, subject_of
from heyi.core.periods import Calendar
from heyi.service.chaos.carrying import Carrier, Deed
from heyi.service.chaos.desk import Desk
from heyi.service.chaos.troupe import collection, constant, troupe
from heyi.service.stopping import Stop
from heyi.store.database import Database

__all__ = ["Story"]

RELAYER = 9  # the development account that settings have the relayer send with
LATEST = 3  # months of which facts may not be final yet, or not any more
MOST_WAITING = 10  # deeds; people who see nothing happen wait
AHEAD = 6  # months from the signing of an agreement to its start: more than pass in blocks that may be lost
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

    def __init__(self, company: Company, database: Database, units: dict[str, str], random: Random, depth: int) -> None:
        self.company = company
        self.units = units
        self.months = 0
        self.fault: Exception | None = None
        self._random = random
        self._calendar = Calendar()
        self._steps = 0
        self._turn = Lock()
        self._first = self._calendar.period_at(company.chain.timestamp())
        self._troupe, people = troupe(company, units)
        # The subscriber pays by agreements alone, so that everybody's purse is known beforehand.
        self._subscriber, *self._people = people
        self._troupe.let_pay(self._subscriber, "ServiceAgreements")
        self._subscription = b""
        self._treasury = dict.fromkeys(self._people, 0)
        self._wallets = dict.fromkeys(self._people, 0)
        self._ends: list[int] = []
        self._oracle = Carrier(company.chain, depth)
        self._desk = Desk(database, development_account(RELAYER).address)

    def begin(self) -> None:
        """The agreements to begin with; and people get what they will pay with."""
        clearing, shop, mill = (self.units[name] for name in ("Clearing", "Shop", "Mill"))
        for unit in (shop, mill):
            terms = collection(self.company, clearing, unit, self._first)
            self._oracle.add(Deed(f"collection of {unit}", self._troupe.agree(terms)))
        # Two payments between the same two by one transaction: logs that no bloom tells apart.
        terms = constant(self.company, (self._subscriber, shop), (FEE, FEE), self._first, 1_000, 0)
        self._oracle.add(Deed("subscription", self._troupe.agree(terms)))
        self._subscription = self.company.messages.terms_hash(terms)
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
        """Posts again what a reorganisation has taken of facts and time; to be called between deeds."""
        self._oracle.settle()
        self._let_time_pass()

    def left(self) -> Iterator[str]:
        """What relayer and keeper have not done yet, as sentences."""
        yield from self._desk.left()
        chain, token, books = self.company.chain, self.company.token.functions, self.company.books.functions
        due = self._first + self.months
        if (credited := chain.call(token.nextPeriod())) < due:
            yield f"no credit is issued for period {credited}"
        for name, unit in self.units.items():
            if (closed := chain.call(books.booksOf(unit))["nextPeriod"]) < due:
                yield f"{name} has not closed period {closed}"
        services = self.company.services.functions
        if (accrued := chain.call(services.accountOf(self._subscription))["nextPeriod"]) < due:
            yield f"the subscription is not accrued for period {accrued}"

    @property
    def deeds(self) -> list[Deed]:
        return [*self._oracle.deeds, *self._desk.deeds]

    def _step(self) -> None:
        self.catch_up()
        if sum(1 for _ in self._desk.left()) >= MOST_WAITING:
            return
        self._steps += 1
        if self._steps % DEEDS_A_MONTH == 0:
            self._end_month()
        else:
            self._random.choice(self._verbs())()

    # --- WHAT PEOPLE SIGN ---

    def _verbs(self) -> list[Callable[[], None]]:
        return [self._spend, self._transfer, self._transfer, self._withdraw, self._deposit, self._cash, self._agree]

    def _spend(self) -> None:
        self._pay(self._random.choice((self._subscriber, *self._people)))

    def _pay(self, person: str) -> None:
        if person in self._treasury:
            self._treasury[person] += PAID
        purpose = self._steps.to_bytes(32)
        self._desk.hand_in("spend", person, self._troupe.spend(self.units["Platform"], person, PAID, purpose))

    def _transfer(self) -> None:
        owner, receiver = self._random.sample(self._people, 2)
        amount = self._some(self._treasury, owner)
        self._treasury[owner] -= amount
        self._treasury[receiver] += amount
        self._desk.hand_in("transfer", owner, self._troupe.transfer(owner, receiver, amount))

    def _withdraw(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._treasury, owner)
        self._treasury[owner] -= amount
        self._wallets[owner] += amount
        self._desk.hand_in("withdraw", owner, self._troupe.withdraw(owner, amount))

    def _deposit(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._wallets, owner)
        self._wallets[owner] -= amount
        self._treasury[owner] += amount
        self._desk.hand_in("deposit", owner, self._troupe.deposit(owner, amount))

    def _cash(self) -> None:
        owner = self._random.choice(self._people)
        amount = self._some(self._wallets, owner)
        self._wallets[owner] -= amount
        self._desk.hand_in("cash", owner, self._troupe.cash(owner, amount, self._steps.to_bytes(32)))

    def _agree(self) -> None:
        """Some unit buys something of the other; not too many at a time."""
        now = self._calendar.period_at(self.company.chain.timestamp())
        self._ends = [end for end in self._ends if end > now]
        if len(self._ends) >= LIVE_AT_MOST:
            return
        self._ends.append(now + AHEAD + TERM)
        client, supplier = self._random.sample([self.units["Shop"], self.units["Mill"]], 2)
        terms = constant(self.company, (client, supplier), (FEE,), now + AHEAD, TERM, self._steps)
        self._desk.hand_in("agree", client, self._troupe.agree(terms))

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
        facts = self._troupe.attest(period, statements)
        self.months += 1
        self._oracle.add(Deed(f"facts {period}", facts, self._calendar.end_of(period)))
        self._let_time_pass()

    def _let_time_pass(self) -> None:
        """Until the facts that were posted are final; in vain where they are."""
        company = self.company
        for period in range(max(self._first, self._first + self.months - LATEST), self._first + self.months):
            subject = subject_of(self.units["Clearing"])
            finality, _ = company.chain.call(company.oracle.functions.figure(subject, Metric.Revenue, period, True))
            if finality == Finality.Pending:
                company.chain.advance_to(company.chain.timestamp() + OracleSettings.challenge_window + 1)
