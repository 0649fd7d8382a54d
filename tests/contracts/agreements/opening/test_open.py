"""Opening: what all have signed is published whole, kept in one slot, and counted in the books of who may owe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import BIG, SERVICES, VAMS, World, clause, constant, person, share

from heyi.core.terms import Leg, Nature, Span, Status, Terms

ANN, BOB = person("ann"), person("bob")


def test_two_persons_open_an_agreement(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)])
    agreement = world.open(terms)
    period = world.period()
    assert agreement.account() == {
        "status": Status.Open,
        "amended": False,
        "counted": 0,
        "passed": 0,
        "keeping": 0,
        "firstPeriod": period,
        "nextPeriod": period,
        "endPeriod": period + 12,
        "due": 0,
    }


def test_terms_are_published_once_and_whole_and_every_sentence_by_its_hash(world: World) -> None:
    terms = world.terms((ANN, BOB), [share(person("x").address.encode()[:20].rjust(32, b"\0"), 10), constant(1)])
    agreement = world.open(terms)
    (opened,) = world.events("Opened")
    assert opened["agreement"] == agreement.id
    assert Terms.from_abi(opened["terms"]) == terms
    assert opened["parties"] == list(terms.parties)
    assert opened["sentences"] == [consent[0] for consent in world.consents(terms)]


def test_an_enterprise_that_may_owe_counts_the_agreement_and_lets_it_take_money(world: World) -> None:
    client, supplier = world.found("Client"), world.found("Supplier")
    agreement = world.open(world.terms((client, supplier), [constant(10)]))
    assert agreement.account()["counted"] == 0b01
    assert agreement.account()["keeping"] == 0b11
    assert [world.books(unit)["live"] for unit in (client, supplier)] == [1, 0]
    trusts = world.company.treasury.functions.isOperator
    services = world.company.services.address
    assert [world.chain.call(trusts(unit.address, services)) for unit in (client, supplier)] == [True, False]


@pytest.mark.parametrize(
    ("points", "span", "counted"),
    [
        ([(0, 5)], Span.Window, 0b01),
        ([(0, -5)], Span.Window, 0b10),
        ([(0, -5), (1, 5)], Span.WindowCorrected, 0b11),
        ([(0, 0)], Span.Window, 0b00),
        ([(0, -5), (1, 5)], Span.Cumulative, 0b01),
        ([(0, 0), (1, 5)], Span.CumulativeGivingBack, 0b11),
    ],
)
def test_whoever_may_come_to_owe_counts_it(
    world: World, points: list[tuple[int, int]], span: Span, counted: int
) -> None:
    client, supplier = world.found("Client"), world.found("Supplier")
    agreement = world.open(world.terms((client, supplier), [clause(points, client.subject, span=span)]))
    assert agreement.account()["counted"] == counted
    assert [world.books(unit)["live"] for unit in (client, supplier)] == [counted & 1, counted >> 1]


def test_an_enterprise_signs_by_a_quorum_of_members_too(world: World) -> None:
    unit = world.found("Client", ("ann", "bob", "cem"))
    terms = world.terms((unit, person("dia")), [constant(10)])
    message = world.consent(terms, unit.address)
    ours = world.sign_by_members(message, [member for member in unit.members if member.address != unit.leader.address])
    agreement = world.open(terms, consents=[ours, world.consents(terms)[1]])
    assert agreement.status() is Status.Open


def test_an_enterprise_does_not_sign_by_less_than_its_quorum(world: World) -> None:
    unit = world.found("Client", ("ann", "bob", "cem"))
    terms = world.terms((unit, person("dia")), [constant(10)])
    message = world.consent(terms, unit.address)
    ours = world.sign_by_members(message, unit.members[:1])
    with world.refused("WrongSignature", party=unit.address, digest=message.digest()):
        world.open(terms, consents=[ours, world.consents(terms)[1]])


def test_the_same_terms_open_once(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(10)]))
    with world.refused("AgreementExists", agreement=agreement.id):
        world.open(agreement.terms)
    assert world.open(replace(agreement.terms, salt=b"\1" * 32)).id != agreement.id


def test_the_same_terms_do_not_open_again_when_the_agreement_has_ended(world: World) -> None:
    """Consents are not used up; the id is."""
    agreement = world.open(world.terms((ANN, BOB), [constant(0)], first_period=world.period() + 2))
    agreement.end(world.period())
    agreement.accrue()
    assert agreement.status() is Status.Ended
    with world.refused("AgreementExists", agreement=agreement.id):
        world.open(agreement.terms)


def test_the_same_terms_are_two_agreements_in_two_kinds(world: World) -> None:
    """A consent names the contract it is for, so neither was opened by the signatures for the other."""
    terms = world.terms((ANN, BOB), [constant(10)])
    world.open(terms)
    with world.refused("PayerIsInvestee", leg=0, enterprise=ANN.address):
        world.open(terms, VAMS)


def test_none_starts_in_a_period_that_is_over(world: World) -> None:
    now = world.period()
    with world.refused("StartsInPast", firstPeriod=now - 1, currentPeriod=now):
        world.open(world.terms((ANN, BOB), [constant(10)], first_period=now - 1))


def test_one_may_start_now_or_later(world: World) -> None:
    for start in (world.period(), world.period() + 100):
        assert world.open(world.terms((ANN, BOB), [constant(10)], first_period=start)).status() is Status.Open


def test_persons_may_agree_in_any_token(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)], token=person("some token").address)
    assert world.open(terms).status() is Status.Open


def test_an_enterprise_owes_in_the_company_s_token_only(world: World) -> None:
    unit, token = world.found("Unit"), person("some token").address
    with world.refused("WrongToken", token=token, companyToken=world.token):
        world.open(world.terms((unit, BOB), [constant(10)], token=token))


def test_an_enterprise_is_owed_in_the_company_s_token_only(world: World) -> None:
    """Its books would take any token's units for the company's: results out of nothing. Invariant 14."""
    unit, token = world.found("Unit"), person("some token").address
    with world.refused("WrongToken", token=token, companyToken=world.token):
        world.open(world.terms((ANN, unit), [constant(10)], token=token))


def test_a_bonus_is_paid_in_the_company_s_token_only(world: World) -> None:
    """The team's pool would give out good money for it. Invariant 2."""
    unit, token = world.found("Unit"), person("some token").address
    terms = world.terms((ANN, unit), [constant(10)], token=token, legs=(Leg(0, 1, Nature.Bonus),))
    with world.refused("WrongToken", token=token, companyToken=world.token):
        world.open(terms)


def test_a_bonus_goes_to_a_team(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)], legs=(Leg(0, 1, Nature.Bonus),))
    with world.refused("NotEnterprise", leg=0, account=BOB.address):
        world.open(terms)


def test_a_service_moves_money_only_and_between_its_parties(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)])
    for nature in (Nature.Tranche, Nature.Preferred, Nature.Shares, Nature.Control):
        with world.refused("LegNotOfKind", leg=0, nature=nature):
            world.open(replace(terms, legs=(Leg(0, 1, nature),)))
    with world.refused("LegOfNobody", leg=0):
        world.open(replace(terms, legs=(Leg(2, 0),)))


def test_people_may_owe_one_another_in_a_circle(world: World) -> None:
    """More parties and legs than a client's and a supplier's: each of three pays the next."""
    cem = person("cem")
    terms = world.terms((ANN, BOB, cem), [constant(10), constant(20, leg=1), constant(30, leg=2)], ceiling=30)
    agreement = world.open(replace(terms, legs=(Leg(0, 1), Leg(1, 2), Leg(2, 0))))
    world.month()
    agreement.accrue()
    assert [agreement.due(leg) for leg in range(3)] == [10, 20, 30]


def test_a_letter_of_understanding_moves_nothing(world: World) -> None:
    """Without legs and clauses there is a term, a notice and a sentence that all have signed."""
    agreement = world.open(world.terms((ANN, BOB, person("cem")), [], legs=(), periods=1, ceiling=0))
    world.month()
    agreement.accrue()
    assert agreement.status() is Status.Ended


def test_a_far_future_start_is_counted_at_once(world: World) -> None:
    """It is passed by every closing until it starts, owing nothing."""
    client = world.found("Client")
    world.open(world.terms((client, ANN), [constant(10)], first_period=world.period() + 1000))
    world.month()
    world.close(client)
    assert world.books(client)["arrears"] == 0


def test_nothing_moves_at_the_opening_of_a_service(world: World) -> None:
    client = world.found("Client")
    world.fund(client, 500)
    world.open(world.terms((client, ANN), [constant(10)], ceiling=BIG), SERVICES)
    assert (world.balance(client), world.balance(ANN)) == (500, 0)
