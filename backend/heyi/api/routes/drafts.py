"""Drafts: proposed, answered by counter-offers, signed by everyone, and opened on chain by whoever sends them."""

from fastapi import APIRouter

from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.papers.models import Address, DraftSummary, DraftView, Hash, Proposal
from heyi.api.papers.proposing import found, open_draft, proposed
from heyi.api.papers.views import summary, view
from heyi.api.service import TheService
from heyi.core.errors import InvalidValue
from heyi.store.kept import drafts as store
from heyi.store.kept.sentences import is_kept, keep_sentences_of_drafts

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/drafts", tags=["drafts"])

# --- PROPOSE ---


@router.post("", status_code=201)
def propose(service: TheService, proposal: Proposal) -> DraftView:
    """Proposes an agreement, or an amendment of one.

    The answer has what each party signs. The same proposal made again while it is open is the same draft.
    """
    return proposed(service, proposal, None)


@router.post("/{draft}/counter", status_code=201)
def counter(service: TheService, draft: str, proposal: Proposal) -> DraftView:
    """Answers a draft with another one, which takes its place as soon as one of the parties has signed it."""
    with service.database.reading() as connection:
        parent = open_draft(connection, service, draft, store.latest_time(connection))
    if proposal.amends not in (None, parent.amends):
        raise InvalidValue("amends", "is another agreement than the one that the draft amends")
    return proposed(service, proposal.model_copy(update={"amends": parent.amends}), parent)


# --- READ ---


@router.get("")
def drafts(
    service: TheService,
    limit: Limit,
    party: Address | None = None,
    agreement: Hash | None = None,
    cursor: Cursor = None,
) -> Page[DraftSummary]:
    """Drafts, the latest first: of a party, about an agreement, or all."""
    constants, place = service.constants, after(cursor, [int])
    with service.database.reading() as connection:
        now = store.latest_time(connection)
        latest = store.drafts_of(connection, party, agreement, place[0] if place else None, limit + 1)
    items = [summary(each, constants, now) for each in latest[:limit]]
    return Page(items=items, next=cursor_of([latest[limit - 1].number]) if len(latest) > limit else None)


@router.get("/{draft}")
def one(service: TheService, draft: str) -> DraftView:
    """A draft: what is signed, who has signed, who is next, how it differs from what it answers or amends."""
    with service.database.reading() as connection:
        read = found(connection, draft)
        now = store.latest_time(connection)
        shown = view(connection, service.company, service.constants, read, now)
        missing = read.opened and not is_kept(connection, read.sentence)
    if missing:  # signatures were gathered elsewhere
        with service.database.writing() as connection:
            keep_sentences_of_drafts(connection, read.agreement)
    return shown
