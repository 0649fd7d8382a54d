"""Facts: what oracles attest about enterprises and benchmarks, and the seam through which payoffs read them.

The enums and Statement mirror contracts/interfaces/IRevenueOracle.sol.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol

from eth_utils.crypto import keccak

from heyi.core import solidity
from heyi.core.records import Record
from heyi.core.solidity import ZERO_BYTES32, Bool, Bytes32, Int64, Uint16, Uint32, Uint256

__all__ = [
    "HIGHEST_SCORE",
    "Decision",
    "Facts",
    "Figure",
    "Finality",
    "Metric",
    "Stage",
    "Statement",
    "benchmark_id",
    "enterprise_of",
    "subject_of",
]

HIGHEST_SCORE = 65_535
"""The most points that a statement has room for."""


class Metric(IntEnum):
    """What a figure measures: money in the company's minor units, a score in points (0 to HIGHEST_SCORE)."""

    Revenue = 0
    Profit = 1
    Collected = 2
    Ecosystem = 3
    Score = 4


class Finality(IntEnum):
    """Whether a figure can be relied on. Absent is final too: no statement came long after the period's end."""

    Pending = 0
    Final = 1
    Absent = 2


class Stage(IntEnum):
    """Where a stored statement stands."""

    None_ = 0
    Posted = 1
    Challenged = 2
    Decided = 3


@dataclass(frozen=True, kw_only=True)
class Statement(Record):
    """The figures of one subject in one period; a benchmark's value is in `revenue`.

    other: collected cash or the ecosystem metric, as other_metric says. evidence: hash of the rows behind the figures.
    """

    subject: Bytes32
    revenue: Int64 = 0
    profit: Int64 = 0
    other: Int64 = 0
    other_metric: Metric = Metric.Collected
    score: Uint16 = 0
    evidence: Bytes32 = ZERO_BYTES32


@dataclass(frozen=True)
class Decision(Record):
    """An arbiter's, about one dispute, whose number it names. ruling: hash of its words."""

    subject: Bytes32
    period: Uint32
    dispute: Uint256
    upheld: Bool
    ruling: Bytes32
    deadline: Uint256


class Figure(NamedTuple):
    """What the oracle answers for one figure. Pending gives 0; Absent gives the corrections booked in the period."""

    finality: Finality
    value: int


class Facts(Protocol):
    """Whoever knows figures: the chain, the store, or a test's table."""

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        """IRevenueOracle.figure: the period's own figure plus, if `corrected`, corrections booked in this period."""

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        """IRevenueOracle.correctionOf: what corrections of `period` booked up to `through` changed its figure by."""


_FIRST_BENCHMARK = 2**160


def subject_of(address: str) -> bytes:
    """An enterprise's address as a subject: the address as a 32-byte number. Raises InvalidValue."""
    return bytes(12) + bytes.fromhex(solidity.checked("address", address)[2:])


def enterprise_of(subject: bytes) -> str | None:
    """The enterprise a subject stands for; None for a benchmark."""
    if int.from_bytes(subject) >= _FIRST_BENCHMARK:
        return None
    return str(solidity.checked("address", "0x" + subject[12:].hex()))


def benchmark_id(name: str) -> bytes:
    """The subject of the benchmark called `name`: keccak256("heyi benchmark: " + name).

    Raises ValueError for the one name in 2**96 whose hash would read as an address.
    """
    subject = keccak(text=f"heyi benchmark: {name}")
    if int.from_bytes(subject) < _FIRST_BENCHMARK:
        raise ValueError(f"the benchmark {name!r} reads as an address: choose another name")
    return subject
