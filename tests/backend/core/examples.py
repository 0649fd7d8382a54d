"""Values that several tests of the core start from."""

from dataclasses import replace
from typing import Any

from heyi.core.facts import Figure, Finality, Metric, subject_of
from heyi.core.terms import Clause, Leg, Point, Terms

UNIT, SUPPLIER, INVESTOR, TOKEN = ("0x" + byte * 20 for byte in ("11", "22", "33", "44"))
SUBJECT = subject_of(UNIT)


def service(**changes: Any) -> Terms:
    """A fee of 1 for every 100 of the unit's revenue up to 1,000, for a year from January 2011."""
    clause = Clause(subject=SUBJECT, metric=Metric.Revenue, points=(Point(0, 0), Point(100_000, 1_000)))
    terms = Terms(
        parties=(UNIT, SUPPLIER),
        token=TOKEN,
        ceiling=1_000,
        first_period=492,
        periods=12,
        legs=(Leg(0, 1),),
        clauses=(clause,),
    )
    return replace(terms, **changes)


class Table:
    """Facts from a table: own figures, corrections booked in a period, and periods without a statement."""

    def __init__(self) -> None:
        self.figures: dict[tuple[bytes, Metric, int], int] = {}
        self.corrections: dict[tuple[bytes, Metric, int], int] = {}
        self.absent: set[tuple[bytes, int]] = set()
        self.read: list[tuple[bytes, Metric, int, bool]] = []

    def post(self, first_period: int, *values: int, subject: bytes = SUBJECT, metric: Metric = Metric.Revenue) -> None:
        for period, value in enumerate(values, first_period):
            self.figures[subject, metric, period] = value

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        self.read.append((subject, metric, period, corrected))
        key = (subject, metric, period)
        correction = self.corrections.get(key, 0) if corrected else 0
        if (subject, period) in self.absent:
            return Figure(Finality.Absent, correction)
        if key not in self.figures:
            return Figure(Finality.Pending, 0)
        return Figure(Finality.Final, self.figures[key] + correction)
