"""How much follows from a figure that is held against a promise: the shapes people agree on, as points.

A figure is promised for each window: named, or a multiple of a benchmark's growth.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Self

from heyi.core.terms import Base, Clause, Form, Point, Reference, Span, benchmark_id
from heyi.templates.building.points import falling, rising
from heyi.templates.fields import above_zero, ratio_of
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["Excess", "Growth", "Shortfall", "Tier"]

_WHOLE = 10_000
"""Basis points in a whole: what growth is attested in."""


@dataclass(frozen=True, kw_only=True)
class Growth:
    """What is promised is `base` grown by `times` the benchmark's growth, which is attested in basis points per window.

    shrinks_once: a decline of the benchmark counts once, whatever `times` is; otherwise it counts as often.
    """

    benchmark: str
    base: int
    times: int
    shrinks_once: bool

    def as_base(self, scale: int) -> Base:
        low = 0 if self.shrinks_once else self.base * (1 - self.times)
        curve = (Point(-_WHOLE, low), Point(0, self.base), Point(10 * _WHOLE, self.base * (1 + 10 * self.times)))
        return Base(from_=Reference.Benchmark, scale=scale, benchmark=benchmark_id(self.benchmark), curve=curve)

    def says(self, words: Words) -> str:
        decline = "once" if self.shrinks_once else "as often"
        return (
            f"{words.money(self.base)} grown by {self.times} times the benchmark '{self.benchmark}', whose decline "
            f"counts {decline}, for each window"
        )

    @classmethod
    def read(cls, entry: Entry) -> Self:
        return cls(
            benchmark=entry.text("benchmark"),
            base=above_zero(entry, "base"),
            times=entry.number("times"),
            shrinks_once=entry.text("decline", "once") == "once",
        )


Promised = tuple[int, ...] | Growth


def base_of(promised: Promised, scale: int = 1) -> Base:
    return promised.as_base(scale) if isinstance(promised, Growth) else Base(scale=scale, promises=promised)


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What follows from a miss. One of: share (of what is missing), of (the part of it by which the figure falls
    short), fixed (whatever is missing).

    tolerance: nothing while the figure falls short by no more than this part, then all at once. span: Cumulative keeps
    what was once accrued; CumulativeGivingBack owes it back.
    """

    share: Fraction | None = None
    of: int = 0
    fixed: int = 0
    at_most: int
    tolerance: Fraction = Fraction(0)
    span: Span = Span.WindowCorrected

    def clause(self, promised: Promised) -> Clause:
        if self.of and self.span is Span.WindowCorrected:
            return self._ratio(promised)
        if self.share is not None:
            points = falling(0, self.share, self.at_most)
        elif self.fixed:
            points = (Point(0, self.fixed), Point(0, 0))
        else:
            assert not isinstance(promised, Growth), "read() refuses it"
            whole = sum(promised)
            points = _clamped(Point(-whole, self.of), self.at_most)
        return Clause(form=Form.Variance, span=self.span, base=(base_of(promised),), points=points)

    def _ratio(self, promised: Promised) -> Clause:
        """By the part of the promise that was reached; the scale makes every corner whole."""
        cap = 1 - Fraction(self.at_most, self.of)
        edge = 1 - self.tolerance
        scale = lcm(_WHOLE, cap.denominator, edge.denominator)
        points = [Point(int(cap * scale), self.at_most), Point(scale, 0)]
        if self.tolerance:
            x = int(edge * scale)
            points = [points[0], Point(x, int(self.of * self.tolerance)), Point(x, 0)]
        return Clause(form=Form.Ratio, span=self.span, base=(base_of(promised, scale),), points=tuple(points))

    def says(self, amount: str, at_most: str, words: Words) -> str:
        """amount, at_most: `of` or `fixed`, and the most, in words of what moves."""
        if self.share is not None:
            text = f"{words.percent(self.share)} of what is missing, at most {at_most}"
        elif self.fixed:
            text = amount
        else:
            text = f"the part of {amount} by which it falls short, at most {at_most}"
        if self.tolerance:
            text += f", nothing while it falls short by no more than {words.percent(self.tolerance)}"
        if self.span is Span.Cumulative:
            text += ", by the sums to date, less what was due before; what was once due is not given back"
        elif self.span is Span.CumulativeGivingBack:
            text += ", by the sums to date, less what was due before; what is caught up is given back"
        return text

    @classmethod
    def read(cls, entry: Entry, promised: Promised, *, shares: bool) -> Self:
        """shares: whether amounts are numbers of shares."""
        count = Entry.number if shares else above_zero
        given = [field for field in ("share", "of", "fixed") if entry.has(field)]
        if len(given) != 1:
            entry.wrong("", "needs one of share, of and fixed")
        of, fixed = (count(entry, field) if field in given[:1] else 0 for field in ("of", "fixed"))
        if entry.has("share") and not entry.has("at_most"):
            entry.wrong("at_most", "is missing: a share needs the most it can come to")
        at_most = count(entry, "at_most") if entry.has("at_most") else of or fixed
        if of and at_most > of:
            entry.wrong("at_most", "is more than the whole that it is a part of")
        span = {"": Span.WindowCorrected, "kept": Span.Cumulative, "given back": Span.CumulativeGivingBack}[
            entry.text("cumulative")
        ]
        tolerance = entry.percent("tolerance")
        _check_shape(entry, of, tolerance, span, promised)
        return cls(
            share=ratio_of(entry) if entry.has("share") else None,
            of=of,
            fixed=fixed,
            at_most=at_most,
            tolerance=tolerance,
            span=span,
        )


def _check_shape(entry: Entry, of: int, tolerance: Fraction, span: Span, promised: Promised) -> None:
    if tolerance and (not of or span is not Span.WindowCorrected):
        entry.wrong("tolerance", "belongs to `of` in windows that count alone")
    elif (of * tolerance).denominator != 1:
        entry.wrong("tolerance", "does not make a whole amount at its edge")
    if not of:
        return
    if span is not Span.WindowCorrected and isinstance(promised, Growth):
        entry.wrong("cumulative", "needs promises in figures, since the whole is divided by their sum")
    elif span is not Span.WindowCorrected and isinstance(promised, tuple) and sum(promised) <= 0:
        entry.wrong("of", "is divided by the sum of all promises, which must be above 0")
    elif isinstance(promised, tuple) and span is Span.WindowCorrected and any(each <= 0 for each in promised):
        entry.wrong("of", "is divided by each promise, which must be above 0")


def _clamped(corner: Point, at_most: int) -> tuple[Point, ...]:
    """The line from a corner to (0, 0), up to the cap, which lies at the first whole x where it is reached."""
    if at_most >= corner.y:
        return (corner, Point(0, 0))
    return falling(0, Fraction(corner.y, -corner.x), at_most)


@dataclass(frozen=True)
class Tier:
    """A share of what lies above the tier before, up to `up_to` above the promise."""

    up_to: int
    share: Fraction


@dataclass(frozen=True, kw_only=True)
class Excess:
    """What follows from beating a promise. One of: share (of what is above, at most `at_most`), tiers, fixed."""

    share: Fraction | None = None
    at_most: int = 0
    tiers: tuple[Tier, ...] = ()
    fixed: int = 0
    span: Span = Span.WindowCorrected

    def clause(self, promised: Promised) -> Clause:
        return Clause(form=Form.Variance, span=self.span, base=(base_of(promised),), points=self.points(0))

    def points(self, above: int) -> tuple[Point, ...]:
        if self.share is not None:
            return rising(above, self.share, self.at_most)
        if self.fixed:
            return (Point(above, 0), Point(above, self.fixed))
        points = [Point(above, 0)]
        for tier in self.tiers:
            x = above + tier.up_to
            width = x - points[-1].x
            points.append(Point(x, points[-1].y + width * tier.share.numerator // tier.share.denominator))
        return tuple(points)

    def says(self, fixed: str, at_most: str, words: Words) -> str:
        """fixed, at_most: those amounts in words of what moves."""
        if self.share is not None:
            text = f"{words.percent(self.share)} of what is above it, at most {at_most}"
        elif self.fixed:
            text = fixed
        else:
            last = 0
            parts = []
            for tier in self.tiers:
                parts.append(f"{words.percent(tier.share)} of what is {words.money(last)} to {words.money(tier.up_to)}")
                last = tier.up_to
            text = f"{listed(parts)} above it, at most {at_most}"
        cumulative = ", by the sums to date, less what was due before" if self.span is Span.Cumulative else ""
        return text + cumulative

    @property
    def most(self) -> int:
        return self.points(0)[-1].y

    @classmethod
    def read(cls, entry: Entry, *, shares: bool) -> Self:
        count = Entry.number if shares else above_zero
        given = [field for field in ("share", "tiers", "fixed") if entry.has(field)]
        if len(given) != 1:
            entry.wrong("", "needs one of share, tiers and fixed")
        if entry.has("share") != entry.has("at_most"):
            entry.wrong("at_most", "belongs to a share, which needs it")
        tiers = tuple(Tier(above_zero(tier, "up_to"), ratio_of(tier)) for tier in entry.items("tiers"))
        for before, tier, item in zip(tiers, tiers[1:], entry.items("tiers")[1:], strict=False):
            if tier.up_to <= before.up_to:
                item.wrong("up_to", "is not above the tier before")
        return cls(
            share=ratio_of(entry) if entry.has("share") else None,
            at_most=count(entry, "at_most") if entry.has("at_most") else 0,
            tiers=tiers,
            fixed=count(entry, "fixed") if entry.has("fixed") else 0,
            span=Span.Cumulative if entry.text("cumulative") else Span.WindowCorrected,
        )
