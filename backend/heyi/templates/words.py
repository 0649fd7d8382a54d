"""The words sentences are made of: names, amounts, periods and metrics, as their readers know them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from heyi.core.periods import Calendar
from heyi.core.terms import Metric
from heyi.sources.amounts import amount_text, percent_text

__all__ = ["Words", "listed"]

_METRICS = {
    Metric.Revenue: "revenue",
    Metric.Profit: "profit",
    Metric.Collected: "collected cash",
    Metric.Ecosystem: "ecosystem value",
    Metric.Score: "score",
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """names: of every unit and person by id. shares: of every unit, in all. symbol, decimals: of the currency.

    has: what a party is known to have to pay from, in minor units; who is not in it may have anything.
    """

    names: Mapping[str, str]
    shares: Mapping[str, int]
    calendar: Calendar
    symbol: str
    decimals: int
    has: Mapping[str, int] = field(default_factory=dict)

    def name(self, party: str) -> str:
        return self.names[party]

    def all_names(self, parties: Sequence[str]) -> str:
        return listed([self.names[party] for party in parties])

    def money(self, minor: int) -> str:
        return amount_text(minor, self.decimals)

    def percent(self, share: Fraction) -> str:
        return percent_text(share)

    def metric(self, metric: Metric) -> str:
        return _METRICS[metric]

    def figure(self, metric: Metric, figure: int) -> str:
        """A figure of the metric: points of score, or money."""
        return f"{figure:,}" if metric is Metric.Score else self.money(figure)

    @property
    def period(self) -> str:
        """What a period is called."""
        return "period" if self.calendar.length else "month"

    def when(self, period: int) -> str:
        return self.calendar.format(period)

    def window(self, first: int, periods: int) -> str:
        """From when to when a window lasts."""
        start = self.when(first)
        return f"{start} to {self.when(first + periods - 1)}" if periods > 1 else start

    def many(self, count: int) -> str:
        return f"{count} {self.period}{'' if count == 1 else 's'}"

    @property
    def absent(self) -> str:
        return f"a {self.period} without a final figure counts as 0"


def listed(items: Sequence[str], last: str = "and") -> str:
    """One, two and three."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)
