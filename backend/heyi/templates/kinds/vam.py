"""vam: an investment whose price adjusts to results."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from heyi.core.terms import Base, Clause, Form, Leg, Metric, Nature, Point, Span, Tranche, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import above_zero, metric_of, ratio_of, term_of
from heyi.templates.points import falling, rising
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["Bonus", "Compensation", "VamText"]

_INVESTEE, _INVESTOR, _PAYER = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Compensation:
    """What `payer` owes the investor for a missed window: a part of what is missing, at most `at_most` per window."""

    payer: str
    ratio: Fraction
    at_most: int


@dataclass(frozen=True, kw_only=True)
class Bonus:
    """What the investor owes the team for a beaten window: a part of what is above, at most `at_most` per window."""

    ratio: Fraction
    at_most: int


@dataclass(frozen=True, kw_only=True)
class VamText(Agreement):
    """An investor pays `amount` for shares of a unit, which promises a sum of its metric for each window of periods."""

    investor: str
    investee: str
    amount: int
    shares: int
    metric: Metric
    window: int
    promises: tuple[int, ...]
    compensation: Compensation | None = None
    bonus: Bonus | None = None

    kind = "vam"
    carried_out_by = "VamAgreements"

    @property
    def parties(self) -> tuple[str, ...]:
        payers = (self.compensation.payer,) if self.compensation else ()
        return (self.investee, self.investor, *payers)

    def draft(self, addresses: Addresses) -> Draft:
        measured = Clause(
            subject=subject_of(addresses[self.investee]),
            metric=self.metric,
            form=Form.Variance,
            span=Span.WindowCorrected,
            window=self.window,
            base=(Base(promises=self.promises),),
            points=(Point(0, 0),),
        )
        legs: list[Leg] = []
        clauses: list[Clause] = []
        if self.compensation:
            points = falling(0, self.compensation.ratio, self.compensation.at_most)
            clauses.append(replace(measured, leg=len(legs), points=points))
            legs.append(Leg(_PAYER, _INVESTOR))
        if self.bonus:
            clauses.append(replace(measured, leg=len(legs), points=rising(0, self.bonus.ratio, self.bonus.at_most)))
            legs.append(Leg(_INVESTOR, _INVESTEE, Nature.Bonus))
        return Draft(tuple(legs), tuple(clauses), (Tranche(_INVESTOR, _INVESTEE, self.amount, self.shares),))

    def says(self, words: Words) -> str:
        investor, investee = words.name(self.investor), words.name(self.investee)
        sentences = [
            f"{investor} invests {words.money(self.amount)} in {investee} at the opening, for {self.shares:,} "
            f"of its {words.shares[self.investee]:,} shares.",
            f"{investee} promises {words.metric(self.metric)} of {self._promises(words)}; {words.absent}.",
        ]
        if self.compensation:
            sentences.append(
                f"For a missed promise {words.name(self.compensation.payer)} pays {investor} "
                f"{words.percent(self.compensation.ratio)} of what is missing, at most "
                f"{words.money(self.compensation.at_most)}."
            )
        if self.bonus:
            sentences.append(
                f"For a beaten one {investor} pays {investee}'s team {words.percent(self.bonus.ratio)} of what is "
                f"above it, at most {words.money(self.bonus.at_most)}."
            )
        return " ".join(sentences)

    def _promises(self, words: Words) -> str:
        starts = (self.term.first_period + index * self.window for index in range(len(self.promises)))
        windows = [
            f"{words.money(promise)} for {words.window(first, self.window)}"
            for first, promise in zip(starts, self.promises, strict=True)
        ]
        return listed(windows)

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term = term_of(entry, defaults)
        window, promises = entry.number("window"), entry.amounts("promises")
        if term.periods % window:
            entry.wrong("window", f"windows of {window} periods do not divide the {term.periods} of the agreement")
        elif len(promises) != term.periods // window:
            windows = f"{term.periods // window} windows of {window} periods"
            entry.wrong("promises", f"has {len(promises)} for {windows}")
        if not entry.has("compensation") and not entry.has("bonus"):
            entry.wrong("", "needs a compensation or a bonus")
        compensation, bonus = entry.inside("compensation"), entry.inside("bonus")
        return cls(
            id=entry.text("id"),
            term=term,
            investor=entry.text("investor"),
            investee=entry.text("investee"),
            amount=above_zero(entry, "amount"),
            shares=entry.number("shares"),
            metric=metric_of(entry),
            window=window,
            promises=promises,
            compensation=Compensation(
                payer=compensation.text("payer"),
                ratio=ratio_of(compensation),
                at_most=above_zero(compensation, "at_most"),
            )
            if compensation.values
            else None,
            bonus=Bonus(ratio=ratio_of(bonus), at_most=above_zero(bonus, "at_most")) if bonus.values else None,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "investee", self.investee)
        cast.party(entry, "investor", self.investor)
        if self.investor == self.investee:
            entry.wrong("investor", f"{self.investor} is the unit invested in")
        if self.compensation:
            payer, inner = self.compensation.payer, entry.inside("compensation")
            cast.party(inner, "payer", payer)
            if payer == self.investee:
                inner.wrong("payer", f"{payer} is the unit invested in, and compensation never comes out of it")
            elif payer == self.investor:
                inner.wrong("payer", f"{payer} is the investor, whom the compensation is for")
