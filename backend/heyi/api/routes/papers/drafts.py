"""Drafts: proposed, answered by counter-offers, signed by everyone, and opened on chain by whoever sends them."""

from fastapi import APIRouter

from heyi.api.identity.permissions import Role, Verb, permit
from heyi.api.identity.viewer import SignedIn, TheViewer
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.papers.models import Address, DraftSummary, DraftView, Hash, Proposal
from heyi.api.papers.proposing import found_for, open_draft, proposed
from heyi.api.papers.views import summary, view
from heyi.api.service import TheService
from heyi.core.errors import InvalidValue
from heyi.store.kept import drafts as store
from heyi.store.kept.sentences import is_kept, keep_sentences_of_drafts

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/drafts", tags=["drafts"])

# --- PROPOSE ---


@router.post("", status_code=201)
def propose(service: TheService, viewer: SignedIn, proposal: Proposal) -> DraftView:
    """Proposes an agreement, or an amendment of one, as one of its parties.

    The answer has what each party signs. The same proposal made again while it is open is the same draft.
    """
    return proposed(service, viewer, proposal, None)


@router.post("/{draft}/counter", status_code=201)
def counter(service: TheService, viewer: SignedIn, draft: str, proposal: Proposal) -> DraftView:
    """Answers a draft with another one, which takes its place as soon as one of the parties has signed it."""
    with service.database.reading() as connection:
        parent = open_draft(connection, viewer, Verb.PROPOSE, draft, store.latest_time(connection))
    if proposal.amends not in (None, parent.amends):
        raise InvalidValue("amends", "is another agreement than the one that the draft amends")
    return proposed(service, viewer, proposal.model_copy(update={"amends": parent.amends}), parent)


# --- READ ---


@router.get("")
def drafts(
    service: TheService,
    viewer: TheViewer,
    limit: Limit,
    party: Address | None = None,
    agreement: Hash | None = None,
    cursor: Cursor = None,
) -> Page[DraftSummary]:
    """Drafts of the parties that one speaks for, the latest first: of one of them, or about an agreement; auditors see
    all."""
    role = permit(viewer, Verb.READ_DRAFTS, viewer.accounts)
    mine = None if role is Role.AUDITOR or viewer.is_auditor else viewer.accounts
    constants, place = service.constants, after(cursor, [int])
    with service.database.reading() as connection:
        now = store.latest_time(connection)
        latest = store.drafts_of(connection, mine, party, agreement, place[0] if place else None, limit + 1)
    items = [summary(each, constants, now) for each in latest[:limit]]
    return Page(items=items, next=cursor_of([latest[limit - 1].number]) if len(latest) > limit else None)


@router.get("/{draft}")
def one(service: TheService, viewer: TheViewer, draft: str) -> DraftView:
    """A draft: what is signed, who has signed, who is next, how it differs from what it answers or amends."""
    with service.database.reading() as connection:
        read = found_for(connection, viewer, Verb.READ_DRAFTS, draft)
        now = store.latest_time(connection)
        shown = view(connection, service.company, service.constants, read, now)
        missing = read.opened and not is_kept(connection, read.sentence)
    if missing:  # signatures were gathered elsewhere
        with service.database.writing() as connection:
            keep_sentences_of_drafts(connection, read.agreement)
    return shown
