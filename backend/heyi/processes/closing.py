"""Closes books: finds which agreements an enterprise may owe under and carries them to the contracts, page by page.

`next_page` says what a closing needs next, as the chain knows how far it is, and `settling` is that transaction.
`close_period` sends them for all enterprises, debtors before those they owe, so that money earned this month can be
passed on this month; `close_enterprise` can be killed between any two of them and run again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from typing import Any, ClassVar

from web3.contract.contract import ContractFunction

from heyi.chain.refusals import ContractRefused
from heyi.company import Company
from heyi.core.checks import check
from heyi.core.errors import HeyiError
from heyi.core.events import AgreementState
from heyi.core.terms import Nature, Status
from heyi.processes.ledger import KINDS, Ledger

__all__ = [
    "ClosingStuck",
    "Page",
    "books_of",
    "close_enterprise",
    "close_period",
    "collect_from_people",
    "debtors_of",
    "in_paying_order",
    "next_page",
    "owed_by_people",
    "settling",
]

BEGUN = ("PassedBefore", "NotPassed")  # how a page is refused when a closing has begun with others
PAGE = 100  # agreements a transaction; see docs/gas.md for what one costs

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Page:
    """Agreements to settle by one transaction. kind: the name of their contract. paying: whether they were accrued
    before, in a closing that takes several pages. Without agreements it closes books that count none."""

    kind: str = ""
    agreements: tuple[AgreementState, ...] = ()
    paying: bool = False

    def first(self, most: int) -> "Page":
        """The page with its first agreements only."""
        return replace(self, agreements=self.agreements[:most])


NO_PAGE = Page()


@dataclass(eq=False)
class ClosingStuck(HeyiError):  # noqa: N818 - named after the fact
    """The books count more agreements than the events tell of."""

    enterprise: str
    status: ClassVar[int] = 500
    sentence: ClassVar[str] = "the books of {enterprise} count an agreement whose opening was never seen"


def close_period(
    company: Company, ledger: Ledger, enterprises: Iterable[str], period: int, progress: Progress | None = None
) -> None:
    """Closes one period of all enterprises that have not closed it.

    Raises ContractRefused, as when a fact isn't final.
    """
    ledger.refresh()
    order = in_paying_order(ledger.agreements.values(), enterprises)
    # No closing changes what another's books count, so they are asked for together.
    books = dict(zip(order, books_of(company, order), strict=True))
    unclosed = [each for each in order if books[each]["nextPeriod"] == period]
    pages = {each: _whole_page(books[each], _all_counted(company, ledger, each)) for each in unclosed}
    # Books that one transaction closes are closed by one request, as long as none come between that need several.
    for _, run in groupby(unclosed, key=lambda each: pages[each] is None):
        some = list(run)
        whole = {each: page for each in some if (page := pages[each]) is not None}
        if whole and _closed_at_once(company, whole, period, progress):
            continue
        for enterprise in some:
            close_enterprise(company, ledger, enterprise, period)
            if progress:
                progress(enterprise)
    ledger.refresh()


def _closed_at_once(company: Company, whole: Mapping[str, Page], period: int, progress: Progress | None = None) -> bool:
    """Whether books that a single page holds could be closed so, each by one transaction, in this order.

    If not, as when somebody has begun with other pages, some may be closed and others not.
    """

    def closings() -> Iterator[ContractFunction]:
        for enterprise, page in whole.items():
            yield settling(company, enterprise, period, page)
            if progress:
                progress(enterprise)

    try:
        company.chain.send_all(closings())
    except ContractRefused as refusal:
        if refusal.name not in BEGUN:
            raise
        return False
    return True


def close_enterprise(company: Company, ledger: Ledger, enterprise: str, period: int) -> None:
    """Closes one period of one enterprise, from wherever an earlier try has left it; nothing if it is closed.

    Raises ContractRefused.
    """
    books = _books(company, enterprise)
    if books["nextPeriod"] != period:
        return
    counted = _all_counted(company, ledger, enterprise)
    page = _whole_page(books, counted)
    if page is not None and _closed_at_once(company, {enterprise: page}, period):
        return
    while _books(company, enterprise)["nextPeriod"] == period:
        company.chain.send(settling(company, enterprise, period, _page_left(company, enterprise, counted)))


def next_page(company: Company, ledger: Ledger, enterprise: str) -> Page:
    """What the closing of an enterprise's next period settles next. Raises ClosingStuck."""
    counted = _all_counted(company, ledger, enterprise)
    _, begun = _progress(company, enterprise)
    page = None if begun else _whole_page(_books(company, enterprise), counted)
    return _page_left(company, enterprise, counted) if page is None else page


def _whole_page(books: Mapping[str, Any], counted: Sequence[Sequence[AgreementState]]) -> Page | None:
    """The one page that holds all agreements that the books count; None if it takes several."""
    if books["live"] == 0:
        return NO_PAGE
    pages = [(kind, page) for kind, page in zip(KINDS, counted, strict=True) if page]
    return Page(pages[0][0], tuple(pages[0][1])) if len(pages) == 1 and len(pages[0][1]) <= PAGE else None


def settling(company: Company, enterprise: str, period: int, page: Page) -> ContractFunction:
    """The transaction that settles a page; to be sent."""
    if not page.agreements:
        return company.books.functions.close(enterprise, period)
    ids = [state.agreement for state in page.agreements]
    terms = [state.terms_at(period).to_abi() for state in page.agreements]
    return company.contract(page.kind).functions.settle(enterprise, period, ids, terms)


def in_paying_order(agreements: Iterable[AgreementState], enterprises: Iterable[str]) -> list[str]:
    """Debtors before those they owe; enterprises that owe one another around a circle stand by address."""
    graph = debtors_of(agreements, enterprises)
    while True:
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as circle:
            first, second = circle.args[1][0], circle.args[1][1]
            graph[second].discard(first)


def debtors_of(agreements: Iterable[AgreementState], enterprises: Iterable[str]) -> dict[str, set[str]]:
    """For each enterprise the others that may owe it, whose closings its own had better wait for."""
    graph: dict[str, set[str]] = {enterprise: set() for enterprise in sorted(enterprises, key=str.lower)}
    for agreement in sorted(agreements, key=lambda state: state.agreement):
        terms = agreement.versions[-1]
        for leg in terms.legs:
            debtor = terms.parties[leg.debtor]
            creditors = {terms.parties[index] for index in terms.parts_of(leg, 0)}
            # A bonus goes to people, so nobody's books wait for it.
            if debtor in graph and leg.nature is not Nature.Bonus:
                for creditor in graph.keys() & creditors:
                    graph[creditor].add(debtor)
    return graph


def _books(company: Company, enterprise: str) -> Mapping[str, Any]:
    return books_of(company, [enterprise])[0]


def books_of(company: Company, enterprises: Iterable[str]) -> list[Mapping[str, Any]]:
    """The books of enterprises, in their order, as BookClosing keeps them."""
    return company.chain.call_all([company.books.functions.booksOf(enterprise) for enterprise in enterprises])


def _all_counted(company: Company, ledger: Ledger, enterprise: str) -> list[list[AgreementState]]:
    return [_counted(company, ledger, kind, enterprise) for kind in KINDS]


def _counted(company: Company, ledger: Ledger, kind: str, enterprise: str) -> list[AgreementState]:
    """The agreements of a kind that the enterprise's books count."""
    mine = [state for state in ledger.of_party(enterprise) if ledger.kind_of(state.agreement) == kind]
    return [state for state in mine if _is_counted(company, kind, state, enterprise)]


def _is_counted(company: Company, kind: str, state: AgreementState, enterprise: str) -> bool:
    """Books count an agreement that the enterprise may come to owe under, until a closing finds it over.

    Events say when an agreement is over, but not whether this enterprise has found so: only then is the chain asked,
    where bit i of `counted` stands for party i.
    """
    party = state.parties.index(enterprise)
    if not any(party in check(terms, amended=number > 0) for number, terms in enumerate(state.versions)):
        return False
    if state.status is not Status.Ended:
        return True
    account = company.chain.call(company.contract(kind).functions.accountOf(state.agreement))
    return bool(account["counted"] >> party & 1)


def _progress(company: Company, enterprise: str) -> tuple[bool, bool]:
    """Whether a closing that takes several pages pays already, and whether it has begun, whoever began it."""
    paying, accrued, _ = company.chain.call(company.books.functions.closingOf(enterprise))
    return paying, paying or any(int.from_bytes(cursor) for cursor in accrued)


def _page_left(company: Company, enterprise: str, counted: Sequence[Sequence[AgreementState]]) -> Page:
    """The next agreements of one kind to accrue or, once all were accrued, to pay.

    In a closing that has begun each agreement tells whether it was passed: bit i for party i.
    """
    paying, begun = _progress(company, enterprise)
    for kind, agreements in zip(KINDS, counted, strict=True):
        passed = _passed(company, kind, agreements, enterprise) if begun else len(agreements) * [paying]
        left = [state for state, done in zip(agreements, passed, strict=True) if done == paying]
        if left:
            return Page(kind, tuple(left[:PAGE]), paying)
    raise ClosingStuck(enterprise)


def _passed(company: Company, kind: str, agreements: Sequence[AgreementState], enterprise: str) -> list[bool]:
    account = company.contract(kind).functions.accountOf
    accounts = company.chain.call_all([account(state.agreement) for state in agreements])
    places = [state.parties.index(enterprise) for state in agreements]
    return [bool(each["passed"] >> place & 1) for each, place in zip(accounts, places, strict=True)]


def collect_from_people(company: Company, ledger: Ledger, period: int) -> None:
    """Takes in what people owe: enterprises pay in their closings, people whenever it is asked for."""
    for state in owed_by_people(company, ledger.refresh()):
        contract = company.contract(ledger.kind_of(state.agreement)).functions
        company.chain.send(contract.accrue(state.agreement, state.terms_at(period).to_abi()))
    ledger.refresh()


def owed_by_people(company: Company, ledger: Ledger) -> Iterator[AgreementState]:
    """The agreements under which somebody owes who has no books."""
    for state in ledger.agreements.values():
        payers = {_payer(state, leg, due) for leg, due in enumerate(state.due) if due}
        if payers and not all(books["nextPeriod"] for books in books_of(company, payers)):
            yield state


def _payer(state: AgreementState, leg: int, due: int) -> str:
    terms = state.versions[-1]
    return terms.parties[terms.legs[leg].debtor if due > 0 else terms.legs[leg].creditor]
