"""Accrual: which facts a window reads, when its amount arises, and what is carried on."""

from dataclasses import replace

import pytest

from heyi.core.accrual import Running, accrue_clause, accrue_window, entitlements
from heyi.core.errors import FactNotFinal
from heyi.core.facts import benchmark_id
from heyi.core.periods import MONTHS, Calendar
from heyi.core.terms import Base, Clause, Form, Gate, Metric, Point, Reference, Span, Terms, subject_of
from tests.backend.core.examples import SUBJECT, SUPPLIER, Table, service

START = 492  # January 2011
LINE = (Point(-1_000_000, -1_000_000), Point(1_000_000, 1_000_000))
"""x itself: what a clause adds is its measure."""


def terms_of(*clauses: Clause, periods: int = 12) -> Terms:
    return service(clauses=clauses, periods=periods, ceiling=2**90)


def amounts(terms: Terms, facts: Table, through: int, clause: int = 0) -> list[int]:
    accrued = entitlements(terms, facts, MONTHS, through)
    return [period.amounts[clause] for period in accrued.periods]


def identity(**changes: object) -> Clause:
    return replace(Clause(subject=SUBJECT, points=LINE), **changes)  # type: ignore[arg-type]


def test_a_window_adds_up_its_periods_and_pays_in_the_last() -> None:
    facts = Table()
    facts.post(START, 1, 2, 4, 8, 16, 32)
    assert amounts(terms_of(identity(window=3), periods=6), facts, START + 11) == [0, 0, 7, 0, 0, 56]


def test_accruing_stops_at_the_period_asked_for() -> None:
    facts = Table()
    facts.post(START, 1, 2, 4)
    accrued = entitlements(terms_of(identity()), facts, MONTHS, START + 1)
    assert [period.period for period in accrued.periods] == [START, START + 1]
    assert entitlements(terms_of(identity()), facts, MONTHS, START - 1).periods == ()


def test_a_pending_fact_is_an_error_that_names_it() -> None:
    facts = Table()
    facts.post(START, 1)
    with pytest.raises(FactNotFinal) as caught:
        entitlements(terms_of(identity()), facts, MONTHS, START + 1)
    assert (caught.value.subject, caught.value.period) == (SUBJECT, START + 1)


def test_a_constant_reads_no_fact() -> None:
    facts = Table()
    assert amounts(terms_of(Clause(subject=SUBJECT, points=(Point(0, 60),)), periods=2), facts, START + 1) == [60, 60]
    growing = Base(from_=Reference.Benchmark, benchmark=benchmark_id("growth"), curve=LINE)
    clause = Clause(subject=SUBJECT, form=Form.Ratio, base=(growing,), points=(Point(0, 60),))
    assert amounts(terms_of(clause, periods=2), facts, START + 1) == [60, 60]
    assert facts.read == []


def test_a_cumulative_constant_is_owed_once_and_sums_its_base_only() -> None:
    facts = Table()
    clause = Clause(
        subject=SUBJECT,
        form=Form.Ratio,
        span=Span.Cumulative,
        base=(Base(promises=(3, 4)),),
        points=(Point(0, 60),),
    )
    accrued = entitlements(terms_of(clause, periods=2), facts, MONTHS, START + 1)
    assert [period.amounts for period in accrued.periods] == [(60,), (0,)]
    assert accrued.running == (Running(actual=0, base=7, accrued=60),)
    assert facts.read == []


@pytest.mark.parametrize("span", list(Span))
def test_only_a_plain_window_does_without_corrections(span: Span) -> None:
    facts = Table()
    facts.post(START, 10)
    facts.corrections[SUBJECT, Metric.Revenue, START] = 5
    expected = 10 if span is Span.Window else 15
    assert amounts(terms_of(identity(span=span), periods=1), facts, START) == [expected]


@pytest.mark.parametrize(("span", "expected"), [(Span.Window, -7), (Span.WindowCorrected, -2)])
def test_an_absent_period_counts_as_the_terms_state_plus_corrections(span: Span, expected: int) -> None:
    facts = Table()
    facts.absent.add((SUBJECT, START))
    facts.corrections[SUBJECT, Metric.Revenue, START] = 5
    assert amounts(terms_of(identity(span=span, absent_as=-7), periods=1), facts, START) == [expected]


def test_promises_follow_the_windows() -> None:
    facts = Table()
    facts.post(START, 10, 10, 10, 10)
    clause = identity(form=Form.Variance, window=2, base=(Base(promises=(15, 25)),))
    assert amounts(terms_of(clause, periods=4), facts, START + 3) == [0, 5, 0, -5]


def test_an_earlier_base_is_the_same_metric_lag_windows_before() -> None:
    facts = Table()
    facts.post(START - 6, 1, 2, 3, 4, 5, 6, 10, 20)
    facts.absent.add((SUBJECT, START - 5))
    facts.corrections[SUBJECT, Metric.Revenue, START - 6] = 1_000
    clause = identity(form=Form.Variance, window=2, absent_as=500, base=(Base(from_=Reference.Earlier, lag=3),))
    assert amounts(terms_of(clause, periods=2), facts, START + 1) == [0, 30 - 501]
    corrected = replace(clause, span=Span.WindowCorrected)
    assert amounts(terms_of(corrected, periods=2), facts, START + 1) == [0, 30 - 1_501]


def test_a_benchmark_is_summed_corrected_and_put_through_its_curve() -> None:
    growth = benchmark_id("growth")
    facts = Table()
    facts.post(START, 100, 100)
    facts.post(START, 3, subject=growth)
    facts.absent.add((growth, START + 1))
    facts.corrections[growth, Metric.Revenue, START + 1] = 2
    base = Base(from_=Reference.Benchmark, benchmark=growth, curve=(Point(0, 0), Point(10, 100)))
    clause = identity(form=Form.Variance, window=2, absent_as=999, base=(base,))
    assert amounts(terms_of(clause, periods=2), facts, START + 1) == [0, 200 - 50]


def test_days_count_from_the_first_terms_to_the_windows_end() -> None:
    clause = Clause(form=Form.Days, points=LINE)
    assert amounts(terms_of(clause, periods=3), Table(), START + 2) == [31, 59, 90]
    later = replace(terms_of(clause, periods=1), first_period=START + 2)
    accrued = entitlements(later, Table(), MONTHS, START + 2, agreement_start=START)
    assert accrued.periods[0].amounts == (90,)
    hours = Calendar(length=36 * 3600)
    assert entitlements(later, Table(), hours, START + 2).periods[0].amounts == (1,)


@pytest.mark.parametrize(
    ("figure", "holds"), [(89, False), (90, True), (94, True), (95, False), (None, False)]
)  # fmt: skip
def test_a_gate_holds_from_its_least_to_below_its_end(figure: int | None, holds: bool) -> None:
    supplier = subject_of(SUPPLIER)
    facts = Table()
    facts.post(START, 7, 8)
    facts.post(START, 0, metric=Metric.Score, subject=supplier)
    facts.corrections[supplier, Metric.Score, START + 1] = 50
    if figure is None:
        facts.absent.add((supplier, START + 1))
    else:
        facts.post(START + 1, figure, metric=Metric.Score, subject=supplier)
    clause = identity(window=2, gates=(Gate(supplier, Metric.Score, at_least=90, below=95),))
    assert amounts(terms_of(clause, periods=2), facts, START + 1) == [0, 15 if holds else 0]


def test_all_gates_must_hold_and_all_must_be_final() -> None:
    facts = Table()
    facts.post(START, 50)
    passes, fails = (Gate(SUBJECT, Metric.Revenue, least) for least in (50, 51))
    assert amounts(terms_of(identity(gates=(passes, passes)), periods=1), facts, START) == [50]
    assert amounts(terms_of(identity(gates=(passes, fails)), periods=1), facts, START) == [0]
    pending = Gate(SUBJECT, Metric.Score, 0)
    with pytest.raises(FactNotFinal):
        amounts(terms_of(identity(gates=(fails, pending)), periods=1), facts, START)


def test_a_window_whose_gates_fail_reads_nothing_else() -> None:
    facts = Table()
    facts.post(START, 1, metric=Metric.Score)
    clause = identity(gates=(Gate(SUBJECT, Metric.Score, 2),))
    assert amounts(terms_of(clause, periods=1), facts, START) == [0]  # its revenue is pending


def test_a_gated_single_point_reads_its_gates_only() -> None:
    facts = Table()
    facts.post(START, 1, metric=Metric.Score)
    for span in Span:
        clause = Clause(subject=SUBJECT, span=span, gates=(Gate(SUBJECT, Metric.Score, 1),), points=(Point(0, 9),))
        assert amounts(terms_of(clause, periods=1), facts, START) == [9]


def test_cumulative_sums_run_on_while_gates_fail() -> None:
    """1st    2nd    3rd
    revenue          10     20     30
    gate              ok   fails    ok
    added            10      0     50   the whole entitlement of 60, less the 10 accrued
    """
    facts = Table()
    facts.post(START, 10, 20, 30)
    facts.post(START, 1, 0, 1, metric=Metric.Score)
    clause = identity(span=Span.Cumulative, gates=(Gate(SUBJECT, Metric.Score, 1),))
    accrued = entitlements(terms_of(clause, periods=3), facts, MONTHS, START + 2)
    assert [period.amounts for period in accrued.periods] == [(10,), (0,), (50,)]
    assert accrued.running == (Running(actual=60, base=0, accrued=60),)


@pytest.mark.parametrize(
    ("span", "expected"),
    [(Span.Cumulative, [10, 0, 15]), (Span.CumulativeGivingBack, [10, -20, 35])],
)
def test_what_was_accrued_is_kept_or_given_back(span: Span, expected: list[int]) -> None:
    facts = Table()
    facts.post(START, 10, -20, 35)
    assert amounts(terms_of(identity(span=span), periods=3), facts, START + 2) == expected


def test_a_cumulative_clause_starts_from_nothing_accrued() -> None:
    below = Clause(subject=SUBJECT, span=Span.Cumulative, points=(Point(0, -50), Point(100, 50)))
    facts = Table()
    facts.post(START, 0, 60, 40)
    assert amounts(terms_of(below, periods=3), facts, START + 2) == [0, 10, 40]


def test_cumulative_days_are_not_added_up() -> None:
    clause = Clause(form=Form.Days, span=Span.Cumulative, points=LINE)
    assert amounts(terms_of(clause, periods=3), Table(), START + 2) == [31, 28, 31]


def test_an_amendment_carries_the_sums_on() -> None:
    facts = Table()
    facts.post(START, 10, 20, 30, 40)
    clause = identity(span=Span.Cumulative, form=Form.Variance, base=(Base(promises=(1, 1)),))
    first = entitlements(terms_of(clause, periods=2), facts, MONTHS, START + 1)
    twice = tuple(Point(2 * point.x, 4 * point.y) for point in LINE)
    amended = replace(terms_of(replace(clause, points=twice), identity(), periods=2), first_period=START + 2)
    second = entitlements(amended, facts, MONTHS, START + 3, agreement_start=START, running=first.running)
    assert [period.amounts for period in first.periods] == [(9,), (19,)]
    # twice the sums to date (57 and 96), less what was accrued before: 28, then 114
    assert [period.amounts for period in second.periods] == [(2 * 57 - 28, 30), (2 * 96 - 114, 40)]


def test_window_clauses_keep_no_sums() -> None:
    running = Running(1, 2, 3)
    assert accrue_clause(identity(), running, 5) == (5, running)
    assert accrue_clause(identity(), running, 5, counts=False) == (0, running)
    assert accrue_window(terms_of(identity(window=2)), 0, running, Table(), MONTHS, START, START) == (0, running)
