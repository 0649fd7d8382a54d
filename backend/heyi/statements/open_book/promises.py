"""Promised against actual: what agreements promised of a unit's figures, goal by goal, and what became of it.

Goals have no names on chain. A goal is what clauses have in common that hold the same figure of a unit against the same
promise: a compensation, a bonus and shares that follow from one promise stand in one window.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from heyi.core.accrual import Reading, actual_of, base_of
from heyi.core.events import AgreementState, Event
from heyi.core.facts import Facts, Metric, enterprise_of
from heyi.core.periods import Calendar
from heyi.core.terms import Base, Clause, Form, Nature, Reference, Terms

__all__ = ["GoalWindow", "goal_windows"]

_COMPENSATION = (Nature.Fee, Nature.Preferred)
_PROMISED = (Reference.Promises, Reference.Earlier, Reference.Benchmark)


@dataclass(frozen=True)
class GoalWindow:
    """One goal in the periods first..last. unit: whose figure; promised, actual: in the metric's units.

    compensation, bonus: minor units that the goal's clauses accrued; shares: to the investors, below 0 to the team.
    """

    unit: str | None
    first: int
    last: int
    metric: Metric
    promised: int
    actual: int
    compensation: int
    bonus: int
    shares: int

    @property
    def is_met(self) -> bool:
        return self.actual >= self.promised


def goal_windows(
    state: AgreementState, accrued: Iterable[Event], facts: Facts, calendar: Calendar
) -> Iterator[GoalWindow]:
    """Of one agreement: its goals in the order of its clauses, each with its windows.

    accrued: the events of that name, perhaps of other agreements too. What follows from the term's end, such as a
    redemption, is in no window; nor are corrections that came after the term.
    """
    start = state.versions[0].first_period
    by_goal: dict[_Goal, list[GoalWindow]] = defaultdict(list)
    for event in accrued:
        if event.args["agreement"] != state.agreement:
            continue
        period: int = event.args["period"]
        terms = state.terms_at(period)
        reading = Reading(facts, calendar, start, period)
        for goal, clauses in _goals(terms).items():
            windows = by_goal[goal]  # also without one yet, so that goals keep their order
            number, rest = divmod(period + 1 - terms.first_period, goal.window)
            if rest or period >= terms.end_period:
                continue
            moved = [(terms.legs[terms.clauses[index].leg].nature, event.args["amounts"][index]) for index in clauses]
            windows.append(
                GoalWindow(
                    unit=enterprise_of(goal.subject),
                    first=period + 1 - goal.window,
                    last=period,
                    metric=goal.metric,
                    promised=base_of(terms.clauses[clauses[0]], number - 1, reading),
                    actual=actual_of(terms.clauses[clauses[0]], period, reading),
                    compensation=_of_nature(moved, *_COMPENSATION),
                    bonus=_of_nature(moved, Nature.Bonus),
                    shares=_of_nature(moved, Nature.Shares),
                )
            )
    for windows in by_goal.values():
        yield from windows


@dataclass(frozen=True)
class _Goal:
    """Whose figure over how many periods is held against what."""

    subject: bytes
    metric: Metric
    window: int
    promise: Base


def _goals(terms: Terms) -> Mapping[_Goal, Sequence[int]]:
    """The numbers of each goal's clauses."""
    goals: dict[_Goal, list[int]] = defaultdict(list)
    for number, clause in enumerate(terms.clauses):
        if _is_of_goal(clause):
            # The scale is no part of the promise, but of how a clause measures by it.
            promise = replace(clause.base[0], scale=1)
            goals[_Goal(clause.subject, clause.metric, clause.window, promise)].append(number)
    return goals


def _is_of_goal(clause: Clause) -> bool:
    """A unit's own figure against one promise; a benchmark's, as in an impairment, is nobody's doing."""
    measured = clause.form in (Form.Variance, Form.Ratio, Form.Inverse) and enterprise_of(clause.subject) is not None
    return measured and len(clause.base) == 1 and clause.base[0].from_ in _PROMISED


def _of_nature(moved: Sequence[tuple[Nature, int]], *natures: Nature) -> int:
    return sum(amount for nature, amount in moved if nature in natures)
