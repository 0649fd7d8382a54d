"""The polyline: exact between its points, flat beyond them, floored once, and what follows from that."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.accrual import Running, accrue_clause
from heyi.core.payoff import amount, measure, polyline
from heyi.core.terms import Base, Clause, Form, Point, Span
from tests.vectors.interfaces import ROOT

PAYOFFS = json.loads((ROOT / "tests" / "vectors" / "payoff.json").read_text())["vectors"]
LIMIT = 2**95 - 1

# x repeats at most once, as TermsCheck has it.
values = st.one_of(st.integers(-20, 20), st.integers(-LIMIT, LIMIT))
figures = st.one_of(st.integers(-50, 50), st.integers(-(2**63), 2**63 - 1))


@st.composite
def polylines(draw: st.DrawFn, monotone: bool = False) -> tuple[Point, ...]:
    xs = sorted(draw(st.lists(values, min_size=1, max_size=8, unique=True)))
    doubled = draw(st.lists(st.sampled_from(xs), max_size=3, unique=True))
    xs = sorted([*xs, *doubled])
    ys = [draw(values) for _ in xs]
    return tuple(Point(x, y) for x, y in zip(xs, sorted(ys) if monotone else ys, strict=True))


@pytest.mark.parametrize("number", range(len(PAYOFFS)))
def test_payoff_vectors(number: int) -> None:
    vector = PAYOFFS[number]
    clause = Clause.from_json(vector["clause"])
    for preview in vector["previews"]:
        assert amount(clause, int(preview["actual"]), int(preview["base"])) == int(preview["amount"])


def test_there_are_vectors_enough() -> None:
    assert sum(len(vector["previews"]) for vector in PAYOFFS) >= 300


def test_a_line_is_flat_beyond_its_ends_and_floored_between() -> None:
    falling = (Point(0, 0), Point(3, -1))
    assert [polyline(falling, x, 1) for x in (-1, 0, 1, 2, 3, 4)] == [0, 0, -1, -1, -1, -1]
    rising = (Point(0, 0), Point(3, 1))
    assert [polyline(rising, x, 1) for x in (-1, 0, 1, 2, 3, 4)] == [0, 0, 0, 0, 1, 1]


def test_at_a_step_the_later_point_counts() -> None:
    step = (Point(0, 5), Point(10, 5), Point(10, 9))
    assert [polyline(step, x, 2) for x in (19, 20, 21)] == [5, 9, 9]
    assert polyline((Point(10, -1), Point(10, 1)), 9, 1) == -1


@pytest.mark.parametrize(
    ("form", "actual", "base", "expected"),
    [
        (Form.Actual, 7, 99, (7, 1)),
        (Form.Variance, 7, 10, (-3, 1)),
        (Form.Ratio, 7, 10, (700, 10)),
        (Form.Inverse, 7, 10, (1000, 7)),
        (Form.Days, 7, 99, (7, 1)),
    ],
)
def test_measures(form: Form, actual: int, base: int, expected: tuple[int, int]) -> None:
    clause = Clause(form=form, base=(Base(scale=100),), points=(Point(0, 0),))
    assert measure(clause, actual, base) == expected


@pytest.mark.parametrize("denominator", [0, -1, -(2**63)])
def test_a_denominator_not_above_zero_reads_as_a_limit(denominator: int) -> None:
    points = (Point(-10, -1), Point(-1, 5), Point(1, 7), Point(10, 9))
    assert polyline(points, 1, denominator) == 9
    assert polyline(points, -1, denominator) == -1
    assert polyline(points, 0, denominator) == 6


@given(polylines(), figures, st.integers(1, 2**63))
def test_it_is_what_fractions_say(points: tuple[Point, ...], numerator: int, denominator: int) -> None:
    x = Fraction(numerator, denominator)
    left = [point for point in points if point.x <= x]
    right = [point for point in points if point.x > x]
    if not left or not right:
        expected = (left[-1] if left else right[0]).y
    else:
        (low, high) = (left[-1], right[0])
        expected = (low.y + Fraction(high.y - low.y, high.x - low.x) * (x - low.x)).__floor__()
    assert polyline(points, numerator, denominator) == expected


@given(polylines(), figures, figures)
def test_it_stays_inside_its_clamp(points: tuple[Point, ...], numerator: int, denominator: int) -> None:
    ys = [point.y for point in points]
    assert min(ys) <= polyline(points, numerator, denominator) <= max(ys)


@given(polylines(), st.integers(1, 2**63))
def test_it_is_exact_at_its_points(points: tuple[Point, ...], denominator: int) -> None:
    last_at = {point.x: point.y for point in points}
    for x, y in last_at.items():
        assert polyline(points, x * denominator, denominator) == y


@given(polylines(monotone=True), figures, figures, st.sampled_from([Form.Actual, Form.Variance, Form.Ratio]), figures)
def test_more_never_earns_less_on_a_rising_line(
    points: tuple[Point, ...], one: int, other: int, form: Form, base: int
) -> None:
    less, more = sorted((one, other))
    clause = Clause(form=form, base=(Base(scale=10_000),), points=points)
    # A ratio over a base that is not above 0 is a step at 0, which rises with the line's own sign of x.
    assert amount(clause, less, base) <= amount(clause, more, base)


@given(polylines(), st.lists(st.tuples(figures, figures, st.booleans()), max_size=12))
def test_without_giving_back_nothing_falls_and_the_most_is_the_top(
    points: tuple[Point, ...], windows: list[tuple[int, int, bool]]
) -> None:
    clause = Clause(form=Form.Variance, span=Span.Cumulative, base=(Base(),), points=points)
    running = Running()
    for actual, base, counts in windows:
        added, running = accrue_clause(clause, running, actual, base, counts)
        assert added >= 0
        assert counts or added == 0
    assert running.accrued <= max(0, *(point.y for point in points))


@given(polylines(), st.lists(st.tuples(figures, figures, st.booleans()), max_size=12), figures, figures)
def test_giving_back_ends_at_the_entitlement_whatever_the_path(
    points: tuple[Point, ...], windows: list[tuple[int, int, bool]], actual: int, base: int
) -> None:
    clause = Clause(form=Form.Variance, span=Span.CumulativeGivingBack, base=(Base(),), points=points)
    running, total = Running(), 0
    for window in [*windows, (actual, base, True)]:
        added, running = accrue_clause(clause, running, *window)
        total += added
    everything = [(a, b) for a, b, _ in windows] + [(actual, base)]
    assert total == amount(clause, sum(a for a, _ in everything), sum(b for _, b in everything))
    assert total == running.accrued
