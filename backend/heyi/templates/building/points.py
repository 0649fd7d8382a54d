"""Polylines for what people agree on: a share up to a cap, and its mirror image."""

from fractions import Fraction
from math import ceil

from heyi.core.terms import Point

__all__ = ["falling", "rising"]


def rising(above: int, ratio: Fraction, at_most: int) -> tuple[Point, ...]:
    """From 0 at `above` to the cap, at the first whole x where the ratio has reached it; flat beyond both.

    The corner before the cap is the last one below it through which the line goes exactly: a share of a figure is
    exact, rounded down, except on the last few minor units of the figure below the cap (fewer than the ratio's
    denominator), where it may be one less.
    """
    steps, rest = divmod(at_most, ratio.numerator)
    corner = Point(above + steps * ratio.denominator, steps * ratio.numerator)
    cap = Point(above + ceil(at_most / ratio), at_most)
    return (Point(above, 0), *((corner,) if steps and rest else ()), cap)


def falling(below: int, ratio: Fraction, at_most: int) -> tuple[Point, ...]:
    """The mirror image: 0 from `below` on, and a share of what is missing to it, up to the cap."""
    return tuple(Point(below - point.x, point.y) for point in reversed(rising(0, ratio, at_most)))
