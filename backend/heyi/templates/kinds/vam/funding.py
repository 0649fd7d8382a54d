"""Money in: paid at the opening, later out of what investors lock, or as far as losses need it."""

from dataclasses import dataclass
from typing import Self

from heyi.core.periods import Calendar
from heyi.core.terms import Clause, Form, Gate, Metric, Nature, Point, Span
from heyi.templates.agreement import Addresses, Defaults, Term
from heyi.templates.building.condition import Condition
from heyi.templates.building.sheet import Sheet
from heyi.templates.fields import above_zero, period_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["Allowance", "Investment", "Later", "Loss"]


@dataclass(frozen=True, kw_only=True)
class Investment:
    """Paid at the opening, for shares."""

    investor: str
    amount: int
    shares: int

    @classmethod
    def read(cls, entry: Entry) -> Self:
        return cls(investor=entry.text("investor"), amount=above_zero(entry, "amount"), shares=entry.number("shares"))


@dataclass(frozen=True, kw_only=True)
class Later:
    """Locked at the opening, released when a period begins or when a condition holds (an inflection point); what is not
    released goes back in the end. shares: which the team gives with it."""

    investor: str
    amount: int
    shares: int
    at: int = 0
    days: int = 0
    when: Condition | None = None

    def write(self, sheet: Sheet, addresses: Addresses, investee: str) -> None:
        gates: tuple[Gate, ...] = (self.when.gate(addresses),) if self.when else ()
        moved = [(sheet.leg(self.investor, investee, Nature.Tranche, escrow=self.amount), self.amount)]
        if self.shares:
            moved.append((sheet.leg(investee, self.investor, Nature.Shares), self.shares))
        for leg, amount in moved:
            # Cumulative: once released it is not released again.
            if self.when:
                clause = Clause(span=Span.Cumulative, window=self.when.periods, gates=gates, points=(Point(0, amount),))
            else:
                step = (Point(self.days, 0), Point(self.days, amount))
                clause = Clause(form=Form.Days, span=Span.Cumulative, points=step)
            sheet.clause(leg, clause)

    def says(self, words: Words, investee: str) -> str:
        when = f"once {self.when.says(words)}" if self.when else f"in {words.when(self.at)}"
        shares = f", for {self.shares:,} more shares of the team's" if self.shares else ""
        return (
            f"{words.name(self.investor)} locks {words.money(self.amount)} more, which {words.name(investee)} gets "
            f"{when}{shares}; what is not released goes back."
        )

    @classmethod
    def read(cls, entry: Entry, term: Term, defaults: Defaults, investee: str) -> Self:
        if entry.has("at") == entry.has("when"):
            entry.wrong("", "needs one of at and when")
        at = period_of(entry, "at", defaults.calendar) if entry.has("at") else 0
        if entry.has("at") and not term.first_period < at <= term.last_period:
            entry.wrong("at", "lies outside the agreement, or at its opening")
        when = Condition.read(entry.inside("when"), investee) if entry.has("when") else None
        if when and term.periods % when.periods:
            entry.inside("when").wrong("periods", f"do not divide the {term.periods} of the agreement")
        return cls(
            investor=entry.text("investor"),
            amount=above_zero(entry, "amount"),
            shares=entry.number("shares"),
            at=at,
            days=_days_before(defaults.calendar, term.first_period, at) if at > term.first_period else 0,
            when=when,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.party(entry, "investor", self.investor)
        if self.when:
            self.when.check(entry.inside("when"), cast)


def _days_before(calendar: Calendar, first: int, period: int) -> int:
    return calendar.days_between(first, period - 1)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A cash-flow allowance: a period's loss is covered, up to `per_period`, and in all up to what is locked."""

    investor: str
    per_period: int
    in_all: int

    def write(self, sheet: Sheet, investee: str) -> None:
        leg = sheet.leg(self.investor, investee, Nature.Tranche, escrow=self.in_all)
        points = (Point(-self.per_period, self.per_period), Point(0, 0))
        sheet.clause(leg, Clause(subject=sheet.subject(investee), metric=Metric.Profit, points=points))

    def says(self, words: Words, investee: str) -> str:
        return (
            f"{words.name(self.investor)} locks {words.money(self.in_all)}, out of which a {words.period}'s loss of "
            f"{words.name(investee)}'s is covered, at most {words.money(self.per_period)}; what is left "
            "goes back."
        )

    @classmethod
    def read(cls, entry: Entry) -> Self:
        return cls(
            investor=entry.text("investor"),
            per_period=above_zero(entry, "per_period"),
            in_all=above_zero(entry, "in_all"),
        )


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Losses to date are borne by money that is locked for it: this party's after `before`, up to `amount`."""

    bearer: str
    amount: int
    before: int

    def write(self, sheet: Sheet, investee: str) -> None:
        leg = sheet.leg(self.bearer, investee, Nature.Tranche, escrow=self.amount)
        points = (Point(-self.before - self.amount, self.amount), Point(-self.before, 0))
        clause = Clause(subject=sheet.subject(investee), metric=Metric.Profit, span=Span.Cumulative, points=points)
        sheet.clause(leg, clause)

    def says(self, words: Words, investee: str) -> str:
        name = words.name(self.bearer)
        which = f"beyond {words.money(self.before)} " if self.before else ""
        return (
            f"{words.name(investee)}'s losses to date {which}are borne by {name}, who locks {words.money(self.amount)}."
        )

    @classmethod
    def read_all(cls, entries: list[Entry]) -> tuple[Self, ...]:
        """Those named first lose first."""
        losses: list[Self] = []
        before = 0
        for entry in entries:
            losses.append(cls(bearer=entry.text("bearer"), amount=above_zero(entry, "amount"), before=before))
            before += losses[-1].amount
        return tuple(losses)
