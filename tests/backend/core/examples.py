"""Values that several tests of the core start from."""

from dataclasses import replace
from typing import Any

from heyi.core.terms import Clause, Leg, Metric, Point, Terms
from tests.vectors.table import SUBJECT, Table

__all__ = ["INVESTOR", "SUBJECT", "SUPPLIER", "TOKEN", "UNIT", "Table", "service"]

UNIT, SUPPLIER, INVESTOR, TOKEN = ("0x" + byte * 20 for byte in ("11", "22", "33", "44"))


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
