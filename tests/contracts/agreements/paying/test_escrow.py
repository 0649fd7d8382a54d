"""Escrow: money locked at the opening for one leg. Collateral is paid out first; tranches wait in it for their hour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import VAMS, Agreement, Unit, World, clause, constant, person

from heyi.core.facts import Metric
from heyi.core.terms import Form, Gate, Leg, Nature, Span, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")
COLLATERAL = (Leg(0, 1, escrow=250),)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit", ("ann",))


@pytest.fixture
def rich(world: World) -> None:
    """Bob and Cem have 10,000 each, and let agreements take from it."""
    for one in (BOB, CEM):
        world.fund(one, 10_000)
        for kind in ("ServiceAgreements", VAMS):
            world.let_pay(one, kind)


def by_dates(world: World, unit: Unit, *stages: tuple[int, int], escrow: int = 1000) -> Agreement:
    """Bob's investment, (days, to date) by stages: each is released when so many days have passed."""
    corners = [corner for (days, total), before in zip(stages, (0, *(t for _, t in stages)), strict=False)
               for corner in ((days, before), (days, total))]  # fmt: skip
    dated = clause([(0, 0), *corners], form=Form.Days, span=Span.Cumulative)
    legs = (Leg(1, 0, Nature.Tranche, escrow=escrow),)
    return world.open(world.terms((unit, BOB), [dated], legs=legs, periods=4), VAMS)


@pytest.mark.usefixtures("rich")
def test_what_is_locked_is_out_of_its_owner_s_hands(world: World) -> None:
    agreement = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL))
    assert (world.balance(BOB), world.balance(ANN), agreement.escrow()) == (9750, 0, 250)
    assert world.events("Escrowed") == [{"agreement": agreement.id, "leg": 0, "amount": 250}]


@pytest.mark.usefixtures("rich")
def test_collateral_pays_first_and_then_the_debtor(world: World) -> None:
    """250 are locked and 100 are due each month: 100, 100, 50 from the escrow; the rest from Bob."""
    agreement = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL, periods=4))
    for escrow, balance in ((150, 9750), (50, 9750), (0, 9700), (0, 9600)):
        world.month()
        agreement.accrue()
        assert (agreement.escrow(), world.balance(BOB), agreement.due()) == (escrow, balance, 0)
    assert world.balance(ANN) == 400
    assert [event["amount"] for event in world.events("PaidFromEscrow")] == [100, 100, 50]


@pytest.mark.usefixtures("rich")
def test_collateral_pays_though_its_debtor_takes_back_the_permission(world: World) -> None:
    agreement = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL, periods=3))
    world.let_pay(BOB, approved=False)
    for _ in range(3):
        world.month()
    agreement.accrue()
    assert (world.balance(ANN), agreement.due(), agreement.status()) == (250, 50, Status.Open)


@pytest.mark.usefixtures("rich")
def test_one_leg_s_escrow_pays_no_other_leg(world: World) -> None:
    legs = (Leg(0, 1, escrow=250), Leg(0, 2))
    agreement = world.open(world.terms((BOB, ANN, CEM), [constant(0), constant(100, leg=1)], legs=legs))
    world.let_pay(BOB, approved=False)
    world.month()
    agreement.accrue()
    assert (agreement.escrow(), agreement.due(1), world.balance(CEM)) == (250, 100, 10_000)


@pytest.mark.usefixtures("rich")
def test_equal_agreements_keep_their_escrows_apart(world: World) -> None:
    one = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL))
    other = world.open(replace(one.terms, salt=b"\1" * 32))
    world.month()
    one.accrue()
    assert (one.escrow(), other.escrow()) == (150, 250)


@pytest.mark.usefixtures("rich")
def test_what_is_left_goes_back_at_the_end_and_not_before(world: World) -> None:
    agreement = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL, periods=2))
    world.month()
    agreement.accrue()
    assert (agreement.escrow(), world.balance(BOB)) == (150, 9750)
    world.month()
    agreement.accrue()
    assert (agreement.escrow(), world.balance(BOB), agreement.status()) == (0, 9800, Status.Ended)
    assert world.events("Escrowed")[-1]["amount"] == -50
    agreement.accrue()
    assert world.balance(BOB) == 9800


@pytest.mark.usefixtures("rich")
def test_an_end_by_all_gives_back(world: World) -> None:
    agreement = world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL))
    world.month()
    agreement.end(world.period())
    agreement.accrue()
    assert (world.balance(ANN), world.balance(BOB)) == (100, 9900)
    assert (agreement.escrow(), agreement.status()) == (0, Status.Ended)


def test_an_enterprise_locks_out_of_its_allowance(world: World) -> None:
    """The 250 leave its balance at once; they are a cost only as they are paid, and no arrear while they last."""
    client = world.found("Client", allowance=300)
    world.fund(client, 300)
    agreement = world.open(world.terms((client, ANN), [constant(100)], legs=COLLATERAL, periods=4))
    enterprise = world.company.enterprise(client.address)
    assert world.chain.call(enterprise.functions.allowanceLeft()) == 50
    assert (world.balance(client), world.books(client)["undistributed"]) == (50, 0)
    with world.refused("AboveAllowance", amount=250, left=50):
        world.open(replace(agreement.terms, salt=b"\1" * 32))
    for escrow, balance, arrears in ((150, 50, 0), (50, 50, 0), (0, 0, 0), (0, 0, 100)):
        world.month()
        world.close(client)
        assert (agreement.escrow(), world.balance(client), world.books(client)["arrears"]) == (escrow, balance, arrears)
    assert (world.books(client)["undistributed"], world.balance(ANN)) == (-400, 300)


def test_who_has_not_the_money_locks_nothing(world: World) -> None:
    world.fund(BOB, 249)
    world.let_pay(BOB)
    with world.refused("ERC6909InsufficientBalance", sender=BOB.address, balance=249, needed=250, id=...):
        world.open(world.terms((BOB, ANN), [constant(100)], legs=COLLATERAL))


@pytest.mark.usefixtures("rich")
def test_a_tranche_is_released_when_its_date_has_come(world: World, unit: Unit) -> None:
    """400 after 40 days, all 1,000 after 80: into the unit, as money invested."""
    agreement = by_dates(world, unit, (40, 400), (80, 1000))
    assert (world.balance(BOB), world.balance(unit), world.invested(unit)) == (9000, 0, 0)
    for total in (0, 400, 1000, 1000):
        world.month()
        agreement.accrue()
        assert (world.balance(unit), world.invested(unit), agreement.escrow()) == (total, total, 1000 - total)
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    assert (world.balance(BOB), agreement.status()) == (9000, Status.Ended)


@pytest.mark.usefixtures("rich")
def test_a_tranche_is_released_at_an_inflection_point(world: World, unit: Unit) -> None:
    """When profit reaches 300 in a month, and only then; the window before it released nothing."""
    gate = Gate(unit.subject, Metric.Profit, at_least=300)
    reached = constant(1000, gates=(gate,), span=Span.Window)
    legs = (Leg(1, 0, Nature.Tranche, escrow=1000),)
    agreement = world.open(world.terms((unit, BOB), [reached], legs=legs, periods=3), VAMS)
    for profit, invested in ((299, 0), (300, 1000), (500, 1000)):
        world.month(profit={unit: profit})
        agreement.accrue()
        assert (world.balance(unit), world.invested(unit)) == (invested, invested)
    assert agreement.accrued() == agreement.entitled(world.period() - 1)


@pytest.mark.usefixtures("rich")
def test_a_tranche_is_never_more_than_its_escrow(world: World, unit: Unit) -> None:
    """1,500 fall due and 1,000 are there: nobody owes the rest, and the agreement is over."""
    agreement = by_dates(world, unit, (40, 600), (80, 1500))
    for _ in range(4):
        world.month()
        agreement.accrue()
    assert (world.balance(unit), world.invested(unit), world.balance(BOB)) == (1000, 1000, 9000)
    assert agreement.status() == Status.Ended


@pytest.mark.usefixtures("rich")
def test_a_tranche_that_is_not_released_goes_back(world: World, unit: Unit) -> None:
    agreement = by_dates(world, unit, (40, 400), (2000, 1000))
    for _ in range(4):
        world.month()
    agreement.accrue()
    assert (world.balance(unit), world.balance(BOB), agreement.escrow()) == (400, 9600, 0)


@pytest.mark.usefixtures("rich")
def test_released_money_is_no_profit_and_is_never_shared(world: World, unit: Unit) -> None:
    """Invariant 14: 500 of profit on paper, and in cash only what Bob brought."""
    agreement = by_dates(world, unit, (20, 1000))
    world.month(profit={unit: 500})
    agreement.accrue()
    world.close(unit)
    assert (world.claimable(unit, ANN), world.balance(unit), world.books(unit)["undistributed"]) == (0, 1000, 500)


def test_an_investing_enterprise_s_tranche_is_no_cost_of_its(world: World, unit: Unit) -> None:
    investor = world.found("Investor")
    world.fund(investor, 1000)
    legs = (Leg(1, 0, Nature.Tranche, escrow=1000),)
    agreement = world.open(world.terms((unit, investor), [constant(1000)], legs=legs, periods=1), VAMS)
    assert agreement.account()["counted"] == 0
    world.month()
    agreement.accrue()
    world.close(investor, unit)
    assert [world.books(one)["undistributed"] for one in (investor, unit)] == [0, 0]
    assert (world.balance(investor), world.invested(unit)) == (0, 1000)


@pytest.mark.usefixtures("rich")
def test_escrow_is_for_tranches_fees_and_bonuses(world: World, unit: Unit) -> None:
    for leg in (Leg(1, 0, Nature.Tranche), Leg(0, 1, Nature.Preferred, escrow=5), Leg(0, 1, Nature.Shares, escrow=5)):
        with world.refused("EscrowMisplaced", leg=0):
            world.open(world.vam(unit, BOB, CEM, [constant(1)], legs=(leg,)), VAMS)
