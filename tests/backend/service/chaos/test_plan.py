"""What is planned by a seed, and what a report says of it."""

from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest

from heyi.service.chaos.acts import ACTS, Act, UnknownAct, acts_of
from heyi.service.chaos.run import Chaos, Report, Round


def planned(seed: int, only: str | None = None, in_a_row: int = 1) -> Iterator[tuple[tuple[str, ...], ...]]:
    chaos = Chaos({}, acts_of(only), seed, rounds=1_000, in_a_row=in_a_row)
    return (tuple(names(acts) for acts in each) for each in chaos._plan(Random(seed), began=0))


def names(acts: tuple[Act, ...]) -> tuple[str, ...]:
    return tuple(act.name for act in acts)


@pytest.mark.parametrize("seed", range(5))
def test_pairs_hold_every_act_before_each_comes_alone(seed: int) -> None:
    faults = {act.name for act in ACTS.values() if act.is_fault}
    longest = max(len(faults), len(ACTS) - len(faults))
    plan = [acts for (acts,) in islice(planned(seed), longest + len(ACTS))]
    pairs, alone = plan[:longest], plan[longest:]
    assert {name for pair in pairs for name in pair} == set(ACTS)
    assert all(len(pair) == 2 and len(faults & set(pair)) == 1 for pair in pairs)
    assert sorted(alone) == sorted((name,) for name in ACTS)


def test_the_short_run_of_the_end_to_end_test_holds_every_act() -> None:
    assert {name for pair in next(planned(7, in_a_row=11)) for name in pair} == set(ACTS)


def test_the_same_seed_plans_the_same() -> None:
    assert list(islice(planned(4), 60)) == list(islice(planned(4), 60)) != list(islice(planned(5), 60))


def test_one_act_comes_alone() -> None:
    assert list(islice(planned(1, "reorganise"), 3)) == [(("reorganise",),)] * 3
    with pytest.raises(UnknownAct, match="earthquake is no disturbance"):
        acts_of("earthquake")


def test_a_report_counts_by_act() -> None:
    rounds = [
        Round(("start",), 2.0, ()),
        Round(("slow", "kill-index"), 3.0, ()),
        Round(("slow",), 1.0, ("a payment is lost",)),
        Round(("slow", "reorganise"), None, ("index does not answer",)),
    ]
    report = Report(1, rounds)
    assert not report.holds
    assert list(report.by_act()) == [
        ("start", 1, 2.0, 2.0, 0),
        ("slow", 3, 2.0, 3.0, 2),
        ("kill-index", 1, 3.0, 3.0, 0),
        ("reorganise", 1, None, None, 1),
    ]
    assert Report(1, rounds[:2]).holds
