"""Payoff: the clamped polyline every clause is made of; the exact twin of contracts/libraries/Payoff.sol.

measure (what x is, as a fraction) -> polyline (what y is there, floored once). Whole numbers throughout: y is in the
token's minor units, x in the metric's units, scaled basis points or days, as the clause's form says.
dividends_of: what shares have earned.
"""

from collections.abc import Sequence
from typing import NamedTuple

from heyi.core.terms import Clause, Form, Point

__all__ = ["Measure", "amount", "dividends_of", "measure", "polyline"]


class Measure(NamedTuple):
    """x as an exact fraction; the denominator may be zero or negative (see polyline)."""

    numerator: int
    denominator: int


def amount(clause: Clause, actual: int, base: int = 0) -> int:
    """What the clause is worth when the window's sums are `actual` and `base`: IAgreements.preview.

    base is ignored by Actual; for Days, actual is the number of days; Base ignores actual.
    """
    return polyline(clause.points, *measure(clause, actual, base))


def measure(clause: Clause, actual: int, base: int) -> Measure:
    """The clause's x."""
    match clause.form:
        case Form.Variance:
            return Measure(actual - base, 1)
        case Form.Ratio:
            return Measure(actual * clause.base[0].scale, base)
        case Form.Inverse:
            return Measure(base * clause.base[0].scale, actual)
        case Form.Base:
            return Measure(base, 1)
        case Form.Actual | Form.Days:
            return Measure(actual, 1)


def polyline(points: Sequence[Point], numerator: int, denominator: int) -> int:
    """The polyline's y at numerator / denominator, floored towards minus infinity: in favour of the leg's debtor.

    Exact linear interpolation between neighbours, flat beyond the ends; where two points share an x, the later one
    counts there. A denominator that is not positive reads as the limit towards zero from above, so that losses are
    defined: beyond the last point for a positive numerator, before the first for a negative one, x = 0 for none.
    """
    if denominator <= 0:
        if numerator > 0:
            return points[-1].y
        if numerator < 0:
            return points[0].y
        denominator = 1
    passed = sum(point.x * denominator <= numerator for point in points)
    if passed == 0:
        return points[0].y
    if passed == len(points):
        return points[-1].y
    left, right = points[passed - 1], points[passed]
    along = numerator - left.x * denominator
    # Python's // is the floor, also for a falling line.
    return left.y + (right.y - left.y) * along // ((right.x - left.x) * denominator)


def dividends_of(per_share: int, per_share_at_opening: int, shares: int) -> int:
    """What `shares` have earned since the opening, in minor units: rounded down.

    per_share: what one share has earned in all, as IProfitShare.perShareOf gives it, in 2**-32 minor units.
    """
    return (per_share - per_share_at_opening) * shares >> 32
