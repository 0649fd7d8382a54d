"""Terms: what parties sign, one to one as in contracts/interfaces/IAgreements.sol, whose NatSpec is the full text.

Terms -> legs (who owes whom) <- clauses (how much: a polyline over a measure of a subject's metric, behind gates).
Money is in the token's minor units, periods are numbers of a `periods.Calendar`. Lists of at most one element stand for
an optional part, as in the contract.
"""

from dataclasses import dataclass
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
    "subject_of",
]

NO_UPPER_BOUND = 2**63 - 1
"""Gate.below of a gate that only asks for a least figure."""


class Form(IntEnum):
    """How x follows from the actual figure a and the base b.

    Actual: a. Variance: a - b. Ratio: a x scale / b. Inverse: b x scale / a. Days: since the agreement's start.
    """

    Actual = 0
    Variance = 1
    Ratio = 2
    Inverse = 3
    Days = 4


class Span(IntEnum):
    """What a window adds up: its own periods (with corrections booked in them or not), or everything since the start.

    Cumulative keeps what was once accrued; CumulativeGivingBack owes it back when the entitlement falls.
    """

    Window = 0
    WindowCorrected = 1
    Cumulative = 2
    CumulativeGivingBack = 3


class Reference(IntEnum):
    """Where a base comes from: promises, the same metric `lag` windows before, or a curve over a benchmark's figure."""

    Promises = 0
    Earlier = 1
    Benchmark = 2


class Nature(IntEnum):
    """In whose results a leg counts. Fee: the debtor's cost, the creditor's income. Collection: nobody's. Bonus: the
    debtor's cost, paid to the creditor's team."""

    Fee = 0
    Collection = 1
    Bonus = 2


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
    """What an actual is held against.

    scale: x = fraction x scale for Ratio and Inverse (10,000 makes x basis points), 1 for Variance. promises are used
    by Reference.Promises only, lag by Earlier only, benchmark and curve by Benchmark only.
    """

    from_: Reference = Reference.Promises
    scale: Uint64 = 1
    promises: tuple[Int64, ...] = ()
    lag: Uint16 = 0
    benchmark: Bytes32 = ZERO_BYTES32
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Gate(Record):
    """A condition on a figure of the window's last period: at_least <= figure < below. An absent figure fails it."""

    subject: Bytes32
    metric: Metric
    at_least: Int64
    below: Int64 = NO_UPPER_BOUND


@dataclass(frozen=True, kw_only=True)
class Clause(Record):
    """One payoff on a leg: y > 0, its debtor owes its creditor; y < 0, the other way round.

    window: periods per window. absent_as: what the metric is taken to be in an absent period. base: at most one.
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


@dataclass(frozen=True)
class Leg(Record):
    """Who owes whom, as indices into parties. Clauses on one leg add up; legs are never netted with one another."""

    debtor: Uint8
    creditor: Uint8
    nature: Nature = Nature.Fee


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

    ceiling: the most that one leg moves per period. notice_periods: full periods between a notice and the end.
    salt: sets two equal agreements apart.
    """

    parties: tuple[Address, ...]
    token: Address
    ceiling: Uint96
    first_period: Uint24
    periods: Uint24
    notice_periods: Uint16 = 0
    legs: tuple[Leg, ...]
    clauses: tuple[Clause, ...]
    tranches: tuple[Tranche, ...] = ()
    salt: Bytes32 = ZERO_BYTES32

    @property
    def end_period(self) -> int:
        """The first period after the term."""
        return self.first_period + self.periods
