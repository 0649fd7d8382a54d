"""Backers answer for a fee: they pay what its debtor has not, in the order of the parties."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import SERVICES, Agreement, Unit, World, constant, person

from heyi.core.terms import Leg, Status

ANN, BOB, CEM, DAN = (person(name) for name in ("ann", "bob", "cem", "dan"))
BACKED = Leg(0, 1, backers=0b1100)  # parties 2 and 3


def backed(world: World, debtor: Unit | None = None, **changes: object) -> Agreement:
    """Ann (or a unit) owes Bob 100 each month; Cem, then Dan answer for it."""
    terms = world.terms((debtor or ANN, BOB, CEM, DAN), [constant(100)], **{"legs": (BACKED,), "periods": 3, **changes})
    return world.open(terms)


def rich(world: World, **money: int) -> None:
    for name, amount in money.items():
        world.let_pay(person(name))
        if amount:
            world.fund(person(name), amount)


def balances(world: World) -> list[int]:
    return [world.balance(one) for one in (ANN, BOB, CEM, DAN)]


@pytest.mark.parametrize(
    ("money", "left"),
    [
        ((150, 100, 100), (50, 100, 100, 100)),
        ((30, 100, 100), (0, 100, 30, 100)),
        ((30, 50, 100), (0, 100, 0, 80)),
        ((0, 0, 100), (0, 100, 0, 0)),
        ((10, 20, 30), (0, 60, 0, 0)),
    ],
)
def test_they_pay_in_their_order_what_a_person_has_not(
    world: World, money: tuple[int, ...], left: tuple[int, ...]
) -> None:
    rich(world, ann=money[0], cem=money[1], dan=money[2])
    agreement = backed(world)
    world.month()
    agreement.accrue()
    assert tuple(balances(world)) == left
    assert agreement.due() == 100 - left[1]


def test_a_payment_says_who_made_it(world: World) -> None:
    rich(world, ann=30, cem=50, dan=100)
    agreement = backed(world)
    world.month()
    agreement.accrue()
    assert [(event["backer"], event["amount"]) for event in world.events("PaidByBacker")] == [
        (CEM.address, 50),
        (DAN.address, 20),
    ]
    assert [event["amount"] for event in world.events("Paid")] == [30, 50, 20]


def test_who_gave_no_permission_pays_nothing_and_the_next_one_does(world: World) -> None:
    """Invariant 11."""
    rich(world, dan=100)
    world.fund(CEM, 100)
    agreement = backed(world)
    world.month()
    agreement.accrue()
    assert balances(world) == [0, 100, 100, 0]
    assert agreement.due() == 0


def test_collateral_comes_before_backers(world: World) -> None:
    rich(world, ann=80, cem=100)
    agreement = backed(world, legs=(replace(BACKED, escrow=80),))
    world.month()
    agreement.accrue()
    assert balances(world) == [0, 100, 80, 0]


def test_what_is_still_due_after_the_term_is_asked_of_them_too(world: World) -> None:
    agreement = backed(world, periods=1)
    world.month()
    agreement.accrue()
    assert (agreement.due(), agreement.status()) == (100, Status.Open)
    rich(world, cem=40, dan=100)
    agreement.accrue()
    assert (balances(world), agreement.status()) == ([0, 100, 0, 40], Status.Ended)


def test_they_answer_for_an_enterprise_only_after_its_closing(world: World) -> None:
    """It has the money for 60: whoever asks before its closing gets nothing, afterwards 40."""
    unit = world.found("Unit")
    world.fund(unit, 60)
    rich(world, cem=100)
    agreement = backed(world, unit)
    world.month()
    agreement.accrue()
    assert (agreement.due(), balances(world)) == (100, [0, 0, 100, 0])
    world.close(unit)
    assert (agreement.due(), balances(world)) == (40, [0, 60, 100, 0])
    agreement.accrue()
    assert (agreement.due(), balances(world)) == (0, [0, 100, 60, 0])


def test_they_answer_for_each_closing_not_ahead_of_the_next(world: World) -> None:
    """Accrued for a month whose closing is to come, nothing of it is asked of them."""
    unit = world.found("Unit")
    rich(world, cem=1000)
    agreement = backed(world, unit)
    world.month()
    world.close(unit)
    world.month()
    agreement.accrue()
    assert (agreement.due(), world.balance(CEM)) == (200, 1000)
    world.close(unit)
    agreement.accrue()
    assert (agreement.due(), world.balance(CEM)) == (0, 800)


def test_between_the_pages_of_a_closing_they_pay_nothing(world: World) -> None:
    """What was added up as owed must still be owed when it is paid: else arrears would be noted that nobody is owed."""
    unit = world.found("Unit")
    agreement = backed(world, unit, periods=1)
    other = world.open(world.terms((unit, DAN), [constant(10)]))
    world.month()
    world.close(unit)
    rich(world, cem=100)
    period = world.month()
    world.settle(unit, period, [agreement])
    agreement.accrue()
    assert (agreement.due(), world.balance(CEM)) == (100, 100)
    world.settle(unit, period, [other])
    for page in (agreement, other):
        world.settle(unit, period, [page])
    assert world.books(unit)["arrears"] == agreement.due() + other.due() == 120
    agreement.accrue()
    assert (agreement.due(), world.balance(CEM)) == (0, 0)


def test_an_enterprise_is_no_backer(world: World) -> None:
    """It pays in its closing only."""
    unit = world.found("Unit")
    terms = world.terms((ANN, BOB, unit), [constant(100)], legs=(Leg(0, 1, backers=0b100),))
    with world.refused("BackerIsEnterprise", leg=0, backer=unit.address):
        world.open(terms)


def test_nobody_backs_what_they_owe_or_are_owed(world: World) -> None:
    for backers in (0b0001, 0b0010, 0b10000):
        with world.refused("BackersMisplaced", leg=0):
            backed(world, legs=(Leg(0, 1, backers=backers),))


def test_they_are_paid_nothing_back_and_take_nothing_of_the_other_direction(world: World) -> None:
    """Below 0 the creditor owes: no backer of the debtor answers for that."""
    rich(world, cem=100)
    agreement = world.open(world.terms((ANN, BOB, CEM), [constant(-50)], legs=(Leg(0, 1, backers=0b100),)), SERVICES)
    world.month()
    agreement.accrue()
    assert (agreement.due(), world.balance(CEM)) == (-50, 100)
