"""Tenders with their bids and awards."""

from typing import Annotated

from fastapi import Query

from heyi.api.models.tenders import TenderPage
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import HashPath, TheBook, address_given, hash_given, page_of, router_of
from heyi.api.service import TheService
from heyi.store.reading.tenders import tender_of
from heyi.store.reading.tenders import tenders as published

__all__ = ["router"]

router = router_of("tenders")

ClientQuery = Annotated[str | None, Query(pattern="^0x[0-9a-fA-F]{40}$", description="Those of this client.")]


@router.get("/tenders")
def tenders(
    service: TheService, book: TheBook, limit: Limit, cursor: Cursor = None, client: ClientQuery = None
) -> Page[TenderPage]:
    """The newest first, with their bids."""
    place = after(cursor, [int, int])
    with service.database.reading() as connection:
        who = address_given(client) if client else None
        found = published(connection, who, (place[0], place[1]) if place else None, limit + 1)
    last = found[limit - 1].place if len(found) > limit else None
    return page_of(
        [TenderPage.of(each, book) for each in found[:limit]], None if last is None else (last.block, last.log_index)
    )


@router.get("/tenders/{tender}")
def tender(service: TheService, book: TheBook, tender: HashPath) -> TenderPage:
    """One tender with its bids and its award."""
    with service.database.reading() as connection:
        return TenderPage.of(tender_of(connection, hash_given(tender)), book)
