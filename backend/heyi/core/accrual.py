"""Accrual: from final facts to what each clause adds in a period; the twin of contracts/libraries/Measures.sol.

entitlements (a whole agreement) -> accrue_window (reads one window's facts) -> accrue_clause (running sums) -> payoff.
Windows follow one another from the terms' first period; a clause's amount arises in the last period of its window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heyi.core.errors import FactNotFinal
from heyi.core.facts import Facts, Finality, Metric
from heyi.core.payoff import amount, polyline
from heyi.core.periods import Calendar
from heyi.core.terms import Clause, Form, Reference, Span, Terms

__all__ = ["Accrual", "PeriodAmounts", "Running", "accrue_clause", "accrue_window", "entitlements"]


@dataclass(frozen=True)
class Running:
    """What a cumulative clause carries on, across amendments too: the sums of all windows, and what it has accrued."""

    actual: int = 0
    base: int = 0
    accrued: int = 0


@dataclass(frozen=True)
class PeriodAmounts:
    """What each clause added in one period, in the order of clauses: the amounts of the event Accrued."""

    period: int
    amounts: tuple[int, ...]


@dataclass(frozen=True)
class Accrual:
    """A run of accrued periods, and each clause's sums after it."""

    periods: tuple[PeriodAmounts, ...]
    running: tuple[Running, ...]


def entitlements(
    terms: Terms,
    facts: Facts,
    calendar: Calendar,
    through_period: int,
    *,
    agreement_start: int | None = None,
    running: Sequence[Running] = (),
) -> Accrual:
    """What every clause adds in every period of the terms up to and including `through_period`.

    agreement_start: the first period of the agreement's first terms, which days are counted from; it and `running`, the
    sums carried over in the order of clauses, are given for amended terms. Raises FactNotFinal.
    """
    start = terms.first_period if agreement_start is None else agreement_start
    sums = [*running, *(Running() for _ in terms.clauses[len(running) :])]
    periods = []
    for period in range(terms.first_period, min(through_period + 1, terms.end_period)):
        amounts = []
        for index in range(len(terms.clauses)):
            added, sums[index] = accrue_window(terms, index, sums[index], facts, calendar, start, period)
            amounts.append(added)
        periods.append(PeriodAmounts(period, tuple(amounts)))
    return Accrual(tuple(periods), tuple(sums))


def accrue_window(
    terms: Terms, index: int, running: Running, facts: Facts, calendar: Calendar, agreement_start: int, period: int
) -> tuple[int, Running]:
    """What clause number `index` adds in `period`, and its sums after it; 0 unless one of its windows ends there.

    Facts are read only where they count: none for a constant, none but the gates' for a window whose gates fail.
    Raises FactNotFinal.
    """
    clause = terms.clauses[index]
    passed = period + 1 - terms.first_period
    if passed % clause.window != 0:
        return 0, running
    cumulative = _is_cumulative(clause)
    if not cumulative and clause.is_constant:
        return clause.points[0].y, running
    counts = _gates_hold(clause, facts, period)
    if not counts and not cumulative:
        return 0, running
    days = clause.form is Form.Days
    actual = calendar.days_between(agreement_start, period) if days else _actual(clause, facts, period)
    base = _base(clause, facts, passed // clause.window - 1, period)
    return accrue_clause(clause, running, actual, base, counts)


def accrue_clause(
    clause: Clause, running: Running, actual: int, base: int = 0, counts: bool = True
) -> tuple[int, Running]:
    """What a clause adds for one window with the figures `actual` and `base`, and its sums after it.

    counts: whether its gates hold. Where they fail nothing is added, and a cumulative clause's sums still run. For
    Days, `actual` is the number of days since the agreement's start, which no sum is made of.
    """
    if not _is_cumulative(clause):
        return amount(clause, actual, base) if counts else 0, running
    if clause.form is not Form.Days:
        actual += running.actual
    base += running.base
    added = amount(clause, actual, base) - running.accrued if counts else 0
    if clause.span is Span.Cumulative:
        added = max(added, 0)  # what was once accrued is kept
    return added, Running(actual, base, running.accrued + added)


def _is_cumulative(clause: Clause) -> bool:
    return clause.span in (Span.Cumulative, Span.CumulativeGivingBack)


def _actual(clause: Clause, facts: Facts, last: int) -> int:
    """The metric's sum over the window that ends in `last`; a single point has no use for it and reads nothing."""
    if clause.form is Form.Days or len(clause.points) == 1:
        return 0
    corrected = clause.span is not Span.Window
    periods = range(last + 1 - clause.window, last + 1)
    return sum(_figure(facts, clause.subject, clause.metric, p, corrected, clause.absent_as) for p in periods)


def _base(clause: Clause, facts: Facts, window: int, last: int) -> int:
    if not clause.base:
        return 0
    base = clause.base[0]
    match base.from_:
        case Reference.Promises:
            return base.promises[window]
        case Reference.Earlier:
            return _actual(clause, facts, last - base.lag * clause.window)
        case Reference.Benchmark:
            periods = range(last + 1 - clause.window, last + 1)
            # Terms say nothing about an absent benchmark: it counts as 0, and its curve says what follows.
            figure = sum(_figure(facts, base.benchmark, Metric.Revenue, p, True, 0) for p in periods)
            return polyline(base.curve, figure, 1)


def _figure(facts: Facts, subject: bytes, metric: Metric, period: int, corrected: bool, absent_as: int) -> int:
    """An absent period counts as what the terms state, plus corrections booked in it."""
    finality, value = facts.figure(subject, metric, period, corrected)
    if finality is Finality.Pending:
        raise FactNotFinal(subject, period)
    return value + absent_as if finality is Finality.Absent else value


def _gates_hold(clause: Clause, facts: Facts, period: int) -> bool:
    """Gates read what was attested for the window's last period; an absent figure fails them."""
    hold = True
    for gate in clause.gates:
        finality, value = facts.figure(gate.subject, gate.metric, period, False)
        if finality is Finality.Pending:
            raise FactNotFinal(gate.subject, period)
        if finality is Finality.Absent or not gate.at_least <= value < gate.below:
            hold = False
    return hold
