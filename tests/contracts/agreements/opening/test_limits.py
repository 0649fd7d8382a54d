"""Amounts and sizes far beyond any use: nothing holds up books for ever. Invariants 5 and 18.

One unit whose closing always reverts would hold up all it shares agreements with, so whatever its signers signed, or
strangers sent, there is a way on.

These tests fill blocks, so they have an Anvil of their own: Brownie's keeps every step of every transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from world import ABSENT_AFTER, Unit, World, clause, constant, person

from heyi.chain.client import connect, development_account
from heyi.chain.node import NodeSettings, running
from heyi.chain.profiles import ANVIL
from heyi.company import abis_of
from heyi.compiler import Artifact
from heyi.core.terms import Base, Form, Gate, Metric, Point, Reference, Span

ANN, BOB = person("ann"), person("bob")
MOST = 2**95 - 1
CEILING = 2**96 - 1
HALF_A_BLOCK = 15_000_000


@pytest.fixture(scope="module")
def founded(artifacts: Mapping[str, Artifact]) -> Iterator[World]:
    with running(NodeSettings("anvil", chain_id=ANVIL.chain_id)) as node:
        yield World(connect(node.url, ANVIL, development_account(0), abis_of(artifacts)), artifacts)


@pytest.fixture(autouse=True)
def isolate(founded: World) -> Iterator[None]:
    with founded.undone():
        yield


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit")


def test_debts_beyond_any_money_close_month_after_month(world: World, unit: Unit) -> None:
    """Twice the most that a clause can give, again and again, and nothing to pay it from."""
    agreement = world.open(world.terms((unit, BOB), [constant(MOST), constant(MOST)], ceiling=CEILING))
    for months in range(1, 5):
        world.month()
        world.close(unit)
        assert agreement.due() == months * 2 * MOST
    assert world.books(unit)["arrears"] == 2**96 - 1


def test_two_such_debts_share_what_little_there_is(world: World, unit: Unit) -> None:
    """One over three pages, so that what is owed is added up in storage."""
    world.fund(unit, 300)
    one = world.open(world.terms((unit, BOB), [constant(MOST), constant(MOST)], ceiling=CEILING))
    two = world.open(world.terms((unit, ANN), [constant(MOST)], ceiling=CEILING))
    period = world.month()
    for page in ([one], [two], [two], [one]):
        world.settle(unit, period, page)
    assert (world.balance(BOB), world.balance(ANN)) == (200, 100)


@pytest.mark.parametrize("sign", [1, -1], ids=["income", "cost"])
def test_results_stop_at_the_end_of_their_range(world: World, unit: Unit, sign: int) -> None:
    """130 agreements of 2**96 each: more than 2**103."""
    agreements = []
    for i in range(130):
        clauses = [constant(sign * MOST), constant(sign * MOST)]
        terms = world.terms((ANN, unit), clauses, ceiling=CEILING, salt=bytes([i]) * 32)
        agreements.append(world.open(terms))
    period = world.month(profit={unit: sign * 10})
    if sign > 0:
        for agreement in agreements:
            agreement.accrue()
        world.send(world.company.books.functions.close(unit.address, period))
        assert world.books(unit)["undistributed"] == 2**103 - 1
    else:
        world.close(unit)
        assert world.books(unit)["undistributed"] == -(2**103)
    world.month(profit={unit: -sign * 10})
    assert world.books(unit)["nextPeriod"] == period + 1


def test_the_worst_terms_are_accrued_within_half_a_block(world: World, unit: Unit) -> None:
    """As many clauses, points, gates and figures as may be, all windows ending in the same month."""
    line = [(x, 0 if x < 63 else 1) for x in range(64)]
    curve = tuple(Point(x, 0) for x in range(64))
    gates = tuple(Gate(unit.subject, metric, -(2**63), 2**63 - 1) for metric in Metric)[:4]
    bases = [Base(from_=Reference.Benchmark, benchmark=unit.subject, curve=curve), Base(from_=Reference.Earlier, lag=1)]
    clauses = [
        clause(line, unit.subject, form=Form.Ratio, base=(bases[i % 2],), gates=gates, window=14, span=Span.Cumulative)
        for i in range(16)
    ]
    terms = world.terms((ANN, BOB), clauses, periods=14)
    assert sum(4 + 2 * 14 for _ in clauses) == 512
    agreement = world.open(terms)
    for _ in range(14):
        last = world.end_month()
    world.chain.advance_to(world.calendar.end_of(last) + ABSENT_AFTER)
    used = [agreement.accrue()["gasUsed"] for _ in range(2)]
    assert agreement.account()["nextPeriod"] == last + 1
    assert max(used) < HALF_A_BLOCK


def test_the_worst_terms_close_within_half_a_block(world: World, unit: Unit) -> None:
    line = [(x, 0 if x < 63 else 1) for x in range(64)]
    gates = (Gate(unit.subject, Metric.Revenue, -(2**63), 2**63 - 1),) * 4
    earlier = Base(from_=Reference.Earlier, lag=1)
    clauses = [
        clause(line, unit.subject, form=Form.Ratio, base=(earlier,), gates=gates, window=14, span=Span.Cumulative)
        for i in range(16)
    ]
    agreement = world.open(world.terms((unit, BOB), clauses, periods=14, first_period=world.period()))
    used = 0
    for _ in range(14):
        period = world.month()
        used = max(used, world.settle(unit, period, [agreement])["gasUsed"])
    assert used < HALF_A_BLOCK


def test_a_backlog_of_years_is_worked_off_in_calls_that_fit_a_block(world: World, unit: Unit) -> None:
    terms = world.terms((ANN, BOB), [clause([(0, 0), (9, 9)], unit.subject)] * 16, periods=100)
    agreement = world.open(terms)
    start = world.period()
    world.chain.advance_to(world.calendar.end_of(start + 100) + ABSENT_AFTER)
    for _ in range(9):
        assert agreement.accrue()["gasUsed"] < HALF_A_BLOCK
    assert agreement.account()["nextPeriod"] == start + 100


def test_more_agreements_than_fit_one_page_close_in_several(world: World, unit: Unit) -> None:
    world.fund(unit, 10_000)
    terms = world.terms((unit, BOB), [constant(1)])
    for i in range(120):
        world.open(replace(terms, salt=bytes([i]) * 32))
    world.month()
    world.close(unit)
    assert (world.balance(BOB), world.books(unit)["live"]) == (120, 120)
