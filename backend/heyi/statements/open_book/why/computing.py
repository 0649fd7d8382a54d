"""Replays an agreement from its facts up to one period, and notes everything that is read and computed in that period.

The replay is `core.accrual`'s, clause by clause; what it comes to is compared with what the chain accrued.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from heyi.core.accrual import (
    Reading,
    Running,
    accrue_clause,
    accrue_window,
    actual_of,
    base_of,
    gate_figure,
    gate_holds,
    restate_clause,
)
from heyi.core.events import AgreementState
from heyi.core.facts import Facts, Figure, Finality, Metric
from heyi.core.payoff import Measure, amount, measure
from heyi.core.periods import Calendar
from heyi.core.terms import Base, Clause, Form, Gate, Point, Reference, Terms

__all__ = ["BaseWhy", "ClauseWhy", "GateRun", "GateWhy", "Outcome", "Read", "Segment", "Why", "why"]

Outcome = Literal["no window ends", "constant", "gates fail", "computed", "restated", "nothing to restate"]


@dataclass(frozen=True)
class Read:
    """One figure that was read. counted: as it went into a sum; of an absent one the corrections booked in its period,
    and what the terms take it to be. corrected: whether corrections booked in the period are in it."""

    subject: bytes
    metric: Metric
    period: int
    corrected: bool
    finality: Finality
    value: int
    counted: int


@dataclass(frozen=True)
class GateRun:
    """One window that a gate looks at. figure: None where it is absent, which fails the gate."""

    first: int
    last: int
    figure: int | None
    promise: int


@dataclass(frozen=True)
class GateWhy:
    """One condition: at_least <= figure - promise < below in each of its windows, the present one first.

    windows: none if there are fewer than it asks for, and then it fails.
    """

    gate: Gate
    windows: tuple[GateRun, ...]
    holds: bool
    reads: tuple[Read, ...]


@dataclass(frozen=True)
class BaseWhy:
    """One part of what the actual figure is held against. value: what it adds to the base."""

    base: Base
    value: int
    reads: tuple[Read, ...]


@dataclass(frozen=True)
class Segment:
    """Where x lies on the polyline. left is None before the first point, right beyond the last; y: exact."""

    left: Point | None
    right: Point | None
    y: Fraction


@dataclass(frozen=True)
class ClauseWhy:
    """One clause in the period. window: its number, first and last period; None if none ends there.

    actual, base: of this window; sums: the clause's running sums before it, of a cumulative one; x: of both, the sums
    included; entitlement: y rounded down. added: what the period adds; accrued: what the chain says it did.
    """

    index: int
    clause: Clause
    outcome: Outcome
    added: int
    accrued: int
    window: tuple[int, int, int] | None = None
    gates: tuple[GateWhy, ...] = ()
    reads: tuple[Read, ...] = ()
    actual: int | None = None
    bases: tuple[BaseWhy, ...] = ()
    base: int | None = None
    sums: Running | None = None
    x: Measure | None = None
    segment: Segment | None = None
    entitlement: int | None = None

    @property
    def equal(self) -> bool:
        return self.added == self.accrued

    @property
    def counts(self) -> bool:
        """Whether all gates hold."""
        return all(gate.holds for gate in self.gates)


@dataclass(frozen=True)
class Why:
    """What one period of an agreement added. version: of the terms that count. computed, accrued: by leg."""

    period: int
    version: int
    terms: Terms
    clauses: tuple[ClauseWhy, ...]

    @property
    def equal(self) -> bool:
        """Whether what is computed here is what the chain accrued, clause by clause."""
        return all(clause.equal for clause in self.clauses)

    def of_leg(self, leg: int) -> tuple[int, int]:
        """What the period adds on a leg: as computed, and as accrued."""
        mine = [clause for clause in self.clauses if clause.clause.leg == leg]
        return sum(clause.added for clause in mine), sum(clause.accrued for clause in mine)


def why(
    state: AgreementState,
    period: int,
    accrued: Sequence[int],
    facts: Facts,
    calendar: Calendar,
    dividends: Callable[[int], int],
) -> Why:
    """accrued: what the chain says each clause added in the period. dividends: what the first tranche's shares had
    earned since the opening when a period was accrued, in minor units. Raises FactNotFinal."""
    start = state.versions[0].first_period
    legs: list[int] = []
    sums: list[Running] = []
    for each in range(start, period):
        terms = state.terms_at(each)
        _pad(terms, legs, sums)
        reading = Reading(facts, calendar, start, each, legs, dividends(each))
        for index, clause in enumerate(terms.clauses):
            added, sums[index] = _accrue(terms, index, sums[index], reading)
            legs[clause.leg] += added
    terms = state.terms_at(period)
    _pad(terms, legs, sums)
    clauses = []
    for index, clause in enumerate(terms.clauses):
        reading = Reading(facts, calendar, start, period, legs, dividends(period))
        explained = _explained(terms, index, sums[index], reading, accrued[index])
        legs[clause.leg] += explained.added
        clauses.append(explained)
    return Why(period, state.versions.index(terms), terms, tuple(clauses))


def _pad(terms: Terms, legs: list[int], sums: list[Running]) -> None:
    """An amendment may bring further legs and clauses."""
    legs += [0] * (len(terms.legs) - len(legs))
    sums += [Running()] * (len(terms.clauses) - len(sums))


def _accrue(terms: Terms, index: int, sums: Running, reading: Reading) -> tuple[int, Running]:
    if reading.period < terms.end_period:
        return accrue_window(terms, index, sums, reading)
    if reading.period + 1 == terms.last_end:
        return restate_clause(terms, index, sums, reading)
    return 0, sums


def _explained(terms: Terms, index: int, sums: Running, reading: Reading, accrued: int) -> ClauseWhy:
    """The same as `_accrue`, told."""
    clause, period = terms.clauses[index], reading.period
    if period >= terms.end_period:
        return _restated(terms, index, sums, reading, accrued)
    passed = period + 1 - terms.first_period
    if passed % clause.window:
        return ClauseWhy(index, clause, "no window ends", 0, accrued)
    number = passed // clause.window - 1
    plain = ClauseWhy(index, clause, "constant", 0, accrued, (number, period + 1 - clause.window, period))
    if clause.is_constant and not clause.is_cumulative:
        return replace(plain, added=clause.points[0].y)
    plain = replace(plain, gates=tuple(_gate(gate, clause, number, reading) for gate in clause.gates))
    if not plain.counts and not clause.is_cumulative:
        return replace(plain, outcome="gates fail")
    return _computed(plain, number, sums, reading)


def _computed(plain: ClauseWhy, number: int, sums: Running, reading: Reading) -> ClauseWhy:
    clause = plain.clause
    notes = _Notes(reading.facts, clause.absent_as)
    noted = replace(reading, facts=notes)
    actual = reading.days() if clause.form is Form.Days else actual_of(clause, reading.period, noted)
    bases = tuple(_base(clause, base, number, reading) for base in clause.base)
    base = base_of(clause, number, reading)
    added, after = accrue_clause(clause, sums, actual, base, plain.counts)
    # What x is made of: a cumulative clause's sums with this window.
    whole = (after.actual, after.base) if clause.is_cumulative else (actual, base)
    return replace(
        plain,
        outcome="computed" if plain.counts else "gates fail",
        added=added,
        reads=tuple(notes.reads),
        actual=actual,
        bases=bases,
        base=base,
        sums=sums if clause.is_cumulative else None,
        x=measure(clause, *whole),
        segment=_segment(clause.points, *measure(clause, *whole)),
        entitlement=amount(clause, *whole),
    )


def _restated(terms: Terms, index: int, sums: Running, reading: Reading, accrued: int) -> ClauseWhy:
    clause = terms.clauses[index]
    plain = ClauseWhy(index, clause, "nothing to restate", 0, accrued)
    if reading.period + 1 != terms.last_end:
        return plain
    notes = _Notes(reading.facts, 0)
    added, after = restate_clause(terms, index, sums, replace(reading, facts=notes))
    if after == sums:
        return plain
    last = replace(reading, period=terms.end_period - 1)
    number = terms.periods // clause.window - 1
    x = measure(clause, after.actual, after.base)
    return replace(
        plain,
        outcome="restated",
        added=added,
        gates=tuple(_gate(gate, clause, number, last) for gate in clause.gates),
        reads=tuple(notes.reads),
        actual=after.actual - sums.actual,
        base=after.base - sums.base,
        sums=sums,
        x=x,
        segment=_segment(clause.points, *x),
        entitlement=amount(clause, after.actual, after.base),
    )


def _gate(gate: Gate, clause: Clause, number: int, reading: Reading) -> GateWhy:
    notes = _Notes(reading.facts, 0)
    noted = replace(reading, facts=notes)
    runs = []
    for back in range(gate.running if number + 1 >= gate.running else 0):
        last = reading.period - back * clause.window
        promise = gate.promises[number - back] if gate.promises else 0
        runs.append(GateRun(last + 1 - gate.periods, last, gate_figure(gate, last, noted), promise))
    return GateWhy(gate, tuple(runs), gate_holds(gate, clause.window, number, reading), tuple(notes.reads))


def _base(clause: Clause, base: Base, number: int, reading: Reading) -> BaseWhy:
    # An earlier window of the clause's own figure counts absent periods as the clause does; a benchmark as 0.
    notes = _Notes(reading.facts, clause.absent_as if base.from_ is Reference.Earlier else 0)
    value = base_of(replace(clause, base=(base,)), number, replace(reading, facts=notes))
    return BaseWhy(base, value, tuple(notes.reads))


def _segment(points: Sequence[Point], numerator: int, denominator: int) -> Segment:
    """The piece of the polyline that `core.payoff.polyline` reads y from."""
    if denominator <= 0 and numerator:
        beyond = numerator > 0
        end = points[-1] if beyond else points[0]
        return Segment(end if beyond else None, None if beyond else end, Fraction(end.y))
    x = Fraction(numerator, denominator) if denominator > 0 else Fraction(0)
    passed = sum(point.x <= x for point in points)
    left = points[passed - 1] if passed else None
    right = points[passed] if passed < len(points) else None
    if left is None or right is None:
        end = left or right or points[0]
        return Segment(left, right, Fraction(end.y))
    return Segment(left, right, left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x))


@dataclass
class _Notes:
    """Facts that note what they are asked."""

    facts: Facts
    absent_as: int
    reads: list[Read] = field(default_factory=list)

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        finality, value = self.facts.figure(subject, metric, period, corrected)
        counted = value + self.absent_as if finality is Finality.Absent else value
        self.reads.append(Read(subject, metric, period, corrected, finality, value, counted))
        return Figure(finality, value)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        return self.facts.correction(subject, metric, period, through)
