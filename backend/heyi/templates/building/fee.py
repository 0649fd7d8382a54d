"""What is paid for work, in each period: a fixed fee, a share of somebody's figure, or both."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from heyi.core.terms import Clause, Metric, Point, Span, subject_of
from heyi.templates.agreement import Addresses
from heyi.templates.building.points import rising
from heyi.templates.fields import above_zero, metric_of, ratio_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["FeeShare", "clauses_of_fee", "fee_and_share_of", "says_fee"]


@dataclass(frozen=True, kw_only=True)
class FeeShare:
    """A part of what a unit's figure exceeds `above` by, at most `at_most` per period."""

    ratio: Fraction
    of: str
    metric: Metric
    above: int
    at_most: int

    def clause(self, addresses: Addresses) -> Clause:
        return Clause(
            subject=subject_of(addresses[self.of]),
            metric=self.metric,
            span=Span.WindowCorrected,
            points=rising(self.above, self.ratio, self.at_most),
        )

    def says(self, words: Words) -> str:
        figure = f"{words.name(self.of)}'s {words.metric(self.metric)} above {words.money(self.above)}"
        return f"{words.percent(self.ratio)} of {figure}, at most {words.money(self.at_most)} a {words.period}"

    @classmethod
    def read(cls, entry: Entry, otherwise_of: str) -> Self | None:
        """None where the entry has no share. otherwise_of: whose figure it is, where the entry doesn't say."""
        if not entry.has("share"):
            for field in ("of", "metric", "above", "at_most"):
                if entry.has(field):
                    entry.wrong(field, "belongs to a share, but share is missing")
            return None
        if not entry.has("at_most"):
            entry.wrong("at_most", "is missing: a share needs the most it can come to")
            return None
        return cls(
            ratio=ratio_of(entry),
            of=entry.text("of", otherwise_of),
            metric=metric_of(entry),
            above=entry.amount("above"),
            at_most=above_zero(entry, "at_most"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        if not entry.has("of") and self.of in cast.people:
            entry.wrong("of", f"is missing: {self.of} is a person, of whom there are no figures")
        cast.measured(entry, "of", self.of, self.metric)


def clauses_of_fee(fee: int, share: FeeShare | None, addresses: Addresses) -> list[Clause]:
    fixed = [Clause(points=(Point(0, fee),))] if fee else []
    return fixed + ([share.clause(addresses)] if share else [])


def says_fee(fee: int, share: FeeShare | None, words: Words) -> str:
    fixed = [f"{words.money(fee)} a {words.period}"] if fee else []
    return " and ".join(fixed + ([share.says(words)] if share else []))


def fee_and_share_of(entry: Entry, otherwise_of: str) -> tuple[int, FeeShare | None]:
    """Either may be left out, but not both. otherwise_of: whose figure is shared, where the entry doesn't say."""
    fee = entry.amount("fee")
    if not entry.has("share") and not fee:
        entry.wrong("", "needs a fee or a share")
    return fee, FeeShare.read(entry, otherwise_of)
