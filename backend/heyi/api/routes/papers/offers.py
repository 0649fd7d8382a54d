"""Offers: signed by suppliers, to be taken up by whom they name, as often as they say."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from eth_utils.crypto import keccak
from fastapi import APIRouter

from heyi.api.identity.permissions import Verb, permit, role_for
from heyi.api.identity.refusals import NotSignedIn
from heyi.api.identity.viewer import TheViewer, Viewer
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.papers.calls import refused, unhexed
from heyi.api.papers.models import Address, Call, Hash, Ready
from heyi.api.papers.offer_models import Acceptance, AcceptanceView, OfferGiven, OfferView
from heyi.api.papers.refusals import (
    AgreementExists,
    NoSuchOffer,
    NotAcceptor,
    NotAParty,
    OfferUsedUp,
    SignatureExpired,
    SignatureWithdrawn,
    StartsInPast,
    TooManyPapers,
)
from heyi.api.papers.signatures import verified
from heyi.api.papers.texts import plain
from heyi.api.service import Service, TheService
from heyi.core.checks import check
from heyi.core.errors import InvalidValue
from heyi.core.messages import sentence_hash
from heyi.core.signing import SIGNED_WITHIN, Signed
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Terms
from heyi.core.typed_data import Message
from heyi.store.kept import offers as store
from heyi.store.kept.drafts import latest_time
from heyi.store.kept.offers import Offer
from heyi.store.kept.sentences import contract_of, keep_sentence
from heyi.store.projection import hexed
from heyi.templates.terms_of import placeholders

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/offers", tags=["offers"])

KIND = "ServiceAgreements"
MOST_OFFERS = 500  # of one supplier at a time


@router.post("", status_code=201)
def post(service: TheService, given: OfferGiven) -> OfferView:
    """Makes a signed offer known. The same offer again is the same."""
    company = service.company
    now = company.chain.timestamp()
    terms = _terms(given.terms)
    message = company.messages.offer(
        company.domain(KIND),
        plain("sentence", given.sentence),
        terms.parties[1],
        terms,
        given.acceptor or ZERO_ADDRESS,
        given.times,
        given.deadline,
    )
    _require_sound(service, terms, now)
    if given.deadline <= now:
        raise SignatureExpired(terms.parties[1], given.deadline, now)
    each = verified(company, company.deployment.addresses[KIND], terms.parties[1], message, unhexed(given.signature))
    if not each.whole:
        raise NotAParty(each.signer)
    new = Offer(
        hash=hexed(message.struct_hash()),
        supplier=terms.parties[1],
        acceptor=given.acceptor or ZERO_ADDRESS,
        times=given.times,
        terms=terms.to_json(),
        sentence=given.sentence,
        deadline=given.deadline,
        signature=each.signature,
        created_at=now,
    )
    with service.database.writing() as connection:
        known = store.offer_of(connection, new.hash)
        if known is None:
            if store.count_offers(connection, new.supplier, now) >= MOST_OFFERS:
                raise TooManyPapers(new.supplier, MOST_OFFERS)
            store.add_offer(connection, new)
        return _view(known or new)


@router.get("")
def offers(
    service: TheService,
    viewer: TheViewer,
    limit: Limit,
    acceptor: Address | None = None,
    supplier: Address | None = None,
    cursor: Cursor = None,
) -> Page[OfferView]:
    """Offers that are still good, the latest first: that somebody may accept, or of a supplier, or all.

    Offers to somebody are shown to those who speak for that account or for the supplier, and to auditors.
    """
    may_read = role_for(viewer, Verb.READ_OFFERS, viewer.accounts) is not None
    seen: frozenset[str] | None = viewer.accounts if may_read else frozenset()
    seen = None if may_read and viewer.is_auditor else seen
    place = after(cursor, [int])
    with service.database.reading() as connection:
        now = latest_time(connection)
        found = store.offers_for(connection, seen, acceptor, supplier, now, place[0] if place else None, limit + 1)
    last = cursor_of([found[limit - 1].number]) if len(found) > limit else None
    return Page(items=[_view(each) for each in found[:limit]], next=last)


@router.get("/{offer}")
def one(service: TheService, viewer: TheViewer, offer: Hash) -> OfferView:
    """An offer by the hash of its message."""
    with service.database.reading() as connection:
        return _view(_found(connection, viewer, Verb.READ_OFFERS, offer))


@router.post("/{offer}/accept")
def accept(service: TheService, viewer: TheViewer, offer: Hash, given: Acceptance) -> AcceptanceView:
    """What a client signs to take an offer up; with the signature, what is to be relayed."""
    company, constants = service.company, service.constants
    now = company.chain.timestamp()
    with service.database.reading() as connection:
        found = _found(connection, viewer, Verb.ACCEPT_OFFER, offer)
        _require_good(service, connection, found, given.client, now)
        first_period = constants.calendar.parse(given.from_)
        terms = _completed(found, given, first_period)
        agreement = hexed(company.messages.terms_hash(terms))
        if contract_of(connection, agreement) is not None:
            raise AgreementExists(agreement)
    if first_period < constants.calendar.period_at(now):
        raise StartsInPast(first_period, constants.calendar.period_at(now))
    check(terms)
    deadline = given.deadline or now + SIGNED_WITHIN
    message = company.messages.consent(company.domain(KIND), found.sentence, given.client, terms, deadline)
    return AcceptanceView(
        agreement=agreement,
        terms=terms.to_json(),
        sentence=found.sentence,
        deadline=deadline,
        typed_data=message.typed_data(),
        digest=hexed(message.digest()),
        ready=_ready(service, found, terms, message, given, now) if given.signature else None,
    )


def _ready(service: Service, found: Offer, terms: Terms, message: Message, given: Acceptance, now: int) -> Ready:
    company, deadline = service.company, int(message.message["deadline"])
    if deadline <= now:
        raise SignatureExpired(given.client, deadline, now)
    address = company.deployment.addresses[KIND]
    each = verified(company, address, given.client, message, unhexed(given.signature or ""))
    if not each.whole:
        raise NotAParty(each.signer)
    said = sentence_hash(found.sentence)
    offered, consent = Signed(said, found.deadline, found.signature), Signed(said, deadline, each.signature)
    form = {"acceptor": found.acceptor, "times": found.times, "salt": found.terms["salt"]}
    arguments = {"terms": terms.to_json(), "offer": form, "offered": offered.to_json(), "consent": consent.to_json()}
    with service.database.writing() as connection:
        keep_sentence(connection, found.sentence)
    accepting = company.services.functions.accept(
        terms.to_abi(),
        (found.acceptor, found.times, unhexed(found.terms["salt"])),
        offered.to_abi(),
        consent.to_abi(),
    )
    return Ready(call=Call(contract=KIND, verb="accept", arguments=arguments), refused=refused(company, accepting))


# --- PARTS ---


def _terms(value: dict[str, Any]) -> Terms:
    try:
        terms = Terms.from_json(value)
    except InvalidValue as error:
        raise error.inside("terms") from None
    if len(terms.parties) != 2:
        raise InvalidValue("terms.parties", "are not a client and a supplier")
    return terms


def _require_sound(service: Service, terms: Terms, now: int) -> None:
    """That it could be accepted by somebody now. Raises InvalidTerms."""
    somebody = placeholders(("client",))["client"]
    first = service.constants.calendar.period_at(now)
    check(replace(terms, parties=(somebody, terms.parties[1]), first_period=first))


def _require_good(service: Service, connection: sa.Connection, found: Offer, client: str, now: int) -> None:
    """That a client may take it up. How often it was, the chain knows at once and the book a little later."""
    company = service.company
    if found.acceptor not in (ZERO_ADDRESS, client):
        raise NotAcceptor(client, found.acceptor)
    if found.deadline < now:
        raise SignatureExpired(found.supplier, found.deadline, now)
    if store.was_withdrawn(connection, company.deployment.addresses[KIND], found.supplier, unhexed(found.hash)):
        raise SignatureWithdrawn(found.supplier, unhexed(found.hash))
    accepted = company.services.functions.acceptedTimes(found.supplier, unhexed(found.hash))
    if company.chain.call(accepted) >= found.times:
        raise OfferUsedUp(found.supplier, found.hash, found.times)


def _completed(found: Offer, given: Acceptance, first_period: int) -> Terms:
    """The terms as they will be opened. Of themselves they differ by client and start, and no more."""
    terms = Terms.from_json(found.terms)
    named = f"{found.hash} accepted by {given.client} from {first_period}"
    salt = unhexed(given.salt) if given.salt else keccak(text=named)
    return replace(terms, parties=(given.client, terms.parties[1]), first_period=first_period, salt=salt)


def _found(connection: sa.Connection, viewer: Viewer, verb: Verb, offer: str) -> Offer:
    """One that anybody may accept, or that concerns the viewer; others are as if they weren't there."""
    found = store.offer_of(connection, offer)
    if found is None:
        raise NoSuchOffer(offer)
    if found.acceptor != ZERO_ADDRESS:
        concerned = (found.acceptor,) if verb is Verb.ACCEPT_OFFER else (found.acceptor, found.supplier)
        try:
            permit(viewer, verb, concerned, NoSuchOffer(offer))
        except NotSignedIn:
            raise NoSuchOffer(offer) from None
    return found


def _view(offer: Offer) -> OfferView:
    return OfferView(
        hash=offer.hash,
        supplier=offer.supplier,
        acceptor=None if offer.acceptor == ZERO_ADDRESS else offer.acceptor,
        times=offer.times,
        accepted=offer.accepted,
        terms=dict(offer.terms),
        sentence=offer.sentence,
        deadline=offer.deadline,
        created_at=offer.created_at,
    )
