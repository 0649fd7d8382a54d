"""Novation: an amendment that puts somebody else in a debtor's place, who may be a party only from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import SERVICES, Agreement, Unit, World, clause, constant, person

from heyi.core.terms import Leg, Nature, Span, Status, Terms

ANN, BOB, CEM, DAN = (person(name) for name in ("ann", "bob", "cem", "dan"))


def handed_over(agreement: Agreement, heir: Unit | object, **changes: object) -> Terms:
    """From next month on the heir, a further party, owes what the first party did."""
    parties = (*agreement.terms.parties, heir.address)  # type: ignore[attr-defined]
    legs = (Leg(len(parties) - 1, 1),)
    start = agreement.world.period() + 1
    periods = agreement.terms.end_period - start
    fields = {"parties": parties, "legs": legs, "first_period": start, "periods": periods, **changes}
    return replace(agreement.terms, **fields)  # type: ignore[arg-type]


@pytest.fixture
def agreement(world: World) -> Agreement:
    """Ann owes Bob 100 a month, for six months, and has 150."""
    world.fund(ANN, 150)
    for one in (ANN, CEM):
        world.let_pay(one)
    return world.open(world.terms((ANN, BOB), [constant(100)], periods=6))


def test_the_heir_pays_from_then_on_and_what_is_due_already(world: World, agreement: Agreement) -> None:
    """150 of 200 came from Ann; the 50 that are missing, and what follows, from Cem."""
    world.fund(CEM, 1000)
    world.month()
    amended = agreement.amend(handed_over(agreement, CEM))
    world.month()
    agreement.accrue()
    assert (agreement.due(), world.balance(ANN), world.balance(CEM)) == (50, 0, 1000)
    world.fund(ANN, 500)
    amended.accrue()
    assert (amended.due(), world.balance(ANN), world.balance(CEM)) == (0, 500, 950)
    world.month()
    amended.accrue()
    assert (world.balance(ANN), world.balance(CEM), world.balance(BOB)) == (500, 850, 300)


def test_until_it_begins_the_first_debtor_pays(world: World, agreement: Agreement) -> None:
    world.fund(CEM, 1000)
    agreement.amend(handed_over(agreement, CEM))
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), world.balance(CEM)) == (50, 1000)


@pytest.mark.parametrize("missing", [0, 1, 2], ids=["debtor", "creditor", "heir"])
def test_old_and_new_parties_must_all_sign(world: World, agreement: Agreement, missing: int) -> None:
    terms = handed_over(agreement, CEM)
    signers = list(terms.parties)
    signers[missing] = DAN.address
    with world.refused("WrongSignature", party=terms.parties[missing], digest=...):
        agreement.amend(terms, signers=signers)


def test_signatures_of_the_first_parties_alone_do_not_do(world: World, agreement: Agreement) -> None:
    terms = handed_over(agreement, CEM)
    messages, domain = world.company.messages, world.company.domain(SERVICES)
    consents = [
        world.sign(messages.amendment(domain, "Changed.", party, agreement.id, terms, 2**40), party)
        for party in terms.parties[:2]
    ]
    with world.refused("SignatureCount", signatures=2, parties=3):
        amend = agreement.contract.functions.amend
        world.send(amend(agreement.id, agreement.terms.to_abi(), terms.to_abi(), consents))


def test_places_natures_creditors_and_escrows_stay(world: World, agreement: Agreement) -> None:
    terms = handed_over(agreement, CEM)
    first, second, heir = terms.parties
    for wrong in (
        replace(terms, parties=(heir, second, first), legs=(Leg(0, 1),)),
        replace(terms, legs=(Leg(2, 0),)),
        replace(terms, legs=(Leg(2, 1, Nature.Collection),)),
        replace(terms, legs=(Leg(2, 1, escrow=1),)),
    ):
        with world.refused("AmendsBeyondTerms", agreement=agreement.id):
            agreement.amend(wrong)


def test_a_backer_may_join(world: World, agreement: Agreement) -> None:
    world.fund(CEM, 1000)
    amended = agreement.amend(handed_over(agreement, CEM, legs=(Leg(0, 1, backers=0b100),)))
    for _ in range(3):
        world.month()
    agreement.accrue()
    amended.accrue()
    assert (world.balance(ANN), world.balance(CEM), world.balance(BOB)) == (0, 850, 300)


def test_a_clause_s_running_sums_go_on_for_the_heir(world: World) -> None:
    unit = world.found("Unit")
    for one in (ANN, CEM):
        world.fund(one, 1000)
        world.let_pay(one)
    to_date = clause([(0, 0), (300, 300)], unit.subject, span=Span.Cumulative)
    agreement = world.open(world.terms((ANN, BOB), [to_date], periods=3))
    amended = agreement.amend(handed_over(agreement, CEM))
    for revenue in (200, 200, 200):
        world.month(revenue={unit: revenue})
    agreement.accrue()
    amended.accrue()
    assert (world.balance(ANN), world.balance(CEM)) == (800, 900)


# Enterprises: the books of both must close on, before it begins and after


@pytest.fixture
def units(world: World) -> tuple[Unit, Unit]:
    old, heir = world.found("Old"), world.found("Heir")
    world.fund(old, 150)
    world.fund(heir, 1000)
    return old, heir


@pytest.mark.parametrize("early", [False, True], ids=["in closings", "accrued early"])
@pytest.mark.parametrize("heir_first", [False, True], ids=["old first", "heir first"])
def test_an_enterprise_joins_and_owes_from_then_on(
    world: World, units: tuple[Unit, Unit], early: bool, heir_first: bool
) -> None:
    old, heir = units
    agreement = world.open(world.terms((old, BOB), [constant(100)], periods=4))
    world.month()
    world.close(old, heir)
    amended = agreement.amend(handed_over(agreement, heir))
    assert amended.account()["counted"] == 0b101
    found = []
    for number in range(3):
        world.month()
        if early:
            (amended if number else agreement).accrue()
        world.close(*((heir, old) if heir_first else (old, heir)))
        found.append((world.balance(old), world.balance(heir), amended.due()))
    # 150 of old's were 200: the 50 it is short of are the heir's, with the next 100.
    assert found == [(0, 1000, 50), (0, 850, 0), (0, 750, 0)]
    assert (world.balance(BOB), amended.status()) == (400, Status.Ended)
    for _ in range(2):
        world.month()
        world.close(old, heir)
    assert [world.books(unit)["live"] for unit in units] == [0, 0]


def test_the_heir_s_closing_may_be_under_way_when_it_joins(world: World, units: tuple[Unit, Unit]) -> None:
    """It counts as passed there, and is paid nothing of what the heir does not owe yet."""
    old, heir = units
    agreement = world.open(world.terms((old, BOB), [constant(100)], periods=6))
    others = [world.open(world.terms((heir, DAN), [constant(10)], salt=bytes([i]) * 32)) for i in range(2)]
    period = world.month()
    world.settle(heir, period, others[:1])
    amended = agreement.amend(handed_over(agreement, heir))
    assert amended.account()["passed"] == 0b100
    world.close(heir)
    assert (world.books(heir)["nextPeriod"], world.balance(heir)) == (period + 1, 980)
    assert amended.account()["passed"] == 0


def test_nobody_passes_it_in_the_heir_s_place(world: World, units: tuple[Unit, Unit]) -> None:
    old, heir = units
    other = world.found("Other")
    agreement = world.open(world.terms((old, BOB), [constant(100)], periods=6))
    agreement.amend(handed_over(agreement, heir))
    world.open(world.terms((other, DAN), [constant(10)]))
    period = world.month()
    with world.refused("NotOwing", agreement=agreement.id, enterprise=other.address):
        world.settle(other, period, [agreement])


def test_two_enterprises_join_at_once(world: World, units: tuple[Unit, Unit]) -> None:
    old, heir = units
    third = world.found("Third")
    world.fund(third, 1000)
    legs = (Leg(0, 1), Leg(0, 1))
    agreement = world.open(world.terms((old, BOB), [constant(10), constant(20, leg=1)], legs=legs, periods=3))
    terms = handed_over(agreement, heir, legs=(Leg(2, 1), Leg(3, 1)))
    agreement.amend(replace(terms, parties=(*terms.parties, third.address)))
    for _ in range(2):
        world.month()
        world.close(third, heir, old)
    assert [world.balance(unit) for unit in (old, heir, third)] == [120, 990, 980]


def test_a_debtor_that_is_handed_over_from_keeps_what_it_must_give_back(world: World) -> None:
    """Below 0 the creditor owes: then it owes the heir."""
    world.fund(BOB, 1000)
    world.let_pay(BOB)
    agreement = world.open(world.terms((ANN, BOB), [constant(-100)], periods=3))
    amended = agreement.amend(handed_over(agreement, CEM))
    for _ in range(2):
        world.month()
    agreement.accrue()
    amended.accrue()
    assert (world.balance(ANN), world.balance(CEM)) == (100, 100)
