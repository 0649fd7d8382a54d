"""Corrections after the term: in the last of the periods agreed for it cumulative clauses take their figures anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import BIG, Agreement, Unit, World, clause, constant, person

from heyi.core.facts import Metric
from heyi.core.terms import Clause, Gate, Span, Status

BOB, CEM = person("bob"), person("cem")


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit")


@pytest.fixture(autouse=True)
def rich(world: World) -> None:
    for one in (BOB, CEM):
        world.fund(one, 10_000)
        world.let_pay(one)


def tenth(unit: Unit, span: Span = Span.Cumulative, **changes: object) -> Clause:
    return clause([(-BIG, -BIG // 10), (0, 0), (BIG, BIG // 10)], unit.subject, span=span, **changes)


def corrected_after(world: World, *clauses: Clause, periods: int = 2, after: int = 2) -> Agreement:
    terms = world.terms((BOB, CEM), clauses, periods=periods, correction_periods=after)
    return world.open(terms)


def correct(world: World, unit: Unit, period: int, revenue: int) -> None:
    """Says anew what a month's revenue was; booked in the month that runs."""
    world.correct(period, world.period(), world.statement(unit, revenue=revenue))


def added(world: World, agreement: Agreement) -> list[int]:
    """What the first clause has added, the twin agreeing."""
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    return [amounts[0] for _, amounts in agreement.accrued()]


def months(world: World, unit: Unit, *revenues: int) -> list[int]:
    return [world.month(revenue={unit: revenue}) for revenue in revenues]


def test_a_correction_booked_after_the_term_is_made_up_for(world: World, unit: Unit) -> None:
    """1,000 and 500 were reported; the first was 1,300: 30 more, in the last month of all."""
    agreement = corrected_after(world, tenth(unit))
    first, _ = months(world, unit, 1000, 500)
    agreement.accrue()
    assert agreement.status() == Status.Open
    correct(world, unit, first, 1300)
    months(world, unit, 0, 0)
    agreement.accrue()
    assert added(world, agreement) == [100, 50, 0, 30]
    assert (world.balance(CEM), agreement.status()) == (10_180, Status.Ended)


@pytest.mark.parametrize(
    ("span", "last"), [(Span.Cumulative, 0), (Span.CumulativeGivingBack, -40)], ids=["kept", "given back"]
)
def test_what_turns_out_less_is_given_back_only_where_agreed(world: World, unit: Unit, span: Span, last: int) -> None:
    agreement = corrected_after(world, tenth(unit, span))
    first, _ = months(world, unit, 1000, 500)
    correct(world, unit, first, 600)
    months(world, unit, 0, 0)
    agreement.accrue()
    assert added(world, agreement) == [100, 50, 0, last]
    assert world.balance(CEM) == 10_150 + last


def test_without_corrections_nothing_changes(world: World, unit: Unit) -> None:
    agreement = corrected_after(world, tenth(unit, Span.CumulativeGivingBack))
    months(world, unit, 1000, 500, 700, 800)
    agreement.accrue()
    assert added(world, agreement) == [100, 50, 0, 0]


def test_the_whole_is_what_the_corrected_figures_give(world: World, unit: Unit) -> None:
    """Corrections of a month before the term, booked in it, counted then; in the end they don't: the term's own do."""
    before = world.month(revenue={unit: 100})
    agreement = corrected_after(world, tenth(unit, Span.CumulativeGivingBack))
    correct(world, unit, before, 400)
    first = world.month(revenue={unit: 1000})
    correct(world, unit, first, 900)
    second = world.month(revenue={unit: 500})
    agreement.accrue()
    assert [amounts[0] for _, amounts in agreement.accrued()] == [130, 40]
    correct(world, unit, second, 550)
    world.month()
    correct(world, unit, first, 950)
    world.month()
    agreement.accrue()
    assert added(world, agreement) == [130, 40, 0, 150 - 170]
    assert sum(added(world, agreement)) == (950 + 550) // 10


def test_the_last_correction_in_time_counts_and_one_after_it_does_not(world: World, unit: Unit) -> None:
    agreement = corrected_after(world, tenth(unit), after=1)
    first, _ = months(world, unit, 1000, 500)
    correct(world, unit, first, 1200)
    world.month()
    correct(world, unit, first, 9000)
    world.month()
    agreement.accrue()
    assert added(world, agreement) == [100, 50, 20]


def test_whoever_asks_early_or_late_changes_nothing(world: World, unit: Unit) -> None:
    """Invariant 12: asked every month, or once when all is over and more has been corrected since."""
    agreement = corrected_after(world, tenth(unit, Span.CumulativeGivingBack))
    outcomes = []
    for always in (True, False):
        with world.undone():
            first, second = world.period(), world.period() + 1
            for revenue in (1000, 500):
                world.month(revenue={unit: revenue})
                if always:
                    agreement.accrue()
            for period, revenue in ((first, 700), (second, 650), (first, 1)):
                correct(world, unit, period, revenue)
                world.month()
                if always:
                    agreement.accrue()
            agreement.accrue()
            outcomes.append((added(world, agreement), world.balance(CEM), agreement.status()))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == [100, 50, 0, -15]


def test_clauses_by_windows_are_not_taken_anew(world: World, unit: Unit) -> None:
    clauses = [tenth(unit), tenth(unit, Span.Window), tenth(unit, Span.WindowCorrected), constant(7)]
    agreement = corrected_after(world, *clauses)
    first, _ = months(world, unit, 1000, 500)
    correct(world, unit, first, 1300)
    months(world, unit, 0, 0)
    agreement.accrue()
    assert agreement.accrued()[2:] == agreement.entitled(world.period() - 1)[2:]
    assert [amounts for _, amounts in agreement.accrued()][2:] == [(0, 0, 0, 0), (30, 0, 0, 0)]


def test_a_figure_that_is_read_twice_is_restated_for_each_metric(world: World, unit: Unit) -> None:
    profit = tenth(unit, metric=Metric.Profit)
    agreement = corrected_after(world, tenth(unit), profit, after=1)
    first = world.month(revenue={unit: 1000}, profit={unit: 200})
    world.month()
    world.correct(first, world.period(), world.statement(unit, revenue=1000, profit=500))
    world.month()
    agreement.accrue()
    assert [amounts for _, amounts in agreement.accrued()] == [(100, 20), (0, 0), (0, 30)]
    assert agreement.accrued() == agreement.entitled(world.period() - 1)


def test_ended_early_it_is_not_taken_anew(world: World, unit: Unit) -> None:
    """All have agreed to its end: what was accrued is what they settled on."""
    agreement = corrected_after(world, tenth(unit))
    first = world.month(revenue={unit: 1000})
    agreement.end(world.period())
    correct(world, unit, first, 5000)
    months(world, unit, 0, 0, 0)
    agreement.accrue()
    assert [amounts for _, amounts in agreement.accrued()] == [(100,)]
    assert agreement.status() == Status.Ended


def test_periods_for_corrections_need_a_cumulative_clause_and_stay_in_bounds(world: World, unit: Unit) -> None:
    for clauses, after in (([constant(7)], 1), ([tenth(unit)], 121)):
        with world.refused("CorrectionsNotUsed", periods=after, most=120):
            corrected_after(world, *clauses, after=after)


def test_figures_are_taken_anew_where_the_last_window_s_gate_held(world: World, unit: Unit) -> None:
    """Gates read what was attested, so a correction opens none; behind a failed one nothing is paid after the term."""
    gate = Gate(unit.subject, Metric.Revenue, at_least=400)
    agreement = corrected_after(world, tenth(unit, gates=(gate,)), after=1)
    first, _ = months(world, unit, 1000, 500)
    correct(world, unit, first, 1100)
    world.month()
    agreement.accrue()
    assert added(world, agreement) == [100, 50, 10]
    closed = corrected_after(world, tenth(unit, gates=(replace(gate, at_least=10_000),)), after=1)
    first, _ = months(world, unit, 1000, 500)
    correct(world, unit, first, 20_000)
    world.month()
    closed.accrue()
    assert added(world, closed) == [0, 0, 0]
