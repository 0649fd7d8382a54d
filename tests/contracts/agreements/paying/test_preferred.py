"""Compensation that the unit owes itself: out of what may be shared, ahead of it, never out of what was invested."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import VAMS, Agreement, Unit, World, constant, person

from heyi.core.terms import Leg, Nature, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")
PREFERRED = (Leg(0, 1, Nature.Preferred),)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit", ("ann",))


@pytest.fixture(autouse=True)
def rich(world: World) -> None:
    world.fund(BOB, 10_000)
    world.let_pay(BOB, VAMS)


def promised(world: World, unit: Unit, *amounts: int, periods: int = 4) -> Agreement:
    """1,000 invested without shares, and so much a month in return."""
    clauses = [constant(amount) for amount in amounts]
    return world.open(world.vam(unit, BOB, CEM, clauses, shares=0, legs=PREFERRED, periods=periods), VAMS)


def test_it_comes_ahead_of_sharing_and_is_the_unit_s_cost(world: World, unit: Unit) -> None:
    agreement = promised(world, unit, 80)
    world.fund(unit, 300)
    world.month(profit={unit: 300})
    world.close(unit)
    assert (world.balance(BOB), world.claimable(unit, ANN)) == (9080, 220)
    assert (world.balance(unit), agreement.due()) == (1000, 0)
    assert agreement.accrued() == agreement.entitled(world.period() - 1)


@pytest.mark.parametrize(
    ("profit", "cash", "paid"), [(0, 500, 0), (-50, 500, 0), (500, 0, 0), (500, 30, 30), (30, 500, 30), (500, 500, 80)]
)
def test_it_is_at_most_what_may_be_shared(world: World, unit: Unit, profit: int, cash: int, paid: int) -> None:
    """Both a result and cash beside the 1,000: the lesser of both bounds it. Invariant 20."""
    agreement = promised(world, unit, 80)
    if cash:
        world.fund(unit, cash)
    world.month(profit={unit: profit})
    world.close(unit)
    assert (world.balance(BOB) - 9000, agreement.due()) == (paid, 80 - paid)
    assert world.balance(unit) >= 1000


def test_what_is_not_paid_is_carried_and_is_no_arrear(world: World, unit: Unit) -> None:
    agreement = promised(world, unit, 80, periods=2)
    for due in (80, 160, 160):
        world.month()
        world.close(unit)
        assert (agreement.due(), world.books(unit)["arrears"], world.books(unit)["undistributed"]) == (due, 0, 0)
    assert agreement.status() == Status.Open
    world.spend(unit, CEM, 10)
    world.fund(unit, 300)
    world.month(profit={unit: 200})
    world.close(unit)
    assert (agreement.due(), agreement.status(), world.balance(BOB)) == (0, Status.Ended, 9160)
    assert world.claimable(unit, ANN) == 40


def test_it_waits_for_the_closing(world: World, unit: Unit) -> None:
    agreement = promised(world, unit, 80)
    world.fund(unit, 300)
    world.month(profit={unit: 300})
    agreement.accrue()
    assert (agreement.due(), world.balance(BOB)) == (80, 9000)


def test_it_is_its_creditor_s_income_when_it_is_paid(world: World, unit: Unit) -> None:
    investor = world.found("Investor")
    world.fund(investor, 1000)
    world.open(world.vam(unit, investor, CEM, [constant(80)], shares=0, legs=PREFERRED), VAMS)
    world.fund(unit, 50)
    found = []
    for profit in (30, 20, 0):
        world.month(profit={unit: profit})
        world.close(unit)
        found.append((world.balance(investor), world.books(investor)["undistributed"]))
    assert found == [(30, 30), (50, 50), (50, 50)]


def test_fees_are_set_aside_first_even_those_money_is_short_for(world: World, unit: Unit) -> None:
    agreement = promised(world, unit, 80)
    world.open(world.terms((unit, CEM), [constant(100)]))
    world.fund(unit, 150)
    world.month(profit={unit: 500})
    world.close(unit)
    assert (world.balance(CEM), world.balance(BOB) - 9000, agreement.due()) == (100, 50, 30)


def test_creditors_share_what_there_is_in_proportion(world: World, unit: Unit) -> None:
    agreements = [promised(world, unit, 90), promised(world, unit, 30)]
    world.fund(unit, 60)
    world.month(profit={unit: 60})
    world.close(unit)
    assert [agreement.due() for agreement in agreements] == [45, 15]


def test_only_the_unit_owes_so(world: World, unit: Unit) -> None:
    terms = world.vam(unit, BOB, CEM, [constant(80)], legs=(Leg(2, 1, Nature.Preferred),))
    with world.refused("LegNotOfKind", leg=0, nature=Nature.Preferred):
        world.open(terms, VAMS)
    with world.refused("LegTakesBack", clause=0, point=0):
        world.open(replace(terms, legs=PREFERRED, clauses=(constant(-1),)), VAMS)
