"""Arrears around a circle are cancelled by anyone: nobody's net position changes. Invariant 6.

A owes B 100, B owes C 70, C owes A 90; nobody has money:  30, 0, 20 are left.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import STRANGER, VAMS, Agreement, Unit, World, constant, person

from heyi.core.terms import Leg, Nature

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


class Circle:
    """Three units that owe one another around, in arrears after one closing each."""

    def __init__(self, world: World, fees: tuple[int, int, int] = (100, 70, 90)) -> None:
        self.units = [world.found(name) for name in ("A", "B", "C")]
        self.agreements = [
            world.open(world.terms((self.units[i], self.units[(i + 1) % 3]), [constant(fee)]))
            for i, fee in enumerate(fees)
        ]
        world.month()
        world.close(*self.units)


@pytest.fixture
def circle(world: World) -> Circle:
    return Circle(world)


def arrears(world: World, circle: Circle) -> list[int]:
    return [world.books(unit)["arrears"] for unit in circle.units]


def dues(circle: Circle) -> list[int]:
    return [agreement.due() for agreement in circle.agreements]


def test_the_smallest_of_the_arrears_is_taken_off_each(world: World, circle: Circle) -> None:
    assert (dues(circle), arrears(world, circle)) == ([100, 70, 90], [100, 70, 90])
    money = world.picture()["money"]
    world.cancel(*circle.agreements)
    assert (dues(circle), arrears(world, circle)) == ([30, 0, 20], [30, 0, 20])
    assert world.picture()["money"] == money
    assert world.events("CircleCancelled") == [{"agreements": [one.id for one in circle.agreements], "amount": 70}]
    assert [event["amount"] for event in world.events("Cancelled")] == [70, 70, 70]


def test_the_circle_may_begin_anywhere(world: World, circle: Circle) -> None:
    world.cancel(*circle.agreements[1:], circle.agreements[0])
    assert dues(circle) == [30, 0, 20]


def test_anyone_cancels(world: World, circle: Circle) -> None:
    hops = [agreement.hop() for agreement in circle.agreements]
    world.sender(STRANGER).send(world.company.books.functions.cancelCircle(hops))
    assert dues(circle) == [30, 0, 20]


def test_nobody_s_result_changes(world: World, circle: Circle) -> None:
    before = [world.books(unit)["undistributed"] for unit in circle.units]
    world.cancel(*circle.agreements)
    assert [world.books(unit)["undistributed"] for unit in circle.units] == before


def test_who_is_out_of_arrears_spends_again(world: World, circle: Circle) -> None:
    unit = circle.units[1]
    world.fund(unit, 10)
    with world.refused("InArrears", arrears=70):
        world.spend(unit, ANN, 1)
    world.cancel(*circle.agreements)
    world.spend(unit, ANN, 1)


def test_nothing_is_cancelled_twice(world: World, circle: Circle) -> None:
    world.cancel(*circle.agreements)
    with world.refused("NothingToCancel", index=1):
        world.cancel(*circle.agreements)


def test_an_open_chain_is_no_circle(world: World, circle: Circle) -> None:
    a, b, c = circle.units
    first, second, third = circle.agreements
    with world.refused("CircleTooShort", agreements=1):
        world.cancel(first)
    with world.refused("CircleBroken", index=1, creditor=c.address, nextDebtor=a.address):
        world.cancel(first, second)
    with world.refused("CircleBroken", index=0, creditor=b.address, nextDebtor=c.address):
        world.cancel(first, third, second)


def test_an_agreement_does_not_stand_for_two(world: World, circle: Circle) -> None:
    """Twice around would take 140 of the 100 that A owes."""
    with world.refused("AboveDue", agreement=circle.agreements[0].id, leg=0, amount=70, due=30):
        world.cancel(*circle.agreements, *circle.agreements)


def test_terms_must_be_those_in_force(world: World, circle: Circle) -> None:
    """Whoever names other parties names other terms."""
    first = circle.agreements[0]
    forged = replace(first.terms, parties=first.terms.parties[::-1])
    with world.refused("NotTermsInForce", agreement=first.id, given=world.id_of(forged), inForce=first.id):
        world.cancel((first.contract.address, first.id, forged.to_abi(), 0), *circle.agreements[1:])


def test_only_the_company_s_kinds_are_asked(world: World, circle: Circle) -> None:
    """Anyone could deploy a contract that says whatever is needed."""
    first = circle.agreements[0]
    fake = (world.company.treasury.address, *first.hop()[1:])
    with world.refused("NotAgreements", caller=world.company.treasury.address):
        world.cancel(*circle.agreements[1:], fake)


def test_all_is_owed_in_one_token(world: World) -> None:
    """Else a debt of good money would be cancelled against one of what nobody wants."""
    token = person("some token").address
    owed, owes = (
        world.open(world.terms(parties, [constant(100)], token=coin))
        for parties, coin in (((ANN, BOB), world.token), ((BOB, ANN), token))
    )
    world.month()
    for agreement in (owed, owes):
        agreement.accrue()
    with world.refused("CircleOfTokens", index=1, token=token, first=world.token):
        world.cancel(owed, owes)


def test_what_is_owed_to_a_team_is_not_its_enterprise_s_to_cancel(world: World) -> None:
    """The bonus is the people's; the enterprise's own debt stays what it is."""
    client, unit = world.found("Client"), world.found("Unit")
    bonus = world.open(world.terms((client, unit), [constant(100)], legs=(Leg(0, 1, Nature.Bonus),)))
    fee = world.open(world.terms((unit, client), [constant(100)]))
    world.month()
    world.close(client, unit)
    with world.refused("NotCancellable", agreement=bonus.id, leg=0):
        world.cancel(bonus, fee)


def test_newer_debt_does_not_stand_for_arrears(world: World) -> None:
    """Unit is 100 in arrears to Bob. With a friend it signs that each owes the other 100: no arrears vanish by that."""
    unit, friend = world.found("Unit"), world.found("Friend")
    world.open(world.terms((unit, BOB), [constant(100)]))
    there, back = (
        world.open(world.terms(parties, [constant(100)], first_period=world.period() + 1))
        for parties in ((unit, friend), (friend, unit))
    )
    first = world.month()
    world.close(unit, friend)
    world.month()
    for agreement in (there, back):
        agreement.accrue()
    with world.refused("NotInArrears", index=0, accruedTo=first + 2, nextPeriod=first + 1):
        world.cancel(there, back)
    assert world.books(unit)["arrears"] == 100


def test_debts_that_are_not_in_arrears_wait_for_the_closing(world: World, circle: Circle) -> None:
    world.month()
    world.close(*circle.units)
    world.cancel(*circle.agreements)
    assert (dues(circle), arrears(world, circle)) == ([60, 0, 40], [60, 0, 40])


def test_a_closing_that_has_added_up_what_is_owed_comes_first(world: World, circle: Circle) -> None:
    """One page of two was passed: what it is owed was added up."""
    unit = circle.units[0]
    more = world.open(world.terms((unit, BOB), [constant(5)]))
    period = world.month()
    world.settle(unit, period, [circle.agreements[0]])
    with world.refused("ClosingHasBegun", enterprise=unit.address, period=period):
        world.cancel(*circle.agreements)
    for page in ([more], [more], [circle.agreements[0]]):
        world.settle(unit, period, page)
    assert arrears(world, circle)[0] == 205


def test_persons_stand_in_a_circle_too(world: World) -> None:
    unit = world.found("Unit")
    to_ann = world.open(world.terms((unit, ANN), [constant(100)]))
    to_bob = world.open(world.terms((ANN, BOB), [constant(60)]))
    to_unit = world.open(world.terms((BOB, unit), [constant(80)]))
    world.month()
    world.close(unit)
    for agreement in (to_bob, to_unit):
        agreement.accrue()
    world.cancel(to_ann, to_bob, to_unit)
    assert [agreement.due() for agreement in (to_ann, to_bob, to_unit)] == [40, 0, 20]


def test_a_circle_may_lead_through_two_kinds(world: World) -> None:
    team, investor, payer = world.found("Team"), world.found("Investor"), world.found("Payer")
    world.fund(investor, 1)
    vam = world.open(world.vam(team, investor, payer, [constant(50)], amount=1, shares=0), VAMS)
    fee = world.open(world.terms((investor, payer), [constant(80)]))
    world.month()
    world.close(payer, investor)
    world.cancel(vam, fee)
    assert (vam.due(), fee.due()) == (0, 30)


def test_what_is_given_back_is_cancelled_in_its_direction(world: World) -> None:
    """A negative due: the leg's creditor owes."""
    a, b = world.found("A"), world.found("B")
    back = world.open(world.terms((a, b), [constant(-30)]))
    fee = world.open(world.terms((a, b), [constant(50)], salt=b"\1" * 32))
    world.month()
    world.close(a, b)
    world.cancel(back, fee)
    assert (back.due(), fee.due()) == (0, 20)
    assert [event["amount"] for event in world.events("Cancelled")] == [-30, 30]


def test_only_the_books_cancel(world: World, circle: Circle) -> None:
    one: Agreement = circle.agreements[0]
    unit: Unit = circle.units[0]
    with world.refused("NotBooks", caller=world.chain.account.address):
        world.send(one.contract.functions.cancel(one.id, one.terms.to_abi(), 0, 10))
    assert world.books(unit)["arrears"] == 100
