"""Readings: what a clause finds when one of its windows ends: its actual figure, its base, and whether its gates hold.

The lower half of contracts/libraries/Measures.sol. Windows are numbered from 0, the terms' first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from heyi.core.errors import FactNotFinal
from heyi.core.facts import Facts, Finality, Metric
from heyi.core.payoff import polyline
from heyi.core.periods import Calendar
from heyi.core.terms import Base, Clause, Form, Gate, Reference, Span

__all__ = [
    "Reading",
    "actual_of",
    "base_of",
    "figures_read",
    "gate_figure",
    "gate_holds",
    "gates_hold",
    "reads_actual",
]


@dataclass(frozen=True)
class Reading:
    """Where and when a clause is read.

    agreement_start: the first period of the agreement's first terms, which days are counted from. legs: what each leg
    has accrued to date, earlier clauses in `period` included. dividends: what the first tranche's shares have earned
    since the opening, in minor units.
    """

    facts: Facts
    calendar: Calendar
    agreement_start: int
    period: int
    legs: Sequence[int] = ()
    dividends: int = 0

    def days(self) -> int:
        """Whole days from the agreement's first second to the period's end."""
        return self.calendar.days_between(self.agreement_start, self.period)


def reads_actual(clause: Clause) -> bool:
    """Whether the clause has a use for its own figure."""
    return clause.form not in (Form.Days, Form.Base) and len(clause.points) > 1


def figures_read(clause: Clause, window: int, last: int) -> Iterator[tuple[bytes, range]]:
    """Subjects and periods whose figures must be final before the window that ends in `last` can be accrued."""
    own = range(last + 1 - clause.window, last + 1)
    if reads_actual(clause):
        yield clause.subject, own
    for base in clause.base:
        if base.from_ is Reference.Benchmark:
            yield base.benchmark, own
        elif base.from_ is Reference.Earlier and reads_actual(clause):
            back = base.lag * clause.window
            yield clause.subject, range(own.start - back, own.stop - back)
    for gate in clause.gates:
        for back in range(gate.running if window + 1 >= gate.running else 0):
            end = last + 1 - back * clause.window
            yield gate.subject, range(end - gate.periods, end)


def actual_of(clause: Clause, last: int, reading: Reading) -> int:
    """The metric's sum over the window that ends in `last`; 0 unless the clause reads it. Raises FactNotFinal."""
    if not reads_actual(clause):
        return 0
    corrected = clause.span is not Span.Window
    periods = range(last + 1 - clause.window, last + 1)
    return _sum(reading.facts, clause.subject, clause.metric, periods, corrected, clause.absent_as)


def base_of(clause: Clause, window: int, reading: Reading) -> int:
    """The sum of the clause's bases for a window. Raises FactNotFinal."""
    return sum(_base(clause, base, window, reading) for base in clause.base)


def gates_hold(clause: Clause, window: int, reading: Reading) -> bool:
    """Whether all gates hold in a window. All are read, so that which facts are needed doesn't depend on what they say.

    Raises FactNotFinal.
    """
    hold = [gate_holds(gate, clause.window, window, reading) for gate in clause.gates]
    return all(hold)


def _base(clause: Clause, base: Base, window: int, reading: Reading) -> int:
    match base.from_:
        case Reference.Promises:
            return base.promises[window]
        case Reference.Earlier:
            return actual_of(clause, reading.period - base.lag * clause.window, reading)
        case Reference.Benchmark:
            periods = range(reading.period + 1 - clause.window, reading.period + 1)
            # Terms say nothing about an absent benchmark: it counts as 0, and its curve says what follows.
            figure = _sum(reading.facts, base.benchmark, Metric.Revenue, periods, True, 0)
        case Reference.Days:
            figure = reading.days()
        case Reference.Accrued:
            figure = reading.legs[base.leg]
        case Reference.Dividends:
            figure = reading.dividends
    return polyline(base.curve, figure, 1)


def _sum(facts: Facts, subject: bytes, metric: Metric, periods: Iterable[int], corrected: bool, absent_as: int) -> int:
    """An absent period counts as what the terms state, plus corrections booked in it."""
    total = 0
    for period in periods:
        finality, value = facts.figure(subject, metric, period, corrected)
        if finality is Finality.Pending:
            raise FactNotFinal(subject, period)
        total += value + absent_as if finality is Finality.Absent else value
    return total


def gate_holds(gate: Gate, length: int, window: int, reading: Reading) -> bool:
    """Whether one gate holds in a window. length: periods per window of the clause. Raises FactNotFinal."""
    if window + 1 < gate.running:
        return False  # there are not that many windows yet
    hold = True
    for back in range(gate.running):
        figure = gate_figure(gate, reading.period - back * length, reading)
        promise = gate.promises[window - back] if gate.promises else 0
        if figure is None or not gate.at_least <= figure - promise < gate.below:
            hold = False
    return hold


def gate_figure(gate: Gate, last: int, reading: Reading) -> int | None:
    """What was attested over the gate's periods up to `last`, corrections aside; None where one of them is absent.

    Raises FactNotFinal.
    """
    total, known = 0, True
    for period in range(last + 1 - gate.periods, last + 1):
        finality, value = reading.facts.figure(gate.subject, gate.metric, period, False)
        if finality is Finality.Pending:
            raise FactNotFinal(gate.subject, period)
        known = known and finality is Finality.Final
        total += value
    return total if known else None
