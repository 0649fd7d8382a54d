"""Signatures of drafts, gathered until all parties have signed; and drafts taken back."""

import sqlalchemy as sa
from fastapi import APIRouter, Query

from heyi.api.identity.permissions import Verb
from heyi.api.identity.viewer import TheViewer
from heyi.api.papers.calls import message_of, unhexed, withdrawal_of
from heyi.api.papers.models import Address, Call, DraftView, SignatureGiven, TypedData, Withdrawn
from heyi.api.papers.proposing import found, found_for, open_draft
from heyi.api.papers.refusals import AlreadySigned, NotAParty, SignatureExpired
from heyi.api.papers.signatures import Verified, combined, verified
from heyi.api.papers.views import view
from heyi.api.service import Service, TheService
from heyi.core.messages import sentence_hash
from heyi.core.signing import SIGNED_WITHIN, Signed
from heyi.store.kept import drafts as store
from heyi.store.kept.drafts import Draft, Signature
from heyi.store.kept.sentences import keep_sentence
from heyi.store.projection import hexed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/drafts", tags=["drafts"])


@router.post("/{draft}/signatures")
def sign(service: TheService, viewer: TheViewer, draft: str, given: SignatureGiven) -> DraftView:
    """Adds a signature, once it is verified. When all have signed, `ready` holds what is to be relayed."""
    company = service.company
    now = company.chain.timestamp()
    with service.database.reading() as connection:
        one = open_draft(connection, viewer, Verb.SIGN_DRAFTS, draft, now)
    _require_signable(one, given, now)
    message = message_of(company, one, given.party, given.deadline)
    each = verified(company, one.address, given.party, message, unhexed(given.signature))
    new = _signatures(service, one, given, each, now)
    with service.database.writing() as connection:
        open_draft(connection, viewer, Verb.SIGN_DRAFTS, draft, now)  # another request may have taken it back
        store.add_signatures(connection, one.id, new)
        one = found(connection, draft)
        if one.parent is not None and given.party in one.whole(now):
            _supersede(connection, one.parent, given.party)
        if all(party in one.whole(now) for party in one.parties):
            keep_sentence(connection, one.sentence)
    with service.database.reading() as connection:
        return view(connection, company, service.constants, one, now)


@router.get("/{draft}/withdrawal")
def withdrawal(
    service: TheService, viewer: TheViewer, draft: str, party: Address, deadline: int = Query(0, ge=0, lt=2**63)
) -> TypedData:
    """What a party signs to withdraw a draft, and with it its own signature, on chain too if that is relayed."""
    with service.database.reading() as connection:
        one = found_for(connection, viewer, Verb.READ_DRAFTS, draft)
    if party not in one.parties:
        raise NotAParty(party)
    deadline = deadline or service.company.chain.timestamp() + SIGNED_WITHIN
    message = withdrawal_of(service.company, one, party, deadline)
    return TypedData(typed_data=message.typed_data(), digest=hexed(message.digest()), deadline=deadline)


@router.post("/{draft}/withdraw")
def withdraw(service: TheService, viewer: TheViewer, draft: str, given: SignatureGiven) -> Withdrawn:
    """Takes a draft back, on one party's signature of `withdrawal`.

    Signatures that were read here stay valid on chain until they are withdrawn there: `call` does that.
    """
    company = service.company
    now = company.chain.timestamp()
    with service.database.reading() as connection:
        one = open_draft(connection, viewer, Verb.SIGN_DRAFTS, draft, now)
    _require_party(one, given, now)
    message = withdrawal_of(company, one, given.party, given.deadline)
    each = verified(company, one.address, given.party, message, unhexed(given.signature))
    if not each.whole:
        raise NotAParty(each.signer)  # one member alone doesn't speak for an enterprise
    with service.database.writing() as connection:
        store.set_state(connection, one.id, store.WITHDRAWN)
    said = Signed(sentence_hash(message.message["sentence"]), given.deadline, each.signature)
    arguments = {"party": given.party, "message": hexed(message.message["message"]), "consent": said.to_json()}
    return Withdrawn(call=Call(contract=one.contract, verb="withdrawMessage", arguments=arguments))


def _supersede(connection: sa.Connection, parent: str, party: str) -> None:
    """A counter-offer takes the place of what it answers when one of that draft's own parties has signed it."""
    if party in found(connection, parent).parties:
        store.set_state(connection, parent, store.SUPERSEDED)


def _require_party(one: Draft, given: SignatureGiven, now: int) -> None:
    if given.party not in one.parties:
        raise NotAParty(given.party)
    if given.deadline <= now:
        raise SignatureExpired(given.party, given.deadline, now)


def _require_signable(one: Draft, given: SignatureGiven, now: int) -> None:
    _require_party(one, given, now)
    before = one.whole(now).get(given.party)
    # The leader's is stored with the byte before it that says so.
    if before is not None and not before.signature.endswith(unhexed(given.signature)):
        raise AlreadySigned(given.party, before.deadline)


def _signatures(service: Service, one: Draft, given: SignatureGiven, each: Verified, now: int) -> list[Signature]:
    """What is stored of a verified signature: itself, and if it makes a quorum, the whole of it."""

    def row(signer: str, signature: bytes, *, whole: bool) -> Signature:
        return Signature(given.party, signer, given.deadline, signature, whole, now)

    new = [row(each.signer, each.signature, whole=each.whole)]
    if each.whole:
        return new
    same = [s for s in one.signatures if s.party == given.party and s.deadline == given.deadline and not s.whole]
    members = {s.signer: s.signature for s in same} | {each.signer: each.signature}
    message = message_of(service.company, one, given.party, given.deadline)
    by_quorum = combined(service.company, one.address, given.party, message, members.items())
    return [*new, row(given.party, by_quorum, whole=True)] if by_quorum else new
