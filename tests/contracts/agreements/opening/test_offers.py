"""Offers: a supplier signs terms without client and start; whoever may accept completes them and signs the whole."""

from __future__ import annotations

from dataclasses import replace

from world import DAY, SERVICES, World, constant, person

from heyi.core.terms import Status, Terms
from heyi.core.typed_data import Message

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


def draft(world: World, **changes: object) -> Terms:
    """What Bob offers."""
    return world.offered(world.terms((ANN, BOB), [constant(10)], **changes))


def taken_by(terms: Terms, client: str, start: int, salt: bytes = bytes(32)) -> Terms:
    return replace(terms, parties=(client, terms.parties[1]), first_period=start, salt=salt)


def test_anyone_may_accept_an_open_offer_and_chooses_the_start(world: World) -> None:
    offer = world.offer(draft(world), times=2)
    for client, start in ((ANN, world.period()), (CEM, world.period() + 3)):
        agreement = world.accept(taken_by(draft(world), client.address, start), offer)
        assert (agreement.status(), agreement.account()["firstPeriod"]) == (Status.Open, start)


def test_an_acceptance_tells_which_offer_and_how_often_it_was_taken(world: World) -> None:
    offer = world.offer(draft(world), times=5)
    for turn, client in enumerate((ANN, CEM), 1):
        agreement = world.accept(taken_by(draft(world), client.address, world.period()), offer)
        accepted = world.events("Accepted")[-1]
        assert accepted == {"agreement": agreement.id, "offer": offer.struct_hash(), "times": turn}
    times = world.company.services.functions.acceptedTimes(BOB.address, offer.struct_hash())
    assert world.chain.call(times) == 2


def test_a_named_acceptor_and_nobody_else_accepts(world: World) -> None:
    offer = world.offer(draft(world), acceptor=ANN.address)
    with world.refused("NotAcceptor", client=CEM.address, acceptor=ANN.address):
        world.accept(taken_by(draft(world), CEM.address, world.period()), offer)
    assert world.accept(taken_by(draft(world), ANN.address, world.period()), offer).status() is Status.Open


def test_who_may_accept_is_part_of_what_the_supplier_signed(world: World) -> None:
    offer = world.offer(draft(world), acceptor=ANN.address)
    terms = taken_by(draft(world), CEM.address, world.period())
    for_all = world.offer(draft(world))
    with world.refused("WrongSignature", party=BOB.address, digest=for_all.digest()):
        carry(world, terms, for_all, signature_of=offer)


def test_how_often_is_part_of_what_the_supplier_signed(world: World) -> None:
    once, twice = world.offer(draft(world), times=1), world.offer(draft(world), times=2)
    with world.refused("WrongSignature", party=BOB.address, digest=twice.digest()):
        carry(world, taken_by(draft(world), ANN.address, world.period()), twice, signature_of=once)


def test_an_offer_is_used_up(world: World) -> None:
    offer = world.offer(draft(world), times=1)
    world.accept(taken_by(draft(world), ANN.address, world.period()), offer)
    with world.refused("OfferUsedUp", supplier=BOB.address, offer=offer.struct_hash(), times=1):
        world.accept(taken_by(draft(world), CEM.address, world.period()), offer)


def test_one_client_may_accept_twice_with_another_salt(world: World) -> None:
    offer = world.offer(draft(world), times=2)
    terms = taken_by(draft(world), ANN.address, world.period())
    first = world.accept(terms, offer)
    with world.refused("AgreementExists", agreement=first.id):
        world.accept(terms, offer)
    assert carry(world, replace(terms, salt=b"\1" * 32), offer, signature_of=offer) != first.id


def test_a_withdrawn_offer_opens_nothing(world: World) -> None:
    offer = world.offer(draft(world), times=9)
    world.accept(taken_by(draft(world), ANN.address, world.period()), offer)
    world.withdraw(offer, BOB.address)
    with world.refused("SignatureWithdrawn", party=BOB.address, message=offer.struct_hash()):
        world.accept(taken_by(draft(world), CEM.address, world.period()), offer)


def test_an_offer_expires(world: World) -> None:
    deadline = world.chain.timestamp() + DAY
    offer = world.offer(draft(world), deadline=deadline)
    world.chain.advance_to(deadline + 1)
    with world.refused("SignatureExpired", party=BOB.address, deadline=deadline, timestamp=...):
        world.accept(taken_by(draft(world), ANN.address, world.period()), offer)


def test_the_client_signs_the_completed_terms(world: World) -> None:
    offer = world.offer(draft(world))
    terms = taken_by(draft(world), ANN.address, world.period())
    other = replace(terms, first_period=world.period() + 1)
    offered, consent = world.sign(offer, BOB.address), world.consents(other)[0]
    with world.refused("WrongSignature", party=ANN.address, digest=world.consent(terms, ANN.address).digest()):
        world.send(world.company.services.functions.accept(terms.to_abi(), form_of(offer), offered, consent))


def test_only_client_and_start_are_left_to_the_client(world: World) -> None:
    """Anything else that differs is not what the supplier signed."""
    offer = world.offer(draft(world))
    for change in (
        {"clauses": (constant(9),)},
        {"periods": 24},
        {"ceiling": 10},
        {"notice_periods": 0},
        {"token": ANN.address},
    ):
        terms = replace(taken_by(draft(world), ANN.address, world.period()), **change)
        signed_for = world.offer(world.offered(terms))
        with world.refused("WrongSignature", party=BOB.address, digest=signed_for.digest()):
            world.accept(terms, offer)


def test_an_offer_is_not_a_consent(world: World) -> None:
    """Nor does a consent to completed terms make an offer of them."""
    terms = taken_by(draft(world), ANN.address, world.period())
    offer = world.offer(draft(world))
    as_consent = world.consent(terms, BOB.address, sentence="I offer.")
    with world.refused("WrongSignature", party=BOB.address, digest=as_consent.digest()):
        world.open(terms, consents=[world.consents(terms)[0], world.sign(offer, BOB.address)])


def test_an_accepted_agreement_starts_no_earlier_than_now(world: World) -> None:
    now = world.period()
    with world.refused("StartsInPast", firstPeriod=now - 1, currentPeriod=now):
        world.accept(taken_by(draft(world), ANN.address, now - 1), world.offer(draft(world)))


def test_an_offer_has_two_parties(world: World) -> None:
    terms = taken_by(draft(world), ANN.address, world.period())
    with world.refused("PartyCount", parties=3, least=2, most=2):
        world.accept(replace(terms, parties=(*terms.parties, CEM.address)), world.offer(draft(world)))


def test_an_enterprise_offers_and_accepts_like_a_person(world: World) -> None:
    client, supplier = world.found("Client"), world.found("Supplier")
    terms = world.terms((client, supplier), [constant(10), constant(-1)])
    agreement = world.accept(terms, world.offer(world.offered(terms)))
    assert agreement.account()["counted"] == 0b01 | 0b10
    assert [world.books(unit)["live"] for unit in (client, supplier)] == [1, 1]


def form_of(offer: Message) -> tuple[object, ...]:
    return (offer.message["acceptor"], offer.message["times"], offer.message["terms"]["salt"])


def carry(world: World, terms: Terms, offer: Message, signature_of: Message) -> bytes:
    """Accepts with what `offer` says but the signature of another message; returns the agreement's id."""
    sentence, deadline, signature = world.sign(signature_of, BOB.address)
    consent = world.sign(world.consent(terms, terms.parties[0], SERVICES), terms.parties[0])
    offered = (sentence, deadline, signature)
    world.send(world.company.services.functions.accept(terms.to_abi(), form_of(offer), offered, consent))
    return world.id_of(terms)
