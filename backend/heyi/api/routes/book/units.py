"""Units: the ranking, and each one's books."""

from typing import Annotated

from fastapi import Query

from heyi.api.models.agreements import AgreementItem
from heyi.api.models.base import Shown
from heyi.api.models.oracle import CommitteePage
from heyi.api.models.units import PartPage, UnitItem, UnitPage, UnitPeriod, UnitSort
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import AddressPath, Like, TheBook, address_given, page_of, router_of
from heyi.api.service import Service, TheService
from heyi.store import cached
from heyi.store.reading.agreements import Wanted, count_of, listed, roles_of
from heyi.store.reading.memory.standing import UnitStanding
from heyi.store.reading.oracle import committees_of
from heyi.store.reading.units import charter_of, parts_of, unit_periods
from heyi.store.reading.unknown import UnknownUnit

__all__ = ["router"]

router = router_of("units")

MOST_AGREEMENTS = 200  # shown with a unit

Sort = Annotated[UnitSort, Query(description="What the ranking goes by: the highest first, names from A to Z.")]


@router.get("/units")
def units(
    book: TheBook, limit: Limit, cursor: Cursor = None, sort: Sort = "productivity", q: Like = None
) -> Page[UnitItem]:
    """The ranking of units on productivity, profit and customer score."""
    wanted = (q or "").casefold()
    place = after(cursor, [int, str if sort == "name" else int, str], stored=False)
    rows, following = book.state.ranked_units(sort).after(place, limit, lambda row: wanted in row.name.casefold())
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
