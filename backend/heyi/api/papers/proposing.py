"""Takes proposals in: checked by everything that can be checked before anybody signs, and bounded in number."""

import secrets

import sqlalchemy as sa

from heyi.api.identity.permissions import Verb, permit
from heyi.api.identity.viewer import Viewer
from heyi.api.papers.calls import in_force, require_kind
from heyi.api.papers.drafting import Drafted, drafted
from heyi.api.papers.models import DraftView, Proposal
from heyi.api.papers.refusals import (
    AgreementExists,
    CounterOfOthers,
    DraftNotOpen,
    NoSuchAgreement,
    NoSuchDraft,
    NotAParty,
    StartsInPast,
    TooManyPapers,
)
from heyi.api.papers.views import state_of, view
from heyi.api.service import Service
from heyi.company.constants import Constants
from heyi.core.errors import InvalidValue
from heyi.core.payoff import amount
from heyi.core.signing import SIGNED_WITHIN
from heyi.core.terms import Terms
from heyi.store.kept import drafts as store
from heyi.store.kept.drafts import UNSIGNED_FOR, Draft
from heyi.store.kept.sentences import contract_of
from heyi.store.projection import hexed
from heyi.templates.previewing.cautions import cautions_of
from heyi.templates.previewing.outcomes import outcomes_of

__all__ = ["found", "found_for", "open_draft", "proposed"]


MOST_UNSIGNED = 100  # drafts that one party has proposed and nobody has signed
MOST_UNSIGNED_IN_ALL = 10_000
"""Anyone may sign in, and propose as a party. So what nobody has signed is bounded, and expires."""


def found(connection: sa.Connection, draft: str) -> Draft:
    """Raises NoSuchDraft."""
    one = store.draft_of(connection, draft[:32])
    if one is None or one.id != draft:
        raise NoSuchDraft(draft[:64])
    return one


def found_for(connection: sa.Connection, viewer: Viewer, verb: Verb, draft: str) -> Draft:
    """One that is the viewer's business. To all others it is told as to those who ask for one that isn't there.

    Raises NotSignedIn, OutOfScope and NoSuchDraft.
    """
    absent = NoSuchDraft(draft[:64])
    try:
        one = found(connection, draft)
    except NoSuchDraft:
        permit(viewer, verb, viewer.accounts, absent)  # who may see none at all, hears that first
        raise
    permit(viewer, verb, one.parties, absent)
    return one


def open_draft(connection: sa.Connection, viewer: Viewer, verb: Verb, draft: str, now: int) -> Draft:
    """One that can still be answered, signed and withdrawn. Raises as `found_for` does, and DraftNotOpen."""
    one = found_for(connection, viewer, verb, draft)
    state = state_of(one, viewer.service.constants, now)
    if state != store.OPEN:
        raise DraftNotOpen(one.id, state)
    return one


def proposed(service: Service, viewer: Viewer, proposal: Proposal, parent: Draft | None) -> DraftView:
    """The draft of a proposal, stored; the one that says the same already, if there is one.

    Only somebody who speaks for one of its parties may make it. Raises NotAllowed, what `drafting.drafted` does, the
    contract's refusals, and those of `refusals`.
    """
    company, constants = service.company, service.constants
    now = company.chain.timestamp()
    with service.database.reading() as connection:
        read = drafted(connection, constants, proposal, now, amends=proposal.amends is not None)
        proposal = proposal.model_copy(update={"proposed_by": _proposer(viewer, proposal, read.terms)})
        _require_beginning(constants, read.terms, now)
        new = _draft(viewer, connection, read, proposal, parent, now)
    if new.amends is None:
        require_kind(company, new.contract, read.terms)
    with service.database.writing() as connection:
        twin = store.open_twin(connection, new, now - UNSIGNED_FOR)
        if twin is None:
            _require_room(connection, str(new.proposed_by), now)
            store.add_draft(connection, new)
    with service.database.reading() as connection:
        return view(connection, company, constants, twin or new, now)


def _draft(
    viewer: Viewer, connection: sa.Connection, read: Drafted, proposal: Proposal, parent: Draft | None, now: int
) -> Draft:
    company, terms = viewer.service.company, read.terms
    if parent is not None and len({*parent.parties} & {*terms.parties}) < 2:
        raise CounterOfOthers(parent.id)
    terms_hash = hexed(company.messages.terms_hash(terms))
    if contract_of(connection, terms_hash) is not None and proposal.amends is None:
        raise AgreementExists(terms_hash)
    follows = None
    if proposal.amends is not None:
        if contract_of(connection, proposal.amends) != company.deployment.addresses[read.contract]:
            raise NoSuchAgreement(proposal.amends)
        follows, before = in_force(connection, company, read.contract, proposal.amends)
        # Whoever proposes is shown how the terms differ from those in force, which may be nobody else's business.
        permit(viewer, Verb.PROPOSE, before.parties)
    deadline = proposal.deadline or now + SIGNED_WITHIN
    if deadline <= now:
        raise InvalidValue("deadline", f"has passed: it is {now}")
    cautions = cautions_of(read.agreement, terms, outcomes_of(terms, amount), read.words)
    return Draft(
        id=secrets.token_hex(16),
        contract=read.contract,
        address=company.deployment.addresses[read.contract],
        terms=terms.to_json(),
        terms_hash=terms_hash,
        sentence=read.sentence,
        template=proposal.template.model_dump() if proposal.template else None,
        cautions=[vars(each) for each in cautions],
        proposed_by=proposal.proposed_by,
        parent=parent.id if parent else None,
        amends=proposal.amends,
        in_force=follows,
        deadline=deadline,
        created_at=now,
    )


def _require_beginning(constants: Constants, terms: Terms, now: int) -> None:
    current = constants.calendar.period_at(now)
    if terms.first_period < current:
        raise StartsInPast(terms.first_period, current)


def _proposer(viewer: Viewer, proposal: Proposal, terms: Terms) -> str:
    """The party that the viewer proposes for: the one it names, or the first it speaks for."""
    if proposal.proposed_by is not None and proposal.proposed_by not in terms.parties:
        raise NotAParty(proposal.proposed_by)
    named = terms.parties if proposal.proposed_by is None else (proposal.proposed_by,)
    permit(viewer, Verb.PROPOSE, named)
    return next(party for party in named if party in viewer.accounts)


def _require_room(connection: sa.Connection, proposer: str, now: int) -> None:
    """Counted by who proposes, so that nobody fills the places of somebody else."""
    since = now - UNSIGNED_FOR
    if store.unsigned(connection, proposer, since) >= MOST_UNSIGNED:
        raise TooManyPapers(proposer, MOST_UNSIGNED)
    if store.unsigned(connection, None, since) >= MOST_UNSIGNED_IN_ALL:
        raise TooManyPapers("everyone", MOST_UNSIGNED_IN_ALL)
