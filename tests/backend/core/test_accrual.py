"""Accrual: which facts a window reads, when its amount arises, and what is carried on."""

from dataclasses import replace

import pytest

from heyi.core.accrual import Running, accrue_clause, accrue_window, entitlements
from heyi.core.accrual.readings import Reading
from heyi.core.errors import FactNotFinal
from heyi.core.facts import benchmark_id
from heyi.core.payoff import dividends_of
from heyi.core.periods import MONTHS, Calendar
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Metric, Point, Reference, Span, Terms, subject_of
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
    reading = Reading(Table(), MONTHS, START, START)
    assert accrue_window(terms_of(identity(window=2)), 0, running, reading) == (0, running)


# BASES

CURVE = (Point(0, 0), Point(1_000_000, 2_000_000))
"""Twice the x."""


def test_bases_add_up_and_the_form_base_is_their_sum() -> None:
    growth = benchmark_id("growth")
    facts = Table()
    facts.post(START, 3, 4, subject=growth)
    bases = (Base(promises=(10, 20)), Base(from_=Reference.Benchmark, benchmark=growth, curve=CURVE))
    clause = Clause(form=Form.Base, base=bases, points=LINE)
    assert amounts(terms_of(clause, periods=2), facts, START + 1) == [16, 28]
    held_against = identity(form=Form.Variance, base=bases)
    facts.post(START, 100, 100)
    assert amounts(terms_of(held_against, periods=2), facts, START + 1) == [84, 72]


def test_the_first_bases_scale_counts() -> None:
    facts = Table()
    facts.post(START, 10)
    clause = identity(form=Form.Ratio, base=(Base(scale=100, promises=(2,)), Base(scale=7, promises=(3,))))
    assert amounts(terms_of(clause, periods=1), facts, START) == [100 * 10 // 5]


def test_a_base_over_days_counts_from_the_first_terms() -> None:
    clause = Clause(form=Form.Base, base=(Base(from_=Reference.Days, curve=CURVE),), points=LINE)
    assert amounts(terms_of(clause, periods=2), Table(), START + 1) == [62, 118]
    later = replace(terms_of(clause, periods=1), first_period=START + 2)
    accrued = entitlements(later, Table(), MONTHS, START + 2, agreement_start=START)
    assert accrued.periods[0].amounts == (180,)


def test_a_base_over_what_a_leg_accrued_counts_clauses_before_this_one() -> None:
    """period   clause 0   clause 1 (twice the leg to date)   clause 2   leg to date
    1st           5              10                            1            16
    2nd           5              42                            1            64
    """
    accrued = Base(from_=Reference.Accrued, leg=1, curve=CURVE)
    clauses = (
        Clause(leg=1, points=(Point(0, 5),)),
        Clause(leg=1, form=Form.Base, base=(accrued,), points=LINE),
        Clause(leg=1, points=(Point(0, 1),)),
        Clause(leg=0, form=Form.Base, base=(accrued,), points=LINE),
    )
    terms = replace(terms_of(*clauses, periods=2), legs=(Leg(0, 1), Leg(0, 1)))
    accrual = entitlements(terms, Table(), MONTHS, START + 1)
    assert [period.amounts for period in accrual.periods] == [(5, 10, 1, 32), (5, 42, 1, 128)]
    assert accrual.legs == (160, 64)
    amended = replace(terms, first_period=START + 2, periods=1)
    after = entitlements(amended, Table(), MONTHS, START + 2, agreement_start=START, legs=accrual.legs)
    assert after.periods[0].amounts == (5, 138, 1, 416)


def test_a_base_over_dividends_is_read_when_the_period_is_accrued() -> None:
    base = Base(from_=Reference.Dividends, curve=CURVE)
    terms = terms_of(Clause(form=Form.Base, base=(base,), points=LINE), periods=2)
    earned = {START: 7, START + 1: 9}
    accrual = entitlements(terms, Table(), MONTHS, START + 1, dividends=earned.__getitem__)
    assert [period.amounts for period in accrual.periods] == [(14,), (18,)]
    assert entitlements(terms, Table(), MONTHS, START).periods[0].amounts == (0,)


def test_dividends_are_rounded_down() -> None:
    assert dividends_of(per_share=3 * 2**31, per_share_at_opening=0, shares=1) == 1
    assert dividends_of(per_share=3 * 2**31, per_share_at_opening=2**31, shares=3) == 3
    assert dividends_of(per_share=5, per_share_at_opening=5, shares=10**9) == 0


# GATES OVER MORE THAN A PERIOD


def gated(gate: Gate, **changes: object) -> Clause:
    """One minor unit wherever the gate holds."""
    return Clause(gates=(gate,), points=(Point(0, 1),), **changes)  # type: ignore[arg-type]


def test_a_gate_adds_up_the_last_periods_of_its_window() -> None:
    facts = Table()
    facts.post(START, 100, 3, 4, 100, 3, 3)
    clause = gated(Gate(SUBJECT, Metric.Revenue, 7, periods=2), window=3)
    assert amounts(terms_of(clause, periods=6), facts, START + 5) == [0, 0, 1, 0, 0, 0]
    assert (SUBJECT, Metric.Revenue, START, False) not in facts.read


def test_one_absent_period_fails_the_whole_figure() -> None:
    facts = Table()
    facts.post(START, 0, 100)
    facts.absent.add((SUBJECT, START))
    gate = Gate(SUBJECT, Metric.Revenue, 0, periods=2)
    assert amounts(terms_of(gated(gate, window=2), periods=2), facts, START + 1) == [0, 0]


def test_a_gate_counts_windows_running() -> None:
    """A window before the first fails it, and then nothing is read."""
    facts = Table()
    facts.post(START + 1, 1, 1, 0, 1, 1, 1)
    gate = Gate(SUBJECT, Metric.Revenue, 1, running=3)
    facts.post(START - 2, 1, 1)
    terms = terms_of(gated(gate), periods=7)
    assert amounts(terms, facts, START + 1) == [0, 0]
    assert facts.read == []
    facts.post(START, 1)
    assert amounts(terms, facts, START + 6) == [0, 0, 1, 0, 0, 0, 1]


def test_a_gate_asks_for_all_its_windows_even_where_one_fails() -> None:
    facts = Table()
    facts.post(START + 1, 0)
    gate = Gate(SUBJECT, Metric.Revenue, 1, running=2)
    reading = Reading(facts, MONTHS, START, START + 1)
    with pytest.raises(FactNotFinal) as caught:
        accrue_window(terms_of(gated(gate), periods=2), 0, Running(), reading)
    assert caught.value.period == START


def test_a_gate_is_held_against_its_windows_promise() -> None:
    """missed running: 10 and 19 against 11 and 20, then 30 against 30 is no miss, then 39 against 40."""
    facts = Table()
    facts.post(START, 10, 19, 30, 39)
    missed = Gate(
        SUBJECT, Metric.Revenue, at_least=-(2**63), below=0, running=2, promises=(11, 20, 30, 40)
    )  # fmt: skip
    assert amounts(terms_of(gated(missed), periods=4), facts, START + 3) == [0, 1, 0, 0]
    assert amounts(terms_of(gated(replace(missed, running=1)), periods=4), facts, START + 3) == [1, 1, 0, 1]


# AFTER THE TERM


def corrected_terms(clause: Clause, after: int = 2, **changes: object) -> Terms:
    return replace(terms_of(clause, periods=2), correction_periods=after, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("span", "expected"), [(Span.CumulativeGivingBack, -7), (Span.Cumulative, 0)])
def test_corrections_count_in_the_last_correction_period(span: Span, expected: int) -> None:
    facts = Table()
    facts.post(START, 10, 20)
    facts.correct(START, booked_in=START + 2, difference=3)
    facts.correct(START + 1, booked_in=START + 4, difference=-10)
    terms = corrected_terms(identity(span=span), after=3)
    assert amounts(terms, facts, START + 99) == [10, 20, 0, 0, expected]
    assert amounts(terms, facts, START + 3) == [10, 20, 0, 0]


def test_what_was_booked_in_the_term_for_before_it_drops_out() -> None:
    facts = Table()
    facts.post(START, 10, 20)
    facts.correct(START - 1, booked_in=START, difference=100)
    facts.correct(START, booked_in=START + 1, difference=5)
    terms = corrected_terms(identity(span=Span.CumulativeGivingBack))
    assert amounts(terms, facts, START + 3) == [110, 25, 0, 35 - 135]


def test_what_is_booked_later_does_not_count() -> None:
    facts = Table()
    facts.post(START, 10, 20)
    facts.correct(START, booked_in=START + 4, difference=5)
    assert amounts(corrected_terms(identity(span=Span.Cumulative)), facts, START + 3) == [10, 20, 0, 0]


@pytest.mark.parametrize(("scores", "added"), [((1, 0), [9, 0, 0, 0]), ((0, 1), [0, 27, 0, 35 - 3 - 27])])
def test_after_the_term_the_last_window_s_gates_count_and_the_base_stays(
    scores: tuple[int, int], added: list[int]
) -> None:
    facts = Table()
    facts.post(START, 10, 20)
    facts.post(START, *scores, metric=Metric.Score)
    facts.correct(START, booked_in=START + 2, difference=5)
    gate = Gate(SUBJECT, Metric.Score, 1)
    clause = identity(
        span=Span.Cumulative, form=Form.Variance, base=(Base(promises=(1, 2)),), gates=(gate,)
    )  # fmt: skip
    assert amounts(corrected_terms(clause), facts, START + 3) == added


def test_only_cumulative_figures_are_taken_anew() -> None:
    facts = Table()
    facts.post(START, 10, 20)
    facts.correct(START, booked_in=START + 2, difference=5)
    clauses = (
        identity(span=Span.WindowCorrected),
        Clause(form=Form.Days, span=Span.Cumulative, points=LINE),
        Clause(span=Span.Cumulative, points=(Point(0, 3),)),
        Clause(form=Form.Base, span=Span.Cumulative, base=(Base(promises=(1, 2)),), points=LINE),
    )
    accrual = entitlements(replace(terms_of(*clauses, periods=2), correction_periods=1), facts, MONTHS, START + 2)
    assert [period.amounts for period in accrual.periods] == [(10, 31, 3, 1), (20, 28, 0, 2), (0, 0, 0, 0)]


def test_an_absent_period_is_corrected_from_what_the_terms_state() -> None:
    facts = Table()
    facts.post(START, 10)
    facts.absent.add((SUBJECT, START + 1))
    facts.correct(START + 1, booked_in=START + 2, difference=8)
    clause = identity(span=Span.CumulativeGivingBack, absent_as=-4)
    assert amounts(corrected_terms(clause), facts, START + 3) == [10, -4, 0, 8]
