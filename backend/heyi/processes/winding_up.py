"""Winds up enterprises that could not pay for as long as their charters say: anyone may, so whoever closes books does.

What it owes is found by its closings; the agreements in which others owe it are released here.
"""

from collections.abc import Iterator

from web3.contract.contract import ContractFunction

from heyi.company import Company
from heyi.core.terms import Status
from heyi.processes.ledger import Ledger

__all__ = ["may_be_wound_up", "releases", "wind_up"]


def wind_up(company: Company, ledger: Ledger, enterprise: str) -> int:
    """Winds it up if that is due, and releases its agreements. The first period that does not count any more; 0: it is
    not due, or was done before. Raises ContractRefused."""
    if not may_be_wound_up(company, enterprise):
        return 0
    company.chain.send(company.books.functions.windUp(enterprise))
    for release in releases(company, ledger.refresh(), enterprise):
        company.chain.send(release)
    ledger.refresh()
    return _end_of(company, enterprise)


def releases(company: Company, ledger: Ledger, enterprise: str) -> Iterator[ContractFunction]:
    """What releases the agreements of an enterprise that is wound up; to be sent."""
    end = _end_of(company, enterprise)
    for state in ledger.of_party(enterprise) if end else ():
        # What was accrued already stays, and one that ends by then needs no release.
        ends = max(end, state.next_period)
        if state.status is not Status.Ended and ends < state.end_period:
            contract = company.contract(ledger.kind_of(state.agreement)).functions
            terms, party = state.terms_at(state.next_period), state.parties.index(enterprise)
            yield contract.release(state.agreement, terms.to_abi(), party)


def may_be_wound_up(company: Company, enterprise: str) -> bool:
    """Whether its last closings left as many arrears as its charter says, and it could not pay them now either."""
    chain, books = company.chain, company.books.functions
    after = chain.call(company.enterprise(enterprise).functions.windUpAfter())
    if not after or _end_of(company, enterprise) or chain.call(books.arrearsRunning(enterprise)) < after:
        return False
    # What came in since the last closing may pay its arrears in the next one.
    own = chain.call(books.booksOf(enterprise))
    return not own["closing"] and company.balance_of(enterprise) < own["arrears"]


def _end_of(company: Company, enterprise: str) -> int:
    return int(company.chain.call(company.books.functions.endOf(enterprise)))
