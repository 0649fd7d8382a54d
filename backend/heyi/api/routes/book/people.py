"""People: the ranking, and each one's part in units and agreements."""

from typing import Annotated

from fastapi import Query

from heyi.api.identity.masking import TheEyes
from heyi.api.identity.refusals import OrderHidden
from heyi.api.models.agreements.items import AgreementItem
from heyi.api.models.people import InvolvedPage, PersonItem, PersonPage, PersonSort
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import AddressPath, Like, TheBook, address_given, page_of, router_of
from heyi.api.service import TheService
from heyi.store.reading.agreements import Wanted, count_of, listed
from heyi.store.reading.people import involved
from heyi.store.reading.unknown import UnknownPerson

__all__ = ["router"]

router = router_of("people")

MOST_AGREEMENTS = 200  # shown with a person

Sort = Annotated[
    PersonSort | None,
    Query(description="What the ranking goes by: the highest first, names from A to Z. By earned, or else by name."),
]


@router.get("/people")
def people(
    book: TheBook, eyes: TheEyes, limit: Limit, cursor: Cursor = None, sort: Sort = None, q: Like = None
) -> Page[PersonItem]:
    """The ranking of people; who has no name comes last among names, and is found by address only.

    Where pay is hidden they come by name: an order, and a cursor within it, would tell what the page does not.
    """
    if sort not in (None, "name") and not eyes.see_all:
        raise OrderHidden(str(sort))
    sort = sort or ("earned" if eyes.see_all else "name")
    wanted = (q or "").casefold()
    place = after(cursor, [int, str if sort == "name" else int, str], stored=False)
    ranking = book.state.ranked_people(sort)
    rows, following = ranking.after(place, limit, lambda row: wanted in f"{row.name or ''} {row.address}".casefold())
    return page_of([PersonItem.of(row, book) for row in rows], following)


@router.get("/people/{address}")
def person(service: TheService, book: TheBook, address: AddressPath) -> PersonPage:
    """One person: what came from which unit, parts in units, agreements."""
    account = address_given(address)
    row = book.state.people.get(account)
    if row is None:
        raise UnknownPerson(account)
    with service.database.reading() as connection:
        parts = involved(connection, account, book.constants.calendar, book.state.heads.now)
        count = count_of(connection, account)
        newest = listed(connection, Wanted(party=account), None, MOST_AGREEMENTS)
    return PersonPage(
        **dict(PersonItem.of(row, book)),
        involved=[InvolvedPage.of(part, book) for part in parts],
        agreements=count,
        newest=[AgreementItem.of(each, book) for each in newest],
    )
