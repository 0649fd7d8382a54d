"""Checks: what must hold of any terms before they are opened; the twin of contracts/libraries/TermsCheck.sol.

The checks run in the contract's order, so the first error is the contract's too. What depends on the chain (time,
books, who is an enterprise) or on the kind of agreement is not checked here.

InvalidTerms
├── PartyCount  PartyZero  PartyTwice
├── TermOutOfRange
├── LegCount  LegOfNobody
├── ClauseCount  ClauseOfNoLeg
├── WindowsDoNotFit
├── BaseNotUsed  BaseMissing  ScaleZero
│   └── (by reference)  PromisesMismatch  BaseNotPositive  EarlierBeforeStart
├── TooManyGates
├── PointsMissing  PointTooLarge  PointsNotSorted
├── BonusTakesBack
└── CeilingBelowClauses
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heyi.core.errors import InvalidTerms
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Base, Clause, Form, Leg, Nature, Point, Reference, Span, Terms

__all__ = [
    "FIGURE_LIMIT",
    "MOST_CLAUSES",
    "MOST_GATES",
    "MOST_LEGS",
    "MOST_PARTIES",
    "MOST_PERIODS",
    "MOST_POINTS",
    "POINT_LIMIT",
    "BaseMissing",
    "BaseNotPositive",
    "BaseNotUsed",
    "BonusTakesBack",
    "CeilingBelowClauses",
    "ClauseCount",
    "ClauseOfNoLeg",
    "EarlierBeforeStart",
    "LegCount",
    "LegOfNobody",
    "PartyCount",
    "PartyTwice",
    "PartyZero",
    "PointTooLarge",
    "PointsMissing",
    "PointsNotSorted",
    "PromisesMismatch",
    "ScaleZero",
    "TermOutOfRange",
    "TooManyGates",
    "WindowsDoNotFit",
    "check",
    "most_per_period",
]

MOST_PARTIES = 16
MOST_PERIODS = 4_096
MOST_LEGS = 8
MOST_CLAUSES = 16
MOST_POINTS = 64
MOST_GATES = 4
POINT_LIMIT = 2**95
"""|x| and |y| of every point lie below, which keeps the contract's products inside 256 bits."""

FIGURE_LIMIT = 2**63
"""|y| of a curve lies below: it takes a promise's place, in the contract's sums too."""


@dataclass(eq=False)
class PartyCount(InvalidTerms):
    sentence = "{parties} parties are not between {least} and {most}"
    parties: int
    least: int
    most: int


@dataclass(eq=False)
class PartyZero(InvalidTerms):
    sentence = "party {index} is the zero address"
    index: int


@dataclass(eq=False)
class PartyTwice(InvalidTerms):
    sentence = "{party} is named as two parties"
    party: str


@dataclass(eq=False)
class TermOutOfRange(InvalidTerms):
    sentence = "{periods} periods are not between 1 and {most}"
    periods: int
    most: int


@dataclass(eq=False)
class LegCount(InvalidTerms):
    sentence = "{legs} legs are not between {least} and {most}"
    legs: int
    least: int
    most: int


@dataclass(eq=False)
class LegOfNobody(InvalidTerms):
    sentence = "leg {leg} does not run from one party to another"
    leg: int


@dataclass(eq=False)
class ClauseCount(InvalidTerms):
    sentence = "{clauses} clauses are not between 1 and {most}"
    clauses: int
    most: int


@dataclass(eq=False)
class ClauseOfNoLeg(InvalidTerms):
    sentence = "clause {clause} moves leg {leg}, which does not exist"
    clause: int
    leg: int


@dataclass(eq=False)
class WindowsDoNotFit(InvalidTerms):
    sentence = "clause {clause}: windows of {window} periods do not divide {periods} periods"
    clause: int
    window: int
    periods: int


@dataclass(eq=False)
class BaseNotUsed(InvalidTerms):
    sentence = "clause {clause} has a base that its form does not use"
    clause: int


@dataclass(eq=False)
class BaseMissing(InvalidTerms):
    sentence = "clause {clause} needs one base"
    clause: int


@dataclass(eq=False)
class ScaleZero(InvalidTerms):
    sentence = "clause {clause} has the scale 0"
    clause: int


@dataclass(eq=False)
class PromisesMismatch(InvalidTerms):
    sentence = "clause {clause} has {promises} promises for {windows} windows"
    clause: int
    promises: int
    windows: int


@dataclass(eq=False)
class BaseNotPositive(InvalidTerms):
    sentence = "clause {clause}: the promise for window {window} is divided by and must be above 0"
    clause: int
    window: int


@dataclass(eq=False)
class EarlierBeforeStart(InvalidTerms):
    sentence = "clause {clause} looks back to no earlier window"
    clause: int


@dataclass(eq=False)
class TooManyGates(InvalidTerms):
    sentence = f"clause {{clause}} has {{gates}} gates, more than {MOST_GATES}"
    clause: int
    gates: int


@dataclass(eq=False)
class PointsMissing(InvalidTerms):
    sentence = f"clause {{clause}} has no points or more than {MOST_POINTS}"
    clause: int


@dataclass(eq=False)
class PointTooLarge(InvalidTerms):
    sentence = "clause {clause}: point {point} lies beyond 2**95, or beyond 2**63 on a curve"
    clause: int
    point: int


@dataclass(eq=False)
class PointsNotSorted(InvalidTerms):
    sentence = "clause {clause}: point {point} is not in order of x, or the third at one x"
    clause: int
    point: int


@dataclass(eq=False)
class BonusTakesBack(InvalidTerms):
    """point: the number of points where the span, not a point, takes back."""

    sentence = "clause {clause}: a bonus never takes back (point {point})"
    clause: int
    point: int


@dataclass(eq=False)
class CeilingBelowClauses(InvalidTerms):
    sentence = "the ceiling {ceiling} is below the {most} that a leg's clauses can move in a period"
    ceiling: int
    most: int


def check(terms: Terms) -> frozenset[int]:
    """The parties, by index, that may come to owe money.

    Raises the InvalidTerms named after the first fact that is wrong. Terms may still be unwise.
    """
    _check_parties(terms.parties)
    if not 1 <= terms.periods <= MOST_PERIODS:
        raise TermOutOfRange(terms.periods, MOST_PERIODS)
    _check_legs(terms)
    if not 1 <= len(terms.clauses) <= MOST_CLAUSES:
        raise ClauseCount(len(terms.clauses), MOST_CLAUSES)
    most = [0] * len(terms.legs)
    debtors: set[int] = set()
    for index, clause in enumerate(terms.clauses):
        if clause.leg >= len(terms.legs):
            raise ClauseOfNoLeg(index, clause.leg)
        leg = terms.legs[clause.leg]
        if clause.window == 0 or terms.periods % clause.window != 0:
            raise WindowsDoNotFit(index, clause.window, terms.periods)
        _check_base(terms, clause, index)
        if len(clause.gates) > MOST_GATES:
            raise TooManyGates(index, len(clause.gates))
        _check_points(clause, leg.nature, index)
        most[clause.leg] += most_per_period(clause)
        debtors |= _debtors(clause, leg)
    for total in most:
        if total > terms.ceiling:
            raise CeilingBelowClauses(terms.ceiling, total)
    return frozenset(debtors)


def most_per_period(clause: Clause) -> int:
    """The most that the clause can add in one period, either way, in minor units: its part of the least ceiling."""
    up = max(0, *(point.y for point in clause.points))
    down = max(0, *(-point.y for point in clause.points))
    match clause.span:
        case Span.CumulativeGivingBack:
            return up + down
        case Span.Cumulative:
            return up
        case Span.Window | Span.WindowCorrected:
            return max(up, down)


def _check_parties(parties: Sequence[str]) -> None:
    if not 2 <= len(parties) <= MOST_PARTIES:
        raise PartyCount(len(parties), 2, MOST_PARTIES)
    for index, party in enumerate(parties):
        if party == ZERO_ADDRESS:
            raise PartyZero(index)
        if party in parties[:index]:
            raise PartyTwice(party)


def _check_legs(terms: Terms) -> None:
    if not 1 <= len(terms.legs) <= MOST_LEGS:
        raise LegCount(len(terms.legs), 1, MOST_LEGS)
    for index, leg in enumerate(terms.legs):
        if max(leg.debtor, leg.creditor) >= len(terms.parties) or leg.debtor == leg.creditor:
            raise LegOfNobody(index)


def _check_base(terms: Terms, clause: Clause, index: int) -> None:
    if clause.form in (Form.Actual, Form.Days):
        if clause.base:
            raise BaseNotUsed(index)
        return
    if len(clause.base) != 1:
        raise BaseMissing(index)
    base = clause.base[0]
    if base.scale == 0:
        raise ScaleZero(index)
    match base.from_:
        case Reference.Promises:
            _check_promises(base, terms.periods // clause.window, clause.form, index)
        case Reference.Earlier:
            if base.lag == 0 or base.lag * clause.window > terms.first_period:
                raise EarlierBeforeStart(index)
        case Reference.Benchmark:
            _check_sorted(base.curve, FIGURE_LIMIT, index)


def _check_promises(base: Base, windows: int, form: Form, index: int) -> None:
    if len(base.promises) != windows:
        raise PromisesMismatch(index, len(base.promises), windows)
    if form is not Form.Ratio:
        return  # only Ratio divides by the base
    for window, promise in enumerate(base.promises):
        if promise <= 0:
            raise BaseNotPositive(index, window)


def _check_points(clause: Clause, nature: Nature, index: int) -> None:
    _check_sorted(clause.points, POINT_LIMIT, index)
    if nature is not Nature.Bonus:
        return
    for number, point in enumerate(clause.points):
        if point.y < 0:
            raise BonusTakesBack(index, number)
    if clause.span is Span.CumulativeGivingBack:
        raise BonusTakesBack(index, len(clause.points))


def _check_sorted(points: Sequence[Point], limit: int, index: int) -> None:
    if not 1 <= len(points) <= MOST_POINTS:
        raise PointsMissing(index)
    for number, point in enumerate(points):
        if abs(point.x) >= POINT_LIMIT or abs(point.y) >= limit:
            raise PointTooLarge(index, number)
        if number > 0 and points[number - 1].x > point.x:
            raise PointsNotSorted(index, number)
        # Of three points at one x the middle one could never count: a slip of the pen.
        if number > 1 and points[number - 2].x == point.x:
            raise PointsNotSorted(index, number)


def _debtors(clause: Clause, leg: Leg) -> set[int]:
    """What may rise may fall again where it is given back, so both sides may come to owe."""
    if clause.span is Span.CumulativeGivingBack:
        return {leg.debtor, leg.creditor}
    debtors = {leg.debtor} if any(point.y > 0 for point in clause.points) else set()
    if clause.span is not Span.Cumulative and any(point.y < 0 for point in clause.points):
        debtors.add(leg.creditor)
    return debtors
