"""Which figures of benchmarks are waited for: those that a window reads which ends now."""

from dataclasses import replace

from heyi.core.events import AgreementState
from heyi.core.facts import Metric, benchmark_id, subject_of
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Point, Reference, Terms
from heyi.scenario.playing.absence import awaited
from heyi.templates.terms_of import SOME_TOKEN, placeholders

SHOP, MILL = placeholders(["shop", "mill"]).values()
GROWTH, WORTH = benchmark_id("growth"), benchmark_id("worth")
LINE = (Point(0, 0), Point(10, 10))
LEADING = Clause(
    subject=subject_of(SHOP),
    form=Form.Variance,
    window=2,
    base=(Base(from_=Reference.Benchmark, benchmark=GROWTH, curve=LINE),),
    points=LINE,
)
VALUED = Clause(subject=WORTH, window=4, points=LINE)


def state(*clauses: Clause) -> AgreementState:
    terms = Terms(
        parties=(SHOP, MILL),
        token=SOME_TOKEN,
        ceiling=10,
        first_period=10,
        periods=4,
        legs=(Leg(0, 1),),
        clauses=clauses,
    )
    return AgreementState.opened(bytes(32), ZERO_ADDRESS, terms)


def test_what_a_window_reads_when_it_ends() -> None:
    agreements = [state(LEADING, VALUED)]
    assert awaited(agreements, 10, ()) == []
    assert awaited(agreements, 11, ()) == [(GROWTH, 10), (GROWTH, 11)]
    assert {subject for subject, _ in awaited(agreements, 13, ())} == {GROWTH, WORTH}
    assert awaited(agreements, 14, ()) == [], "the term is over"


def test_what_was_reported_is_not_waited_for() -> None:
    assert awaited([state(LEADING)], 11, {(GROWTH, 11), (WORTH, 10)}) == [(GROWTH, 10)]


def test_an_agreement_that_ended_early_reads_nothing() -> None:
    assert awaited([replace(state(LEADING), end_period=11)], 11, ()) == []


def test_conditions_and_earlier_windows_are_read_too() -> None:
    earlier = replace(LEADING, subject=WORTH, window=1, base=(Base(from_=Reference.Earlier, lag=1),))
    assert awaited([state(earlier)], 12, ()) == [(WORTH, 11), (WORTH, 12)]
    gated = Clause(points=(Point(0, 1),), gates=(Gate(GROWTH, Metric.Revenue, running=2, at_least=1),))
    assert awaited([state(gated)], 10, ()) == [], "there are not two windows yet"
    assert awaited([state(gated)], 12, ()) == [(GROWTH, 11), (GROWTH, 12)]
