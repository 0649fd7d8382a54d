"""Inside an agreement: why each period added what it did, and every payment."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from heyi.api.models.agreements.why import PaymentItem, PeriodItem, WhyPage
from heyi.api.routes.book.asking import HashPath, PeriodPath, TheBook, hash_given, router_of
from heyi.api.service import TheService
from heyi.core.events import AgreementState
from heyi.core.payoff import dividends_of
from heyi.core.terms import Reference
from heyi.statements.open_book.why import why
from heyi.store.reading.agreements import told
from heyi.store.reading.dividends import per_share
from heyi.store.reading.events import Happened
from heyi.store.reading.facts import StoredFacts
from heyi.store.reading.payments import payments
from heyi.store.reading.unknown import NotAccrued

__all__ = ["router"]

router = router_of("agreements")


@router.get("/agreements/{agreement}/periods")
def periods(service: TheService, book: TheBook, agreement: HashPath) -> list[PeriodItem]:
    """What each clause added in each period that was accrued."""
    with service.database.reading() as connection:
        _, events = told(connection, service.book, hash_given(agreement))
    return [
        PeriodItem(period=book.period(period), amounts=each.event.args["amounts"], accrued_at=book.place(each.place))
        for period, each in _accruals(events).items()
    ]


@router.get("/agreements/{agreement}/periods/{period}")
def period(service: TheService, book: TheBook, agreement: HashPath, period: PeriodPath) -> WhyPage:
    """Why: gates, figures, base, x, y and what it came to, computed from the book and held against the chain."""
    number, key = book.constants.calendar.parse(period), hash_given(agreement)
    with service.database.reading() as connection:
        state, events = told(connection, service.book, key)
        accruals = _accruals(events)
        if number not in accruals:
            raise NotAccrued(key, period, book.period(state.next_period))
        accrual = accruals[number]
        earned = _dividends(connection, state, events, accruals)
        found = why(
            state,
            number,
            accrual.event.args["amounts"],
            StoredFacts(connection, book.constants, accrual.place.time),
            book.constants.calendar,
            lambda each: earned.get(each, 0),
        )
        return WhyPage.of(key, found, book.place(accrual.place), book)


@router.get("/agreements/{agreement}/payments")
def paid(service: TheService, book: TheBook, agreement: HashPath) -> list[PaymentItem]:
    """Every payment, in order, with the closing it was part of."""
    key = hash_given(agreement)
    with service.database.reading() as connection:
        told(connection, service.book, key)
        return [PaymentItem.of(each, book) for each in payments(connection, key)]


def _accruals(events: Sequence[Happened]) -> dict[int, Happened]:
    return {each.event.args["period"]: each for each in events if each.event.name == "Accrued"}


def _dividends(
    connection: sa.Connection, state: AgreementState, events: Sequence[Happened], accruals: Mapping[int, Happened]
) -> dict[int, int]:
    """What the first tranche's shares had earned since the opening when each period was accrued; {} if nobody asks."""
    asked = (base for terms in state.versions for clause in terms.clauses for base in clause.base)
    if all(base.from_ is not Reference.Dividends for base in asked):
        return {}
    terms, opened = state.versions[0], _spot(next(each for each in events if each.event.name == "Opened"))
    spots = {period: _spot(each) for period, each in accruals.items()}
    earned = per_share(connection, terms.parties[0], [opened, *spots.values()])
    shares = terms.tranches[0].shares
    return {period: dividends_of(earned[spot], earned[opened], shares) for period, spot in spots.items()}


def _spot(happened: Happened) -> tuple[int, int]:
    return happened.place.block, happened.place.log_index
