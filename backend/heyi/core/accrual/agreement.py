"""What each clause adds in each period: the upper half of contracts/libraries/Measures.sol.

entitlements (a whole agreement) -> accrue_window (one clause in one period, by `readings`) -> accrue_clause (running
sums) -> payoff. Windows follow one another from the terms' first period; a clause's amount arises in the last period of
its window. After the term, restate_clause takes cumulative clauses' figures anew, once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from heyi.core.accrual.readings import Reading, actual_of, base_of, gates_hold, reads_actual
from heyi.core.facts import Facts
from heyi.core.payoff import amount
from heyi.core.periods import Calendar
from heyi.core.terms import Clause, Form, Span, Terms

__all__ = [
    "Accrual",
    "PeriodAmounts",
    "Running",
    "Worth",
    "accrue_clause",
    "accrue_window",
    "entitlements",
    "restate_clause",
]

Worth = Callable[[Clause, int, int], int]
"""What a clause is worth at the figures `actual` and `base`: `payoff.amount`, or the contract's preview."""


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
    """A run of accrued periods, each clause's sums after it, and what each leg has accrued to date."""

    periods: tuple[PeriodAmounts, ...]
    running: tuple[Running, ...]
    legs: tuple[int, ...]


def entitlements(
    terms: Terms,
    facts: Facts,
    calendar: Calendar,
    through_period: int,
    *,
    agreement_start: int | None = None,
    running: Sequence[Running] = (),
    legs: Sequence[int] = (),
    dividends: Callable[[int], int] | None = None,
    worth: Worth = amount,
) -> Accrual:
    """What every clause adds in every period up to and including `through_period`, correction periods included.

    agreement_start: the first period of the agreement's first terms, which days are counted from; it, `running`, the
    sums carried over in the order of clauses, and `legs`, what each leg has accrued, are given for amended terms.
    dividends: what the first tranche's shares have earned from the opening until a period is accrued, in minor units
    (`payoff.dividends_of`); nothing if not given. worth: who computes payoffs. Raises FactNotFinal.
    """
    start = terms.first_period if agreement_start is None else agreement_start
    sums = [*running, *(Running() for _ in terms.clauses[len(running) :])]
    totals = [*legs, *(0 for _ in terms.legs[len(legs) :])]
    periods = []
    for period in range(terms.first_period, min(through_period + 1, terms.last_end)):
        earned = dividends(period) if dividends else 0
        reading = Reading(facts, calendar, start, period, totals, earned)
        amounts = []
        for index, clause in enumerate(terms.clauses):
            added, sums[index] = _accrue(terms, index, sums[index], reading, worth)
            totals[clause.leg] += added  # the next clause's base may read it
            amounts.append(added)
        periods.append(PeriodAmounts(period, tuple(amounts)))
    return Accrual(tuple(periods), tuple(sums), tuple(totals))


def accrue_window(
    terms: Terms, index: int, running: Running, reading: Reading, worth: Worth = amount
) -> tuple[int, Running]:
    """What clause number `index` adds in a period of the term, and its sums after it; 0 unless a window ends there.

    Facts are read only where they count: none for a constant, none but the gates' for a window whose gates fail.
    Raises FactNotFinal.
    """
    clause = terms.clauses[index]
    passed = reading.period + 1 - terms.first_period
    if passed % clause.window != 0:
        return 0, running
    if not clause.is_cumulative and clause.is_constant:
        return clause.points[0].y, running
    window = passed // clause.window - 1
    counts = gates_hold(clause, window, reading)
    if not counts and not clause.is_cumulative:
        return 0, running
    actual = reading.days() if clause.form is Form.Days else actual_of(clause, reading.period, reading)
    return accrue_clause(clause, running, actual, base_of(clause, window, reading), counts, worth)


def accrue_clause(
    clause: Clause, running: Running, actual: int, base: int = 0, counts: bool = True, worth: Worth = amount
) -> tuple[int, Running]:
    """What a clause adds for one window with the figures `actual` and `base`, and its sums after it.

    counts: whether its gates hold. Where they fail nothing is added, and a cumulative clause's sums still run. For
    Days, `actual` is the number of days since the agreement's start, which no sum is made of.
    """
    if not clause.is_cumulative:
        return worth(clause, actual, base) if counts else 0, running
    if clause.form is not Form.Days:
        actual += running.actual
    base += running.base
    added = worth(clause, actual, base) - running.accrued if counts else 0
    if clause.span is Span.Cumulative:
        added = max(added, 0)  # what was once accrued is kept
    return added, Running(actual, base, running.accrued + added)


def restate_clause(
    terms: Terms, index: int, running: Running, reading: Reading, worth: Worth = amount
) -> tuple[int, Running]:
    """What clause number `index` adds when its figures are taken anew after the term, and its sums after it.

    In place of the corrections that were booked in the term's periods those count that were made of them, as booked up
    to the reading's period. It counts if the gates of its last window held.
    """
    clause = terms.clauses[index]
    if not clause.is_cumulative or not reads_actual(clause):
        return 0, running
    difference = 0
    for period in range(terms.first_period, terms.end_period):
        difference += reading.facts.correction(clause.subject, clause.metric, period, reading.period)
        difference -= reading.facts.figure(clause.subject, clause.metric, period, True).value
        difference += reading.facts.figure(clause.subject, clause.metric, period, False).value
    last = replace(reading, period=terms.end_period - 1)
    counts = gates_hold(clause, terms.periods // clause.window - 1, last)
    return accrue_clause(clause, running, difference, counts=counts, worth=worth)


def _accrue(terms: Terms, index: int, running: Running, reading: Reading, worth: Worth) -> tuple[int, Running]:
    """In the term by windows; after it once, in the last correction period."""
    if reading.period < terms.end_period:
        return accrue_window(terms, index, running, reading, worth)
    if reading.period + 1 == terms.last_end:
        return restate_clause(terms, index, running, reading, worth)
    return 0, running
