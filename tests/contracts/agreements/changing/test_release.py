"""A party that is wound up: its agreements end, by anyone's call or in its own closings."""

from __future__ import annotations

import pytest
from world import STRANGER, VAMS, Agreement, Unit, World, constant, person

from heyi.core.terms import Leg, Nature, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def broke(world: World) -> Unit:
    """In arrears for two closings running, which its charter calls the end."""
    return world.found("Broke", wind_up_after=2)


def insolvent(world: World, unit: Unit) -> Agreement:
    """Owes Cem 100 a month and has nothing: after two closings anyone may wind it up."""
    agreement = world.open(world.terms((unit, CEM), [constant(100)], salt=b"\7" * 32))
    for _ in range(2):
        world.month()
        world.close(unit)
    return agreement


def test_an_agreement_of_a_wound_up_supplier_ends(world: World, broke: Unit) -> None:
    """Its client owes for the month in which it was wound up, and not for those after."""
    world.fund(BOB, 1000)
    world.let_pay(BOB)
    insolvent(world, broke)
    agreement = world.open(world.terms((BOB, broke), [constant(10)]))
    with world.refused("NotWoundUp", agreement=agreement.id, enterprise=broke.address):
        agreement.release(1)
    end = world.wind_up(broke)
    assert end == world.period() + 1
    release = agreement.contract.functions.release(agreement.id, agreement.terms.to_abi(), 1)
    world.sender(STRANGER).send(release)
    assert agreement.account()["endPeriod"] == end
    assert world.events("Released")[-1] == {
        "agreement": agreement.id,
        "enterprise": broke.address,
        "endPeriod": end,
    }
    for _ in range(3):
        world.month()
    agreement.accrue()
    assert (agreement.accrued(), agreement.status()) == ([(end - 1, (10,))], Status.Ended)
    assert world.balance(BOB) == 990


def test_it_is_released_once_and_only_by_whom_it_names(world: World, broke: Unit) -> None:
    insolvent(world, broke)
    agreement = world.open(world.terms((BOB, broke), [constant(10)]))
    end = world.wind_up(broke)
    with world.refused("NotWoundUp", agreement=agreement.id, enterprise=BOB.address):
        agreement.release(0)
    with world.refused("NotParty", agreement=agreement.id, party=2):
        agreement.release(2)
    agreement.release(1)
    with world.refused("EndsLater", endPeriod=end, inForce=end):
        agreement.release(1)


def test_what_was_accrued_by_then_stays(world: World, broke: Unit) -> None:
    """Released late: months that were accrued are owed."""
    insolvent(world, broke)
    agreement = world.open(world.terms((BOB, broke), [constant(10)]))
    end = world.wind_up(broke)
    for _ in range(3):
        world.month()
    agreement.accrue()
    agreement.release(1)
    assert (agreement.due(), agreement.account()["endPeriod"]) == (30, end + 2)
    world.month()
    agreement.accrue()
    assert agreement.due() == 30


def test_its_own_closings_end_what_it_owes_under(world: World, broke: Unit) -> None:
    agreement = insolvent(world, broke)
    end = world.wind_up(broke)
    for _ in range(3):
        world.month()
        world.close(broke)
    assert [period for period, _ in agreement.accrued()] == [end - 3, end - 2, end - 1]
    assert (agreement.account()["endPeriod"], agreement.due()) == (end, 300)
    assert world.events("Released")[-1]["endPeriod"] == end


def test_paid_up_its_agreements_leave_the_books(world: World, broke: Unit) -> None:
    agreement = insolvent(world, broke)
    world.wind_up(broke)
    world.month()
    world.close(broke)
    world.fund(broke, 300)
    world.month()
    world.close(broke)
    assert (agreement.status(), world.books(broke)["live"], world.balance(CEM)) == (Status.Ended, 0, 300)


def test_nothing_accrues_for_it_though_nobody_has_released_it(world: World, broke: Unit) -> None:
    """Whoever asks before its closing comes no further than its end."""
    agreement = insolvent(world, broke)
    end = world.wind_up(broke)
    world.month()
    world.month()
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == end
    world.close(broke, broke)
    agreement.accrue()
    assert (agreement.account()["nextPeriod"], agreement.due()) == (end, 300)


def test_what_is_left_of_an_escrow_goes_back(world: World, broke: Unit) -> None:
    """A tranche that was to come is not put into what is being given back."""
    world.fund(BOB, 1000)
    world.let_pay(BOB, VAMS)
    legs = (Leg(1, 0, Nature.Tranche, escrow=1000),)
    terms = world.terms((broke, BOB), [constant(1000, window=6)], legs=legs, periods=6)
    agreement = world.open(terms, VAMS)
    insolvent(world, broke)
    world.wind_up(broke)
    agreement.release(0)
    world.month()
    agreement.accrue()
    assert (world.balance(BOB), agreement.status(), world.invested(broke)) == (1000, Status.Ended, 0)


def test_its_other_debtor_is_released_too(world: World, broke: Unit) -> None:
    """Both may owe: what either owes stops with the end, and the other's books close on."""
    other = world.found("Other")
    world.fund(other, 1000)
    agreement = world.open(world.terms((broke, other), [constant(100), constant(-30)]))
    for _ in range(2):
        world.month()
        world.close(broke, other)
    end = world.wind_up(broke)
    for _ in range(3):
        world.month()
        world.close(broke, other)
    assert [period for period, _ in agreement.accrued()] == [end - 3, end - 2, end - 1]
    assert agreement.account()["endPeriod"] == end
    assert world.books(other)["nextPeriod"] == world.period()
