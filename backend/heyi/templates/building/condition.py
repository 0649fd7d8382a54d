"""Conditions: what must be so for a clause to count, as people say it and as the gates that ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from heyi.core.terms import NO_UPPER_BOUND, Gate, Metric, subject_of
from heyi.templates.agreement import Addresses
from heyi.templates.fields import metric_of, points_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["NO_LOWER_BOUND", "Condition"]

NO_LOWER_BOUND = -(2**63)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The sum of a unit's metric over the last `periods` periods is at least, or below, what is named.

    running: in that many windows one after the other, of `periods` each.
    """

    of: str
    metric: Metric
    at_least: int | None = None
    below: int | None = None
    periods: int = 1
    running: int = 1

    def gate(self, addresses: Addresses) -> Gate:
        return Gate(
            subject_of(addresses[self.of]),
            self.metric,
            periods=self.periods,
            running=self.running,
            at_least=NO_LOWER_BOUND if self.at_least is None else self.at_least,
            below=NO_UPPER_BOUND if self.below is None else self.below,
        )

    def says(self, words: Words) -> str:
        figure = f"{words.name(self.of)}'s {words.metric(self.metric)}"
        if self.periods > 1:
            figure += f" over {words.many(self.periods)}"
        bounds = [] if self.at_least is None else [f"at least {words.figure(self.metric, self.at_least)}"]
        bounds += [] if self.below is None else [f"below {words.figure(self.metric, self.below)}"]
        times = f" {self.running} times running" if self.running > 1 else ""
        return f"{figure} is {listed(bounds)}{times}"

    @classmethod
    def read(cls, entry: Entry, otherwise_of: str) -> Self:
        """otherwise_of: whose figure it is, where the entry doesn't say."""
        metric = metric_of(entry)
        bounds: dict[str, int | None] = {}
        for field in ("at_least", "below"):
            bounds[field] = None
            if entry.has(field):
                bounds[field] = points_of(entry, field) if metric is Metric.Score else entry.amount(field)
        if metric is Metric.Score and entry.number("periods", 1) > 1:
            entry.wrong("periods", "must be 1 for a score: points of several periods don't add up")
        if bounds["at_least"] is None and bounds["below"] is None:
            entry.wrong("", "needs at_least or below")
        return cls(
            of=entry.text("of", otherwise_of),
            metric=metric,
            at_least=bounds["at_least"],
            below=bounds["below"],
            periods=entry.number("periods", 1),
            running=entry.number("running", 1),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        if not entry.has("of") and self.of not in cast.units:
            cast.unit(entry, "of", self.of)
        cast.measured(entry, "of", self.of, self.metric)


def said(conditions: Sequence[Condition], words: Words) -> str:
    """All of them, as a part of a sentence; empty if there are none."""
    return f", if {listed([each.says(words) for each in conditions])}" if conditions else ""
