"""The Win-Win Value Added statement of a unit or of the company."""

from typing import Annotated

from fastapi import Query

from heyi.api.models.winwin import WinWinPage
from heyi.api.routes.book.asking import TheBook, address_given, router_of
from heyi.api.service import TheService
from heyi.statements.open_book.winwin import winwin
from heyi.store.reading.unknown import UnknownUnit

__all__ = ["router"]

router = router_of("statements")

UnitQuery = Annotated[str | None, Query(pattern="^0x[0-9a-fA-F]{40}$", description="Without it, of the whole company.")]
PeriodQuery = Annotated[str | None, Query(max_length=20, description="Without it, of everything to date.")]


@router.get("/winwin")
def statement(service: TheService, book: TheBook, unit: UnitQuery = None, period: PeriodQuery = None) -> WinWinPage:
    """What arose with users, and among whom it was shared; lines that no chain has are null, with the reason."""
    address = address_given(unit) if unit else None
    if address is not None and address not in book.state.units:
        raise UnknownUnit(address)
    when = book.constants.calendar.parse(period) if period else None
    with service.database.reading() as connection:
        found = winwin(connection, book.constants, book.state, address, when)
    return WinWinPage.of(found, address, when, book)
