"""Communities: a lead shares a part of its result above a target with all partners, by weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from world import BIG, COMMUNITIES, Agreement, Unit, World, clause, constant, person

from heyi.chain.client import connect, development_account
from heyi.chain.node import NodeSettings, running
from heyi.chain.profiles import ANVIL
from heyi.company import abis_of
from heyi.compiler import Artifact
from heyi.core.facts import Metric
from heyi.core.terms import ALL_PARTNERS, Base, Clause, Form, Leg, Nature, Reference, Terms, Tranche, shares_of

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")  # Cem is no part of the company
SHARED = Leg(0, ALL_PARTNERS)
MOST_GAS = 10_000_000


@pytest.fixture
def lead(world: World) -> Unit:
    unit = world.found("Lead")
    world.fund(unit, 10_000)
    return unit


@pytest.fixture
def partner(world: World) -> Unit:
    return world.found("Partner")


def above(lead: Unit, target: int, percent: int = 50, periods: int = 12, **changes: object) -> Clause:
    """So much of each month's profit above the target."""
    base = Base(from_=Reference.Promises, promises=(target,) * periods)
    points = [(0, 0), (BIG, BIG * percent // 100)]
    fields = {"metric": Metric.Profit, "form": Form.Variance, "base": (base,), **changes}
    return clause(points, lead.subject, **fields)


def community(
    world: World, lead: Unit, partners: Sequence[object], weights: Sequence[int], *clauses: Clause, **changes: object
) -> Terms:
    parties = (lead, *partners)
    fields = {"legs": (SHARED,), "weights": tuple(weights), **changes}
    return world.terms(parties, clauses or [above(lead, 100)], **fields)  # type: ignore[arg-type]


def closed(world: World, lead: Unit, profit: int) -> None:
    world.month(profit={lead: profit})
    world.close(lead)


def test_what_is_shared_is_split_exactly_and_rounding_is_the_last_one_s(
    world: World, lead: Unit, partner: Unit
) -> None:
    """Half of 301 above 100: 100 by 3, 3 and 1."""
    agreement = world.open(community(world, lead, (partner, BOB, CEM), (3, 3, 1)), COMMUNITIES)
    closed(world, lead, 301)
    found = tuple(world.balance(one) for one in (partner, BOB, CEM))
    assert found == (42, 42, 16) == shares_of(100, (3, 3, 1))
    assert agreement.due() == 0
    assert [event["amount"] for event in world.events("Paid")] == [100]
    assert agreement.accrued() == agreement.entitled(world.period() - 1)


def test_it_is_the_lead_s_cost_and_its_partners_income(world: World, lead: Unit, partner: Unit) -> None:
    """Of 301 the lead keeps 201 for its team; of 42 the partner's team gets all. The outsider has no books."""
    world.open(community(world, lead, (partner, CEM), (42, 58)), COMMUNITIES)
    closed(world, lead, 301)
    world.close(partner)
    assert (world.claimable(lead, lead.leader), world.claimable(partner, partner.leader)) == (201, 42)
    assert world.balance(CEM) == 58


@pytest.mark.parametrize(
    ("target", "profit", "shared"),
    [(100, 100, 0), (100, 99, 0), (100, 102, 1), (0, 0, 0), (0, -500, 0), (0, 2, 1), (100, -500, 0)],
)
def test_nothing_is_shared_at_the_target_or_below_it_nor_of_a_loss(
    world: World, lead: Unit, target: int, profit: int, shared: int
) -> None:
    world.open(community(world, lead, (BOB,), (1,), above(lead, target)), COMMUNITIES)
    closed(world, lead, profit)
    assert world.balance(BOB) == shared


def test_what_is_short_is_carried_in_arrears_and_split_as_it_comes_in(world: World, partner: Unit, lead: Unit) -> None:
    world.spend(lead, CEM, 9_950)
    agreement = world.open(community(world, lead, (BOB, partner), (1, 2)), COMMUNITIES)
    closed(world, lead, 300)
    assert (world.balance(BOB), world.balance(partner), agreement.due()) == (16, 34, 50)
    assert world.books(lead)["arrears"] == 50
    assert world.books(partner)["undistributed"] == 67
    world.fund(lead, 1000)
    closed(world, lead, 0)
    assert (world.balance(BOB), world.balance(partner), agreement.due()) == (32, 68, 0)


def test_partners_costs_are_covered_on_legs_of_their_own(world: World, lead: Unit, partner: Unit) -> None:
    legs = (SHARED, Leg(0, 1), Leg(0, 1, Nature.Bonus))
    clauses = (above(lead, 100), constant(30, leg=1), constant(5, leg=2))
    world.open(community(world, lead, (partner, BOB), (1, 1), *clauses, legs=legs), COMMUNITIES)
    closed(world, lead, 0)
    assert (world.balance(partner), world.balance(BOB), world.claimable(partner, partner.leader)) == (30, 0, 5)


def test_partners_invest_in_the_lead(world: World, lead: Unit) -> None:
    world.fund(BOB, 500)
    world.let_pay(BOB, COMMUNITIES)
    terms = community(world, lead, (BOB, CEM), (1, 1), tranches=(Tranche(1, 0, 500, 50),))
    world.open(terms, COMMUNITIES)
    assert (world.shares(lead, BOB), world.invested(lead), world.balance(BOB)) == (50, 500, 0)
    for tranche in (Tranche(0, 1, 5, 5), Tranche(1, 2, 5, 5), Tranche(9, 0, 5, 5)):
        with world.refused("TrancheOfNobody", investor=tranche.investor, enterprise=tranche.enterprise):
            world.open(replace(terms, tranches=(tranche,)), COMMUNITIES)


def test_weights_change_by_amendment_and_partners_join(world: World, lead: Unit, partner: Unit) -> None:
    """50 each by 1 and 1; then a quarter, a quarter and half of 100, and of what was still due by then."""
    agreement = world.open(community(world, lead, (BOB, CEM), (1, 1)), COMMUNITIES)
    closed(world, lead, 300)
    later = replace(
        agreement.terms,
        parties=(*agreement.terms.parties, partner.address),
        weights=(1, 1, 2),
        first_period=world.period() + 1,
        periods=12,
    )
    amended: Agreement = agreement.amend(later)
    world.spend(lead, ANN, world.balance(lead))
    closed(world, lead, 300)
    assert ([world.balance(one) for one in (BOB, CEM, partner)], amended.due()) == ([50, 50, 0], 100)
    world.fund(lead, 1000)
    closed(world, lead, 300)
    assert ([world.balance(one) for one in (BOB, CEM, partner)], amended.due()) == ([100, 100, 100], 0)


def test_without_a_leg_to_all_there_is_no_community(world: World, lead: Unit) -> None:
    with world.refused("NothingShared"):
        world.open(community(world, lead, (BOB,), (), constant(1), legs=(Leg(0, 1),)), COMMUNITIES)


def test_only_the_lead_owes_fees_and_bonuses(world: World, lead: Unit, partner: Unit) -> None:
    for leg in (Leg(1, 0), Leg(0, 1, Nature.Collection), Leg(0, 1, Nature.Preferred), Leg(1, 2, Nature.Shares)):
        terms = community(
            world, lead, (partner, BOB), (1, 1), above(lead, 0), constant(1, leg=1), legs=(SHARED, leg)
        )  # fmt: skip
        with world.refused("LegNotOfKind", leg=1, nature=leg.nature):
            world.open(terms, COMMUNITIES)


def test_nothing_is_shared_whatever_the_result(world: World, lead: Unit) -> None:
    """Neither a constant, nor below 0, nor above a target below 0, nor by days or a ratio."""
    good = above(lead, 100)
    promised, points = good.base[0], good.points
    earlier = Base(from_=Reference.Earlier, lag=1)
    for wrong in (
        constant(5),
        clause([(-1, 0), (10, 5)], lead.subject),
        clause([(0, 1), (10, 5)], lead.subject),
        clause([(0, 0), (10, 0)], lead.subject),
        clause([(0, 0), (10, 5)], lead.subject, form=Form.Days),
        above(lead, -1),
        replace(good, form=Form.Ratio),
        replace(good, base=(earlier,)),
        replace(good, base=(promised, replace(promised, promises=(-1,) * 12))),
        replace(good, points=(replace(points[0], x=-5), points[1])),
    ):
        with world.refused("SharedWithoutResult", clause=0):
            world.open(community(world, lead, (BOB,), (1,), wrong), COMMUNITIES)


def test_each_partner_has_a_weight_above_zero(world: World, lead: Unit) -> None:
    for weights in ((1,), (1, 1, 1)):
        with world.refused("WeightsMismatch", weights=len(weights), partners=2):
            world.open(community(world, lead, (BOB, CEM), weights), COMMUNITIES)
    with world.refused("WeightZero", partner=1):
        world.open(community(world, lead, (BOB, CEM), (1, 0)), COMMUNITIES)


def test_to_all_partners_only_the_lead_owes_a_fee(world: World, lead: Unit) -> None:
    for leg in (Leg(1, ALL_PARTNERS), Leg(0, ALL_PARTNERS, Nature.Bonus)):
        with world.refused(
            "LegOfNobody" if leg.nature else "LegNotOfKind",
            **({"leg": 0} if leg.nature else {"leg": 0, "nature": leg.nature}),
        ):
            world.open(community(world, lead, (BOB,), (1,), legs=(leg,)), COMMUNITIES)


# Sizes: a node of its own, since Brownie's keeps every step of every transaction


@pytest.fixture(scope="module")
def apart(artifacts: Mapping[str, Artifact]) -> Iterator[World]:
    with running(NodeSettings("anvil", chain_id=ANVIL.chain_id)) as node:
        yield World(connect(node.url, ANVIL, development_account(0), abis_of(artifacts)), artifacts)


def test_sixty_four_partners_open_and_settle_far_below_a_block(apart: World) -> None:
    lead = apart.found("Lead")
    apart.fund(lead, 10**6)
    partners = [apart.found(f"Partner {i}") for i in range(16)] + [person(f"partner {i}") for i in range(48)]
    weights = tuple(range(1, 65))
    terms = community(apart, lead, partners, weights)
    function = apart.company.contract(COMMUNITIES).functions.open
    opened = apart.send(function(terms.to_abi(), apart.consents(terms, COMMUNITIES)))
    agreement = Agreement(apart, COMMUNITIES, apart.id_of(terms), terms)
    period = apart.month(profit={lead: 100_101})
    settled = apart.settle(lead, period, [agreement])
    assert [apart.balance(one) for one in partners] == list(shares_of(50_000, weights))
    used = (opened["gasUsed"], settled["gasUsed"])
    assert max(used) < MOST_GAS, used
