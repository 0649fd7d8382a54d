"""Events as the chain logged them."""

from typing import Annotated, Literal

from fastapi import Query

from heyi.api.models.agreements.items import EventItem
from heyi.api.models.agreements.page import event_item
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import TheBook, page_of, router_of
from heyi.api.service import TheService
from heyi.store import cached
from heyi.store.reading.events import happened

__all__ = ["router"]

router = router_of("events")

HashQuery = Annotated[str | None, Query(pattern="^0x[0-9a-fA-F]{64}$")]
Name = Annotated[str | None, Query(max_length=40, description="As in the contract's ABI, such as Paid.")]
Order = Annotated[Literal["oldest", "newest"], Query(description="Which come first.")]


@router.get("/events")
def events(
    service: TheService,
    book: TheBook,
    limit: Limit,
    cursor: Cursor = None,
    order: Order = "oldest",
    agreement: HashQuery = None,
    transaction: HashQuery = None,
    name: Name = None,
) -> Page[EventItem]:
    """All events, or those about an agreement, in a transaction, or of a name."""
    event = cached.event.c
    where = [
        column == value.lower()
        for column, value in ((event.agreement, agreement), (event.transaction, transaction))
        if value is not None
    ]
    where += [] if name is None else [event.name == name]
    place = after(cursor, [int, int])
    with service.database.reading() as connection:
        found = happened(
            connection,
            service.book,
            *where,
            after=place if place is None else (place[0], place[1]),
            newest_first=order == "newest",
            most=limit + 1,
        )
    items = [event_item(each, book) for each in found[:limit]]
    last = items[-1].place if len(found) > limit else None
    return page_of(items, None if last is None else (last.block, last.log_index))
