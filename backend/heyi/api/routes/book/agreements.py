"""Agreements: lists by what is looked for, and each one in full."""

from typing import Annotated, Literal

from fastapi import Query

from heyi.api.models.agreements.items import AgreementItem, AgreementPage, Status
from heyi.api.models.agreements.page import agreement_page
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import HashPath, Like, TheBook, address_given, hash_given, page_of, router_of
from heyi.api.service import TheService
from heyi.store.reading.agreements import Wanted, listed, told
from heyi.store.reading.disputes import disputes
from heyi.store.reading.memory.names import sentences

__all__ = ["router"]

router = router_of("agreements")

MOST_DISPUTES = 1_000  # open ones of the whole company that an agreement is held against

PartyQuery = Annotated[
    str | None, Query(pattern="^0x[0-9a-fA-F]{40}$", description="Those that this account is party to.")
]
KindQuery = Annotated[Literal["service", "community", "vam"] | None, Query(description="Those of one kind.")]
StatusQuery = Annotated[Status | None, Query(description="Those that are open, or that are over.")]


@router.get("/agreements")
def agreements(
    service: TheService,
    book: TheBook,
    limit: Limit,
    cursor: Cursor = None,
    party: PartyQuery = None,
    kind: KindQuery = None,
    status: StatusQuery = None,
    q: Like = None,
) -> Page[AgreementItem]:
    """The newest first. q: in the agreement's name or a party's, or the beginning of its hash."""
    wanted = Wanted(
        party=address_given(party) if party else None,
        contract=book.constants.contract_of(kind) if kind else None,
        ended=status == "ended" if status else None,
        text=q,
    )
    with service.database.reading() as connection:
        found = listed(connection, wanted, after(cursor, [int, int]), limit + 1)
    items = [AgreementItem.of(each, book) for each in found[:limit]]
    more = len(found) > limit
    return page_of(items, (items[-1].opened.block, items[-1].opened.log_index) if more else None)


@router.get("/agreements/{agreement}")
def agreement(service: TheService, book: TheBook, agreement: HashPath) -> AgreementPage:
    """Terms and their versions, parties, what they signed, where each leg stands, and what has happened."""
    with service.database.reading() as connection:
        state, events = told(connection, service.book, hash_given(agreement))
        hashes = ["0x" + each.hex() for happened in events for each in happened.event.args.get("sentences", ())]
        window, now = book.constants.windows.arbitration, book.state.heads.now
        open_disputes = disputes(connection, window, now, "open", None, MOST_DISPUTES)
        return agreement_page(state, events, sentences(connection, hashes), open_disputes, book)
