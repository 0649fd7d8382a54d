"""Legs that move no money: shares of the unit, both ways, and who leads it."""

from __future__ import annotations

import pytest
from world import VAMS, Agreement, Unit, World, clause, constant, person

from heyi.core.facts import Metric
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Nature, Reference, Tranche

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def unit(world: World) -> Unit:
    """1,000 shares; Ann leads and Cem works there."""
    return world.found("Unit", ("ann", "cem"))


@pytest.fixture(autouse=True)
def rich(world: World) -> None:
    world.fund(BOB, 10_000)
    world.let_pay(BOB, VAMS)


def moving(world: World, unit: Unit, leg: Leg, clauses: list[Clause], shares: int = 300, periods: int = 4) -> Agreement:
    """Bob buys shares, and the leg moves more of them."""
    tranches = (Tranche(1, 0, 1000, shares),)
    terms = world.terms((unit, BOB, CEM), clauses, legs=(leg,), tranches=tranches, periods=periods, ceiling=1)
    return world.open(terms, VAMS)


def months(world: World, agreement: Agreement, unit: Unit, *profits: int) -> list[tuple[int, int]]:
    """Bob's shares and what is still due in shares, month after month."""
    found = []
    for profit in profits:
        world.month(profit={unit: profit})
        agreement.accrue()
        found.append((world.shares(unit, BOB), agreement.due()))
    return found


def missed(unit: Unit, *promises: int) -> Clause:
    """A share for each 10 of profit that is missing; one back for each 10 above."""
    base = Base(from_=Reference.Promises, promises=promises)
    points = [(-5000, 500), (5000, -500)]
    return clause(points, unit.subject, metric=Metric.Profit, form=Form.Variance, base=(base,))


def test_shares_move_from_the_team_and_back(world: World, unit: Unit) -> None:
    """The ceiling of 1 is for money; shares are bounded by their clauses."""
    agreement = moving(world, unit, Leg(0, 1, Nature.Shares), [missed(unit, 500, 500, 500, 500)])
    assert months(world, agreement, unit, 300, 500, 600, 400) == [(320, 0), (320, 0), (310, 0), (320, 0)]
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    assert [event["amount"] for event in world.events("Paid")] == [20, -10, 10]


def test_shares_move_between_investors(world: World, unit: Unit) -> None:
    agreement = moving(world, unit, Leg(1, 2, Nature.Shares), [constant(100)])
    assert months(world, agreement, unit, 0, 0) == [(200, 0), (100, 0)]
    assert world.shares(unit, CEM) == 200
    total = world.chain.call(world.company.profit_share.functions.investorSharesOf(unit.address))
    assert total == 300


def test_what_is_not_held_is_carried_and_moves_later(world: World, unit: Unit) -> None:
    """Bob holds 300 and owes 200 a month: 100 wait until he holds shares again."""
    agreement = moving(world, unit, Leg(1, 0, Nature.Shares), [constant(200)], periods=2)
    assert months(world, agreement, unit, 0, 0) == [(100, 0), (0, 100)]
    world.open(world.vam(unit, BOB, CEM, [constant(0)], amount=10, shares=130), VAMS)
    agreement.accrue()
    assert (world.shares(unit, BOB), agreement.due()) == (30, 0)


def test_the_team_gives_no_more_than_it_has(world: World, unit: Unit) -> None:
    agreement = moving(world, unit, Leg(0, 1, Nature.Shares), [constant(500)])
    assert months(world, agreement, unit, 0, 0) == [(800, 0), (1000, 300)]


def test_moved_shares_count_from_the_month_after(world: World) -> None:
    """Of 80 each month an eighth is Bob's; then, with 512 of 1,024 shares, a half."""
    unit = world.found("Even", ("ann",), total_shares=1024)
    agreement = moving(world, unit, Leg(0, 1, Nature.Shares), [constant(384)], shares=128, periods=1)
    world.month()
    world.close(unit)
    world.fund(unit, 1000)
    agreement.accrue()
    found = []
    for _ in range(2):
        world.month(profit={unit: 80})
        world.close(unit)
        found.append(world.claimable(unit, BOB))
    assert found == [10, 50]


def test_shares_are_nobody_s_debt_in_a_closing(world: World, unit: Unit) -> None:
    agreement = moving(world, unit, Leg(0, 1, Nature.Shares), [constant(500)])
    assert (agreement.account()["counted"], world.books(unit)["live"]) == (0, 0)
    world.month()
    agreement.accrue()
    world.close(unit)
    assert (world.books(unit)["arrears"], world.books(unit)["undistributed"]) == (0, 0)


def replacing(world: World, unit: Unit, running: int, periods: int = 6) -> Agreement:
    """Cem leads when profit has been below 100 so many months in a row."""
    gate = Gate(unit.subject, Metric.Profit, running=running, at_least=-(2**62), below=100)
    legs = (Leg(0, 2, Nature.Control),)
    tranches = (Tranche(1, 0, 1000, 10),)
    terms = world.terms((unit, BOB, CEM), [constant(1, gates=(gate,))], legs=legs, tranches=tranches, periods=periods)
    return world.open(terms, VAMS)


def leaders(world: World, agreement: Agreement, unit: Unit, *profits: int) -> list[str]:
    found = []
    for profit in profits:
        world.month(profit={unit: profit})
        agreement.accrue()
        found.append({ANN.address: "ann", CEM.address: "cem"}[world.leader(unit)])
    return found


def test_the_leader_is_replaced_after_three_misses_in_a_row(world: World, unit: Unit) -> None:
    agreement = replacing(world, unit, 3)
    assert leaders(world, agreement, unit, 99, 99, 99) == ["ann", "ann", "cem"]
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    assert (agreement.due(), world.events("Paid")) == (0, [])


def test_a_month_that_is_met_begins_the_count_anew(world: World, unit: Unit) -> None:
    agreement = replacing(world, unit, 3)
    assert leaders(world, agreement, unit, 0, 0, 100, 0, 0, 0) == [*["ann"] * 5, "cem"]


def test_a_single_miss_replaces_nobody_unless_agreed(world: World, unit: Unit) -> None:
    assert leaders(world, replacing(world, unit, 2), unit, 100, 0, 100, 0) == ["ann"] * 4


def test_who_leads_now_signs_for_the_unit(world: World, unit: Unit) -> None:
    leaders(world, replacing(world, unit, 1), unit, 0)
    terms = world.terms((unit, BOB), [constant(1)])
    with world.refused("WrongSignature", party=unit.address, digest=...):
        world.open(terms)
    world.units[world.units.index(unit)] = Unit(unit.address, CEM, unit.members)
    world.open(terms)


def test_only_an_enterprise_has_a_leader_and_shares(world: World, unit: Unit) -> None:
    tranches = (Tranche(1, 0, 1000, 10),)
    terms = world.terms((unit, BOB, CEM), [constant(1)], legs=(Leg(2, 1, Nature.Control),), tranches=tranches)
    with world.refused("LegNotOfKind", leg=0, nature=Nature.Control):
        world.open(terms, VAMS)
    legs = (Leg(0, 1, Nature.Shares), Leg(2, 1, Nature.Tranche, escrow=1))
    with world.refused("LegNotOfKind", leg=1, nature=Nature.Tranche):
        world.open(world.terms((unit, BOB, CEM), [constant(1)], legs=legs, tranches=tranches), VAMS)
    escrow = (Leg(1, 0, Nature.Tranche, escrow=100), Leg(1, 2, Nature.Shares))
    with world.refused("NotEnterprise", leg=0, account=ANN.address):
        world.open(world.terms((ANN, BOB, CEM), [constant(1)], legs=escrow), VAMS)
