"""Bases that follow from the agreement itself: days, what was received, dividends; and several bases at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import BIG, VAMS, Agreement, ChainFacts, Unit, World, clause, constant, person, share

from heyi.core.accrual import entitlements
from heyi.core.facts import Metric, Statement, benchmark_id
from heyi.core.payoff import dividends_of
from heyi.core.terms import Base, Clause, Form, Leg, Nature, Point, Reference, Span, Tranche

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")
IDENTITY = (Point(-BIG, -BIG), Point(BIG, BIG))
MINUS = (Point(-BIG, BIG), Point(BIG, -BIG))
DAYS_BASE = Base(from_=Reference.Days, curve=(Point(0, 1000), Point(1000, 2000)))  # 1,000 and 1 a day
RECEIVED = Base(from_=Reference.Accrued, leg=0, curve=MINUS)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit", ("ann",), total_shares=1024)


@pytest.fixture(autouse=True)
def rich(world: World) -> None:
    for one in (BOB, CEM):
        world.fund(one, 100_000)
        for kind in ("ServiceAgreements", VAMS):
            world.let_pay(one, kind)


def of_base(*bases: Base, **changes: object) -> Clause:
    """The base itself, as far as it is above 0."""
    return clause([(0, 0), (BIG, BIG)], **{"form": Form.Base, "base": bases, **changes})


def played(world: World, agreement: Agreement, unit: Unit, *revenues: int) -> list[tuple[int, ...]]:
    """What clauses add, month after month, the twin agreeing."""
    for revenue in revenues:
        world.month(revenue={unit: revenue})
        agreement.accrue()
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    return [amounts for _, amounts in agreement.accrued()]


def days(world: World, *months: int) -> list[int]:
    """Whole days from now's month to the end of the month so many after it."""
    return [world.calendar.days_between(world.period(), world.period() + month) for month in months]


def test_days_count_from_the_agreement_s_first_second(world: World, unit: Unit) -> None:
    """1,000 and one for each day so far, each month anew."""
    expected = [(1000 + day,) for day in days(world, 0, 1, 2)]
    agreement = world.open(world.terms((BOB, CEM), [of_base(DAYS_BASE)]))
    assert played(world, agreement, unit, 0, 0, 0) == expected


def test_redemption_less_what_was_received(world: World, unit: Unit) -> None:
    """A tenth of revenue each month; in the last, principal with return by days, less all that came in by then."""
    first = world.period()
    total = 1000 + days(world, 2)[0]
    redemption = of_base(DAYS_BASE, RECEIVED, window=3)
    agreement = world.open(world.terms((BOB, CEM), [share(unit.subject, 10), redemption], periods=3))
    assert played(world, agreement, unit, 2000, 500, 300) == [(200, 0), (50, 0), (30, total - 280)]
    assert world.balance(CEM) == 100_000 + total
    assert agreement.accrued()[0][0] == first


def test_who_received_more_is_redeemed_nothing(world: World, unit: Unit) -> None:
    agreement = world.open(world.terms((BOB, CEM), [share(unit.subject, 10), of_base(DAYS_BASE, RECEIVED)], periods=1))
    assert played(world, agreement, unit, 20_000) == [(2000, 0)]


def test_what_clauses_before_it_add_in_the_month_counts_and_what_those_after_it_add_does_not(
    world: World, unit: Unit
) -> None:
    received = Base(from_=Reference.Accrued, leg=0, curve=IDENTITY)
    clauses = [constant(10), of_base(received), constant(5)]
    agreement = world.open(world.terms((BOB, CEM), clauses, periods=3))
    assert played(world, agreement, unit, 0, 0, 0) == [(10, 10, 5), (10, 35, 5), (10, 85, 5)]


def test_received_is_what_was_accrued_whether_it_was_paid_or_not(world: World, unit: Unit) -> None:
    """Who owes must not gain by paying late."""
    received = Base(from_=Reference.Accrued, leg=0, curve=IDENTITY)
    agreement = world.open(world.terms((ANN, CEM), [constant(10), of_base(received)], periods=2))
    assert played(world, agreement, unit, 0, 0) == [(10, 10), (10, 30)]
    assert agreement.due() == 60


def test_another_leg_s_sum_can_be_read(world: World, unit: Unit) -> None:
    received = Base(from_=Reference.Accrued, leg=1, curve=IDENTITY)
    clauses = [constant(7, leg=1), of_base(received)]
    agreement = world.open(world.terms((BOB, CEM), clauses, legs=(Leg(0, 1), Leg(1, 0)), periods=2))
    assert played(world, agreement, unit, 0, 0) == [(7, 7), (7, 14)]


def test_bases_add_up(world: World, unit: Unit) -> None:
    """A promise of 1,000 and half of the benchmark's figure, held against the unit's revenue."""
    market = benchmark_id("market")
    bases = (
        Base(from_=Reference.Promises, promises=(1000, 500)),
        Base(from_=Reference.Benchmark, benchmark=market, curve=(Point(0, 0), Point(BIG, BIG // 2))),
    )
    short = clause([(-BIG, BIG), (0, 0)], unit.subject, form=Form.Variance, base=bases)
    agreement = world.open(world.terms((BOB, CEM), [short], periods=2))
    for revenue, figure in ((900, 300), (900, 2000)):
        world.month(revenue={unit: revenue}, more=(Statement(subject=market, revenue=figure, profit=0, score=0),))
        agreement.accrue()
    assert [amounts for _, amounts in agreement.accrued()] == [(250,), (600,)]
    assert agreement.accrued() == agreement.entitled(world.period() - 1)


def dividend_terms(world: World, unit: Unit) -> Agreement:
    """Cem makes up each month for what Bob's 256 shares have not earned of 100 a month, to date."""
    owed = Base(from_=Reference.Accrued, leg=0, curve=MINUS)
    promise = Base(from_=Reference.Promises, promises=(100, 200, 300))
    earned = Base(from_=Reference.Dividends, curve=MINUS)
    terms = world.vam(
        unit, BOB, CEM, [of_base(promise, earned, owed)], shares=256, legs=(Leg(2, 1),), periods=3
    )  # fmt: skip
    return world.open(terms, VAMS)


def test_dividends_of_the_first_tranche_since_the_opening_are_deducted(world: World, unit: Unit) -> None:
    """Shares count from the second month on: a quarter of 200, then of 101, rounded down."""
    world.open(world.vam(unit, CEM, BOB, [constant(0)], amount=1, shares=128), VAMS)
    world.fund(unit, 5000)
    world.month(profit={unit: 1000})
    world.close(unit)
    world.month(profit={unit: 1000})
    world.close(unit)
    assert world.claimable(unit, CEM) == 125
    agreement = dividend_terms(world, unit)
    per_share = world.company.profit_share.functions.perShareOf(unit.address)
    opening, seen = world.chain.call(per_share), {}
    for profit in (0, 200, 101):
        period = world.month(profit={unit: profit})
        seen[period] = dividends_of(world.chain.call(per_share), opening, 256)
        agreement.accrue()
        world.close(unit)
    facts, last = ChainFacts(world.company), world.period() - 1
    twin = entitlements(agreement.terms, facts, world.calendar, last, dividends=seen.__getitem__)
    assert agreement.accrued() == [(one.period, one.amounts) for one in twin.periods]
    # A month is accrued before it is shared out: the last month's dividends come too late.
    assert list(seen.values()) == [0, 0, 50]
    assert [amounts for _, amounts in agreement.accrued()] == [(100,), (100,), (50,)]


def test_dividends_keep_the_unit_s_books_and_the_agreement_in_step(world: World, unit: Unit) -> None:
    """Invariant 12: whether it is accrued early or late, and by whom, a month sees the same dividends."""
    world.fund(unit, 5000)
    agreement = dividend_terms(world, unit)
    assert agreement.account()["counted"] == 0b001
    outcomes = []
    for early in (True, False):
        with world.undone():
            for _ in range(3):
                world.month(profit={unit: 400})
                if early:
                    agreement.accrue()
                    agreement.accrue()
                world.close(unit)
            if not early:
                agreement.accrue()
            outcomes.append((agreement.accrued(), world.balance(BOB)))
    assert outcomes[0] == outcomes[1]


def test_what_counts_from_the_start_is_not_added_up_over_windows(world: World, unit: Unit) -> None:
    for base in (DAYS_BASE, RECEIVED):
        with world.refused("SpanNotWindow", clause=0):
            world.open(world.terms((BOB, CEM), [of_base(base, span=Span.Cumulative)]))


def test_a_base_reads_a_leg_there_is(world: World, unit: Unit) -> None:
    with world.refused("ClauseOfNoLeg", clause=0, leg=1):
        world.open(world.terms((BOB, CEM), [of_base(replace(RECEIVED, leg=1))]))


def test_a_form_has_bases_where_it_needs_them_and_at_most_four(world: World, unit: Unit) -> None:
    with world.refused("BaseMissing", clause=0):
        world.open(world.terms((BOB, CEM), [of_base()]))
    with world.refused("BaseNotUsed", clause=0):
        world.open(world.terms((BOB, CEM), [of_base(DAYS_BASE, form=Form.Actual)]))
    with world.refused("TooManyBases", clause=0, bases=5):
        world.open(world.terms((BOB, CEM), [of_base(*[DAYS_BASE] * 5)]))


def test_a_base_is_not_what_the_clause_s_own_figure_says(world: World, unit: Unit) -> None:
    """Form.Base reads no figure: a unit that says nothing holds nobody up."""
    terms = world.terms((BOB, CEM), [of_base(DAYS_BASE, subject=unit.subject, metric=Metric.Revenue)], periods=1)
    agreement = world.open(terms)
    world.month(silent=(unit,))
    agreement.accrue()
    assert len(agreement.accrued()) == 1


def test_preferred_redemption_out_of_what_may_be_shared(world: World, unit: Unit) -> None:
    """Invested money back with a return by days, paid by the unit itself as far as it has earned it."""
    legs = (Leg(0, 1, Nature.Preferred),)
    redemption = of_base(DAYS_BASE, RECEIVED, window=2)
    total = 1000 + days(world, 1)[0]
    terms = world.vam(unit, BOB, CEM, [redemption], legs=legs, tranches=(Tranche(1, 0, 1000, 0),), periods=2)
    agreement = world.open(terms, VAMS)
    world.fund(unit, 600)
    for profit in (300, 300):
        world.month(profit={unit: profit})
        world.close(unit)
    assert (agreement.due(), world.balance(unit)) == (total - 300, 1000)
