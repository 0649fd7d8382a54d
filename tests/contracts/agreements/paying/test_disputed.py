"""What waits while figures are disputed, and what doesn't.

Client owes Supplier by Shop's revenue, which is challenged, and Baker a fixed fee. A closing accrues all that its
enterprise owes under before it pays anybody, so Baker waits, too: as long as an arbitration lasts and no longer. The
allowance is free meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from world import ARBITRATION_WINDOW, Agreement, Unit, World, constant, share

from heyi.core.facts import Finality


@dataclass
class Disputed:
    client: Unit
    supplier: Unit
    baker: Unit
    shop: Unit
    by_revenue: Agreement
    fixed: Agreement
    period: int


@pytest.fixture
def disputed(world: World) -> Disputed:
    client, supplier, baker, shop = (world.found(name) for name in ("Client", "Supplier", "Baker", "Shop"))
    world.fund(client, 1_000)
    by_revenue = world.open(world.terms((client, supplier), [share(shop.subject, 10)]))
    fixed = world.open(world.terms((client, baker), [constant(70)]))
    period = world.end_month()
    world.post(period, [world.statement(unit, revenue=5_000 if unit == shop else 0) for unit in world.units])
    by_revenue.challenge(1, shop.subject, period)
    world.finalize()
    return Disputed(client, supplier, baker, shop, by_revenue, fixed, period)


def test_the_payer_s_closing_waits_with_all_who_are_paid_in_it(world: World, disputed: Disputed) -> None:
    with world.refused("FactNotFinal", subject=disputed.shop.subject, period=disputed.period):
        world.close(disputed.client)
    # A page without it pays nobody: order and proportion are of all that is owed.
    world.settle(disputed.client, disputed.period, [disputed.fixed])
    assert (world.balance(disputed.client), world.balance(disputed.baker)) == (1_000, 0)
    # And it takes nothing from the client meanwhile, whoever sent it.
    world.spend(disputed.client, disputed.baker, 1)
    world.decide(disputed.shop.subject, disputed.period, upheld=True)
    world.close(disputed.client)
    assert (world.balance(disputed.supplier), world.balance(disputed.baker)) == (500, 71)


def test_everything_else_goes_on(world: World, disputed: Disputed) -> None:
    """The rest of the batch is final, others' books are closed, and what reads other figures is accrued alone."""
    stage_of = world.company.oracle.functions.stageOf
    for unit in world.units:
        wanted = Finality.Pending if unit == disputed.shop else Finality.Final
        assert world.chain.call(stage_of(unit.subject, disputed.period))[1] == wanted
    world.close(world.platform, world.clearing, disputed.supplier, disputed.baker)
    assert world.books(disputed.baker)["nextPeriod"] == disputed.period + 1


def test_the_disputed_money_leaves_by_the_allowance_alone(world: World, disputed: Disputed) -> None:
    """Which is there for that: the leader may pay the baker, within what members and investors signed."""
    world.spend(disputed.client, disputed.baker, 70)
    assert (world.balance(disputed.client), world.balance(disputed.baker)) == (930, 70)
    disputed.by_revenue.accrue()
    assert (disputed.by_revenue.due(), world.balance(disputed.supplier)) == (0, 0)


@pytest.mark.parametrize(("revenue", "paid"), [(5_000, 500), (4_000, 400)])
def test_decided_all_are_paid(world: World, disputed: Disputed, revenue: int, paid: int) -> None:
    if revenue == 5_000:
        world.decide(disputed.shop.subject, disputed.period, upheld=True)
    else:
        world.decide(disputed.shop.subject, disputed.period, upheld=False)
        world.post(disputed.period, [world.statement(disputed.shop, revenue=revenue)])
        world.finalize()
    world.close(disputed.client)
    assert (world.balance(disputed.supplier), world.balance(disputed.baker)) == (paid, 70)


def test_with_no_arbiter_they_are_paid_after_the_arbitration_window(world: World, disputed: Disputed) -> None:
    world.chain.advance_to(world.chain.timestamp() + ARBITRATION_WINDOW)
    world.close(disputed.client)
    assert (world.balance(disputed.supplier), world.balance(disputed.baker)) == (500, 70)
