"""Winds up enterprises that could not pay for as long as their charters say: anyone may, so whoever closes books does.

What it owes is found by its closings; the agreements in which others owe it are released here.
"""

from heyi.company import Company
from heyi.core.terms import Status
from heyi.processes.ledger import Ledger

__all__ = ["wind_up"]


def wind_up(company: Company, ledger: Ledger, enterprise: str) -> int:
    """Winds it up if that is due, and releases its agreements. The first period that does not count any more; 0: it is
    not due, or was done before. Raises ContractRefused."""
    if not _is_due(company, enterprise):
        return 0
    company.chain.send(company.books.functions.windUp(enterprise))
    end = int(company.chain.call(company.books.functions.endOf(enterprise)))
    for state in ledger.refresh().of_party(enterprise):
        # What was accrued already stays, and one that ends by then needs no release.
        ends = max(end, state.next_period)
        if state.status is not Status.Ended and ends < state.end_period:
            contract = company.contract(ledger.kind_of(state.agreement)).functions
            terms, party = state.terms_at(state.next_period), state.parties.index(enterprise)
            company.chain.send(contract.release(state.agreement, terms.to_abi(), party))
    ledger.refresh()
    return end


def _is_due(company: Company, enterprise: str) -> bool:
    chain, books = company.chain, company.books.functions
    after = chain.call(company.enterprise(enterprise).functions.windUpAfter())
    if not after or chain.call(books.endOf(enterprise)) or chain.call(books.arrearsRunning(enterprise)) < after:
        return False
    # What came in since the last closing may pay its arrears in the next one.
    own = chain.call(books.booksOf(enterprise))
    return not own["closing"] and company.balance_of(enterprise) < own["arrears"]
