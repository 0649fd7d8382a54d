"""Why terms can't be opened: each error with the contract's name and arguments, in the order of `checks.check`.

InvalidTerms
├── PartyCount  PartyZero  PartyTwice
├── TermOutOfRange
├── LegCount  LegOfNobody  EscrowMisplaced  BackersMisplaced
├── WeightsMismatch  WeightZero
├── ClauseCount  ClauseOfNoLeg
├── WindowsDoNotFit
├── BaseNotUsed  BaseMissing  TooManyBases  ScaleZero
│   └── (by reference)  PromisesMismatch  BaseNotPositive  EarlierBeforeStart  SpanNotWindow
├── TooManyGates  GateOutOfRange
├── PointsMissing  PointTooLarge  PointsNotSorted
├── LegTakesBack
├── CorrectionsNotUsed  TooManyFigures
├── CeilingBelowClauses
└── TrancheCount
"""

from dataclasses import dataclass

from heyi.core.checks.limits import MOST_BASES, MOST_GATES, MOST_POINTS
from heyi.core.errors import InvalidTerms

__all__ = [
    "BackersMisplaced",
    "BaseMissing",
    "BaseNotPositive",
    "BaseNotUsed",
    "CeilingBelowClauses",
    "ClauseCount",
    "ClauseOfNoLeg",
    "CorrectionsNotUsed",
    "EarlierBeforeStart",
    "EscrowMisplaced",
    "GateOutOfRange",
    "LegCount",
    "LegOfNobody",
    "LegTakesBack",
    "PartyCount",
    "PartyTwice",
    "PartyZero",
    "PointTooLarge",
    "PointsMissing",
    "PointsNotSorted",
    "PromisesMismatch",
    "ScaleZero",
    "SpanNotWindow",
    "TermOutOfRange",
    "TooManyBases",
    "TooManyFigures",
    "TooManyGates",
    "TrancheCount",
    "WeightZero",
    "WeightsMismatch",
    "WindowsDoNotFit",
]


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
class EscrowMisplaced(InvalidTerms):
    sentence = "leg {leg}: a tranche needs an escrow; only fees and bonuses may have one too"
    leg: int


@dataclass(eq=False)
class BackersMisplaced(InvalidTerms):
    sentence = "leg {leg}: only a fee to one party has backers, who are parties other than its two"
    leg: int


@dataclass(eq=False)
class WeightsMismatch(InvalidTerms):
    """partners: whom a leg to all partners pays; 0 where there is none."""

    sentence = "{weights} weights are given for {partners} partners"
    weights: int
    partners: int


@dataclass(eq=False)
class WeightZero(InvalidTerms):
    """partner: counted from 0, which is parties[1]."""

    sentence = "partner {partner} has the weight 0"
    partner: int


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
    sentence = "clause {clause} needs a base"
    clause: int


@dataclass(eq=False)
class TooManyBases(InvalidTerms):
    sentence = f"clause {{clause}} has {{bases}} bases, more than {MOST_BASES}"
    clause: int
    bases: int


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
class SpanNotWindow(InvalidTerms):
    sentence = "clause {clause} adds up over windows a base that counts from the start already"
    clause: int


@dataclass(eq=False)
class TooManyGates(InvalidTerms):
    sentence = f"clause {{clause}} has {{gates}} gates, more than {MOST_GATES}"
    clause: int
    gates: int


@dataclass(eq=False)
class GateOutOfRange(InvalidTerms):
    sentence = "clause {clause}: gate {gate} reads no period, more than a window, or no window"
    clause: int
    gate: int


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
class LegTakesBack(InvalidTerms):
    """point: the number of points where the span, not a point, takes back."""

    sentence = "clause {clause}: its leg goes one way and never takes back (point {point})"
    clause: int
    point: int


@dataclass(eq=False)
class CorrectionsNotUsed(InvalidTerms):
    sentence = "{periods} correction periods are above {most}, or no clause is cumulative"
    periods: int
    most: int


@dataclass(eq=False)
class TooManyFigures(InvalidTerms):
    sentence = "one period may read {figures} figures, more than {most}"
    figures: int
    most: int


@dataclass(eq=False)
class CeilingBelowClauses(InvalidTerms):
    sentence = "the ceiling {ceiling} is below the {most} that a leg's clauses can move in a period"
    ceiling: int
    most: int


@dataclass(eq=False)
class TrancheCount(InvalidTerms):
    sentence = "{tranches} tranches are given where {expected} are needed"
    tranches: int
    expected: int
