"""What is due: from the book and the chain to transactions that would succeed now.

Every task was tried by an estimate of its gas. What is refused because it is too early is not due; what is refused for
another reason is a trouble of that one enterprise or agreement, and holds up nobody else.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from web3.contract.contract import ContractFunction

from heyi.chain.client import call_data
from heyi.chain.refusals import ContractRefused
from heyi.company import Company
from heyi.core.accrual import figures_read
from heyi.core.errors import HeyiError
from heyi.core.events import AgreementState
from heyi.core.facts import Finality, Metric, subject_of
from heyi.core.terms import Status
from heyi.processes.closing import (
    Page,
    books_of,
    debtors_of,
    in_paying_order,
    next_page,
    owed_by_people,
    settling,
)
from heyi.processes.ledger import Ledger
from heyi.processes.winding_up import may_be_wound_up, releases

__all__ = ["Due", "Task", "Troubles"]

TOO_EARLY = frozenset(
    {
        # Facts, time, or others' books.
        *("StatementNotFinal", "FactNotFinal", "PeriodNotEnded", "BooksBehind"),
        # The chain is further than the book, which will catch up.
        *("NotTermsInForce", "NotNextPeriod", "AgreementsLeft", "PassedBefore", "NotPassed", "NotOwing", "NotOpen"),
        *("ClosingHasBegun", "EnterpriseWoundUp", "ArrearsTooFew", "ArrearsCovered"),
    }
)
"""Refusals that only say: not now."""


@dataclass(frozen=True)
class Task:
    """slot: what it is about; one task of a slot is under way at a time. key: says the same for the same content."""

    slot: str
    key: str
    verb: str
    contract: str
    data: bytes
    agreement: bytes | None = None


Troubles = dict[str, HeyiError]
"""What was refused for a reason that time alone doesn't cure, by slot."""


@dataclass
class Due:
    """Finds tasks. gas_target: what a page may use, unless it has one agreement only. rests: slots that are left alone
    for a while, because they failed."""

    company: Company
    ledger: Ledger
    gas_target: int
    rests: Callable[[str], bool]
    troubles: Troubles = field(default_factory=dict)

    def enterprises(self) -> list[str]:
        """All that were founded."""
        return [event.args["enterprise"] for event in self.ledger.named("Founded")]

    def now(self) -> int:
        """The period that is running."""
        return int(self.company.chain.call(self.company.oracle.functions.currentPeriod()))

    # --- CREDIT AND BOOKS ---

    def credit(self) -> Iterator[Task]:
        """The next period's credit, once the clearing enterprise has passed on that of the periods before."""
        chain, token = self.company.chain, self.company.token.functions
        period, clearing = chain.call_all([token.nextPeriod(), token.clearing()])
        (books,) = books_of(self.company, [clearing])
        if period < self.now() and period <= (books["nextPeriod"] or period):
            yield from self._tried("issue", str(period), "issue", token.issue(period))

    def closings(self, busy: Collection[str], credit_is_due: bool) -> list[Task]:
        """The next page of every enterprise whose books can be closed now. busy: slots of which a task is under way.

        All close a period before any closes the next, and debtors before those they owe, so that nothing depends on
        when this was asked. Who can't close is not waited for.
        """
        order = in_paying_order(self.ledger.agreements.values(), self.enterprises())
        periods = dict(zip(order, (int(b["nextPeriod"]) for b in books_of(self.company, order)), strict=True))
        current = self.now()
        ready = self._with_final_figures({each: period for each, period in periods.items() if period < current})
        waits = {each for each in order if f"close:{each}" in busy}
        if credit_is_due:
            waits.add(str(self.company.chain.call(self.company.token.functions.clearing())))
        for period in sorted({periods[each] for each in ready}):
            level = [each for each in order if each in ready and periods[each] == period]
            tasks, moving = self._level(level, period, waits)
            if tasks or moving:
                return tasks
        return []

    def _level(self, level: Sequence[str], period: int, waits: Collection[str]) -> tuple[list[Task], set[str]]:
        """The tasks of one period, and who closes it or waits for who does. Enterprises are in paying order."""
        debtors = debtors_of(self.ledger.agreements.values(), level)
        tasks: list[Task] = []
        moving: set[str] = set()
        for enterprise in level:
            # A debtor that comes later in the order owes it around a circle, and is not in `moving` yet.
            if enterprise in waits or debtors[enterprise] & moving:
                moving.add(enterprise)
            elif not self.rests(f"close:{enterprise}") and (task := self._closing(enterprise, period)) is not None:
                moving.add(enterprise)
                tasks.append(task)
        return tasks, moving

    def _closing(self, enterprise: str, period: int) -> Task | None:
        slot = f"close:{enterprise}"
        try:
            page = next_page(self.company, self.ledger, enterprise)
        except HeyiError as error:
            self.troubles[slot] = error
            return None
        while True:
            function = settling(self.company, enterprise, period, page)
            gas = self._gas(slot, function)
            if gas is None:
                return None
            if gas <= self.gas_target or len(page.agreements) <= 1:
                return _task(slot, f"{period}:{_digest(page)}", "settle" if page.agreements else "close", function)
            page = page.first(len(page.agreements) // 2)

    def _with_final_figures(self, periods: Mapping[str, int]) -> set[str]:
        figure = self.company.oracle.functions.figure
        asked = [figure(subject_of(each), Metric.Profit, period, True) for each, period in periods.items()]
        found = self.company.chain.call_all(asked)
        return {each for each, (finality, _) in zip(periods, found, strict=True) if finality != Finality.Pending}

    # --- WHAT COMES AFTER CLOSINGS ---

    def winding_up(self) -> Iterator[Task]:
        """Winding up whoever may be, and releasing the agreements of who was."""
        enterprises = self.enterprises()
        for enterprise, books in zip(enterprises, books_of(self.company, enterprises), strict=True):
            if books["arrears"] and may_be_wound_up(self.company, enterprise):
                wind_up = self.company.books.functions.windUp(enterprise)
                yield from self._tried(f"wind up:{enterprise}", "", "windUp", wind_up)
        for enterprise in {event.args["enterprise"]: None for event in self.ledger.named("WoundUp")}:
            for release in releases(self.company, self.ledger, enterprise):
                agreement = bytes(release.args[0])
                slot = f"release:0x{agreement.hex()}"
                yield from self._tried(slot, enterprise, "release", release, agreement)

    def accruals(self) -> Iterator[Task]:
        """What people owe, as far as they have money, and the periods that nobody's closing accrues."""
        for state in owed_by_people(self.company, self.ledger):
            held = sum(self.company.balances_of(state.parties).values())
            yield from self._accrual(state, f"{state.next_period}:{state.due}:{held}")
        current = self.now()
        for state in self.ledger.agreements.values():
            over = state.status is Status.Ended or state.next_period >= min(current, state.end_period)
            if not over and self._is_peoples(state) and self._has_final_figures(state):
                books = [each["nextPeriod"] for each in books_of(self.company, state.parties)]
                yield from self._accrual(state, f"{state.next_period}:{books}")

    def _accrual(self, state: AgreementState, what: str) -> Iterator[Task]:
        contract = self.company.contract(self.ledger.kind_of(state.agreement)).functions
        function = contract.accrue(state.agreement, state.terms_at(state.next_period).to_abi())
        digest = hashlib.sha256(what.encode()).hexdigest()[:16]
        yield from self._tried(f"accrue:0x{state.agreement.hex()}", digest, "accrue", function, state.agreement)

    def _is_peoples(self, state: AgreementState) -> bool:
        """Whether no party has books, or could owe with them, that would accrue it in their closings."""
        debtors = {state.versions[-1].parties[leg.debtor] for leg in state.versions[-1].legs}
        return not any(books["nextPeriod"] for books in books_of(self.company, sorted(debtors)))

    def _has_final_figures(self, state: AgreementState) -> bool:
        terms, period = state.terms_at(state.next_period), state.next_period
        read = set()
        for clause in terms.clauses:
            window, rest = divmod(period + 1 - terms.first_period, clause.window)
            if not rest:
                for subject, periods in figures_read(clause, window - 1, period):
                    read |= {(subject, clause.metric, each) for each in periods}
        figure = self.company.oracle.functions.figure
        found = self.company.chain.call_all([figure(*asked, True) for asked in sorted(read)])
        return all(finality != Finality.Pending for finality, _ in found)

    # --- TRYING ---

    def _tried(
        self, slot: str, content: str, verb: str, function: ContractFunction, agreement: bytes | None = None
    ) -> Iterator[Task]:
        if not self.rests(slot) and self._gas(slot, function) is not None:
            yield _task(slot, content, verb, function, agreement)

    def _gas(self, slot: str, function: ContractFunction) -> int | None:
        """The gas it would use now; None if it would be refused."""
        call = {"from": self.company.chain.account.address, "to": function.address, "data": call_data(function)}
        try:
            return int(self.company.chain.request("eth_estimateGas", call), 16)
        except ContractRefused as refusal:
            if refusal.name not in TOO_EARLY:
                self.troubles[slot] = refusal
            return None


def _task(slot: str, content: str, verb: str, function: ContractFunction, agreement: bytes | None = None) -> Task:
    data = bytes.fromhex(call_data(function).removeprefix("0x"))
    return Task(slot, f"{slot}:{content}", verb, str(function.address), data, agreement)


def _digest(page: Page) -> str:
    said: Iterable[Any] = (page.kind, page.paying, *(state.agreement.hex() for state in page.agreements))
    return hashlib.sha256(repr(tuple(said)).encode()).hexdigest()[:16]
