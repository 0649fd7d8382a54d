"""benefit: across a boundary between units, one's extra cost raises another's profit; both are settled."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from heyi.core.terms import Base, Clause, Form, Leg, Metric, Point, Span, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.building.points import rising
from heyi.templates.fields import above_zero, one_or_more, ratio_of, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["BenefitText"]


@dataclass(frozen=True, kw_only=True)
class BenefitText(Agreement):
    """The unit that gains covers the other's agreed extra cost per period, and shares its extra profit: what each
    window of periods exceeds its baseline by."""

    gains: str
    bears: str
    extra_cost: int
    window: int
    baselines: tuple[int, ...]
    ratio: Fraction
    at_most: int

    kind = "benefit"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.gains, self.bears)

    def draft(self, addresses: Addresses) -> Draft:
        key = Clause(
            subject=subject_of(addresses[self.gains]),
            metric=Metric.Profit,
            form=Form.Variance,
            span=Span.WindowCorrected,
            window=self.window,
            base=(Base(promises=self.baselines),),
            points=rising(0, self.ratio, self.at_most),
        )
        cost = (Clause(points=(Point(0, self.extra_cost),)),) if self.extra_cost else ()
        return Draft((Leg(0, 1),), (*cost, key))

    def says(self, words: Words) -> str:
        gains, bears = words.name(self.gains), words.name(self.bears)
        cost = (
            f"covers {bears}'s extra cost with {words.money(self.extra_cost)} a {words.period}, and "
            if self.extra_cost
            else ""
        )
        baselines = dict.fromkeys(self.baselines)
        baseline = (
            f"the baseline of {words.money(self.baselines[0])}"
            if len(baselines) == 1
            else f"the baselines {', '.join(words.money(each) for each in self.baselines)}"
        )
        return (
            f"{gains} {cost}pays {bears} {words.percent(self.ratio)} of its own profit above {baseline} for each "
            f"window of {words.many(self.window)}, at most {words.money(self.at_most)} each; {words.absent}."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term, window = term_of(entry, defaults), entry.number("window", 1)
        return cls(
            id=entry.text("id"),
            term=term,
            gains=entry.text("gains"),
            bears=entry.text("bears"),
            extra_cost=entry.amount("extra_cost"),
            window=window,
            baselines=one_or_more(entry, "baseline", term, window),
            ratio=ratio_of(entry),
            at_most=above_zero(entry, "at_most"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "gains", self.gains)
        cast.party(entry, "bears", self.bears)
        if self.gains == self.bears:
            entry.wrong("bears", f"{self.bears} is the unit that gains")
