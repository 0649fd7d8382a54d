"""Investments: what was promised goal by goal, what became of it, and what that moved.

Goals have no names on chain. A goal is what clauses have in common that hold the same figure of a unit against the same
promise: a compensation, a bonus and shares that follow from one promise stand in one row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from heyi.company import Company
from heyi.core.accrual import Reading, actual_of, base_of
from heyi.core.events import AgreementState, Event
from heyi.core.facts import Facts, Metric, enterprise_of
from heyi.core.periods import Calendar
from heyi.core.terms import Base, Clause, Form, Nature, Reference, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.reading import ChainFacts
from heyi.statements.table import Column, Points, Table

__all__ = ["vam_windows", "windows"]

_COMPENSATION = (Nature.Fee, Nature.Preferred)
_PROMISED = (Reference.Promises, Reference.Earlier, Reference.Benchmark)

Row = Mapping[str, Any]


def vam_windows(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per VAM, goal and window: promised against actual, and what followed from that goal.

    What follows from the term's end, such as a redemption, is in no row; nor are corrections that came after the term.
    """
    facts, accrued = ChainFacts(company), list(ledger.named("Accrued"))
    rows = [
        row
        for state in ledger.agreements.values()
        if ledger.kind_of(state.agreement) == "VamAgreements"
        for row in windows(state, accrued, facts, directory, calendar)
    ]
    columns = (
        Column("agreement", "agreement"),
        Column("unit", "unit"),
        Column("window", "window"),
        Column("metric", "metric"),
        Column("promised", "promised", "money"),
        Column("actual", "actual", "money"),
        Column("result", "result"),
        Column("compensation", "compensation", "money"),
        Column("bonus", "bonus", "money"),
        Column("shares", "shares", "count"),
    )
    note = "shares: to the investors; below 0, to the team" if any(row["shares"] for row in rows) else ""
    return Table("vam_windows", "VAM: promised against actual", columns, tuple(rows), note)


def windows(
    state: AgreementState, accrued: Iterable[Event], facts: Facts, directory: Directory, calendar: Calendar
) -> Iterator[Row]:
    """The rows of one agreement: its goals in the order of its clauses, each with its windows.

    accrued: the events of that name, perhaps of other agreements too.
    """
    start = state.versions[0].first_period
    by_goal: dict[_Goal, list[Row]] = defaultdict(list)
    for event in accrued:
        if event.args["agreement"] != state.agreement:
            continue
        period: int = event.args["period"]
        terms = state.terms_at(period)
        reading = Reading(facts, calendar, start, period)
        for goal, clauses in _goals(terms).items():
            rows = by_goal[goal]  # also without one yet, so that goals keep their order
            number, rest = divmod(period + 1 - terms.first_period, goal.window)
            if rest or period >= terms.end_period:
                continue
            promised = base_of(terms.clauses[clauses[0]], number - 1, reading)
            actual = actual_of(terms.clauses[clauses[0]], period, reading)
            moved = [(terms.legs[terms.clauses[index].leg].nature, event.args["amounts"][index]) for index in clauses]
            rows.append(
                {
                    "agreement": directory.agreement(state.agreement),
                    "unit": directory.name(enterprise_of(goal.subject) or ""),
                    "window": calendar.format_window(period + 1 - goal.window, period),
                    "metric": goal.metric.name.lower(),
                    "promised": _figure(goal.metric, promised),
                    "actual": _figure(goal.metric, actual),
                    "result": "met" if actual >= promised else "missed",
                    "compensation": _of_nature(moved, *_COMPENSATION),
                    "bonus": _of_nature(moved, Nature.Bonus),
                    "shares": _of_nature(moved, Nature.Shares),
                }
            )
    for rows in by_goal.values():
        yield from rows


def _figure(metric: Metric, figure: int) -> int:
    return Points(figure) if metric is Metric.Score else figure


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
