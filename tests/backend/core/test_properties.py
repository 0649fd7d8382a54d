"""What holds of any terms and any facts: of whole agreements here, of single clauses in test_payoff."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from heyi.core.accrual import Accrual, entitlements
from heyi.core.checks import check, most_per_period
from heyi.core.payoff import amount
from heyi.core.periods import MONTHS
from heyi.core.terms import Base, Clause, Form, Gate, Metric, Point, Reference, Span, Terms, shares_of
from tests.backend.core.examples import SUBJECT, Table, service

START, PERIODS, WINDOW = 492, 6, 2
CUMULATIVE = (Span.Cumulative, Span.CumulativeGivingBack)

money = st.integers(-1_000, 1_000)
histories = st.lists(money, min_size=PERIODS, max_size=PERIODS)


@st.composite
def points(draw: st.DrawFn, rising: bool = False) -> tuple[Point, ...]:
    xs = sorted(draw(st.lists(money, min_size=2, max_size=6, unique=True)))
    ys = draw(st.lists(money, min_size=len(xs), max_size=len(xs)))
    return tuple(Point(x, y) for x, y in zip(xs, sorted(ys) if rising else ys, strict=True))


@st.composite
def clauses(draw: st.DrawFn, rising: bool = False) -> Clause:
    """Any form over promises, days or what leg 0 has accrued, with or without a gate on the same figures."""
    form = draw(st.sampled_from([Form.Actual, Form.Variance, Form.Ratio, Form.Inverse, Form.Base, Form.Days]))
    span = draw(st.sampled_from(list(Span)))
    window = draw(st.sampled_from([1, WINDOW]))
    base: list[Base] = []
    if form not in (Form.Actual, Form.Days):
        promises = st.lists(st.integers(1, 1_000), min_size=PERIODS // window, max_size=PERIODS // window)
        base = [Base(scale=draw(st.sampled_from([1, 100])), promises=tuple(draw(promises)))]
        if span not in CUMULATIVE and form is not Form.Ratio:
            source = draw(st.sampled_from([Reference.Days, Reference.Accrued]))
            base += [Base(from_=source, curve=draw(points()))] * draw(st.integers(0, 1))
    gates: list[Gate] = []
    if draw(st.booleans()):
        least = draw(money)
        periods, running = draw(st.integers(1, window)), draw(st.integers(1, 2))
        gates = [Gate(SUBJECT, Metric.Profit, least, least + 900, periods=periods, running=running)]
    return Clause(
        subject=SUBJECT,
        form=form,
        span=span,
        window=window,
        base=tuple(base),
        gates=tuple(gates),
        points=draw(points(rising)),
    )


def terms_of(*some: Clause, after: int = 0) -> Terms:
    """On one leg, with the least ceiling that the checks accept."""
    ceiling = sum(most_per_period(clause) for clause in some)
    after = after if any(clause.is_cumulative for clause in some) else 0
    return service(clauses=some, periods=PERIODS, ceiling=ceiling, correction_periods=after)


def facts_of(revenue: Sequence[int], profit: Sequence[int] = (0,) * PERIODS) -> Table:
    facts = Table()
    facts.post(START, *revenue)
    facts.post(START, *profit, metric=Metric.Profit)
    return facts


def accrue(terms: Terms, facts: Table) -> Accrual:
    return entitlements(terms, facts, MONTHS, terms.last_end - 1)


@given(st.lists(clauses(), min_size=1, max_size=3), histories, histories, st.integers(0, 3))
def test_no_amount_is_above_its_clamp_and_no_leg_above_the_ceiling(
    some: list[Clause], revenue: list[int], profit: list[int], after: int
) -> None:
    terms = terms_of(*some, after=after)
    check(terms)
    for period in accrue(terms, facts_of(revenue, profit)).periods:
        for clause, added in zip(terms.clauses, period.amounts, strict=True):
            assert abs(added) <= most_per_period(clause)
        assert abs(sum(period.amounts)) <= terms.ceiling


@given(clauses(), histories, histories)
def test_a_sum_that_is_kept_never_falls_and_never_leaves_its_points(
    clause: Clause, revenue: list[int], profit: list[int]
) -> None:
    clause = replace(clause, span=Span.Cumulative, base=clause.base[:1])
    accrual = accrue(terms_of(clause, after=2), facts_of(revenue, profit))
    assert all(period.amounts[0] >= 0 for period in accrual.periods)
    assert accrual.running[0].accrued <= max(0, *(point.y for point in clause.points))


@given(
    clauses(rising=True), histories, histories, st.integers(0, PERIODS - 1), st.integers(0, 500)
)  # fmt: skip
def test_on_rising_points_a_higher_figure_never_accrues_less(
    clause: Clause, revenue: list[int], profit: list[int], place: int, more: int
) -> None:
    """What a clause has accrued to date, at any time, unless it divides by the figure."""
    assume(clause.form is not Form.Inverse)
    higher = [figure + (more if number == place else 0) for number, figure in enumerate(revenue)]
    terms = terms_of(replace(clause, base=clause.base[:1]))
    low, high = (accrue(terms, facts_of(one, profit)) for one in (revenue, higher))
    total_low = total_high = 0
    for less, greater in zip(low.periods, high.periods, strict=True):
        total_low, total_high = total_low + less.amounts[0], total_high + greater.amounts[0]
        assert total_low <= total_high


# FORMULAS


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 10**12))
def test_compensation_by_ratio_keeps_the_price_earnings_ratio(investment: int, target: int, actual: int) -> None:
    """F9: (investment - compensation) / actual = investment / target, up to one minor unit of the compensation."""
    assume(actual <= target)
    clause = Clause(points=(Point(0, investment), Point(target, 0)))
    paid = investment - amount(clause, actual)
    assert 0 <= paid * target - investment * actual < target


@given(st.integers(1, 10**9), st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_ratchet_in_shares_keeps_the_price_earnings_ratio(stake: int, target: int, actual: int) -> None:
    """F9: stake' = stake x target / actual, a fraction of a share being dropped, up to ten times the stake."""
    clause = Clause(
        form=Form.Inverse,
        base=(Base(scale=stake, promises=(target,)),),
        points=(Point(0, -stake), Point(10 * stake, 9 * stake)),
    )
    after = stake + amount(clause, actual, target)
    if after == 10 * stake:
        assert stake * target >= after * actual
    else:
        assert after * actual <= stake * target < (after + 1) * actual


# SPLIT


@given(st.integers(0, 2**96), st.lists(st.integers(1, 2**16 - 1), min_size=1, max_size=64))
def test_parts_are_the_whole_and_only_the_last_takes_the_rest(total: int, weights: list[int]) -> None:
    parts = shares_of(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    for part, weight in zip(parts[:-1], weights[:-1], strict=True):
        assert part * sum(weights) <= total * weight < (part + 1) * sum(weights)
    assert 0 <= parts[-1] * sum(weights) - total * weights[-1] < len(weights) * sum(weights)


@given(st.integers(0, 10**9), st.integers(1, 20), st.integers(1, 2**10))
def test_equal_weights_share_alike_but_for_the_last(total: int, partners: int, weight: int) -> None:
    parts = shares_of(total, [weight] * partners)
    assert set(parts[:-1]) <= {total // partners}
    assert parts[-1] == total - total // partners * (partners - 1)


# CORRECTIONS

AFTER = 3
corrections = st.lists(st.tuples(st.integers(-2, PERIODS - 1), st.integers(1, PERIODS + 4), money), max_size=6)


@given(clauses(), histories, histories, corrections)
def test_what_was_corrected_in_time_ends_as_if_known_from_the_start(
    clause: Clause, revenue: list[int], profit: list[int], made: list[tuple[int, int, int]]
) -> None:
    """Corrections of the term's periods, of earlier ones, and too late ones, booked in the term or after it.

    What is given back makes it exact. Gates fail in neither history, or a window might count in one of them only.
    """
    clause = replace(clause, span=Span.CumulativeGivingBack, base=clause.base[:1], gates=())
    terms = terms_of(clause, after=AFTER)
    facts, known = facts_of(revenue, profit), list(revenue)
    for place, later, difference in made:
        booked_in = START + place + later
        facts.correct(START + place, booked_in, difference)
        if place >= 0 and booked_in < terms.last_end:
            known[place] += difference
    corrected, from_the_start = accrue(terms, facts), accrue(terms, facts_of(known, profit))
    assert corrected.legs == from_the_start.legs
    assert corrected.running == from_the_start.running


@given(clauses(), histories, corrections)
def test_what_is_kept_is_at_least_what_a_known_history_ends_at(
    clause: Clause, revenue: list[int], made: list[tuple[int, int, int]]
) -> None:
    clause = replace(clause, span=Span.Cumulative, base=clause.base[:1], gates=())
    terms = terms_of(clause, after=AFTER)
    facts, known = facts_of(revenue), list(revenue)
    for place, later, difference in made:
        facts.correct(START + place, START + place + later, difference)
        if place >= 0 and START + place + later < terms.last_end:
            known[place] += difference
    assume(clause.form is not Form.Days)
    (running,) = accrue(terms, facts).running
    assert running.accrued >= amount(clause, sum(known), running.base)
