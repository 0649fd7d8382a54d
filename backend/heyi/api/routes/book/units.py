"""Units: the ranking, and each one's books."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Query

from heyi.api.models.agreements.items import AgreementItem
from heyi.api.models.base import Shown
from heyi.api.models.oracle import CommitteePage
from heyi.api.models.units import (
    FlowItem,
    PartPage,
    PromiseItem,
    UnitItem,
    UnitPage,
    UnitPeriod,
    UnitSort,
    UnitState,
)
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import AddressPath, Like, TheBook, address_given, page_of, router_of
from heyi.api.service import Service, TheService
from heyi.statements.open_book.promises import goal_windows
from heyi.store import cached
from heyi.store.reading.agreements import Wanted, count_of, listed, roles_of, told
from heyi.store.reading.facts import StoredFacts
from heyi.store.reading.memory.standing import UnitStanding
from heyi.store.reading.oracle import committees_of
from heyi.store.reading.payments import flows as flows_of
from heyi.store.reading.units import charter_of, parts_of, unit_periods
from heyi.store.reading.unknown import UnknownUnit

__all__ = ["router"]

router = router_of("units")

MOST_AGREEMENTS = 200  # shown with a unit

Sort = Annotated[UnitSort, Query(description="What the ranking goes by: the highest first, names from A to Z.")]
State = Annotated[
    UnitState | None,
    Query(description="Those that are not wound up, could not pay all at their last closing, are wound up, or scored."),
]

_IS: Mapping[UnitState, Callable[[UnitStanding], bool]] = {
    "at_work": lambda row: row.wound_up_from is None,
    "arrears": lambda row: row.arrears > 0,
    "wound_up": lambda row: row.wound_up_from is not None,
    "scored": lambda row: row.score is not None,
}


@router.get("/units")
def units(
    book: TheBook,
    limit: Limit,
    cursor: Cursor = None,
    sort: Sort = "productivity",
    q: Like = None,
    state: State = None,
) -> Page[UnitItem]:
    """The ranking of units on productivity, profit and customer score. q: in the name, or the address's beginning."""
    text = (q or "").casefold()

    def wanted(row: UnitStanding) -> bool:
        called = text in row.name.casefold() or row.address.casefold().startswith(text)
        return called and (state is None or _IS[state](row))

    place = after(cursor, [int, str if sort == "name" else int, str], stored=False)
    rows, following = book.state.ranked_units(sort).after(place, limit, wanted)
    return page_of([UnitItem.of(row, book) for row in rows], following)


@router.get("/units/{address}")
def unit(service: TheService, book: TheBook, address: AddressPath) -> UnitPage:
    """One unit: charter, leader, who has which part in it, books by period, agreements in and out."""
    row = _unit(book, address)
    calendar, now = book.constants.calendar, book.state.heads.now
    pool = book.constants.pool_of(row.address)
    with service.database.reading() as connection:
        charter = charter_of(connection, row.address)
        team, investors = (
            parts_of(connection, table, row.address, calendar.period_at(now)) for table in (cached.units, cached.shares)
        )
        committees = committees_of(connection, row.address)
        count = count_of(connection, row.address)
        newest = listed(connection, Wanted(party=row.address), None, MOST_AGREEMENTS)
        owing, owed = roles_of(connection, row.address, [each.agreement for each in newest])
    return UnitPage(
        **dict(UnitItem.of(row, book)),
        quorum=charter.quorum,
        total_shares=charter.total_shares,
        allowance=charter.allowance,
        wind_up_after=charter.wind_up_after,
        first_period=book.period(charter.first_period),
        pool=pool,
        unclaimed=service.open_book.held(pool),
        team=[PartPage.of(part, book) for part in team],
        investors=[PartPage.of(part, book) for part in investors],
        periods=_periods(service, book, row),
        committees=[CommitteePage.of(each, book) for each in committees],
        agreements=count,
        owes_under=[AgreementItem.of(each, book) for each in newest if each.agreement in owing],
        is_owed_under=[AgreementItem.of(each, book) for each in newest if each.agreement in owed],
    )


@router.get("/units/{address}/periods")
def periods(service: TheService, book: TheBook, address: AddressPath) -> list[UnitPeriod]:
    """One unit's books, period by period."""
    return _periods(service, book, _unit(book, address))


@router.get("/units/{address}/flows")
def flows(service: TheService, book: TheBook, address: AddressPath) -> list[FlowItem]:
    """What moved between one unit and each of those that it has agreements with, agreement by agreement."""
    row = _unit(book, address)
    with service.database.reading() as connection:
        return [FlowItem.of(each, book) for each in flows_of(connection, row.address, book.constants.token)]


@router.get("/units/{address}/promises")
def promises(service: TheService, book: TheBook, address: AddressPath) -> list[PromiseItem]:
    """Promised against actual: every window that has ended, of what investments promised of one unit's figures."""
    row, calendar = _unit(book, address), book.constants.calendar
    wanted = Wanted(party=row.address, contract=book.constants.contract_of("vam"))
    found = []
    with service.database.reading() as connection:
        facts = StoredFacts(connection, book.constants, book.state.heads.now)
        for each in reversed(listed(connection, wanted, None, MOST_AGREEMENTS)):
            state, events = told(connection, service.book, each.agreement)
            accrued = [happened.event for happened in events if happened.event.name == "Accrued"]
            windows = goal_windows(state, accrued, facts, calendar)
            found += [PromiseItem.of(each.agreement, window, book) for window in windows if window.unit == row.address]
    return found


def _unit(book: Shown, given: str) -> UnitStanding:
    address = address_given(given)
    if address not in book.state.units:
        raise UnknownUnit(address)
    return book.state.units[address]


def _periods(service: Service, book: Shown, row: UnitStanding) -> list[UnitPeriod]:
    clearing = row.address == book.constants.clearing
    with service.database.reading() as connection:
        found = unit_periods(connection, row.address, book.constants, book.state.heads, clearing)
    return [UnitPeriod.of(each, book) for each in found]
