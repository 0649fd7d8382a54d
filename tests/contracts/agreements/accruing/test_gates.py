"""Gates: over several periods, in several windows running, against a promise per window; held against the twin."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from world import Unit, World, constant, person

from heyi.core.facts import Metric
from heyi.core.terms import Gate

BOB, CEM = person("bob"), person("cem")


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit")


def opened(world: World, unit: Unit, *gates: Gate, profits: Sequence[int | None], window: int = 1) -> list[int]:
    """What 7 behind the gates adds month after month, the twin agreeing; None: the unit says nothing."""
    gated = constant(7, gates=gates, window=window)
    agreement = world.open(world.terms((BOB, CEM), [gated], periods=len(profits)))
    for profit in profits:
        if profit is None:
            world.month(silent=(unit,))
        else:
            world.month(profit={unit: profit})
    if None in profits:
        world.chain.advance_to(world.chain.timestamp() + 40 * 86_400)
    agreement.accrue()
    assert agreement.accrued() == agreement.entitled(world.period() - 1)
    return [amounts[0] for _, amounts in agreement.accrued()]


def of(unit: Unit, **changes: object) -> Gate:
    fields = {"subject": unit.subject, "metric": Metric.Profit, "at_least": 100, **changes}
    return Gate(**fields)  # type: ignore[arg-type]


def test_bounds_include_the_least_and_not_the_most(world: World, unit: Unit) -> None:
    assert opened(world, unit, of(unit, below=200), profits=(99, 100, 199, 200)) == [0, 7, 7, 0]


def test_a_gate_adds_up_the_last_periods_of_the_window(world: World, unit: Unit) -> None:
    """Two of three: what came in the window's first month doesn't count."""
    profits = (500, 50, 49, 0, 50, 50, 0, 100, 0)
    assert opened(world, unit, of(unit, periods=2), profits=profits, window=3) == [0, 0, 0, 0, 0, 7, 0, 0, 7]


def test_a_gate_of_one_period_asks_for_the_window_s_last(world: World, unit: Unit) -> None:
    assert opened(world, unit, of(unit), profits=(500, 99, 0, 100), window=2) == [0, 0, 0, 7]


def test_a_running_gate_holds_when_each_of_the_last_windows_did(world: World, unit: Unit) -> None:
    """Not before there are so many windows, and a window that fails begins the count anew."""
    profits = (100, 100, 100, 100, 99, 100, 100, 100)
    assert opened(world, unit, of(unit, running=3), profits=profits) == [0, 0, 7, 7, 0, 0, 0, 7]


def test_running_counts_windows_not_periods(world: World, unit: Unit) -> None:
    profits = (0, 100, 0, 100, 0, 99, 0, 100, 0, 100)
    found = opened(world, unit, of(unit, running=2), profits=profits, window=2)
    assert found == [0, 0, 0, 7, 0, 0, 0, 0, 0, 7]


def test_each_window_has_its_own_promise(world: World, unit: Unit) -> None:
    """The figure less the promise is held against the bounds: met exactly is met."""
    gate = of(unit, promises=(300, 200, 100), at_least=0)
    assert opened(world, unit, gate, profits=(299, 200, 101)) == [0, 7, 7]


def test_in_a_run_each_window_is_held_against_its_own_promise(world: World, unit: Unit) -> None:
    gate = of(unit, promises=(10, 20, 30, 40), at_least=0, running=2)
    assert opened(world, unit, gate, profits=(10, 20, 29, 40)) == [0, 7, 0, 0]


def test_a_gate_for_missing_it_reads_the_other_way_round(world: World, unit: Unit) -> None:
    gate = of(unit, promises=(100, 100, 100), at_least=-(2**62), below=0, running=2)
    assert opened(world, unit, gate, profits=(99, 99, 100)) == [0, 7, 0]


def test_all_gates_must_hold(world: World, unit: Unit) -> None:
    gates = (of(unit), of(unit, at_least=-(2**62), below=200))
    assert opened(world, unit, *gates, profits=(99, 150, 200)) == [0, 7, 0]


def test_an_absent_period_fails_the_gate_whatever_its_bounds(world: World, unit: Unit) -> None:
    gate = of(unit, at_least=-(2**62), running=2)
    assert opened(world, unit, gate, profits=(0, None, 0, 0)) == [0, 0, 0, 7]


@pytest.mark.parametrize("changes", [{"periods": 0}, {"periods": 3}, {"running": 0}], ids=["none", "long", "never"])
def test_a_gate_fits_its_window(world: World, unit: Unit, changes: dict[str, int]) -> None:
    with world.refused("GateOutOfRange", clause=0, gate=0):
        world.open(world.terms((BOB, CEM), [constant(7, gates=(of(unit, **changes),), window=2)]))


def test_a_gate_has_a_promise_for_every_window_or_none(world: World, unit: Unit) -> None:
    with world.refused("PromisesMismatch", clause=0, promises=5, windows=6):
        world.open(world.terms((BOB, CEM), [constant(7, gates=(of(unit, promises=(1,) * 5),), window=2)]))
