"""Measures: what a clause reads, in every form, over every span and against every base, as in core.accrual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from world import ABSENT_AFTER, Agreement, Unit, World, clause, constant, person

from heyi.core.facts import Metric, Statement, benchmark_id
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Point, Reference, Span

ANN, BOB = person("ann"), person("bob")
INDUSTRY = benchmark_id("industry")
CURVE = (Point(-100, 50), Point(0, 100), Point(300, 400))
FALLING = [(-500, 90), (0, 70), (0, 60), (700, -80)]
RISING = [(-100, -7), (333, 11), (1000, 101)]
BASIS = [(0, 0), (9_500, 0), (9_500, 40), (12_000, 90)]


def promises(count: int) -> Base:
    return Base(from_=Reference.Promises, scale=10_000, promises=tuple(100 + 37 * i for i in range(count)))


EARLIER = Base(from_=Reference.Earlier, scale=10_000, lag=2)
BENCHMARK = Base(from_=Reference.Benchmark, scale=10_000, benchmark=INDUSTRY, curve=CURVE)


def all_measures(unit: Unit) -> list[Clause]:
    """Each form over each span and each base, windows of one and of two periods."""
    clauses = []
    for span in Span:
        for window in (1, 2):
            shape = {"span": span, "window": window, "absent_as": 77}
            for points in (FALLING, RISING):
                clauses.append(clause(points, unit.subject, **shape))
                clauses.append(clause(points, unit.subject, form=Form.Days, **shape))
            for base in (promises(6 // window), EARLIER, BENCHMARK):
                for form in (Form.Variance, Form.Ratio, Form.Inverse):
                    points = FALLING if form is Form.Variance else BASIS
                    clauses.append(clause(points, unit.subject, form=form, base=(base,), **shape))
    return clauses


def test_every_measure_accrues_what_its_python_twin_says(world: World) -> None:
    """Half a year with losses, a correction, a silent month and a benchmark, for some hundred clauses.

    month       1      2      3      4         5      6
    revenue     400    -250   0      silent    90     700
    corrected                         -60       60
    industry    12     -80    300    1000      none   0
    """
    unit = world.found("Unit")
    clauses = all_measures(unit)
    agreements = [world.open(world.terms((ANN, BOB), clauses[i : i + 8], periods=6)) for i in range(0, len(clauses), 8)]
    first = world.period()
    story: Sequence[tuple[int | None, int | None]] = [
        (400, 12),
        (-250, -80),
        (0, 300),
        (None, 1000),
        (90, None),
        (700, 0),
    ]
    for month, (revenue, industry) in enumerate(story):
        if month == 3:
            world.correct(first, world.period(), world.statement(unit, revenue=340))
        if month == 4:
            world.correct(first, world.period(), world.statement(unit, revenue=400))
        news = [] if industry is None else [Statement(subject=INDUSTRY, revenue=industry)]
        silent = [unit] if revenue is None else []
        world.month(revenue={} if revenue is None else {unit: revenue}, silent=silent, more=news)
    last = world.period() - 1
    world.chain.advance_to(world.calendar.end_of(last) + ABSENT_AFTER)
    for agreement in agreements:
        agreement.accrue()
        assert agreement.accrued() == agreement.entitled(last)
    assert len(clauses) == 4 * 2 * (4 + 9)


LINE = [(-10_000, -10_000), (10_000, 10_000)]
"""x itself."""

ACCRUED = Base(from_=Reference.Accrued, leg=0, curve=(Point(-500, 30), Point(0, 0), Point(500, 70)))
DAYS = Base(from_=Reference.Days, curve=(Point(0, 0), Point(365, 730)))


def held_against_more(unit: Unit) -> list[Clause]:
    """Bases that add up, from everywhere but dividends, and the base as a form of its own."""
    clauses = []
    for window in (1, 2):
        shape = {"window": window, "absent_as": 77}
        sums = ((promises(6 // window), BENCHMARK), (DAYS, ACCRUED), (ACCRUED, EARLIER, promises(6 // window)))
        clauses += [clause(FALLING, unit.subject, form=Form.Variance, base=bases, **shape) for bases in sums]
        more = (*sums[:2], (BENCHMARK, DAYS, ACCRUED))
        clauses += [clause(LINE, form=Form.Base, base=bases, **shape, leg=1) for bases in more]
        for span in (Span.Cumulative, Span.CumulativeGivingBack):
            clauses.append(clause(LINE, form=Form.Base, base=sums[0], span=span, **shape))
            clauses.append(clause(FALLING, unit.subject, form=Form.Variance, base=sums[0], span=span, **shape))
    return clauses


def gated(unit: Unit) -> list[Clause]:
    """Gates over parts of a window, over windows running, and against promises."""
    clauses = []
    for window in (1, 2):
        for running in (1, 2, 3):
            for least in (-200, 0, 90):
                targets = tuple(10 * i for i in range(6 // window))
                for periods, against in ((1, ()), (window, targets)):
                    gate = Gate(
                        unit.subject, Metric.Revenue, least, 600, periods=periods, running=running, promises=against
                    )
                    clauses.append(constant(1, gates=(gate,), window=window))
    clauses.append(clause(RISING, unit.subject, span=Span.Cumulative, gates=clauses[0].gates))
    return clauses


def test_bases_and_gates_accrue_what_their_python_twin_says(world: World) -> None:
    """The months of the test above; clauses whose figures are corrected after the term are among them."""
    unit = world.found("Unit")
    clauses = [*held_against_more(unit), *gated(unit)]
    legs = (Leg(0, 1), Leg(1, 0))
    agreements = [
        world.open(world.terms((ANN, BOB), page, periods=6, legs=legs, correction_periods=2 * is_corrected(page)))
        for page in (clauses[i : i + 8] for i in range(0, len(clauses), 8))
    ]
    first = world.period()
    for month, (revenue, industry) in enumerate(((400, 12), (-250, -80), (0, 300), (None, 1000), (90, None), (700, 0))):
        if month == 3:
            world.correct(first, world.period(), world.statement(unit, revenue=340))
        news = [] if industry is None else [Statement(subject=INDUSTRY, revenue=industry)]
        silent = [unit] if revenue is None else []
        world.month(revenue={} if revenue is None else {unit: revenue}, silent=silent, more=news)
    last = world.period() - 1
    world.correct(last - 1, world.period(), world.statement(unit, revenue=-300))
    world.month(revenue={unit: 1})
    world.correct(last, world.period() + 1, world.statement(unit, revenue=-300))  # too late
    world.correct(last, world.period(), world.statement(unit, revenue=555))
    world.month(revenue={unit: 1})
    world.chain.advance_to(world.calendar.end_of(last) + ABSENT_AFTER)
    for agreement in agreements:
        agreement.accrue()
        assert agreement.accrued() == agreement.entitled(last + 2)
        assert len(agreement.accrued()) == 6 + agreement.terms.correction_periods
    assert any(is_corrected(agreement.terms.clauses) for agreement in agreements)


def is_corrected(page: Sequence[Clause]) -> bool:
    """Whether a clause's figures can be taken anew after the term."""
    return any(one.is_cumulative for one in page)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit")


def one(world: World, clause_: Clause, periods: int = 6) -> Agreement:
    return world.open(world.terms((ANN, BOB), [clause_], periods=periods))


def total(agreement: Agreement) -> int:
    agreement.accrue()
    return sum(sum(amounts) for _, amounts in agreement.accrued())


def test_a_window_takes_figures_as_attested(world: World, unit: Unit) -> None:
    """A correction booked in its period is for those who asked for it."""
    points = [(0, 0), (1000, 100)]
    plain, corrected, to_date = (
        one(world, clause(points, unit.subject, span=span))
        for span in (Span.Window, Span.WindowCorrected, Span.Cumulative)
    )
    first = world.month(revenue={unit: 500})
    world.correct(first, world.period(), world.statement(unit, revenue=700))
    world.month(revenue={unit: 100})
    assert [total(agreement) for agreement in (plain, corrected, to_date)] == [50 + 10, 50 + 30, 80]


def test_an_absent_period_counts_as_the_terms_state(world: World, unit: Unit) -> None:
    agreement = one(world, clause([(0, 0), (1000, 100)], unit.subject, absent_as=300))
    period = world.month(silent=[unit])
    assert total(agreement) == 0
    world.chain.advance_to(world.calendar.end_of(period) + ABSENT_AFTER)
    assert total(agreement) == 30


def test_variance_and_ratio_are_held_against_promises(world: World, unit: Unit) -> None:
    base = Base(from_=Reference.Promises, scale=10_000, promises=(200,) * 6)
    short = one(world, clause([(-100, 100), (0, 0)], unit.subject, form=Form.Variance, base=(base,)))
    bonus = one(world, clause([(10_000, 0), (20_000, 100)], unit.subject, form=Form.Ratio, base=(base,)))
    for revenue, owed in ((150, (50, 0)), (200, (50, 0)), (300, (50, 50)), (0, (150, 50)), (900, (150, 150))):
        world.month(revenue={unit: revenue})
        assert (total(short), total(bonus)) == owed


def test_growth_is_held_against_an_earlier_window(world: World, unit: Unit) -> None:
    """The month before the agreement is its first base."""
    world.month(revenue={unit: 100})
    base = Base(from_=Reference.Earlier, lag=1)
    agreement = one(world, clause([(0, 0), (1000, 1000)], unit.subject, form=Form.Variance, base=(base,)))
    for revenue, owed in ((130, 30), (90, 30), (190, 130)):
        world.month(revenue={unit: revenue})
        assert total(agreement) == owed


def test_an_earlier_window_that_is_pending_holds_it_up_without_refusal(world: World, unit: Unit) -> None:
    """The base is disputed while the month itself is final: accrue() waits, and still collects what is due."""
    reads = one(world, clause([(0, 0), (1, 1)], unit.subject), periods=24)
    base = Base(from_=Reference.Earlier, lag=1)
    world.fund(ANN, 100)
    world.let_pay(ANN)
    start = world.period() + 1
    growth = clause([(0, 0), (1000, 1000)], unit.subject, form=Form.Variance, base=(base,))
    agreement = world.open(world.terms((ANN, BOB), [growth], first_period=start))
    first = world.end_month()
    second = world.end_month()
    world.post(second, [world.statement(unit, revenue=50)])
    world.finalize()
    world.post(first, [world.statement(unit, revenue=20)])
    reads.challenge(0, unit.subject, first)
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == start
    world.decide(unit.subject, first, upheld=True)
    assert total(agreement) == 30
    assert world.balance(BOB) == 30


def test_a_benchmark_sets_the_base_by_its_curve(world: World, unit: Unit) -> None:
    base = Base(from_=Reference.Benchmark, benchmark=INDUSTRY, curve=(Point(0, 100), Point(100, 400)))
    agreement = one(world, clause([(0, 0), (1000, 1000)], unit.subject, form=Form.Variance, base=(base,)))
    world.month(revenue={unit: 260}, more=[Statement(subject=INDUSTRY, revenue=50)])
    assert total(agreement) == 10


def test_days_count_from_the_first_second_of_the_first_terms(world: World) -> None:
    start, end = (world.calendar.start_of(world.period() + months) for months in (0, 2))
    agreement = one(world, clause([(0, 0), (365, 3650)], form=Form.Days, span=Span.Cumulative))
    world.end_month()
    world.end_month()
    assert total(agreement) == (end - start) // 86_400 * 10


def test_a_loss_has_no_ratio_and_counts_as_the_limit(world: World, unit: Unit) -> None:
    """Base over actual: what would be infinitely far is beyond the last point, and a loss is no better than nothing."""
    base = Base(from_=Reference.Promises, scale=100, promises=(50,) * 6)
    agreement = one(world, clause([(0, 0), (100, 10), (1000, 90)], unit.subject, form=Form.Inverse, base=(base,)))
    for revenue, added in ((50, 10), (0, 90), (-10, 90), (5, 90), (500, 1)):
        before = total(agreement)
        world.month(revenue={unit: revenue})
        assert total(agreement) - before == added


def test_what_lies_between_two_units_goes_to_the_debtor(world: World, unit: Unit) -> None:
    """7/10 of a unit is nothing owed; minus 7/10 is one owed back."""
    up, down = (one(world, clause([(0, 0), (10, y)], unit.subject)) for y in (7, -7))
    world.month(revenue={unit: 1})
    assert (total(up), total(down)) == (0, -1)


def test_a_single_point_accrues_without_any_statement(world: World, unit: Unit) -> None:
    agreement = one(world, replace(constant(5), subject=unit.subject, metric=Metric.Profit))
    world.end_month()
    assert total(agreement) == 5
