"""Terms: what parties sign, one to one as in contracts/interfaces/IAgreements.sol, whose NatSpec is the full text.

Terms -> legs (who owes whom) <- clauses (how much: a polyline over a measure of a subject's metric, behind gates).
Money is in the token's minor units, periods are numbers of a `periods.Calendar`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from heyi.core.facts import Metric, benchmark_id, subject_of
from heyi.core.records import Record
from heyi.core.solidity import (
    ZERO_BYTES32,
    Address,
    Bytes32,
    Int64,
    Int128,
    Uint8,
    Uint16,
    Uint24,
    Uint64,
    Uint96,
    Uint128,
)

__all__ = [
    "ALL_PARTNERS",
    "NO_UPPER_BOUND",
    "Base",
    "Clause",
    "Form",
    "Gate",
    "Leg",
    "Metric",
    "Nature",
    "Point",
    "Reference",
    "Span",
    "Status",
    "Terms",
    "Tranche",
    "benchmark_id",
    "shares_of",
    "subject_of",
]

NO_UPPER_BOUND = 2**63 - 1
"""Gate.below of a gate that only asks for a least figure."""

ALL_PARTNERS = 255
"""Leg.creditor of a leg that is paid to parties[1] and on, by the terms' weights."""


class Form(IntEnum):
    """How x follows from the actual figure a and the base b.

    Actual: a. Variance: a - b. Ratio: a x scale / b. Inverse: b x scale / a. Days: since the agreement's start.
    Base: b, no figure being read.
    """

    Actual = 0
    Variance = 1
    Ratio = 2
    Inverse = 3
    Days = 4
    Base = 5


class Span(IntEnum):
    """What a window adds up: its own periods (with corrections booked in them or not), or everything since the start.

    Cumulative keeps what was once accrued; CumulativeGivingBack owes it back when the entitlement falls.
    """

    Window = 0
    WindowCorrected = 1
    Cumulative = 2
    CumulativeGivingBack = 3


class Reference(IntEnum):
    """Where a base comes from.

    Promises: one figure per window. Earlier: the same metric `lag` windows before. The others are a curve read at a
    benchmark's figure for the window, at the days since the agreement's start, at what a leg has accrued to date
    (clauses before this one included), or at what the first tranche's shares have earned since the opening.
    """

    Promises = 0
    Earlier = 1
    Benchmark = 2
    Days = 3
    Accrued = 4
    Dividends = 5


class Nature(IntEnum):
    """What a leg moves, and in whose results it counts.

    Fee: the debtor's cost, the creditor's income. Collection: in nobody's. Bonus: the debtor's cost, paid to the
    creditor's team. Tranche: the debtor's investment in the creditor, out of the leg's escrow only. Preferred: paid by
    the debtor out of what may be shared, ahead of it; the rest is carried and is no arrear. Shares: shares of
    parties[0], which stands for its team. Control: above 0 makes the creditor the leader of the debtor.
    """

    Fee = 0
    Collection = 1
    Bonus = 2
    Tranche = 3
    Preferred = 4
    Shares = 5
    Control = 6

    @property
    def is_money(self) -> bool:
        """Whether its amounts are money, which the ceiling bounds."""
        return self not in (Nature.Shares, Nature.Control)


class Status(IntEnum):
    """Where an agreement stands. Ended: over, and nothing owed."""

    None_ = 0
    Open = 1
    Ended = 2


@dataclass(frozen=True)
class Point(Record):
    """A corner of a payoff. Two successive points may share an x: a step, and at x the later one counts."""

    x: Int128
    y: Int128


@dataclass(frozen=True, kw_only=True)
class Base(Record):
    """What an actual is held against. A clause's bases add up.

    scale: x = fraction x scale for Ratio and Inverse (10,000 makes x basis points), 1 otherwise; the first base's
    counts. promises are used by Reference.Promises only, lag by Earlier, benchmark by Benchmark, leg by Accrued, the
    curve by all but the first two.
    """

    from_: Reference = Reference.Promises
    scale: Uint64 = 1
    promises: tuple[Int64, ...] = ()
    lag: Uint16 = 0
    leg: Uint8 = 0
    benchmark: Bytes32 = ZERO_BYTES32
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Gate(Record):
    """A condition: in each of the clause's last `running` windows at_least <= figure - promise < below.

    figure: the metric's sum over the window's last `periods` periods, as attested. promises: one per window, or none
    (0). An absent figure fails the gate, and so does a window before the first.
    """

    subject: Bytes32
    metric: Metric
    periods: Uint16 = field(default=1, kw_only=True)
    running: Uint16 = field(default=1, kw_only=True)
    promises: tuple[Int64, ...] = field(default=(), kw_only=True)
    at_least: Int64
    below: Int64 = NO_UPPER_BOUND


@dataclass(frozen=True, kw_only=True)
class Clause(Record):
    """One payoff on a leg: y > 0, its debtor owes its creditor; y < 0, the other way round.

    window: periods per window. absent_as: what the metric is taken to be in an absent period. base: needed by
    Form.Variance, Ratio, Inverse and Base. gates: all must hold.
    """

    leg: Uint8 = 0
    subject: Bytes32 = ZERO_BYTES32
    metric: Metric = Metric.Revenue
    form: Form = Form.Actual
    span: Span = Span.Window
    window: Uint16 = 1
    absent_as: Int64 = 0
    base: tuple[Base, ...] = ()
    gates: tuple[Gate, ...] = ()
    points: tuple[Point, ...]

    @property
    def is_constant(self) -> bool:
        """One point and no gates: an amount that reads no fact."""
        return len(self.points) == 1 and not self.gates

    @property
    def is_cumulative(self) -> bool:
        """Whether it keeps running sums."""
        return self.span in (Span.Cumulative, Span.CumulativeGivingBack)


@dataclass(frozen=True)
class Leg(Record):
    """Who owes whom, as indices into parties. Clauses on one leg add up; legs are never netted with one another.

    creditor: ALL_PARTNERS stands for parties[1] and on, by the terms' weights. backers: bit i: party i pays what the
    debtor does not, in the order of parties. escrow: what the debtor locks at the opening; the leg is paid out of it
    first, and what is left at the end goes back.
    """

    debtor: Uint8
    creditor: Uint8
    nature: Nature = Nature.Fee
    backers: Uint16 = field(default=0, kw_only=True)
    escrow: Uint128 = field(default=0, kw_only=True)

    def is_backed_by(self, party: int) -> bool:
        """Whether party number `party` pays what the debtor does not."""
        return bool(self.backers >> party & 1)


@dataclass(frozen=True)
class Tranche(Record):
    """Money invested at the opening: party `investor` pays `amount` to party `enterprise` for `shares` of it."""

    investor: Uint8
    enterprise: Uint8
    amount: Uint128
    shares: Uint64


@dataclass(frozen=True, kw_only=True)
class Terms(Record):
    """An agreement. Its id for life is the EIP-712 struct hash of its first terms: `messages.Messages.terms_hash`.

    ceiling: the most that one leg of money moves per period. notice_periods: full periods between a notice and the end.
    correction_periods: after the term's last period; in the last of them cumulative clauses take their figures anew, as
    corrected by then. weights: of parties[1] and on, in what goes to all partners. salt: sets two equal agreements
    apart.
    """

    parties: tuple[Address, ...]
    token: Address
    ceiling: Uint96
    first_period: Uint24
    periods: Uint24
    notice_periods: Uint16 = 0
    correction_periods: Uint16 = 0
    legs: tuple[Leg, ...]
    clauses: tuple[Clause, ...]
    tranches: tuple[Tranche, ...] = ()
    weights: tuple[Uint16, ...] = ()
    salt: Bytes32 = ZERO_BYTES32

    @property
    def end_period(self) -> int:
        """The first period after the term."""
        return self.first_period + self.periods

    @property
    def last_end(self) -> int:
        """The first period after the term and the periods in which it is still corrected."""
        return self.end_period + self.correction_periods

    @property
    def subjects(self) -> frozenset[bytes]:
        """Whose figures clauses, their gates and their bases name."""
        gates = {gate.subject for clause in self.clauses for gate in clause.gates}
        bases = {base.benchmark for clause in self.clauses for base in clause.base}
        return frozenset({clause.subject for clause in self.clauses} | gates | bases)

    def parts_of(self, leg: Leg, amount: int) -> dict[int, int]:
        """What each creditor gets of an amount on a leg, by index: of one to all partners by their weights."""
        if leg.creditor != ALL_PARTNERS:
            return {leg.creditor: amount}
        return dict(enumerate(shares_of(amount, self.weights), 1))


def shares_of(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The parts of `amount` by weights above 0: rounded down, and the last takes what the others leave.

    The twin of _partsOf in contracts/agreements/Moving.sol.
    """
    total = sum(weights)
    parts = [amount * weight // total for weight in weights[:-1]]
    return (*parts, amount - sum(parts))
