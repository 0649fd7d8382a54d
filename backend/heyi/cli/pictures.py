"""Payoffs as pictures: in the terminal with plotille, as SVG with leather. Neither computes an amount.

Floats are good enough here: they place points on a screen, and the numbers beside them are exact texts.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import leather
from plotille import Canvas

from heyi.templates.previewing.preview import Payoff, Preview

__all__ = ["drawn", "to_svg"]

_WIDTH, _HEIGHT = 48, 8


def drawn(payoff: Payoff) -> str:
    """The payoff as a line of dots, left to right; its numbers stand in the table beside it."""
    places = [(float(corner.x), float(corner.amount)) for corner in payoff.corners]
    lows, highs = (tuple(limit(axis) for axis in zip(*places, strict=True)) for limit in (min, max))
    margin = max((highs[1] - lows[1]) / 50, 1.0)  # of a flat line too
    canvas = Canvas(_WIDTH, _HEIGHT, lows[0], lows[1] - margin, highs[0], highs[1] + margin)
    for left, right in pairwise(places):
        canvas.line(*left, *right)
    return str(canvas.plot())


def to_svg(previews: Sequence[Preview]) -> str | None:
    """A chart for each payoff that has a shape, since each has units of its own; None if there is none."""
    grid, shapes = leather.Grid(), 0
    for preview in previews:
        for payoff in preview.payoffs:
            if len(payoff.corners) > 1:
                chart = leather.Chart(f"{preview.agreement}: {payoff.who}, {payoff.unit}, by {payoff.measured}")
                places = [
                    (_part(each.x, payoff.x_scale), _part(each.amount, payoff.y_scale)) for each in payoff.corners
                ]
                chart.add_line(places)
                grid.add_one(chart)
                shapes += 1
    return str(grid.to_svg()) if shapes else None


def _part(value: Fraction | int, scale: int) -> float:
    return float(Fraction(value) / scale)
