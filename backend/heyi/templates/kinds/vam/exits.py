"""How an investment ends badly: the stake is bought back, its loss of value is made up for, the leader is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from heyi.core.terms import Base, Clause, Form, Gate, Nature, Point, Reference, Span, benchmark_id
from heyi.templates.agreement import Addresses, Defaults, Term
from heyi.templates.building.condition import Condition
from heyi.templates.building.sheet import Sheet
from heyi.templates.fields import above_zero, ratio_of
from heyi.templates.kinds.vam.goals import Goal
from heyi.templates.kinds.vam.measures import Growth
from heyi.templates.kinds.vam.payers import Payers, Share
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["Bought", "Impairment", "LeaderChange", "Redemption", "Trigger"]

_YEAR = 365
_ALL = 2**62
"""More than any amount; what a curve that only passes a sum on runs up to."""

_PASSED_ON = (Point(0, 0), Point(_ALL, _ALL))
_TAKEN_OFF = (Point(0, 0), Point(_ALL, -_ALL))


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What sets it off: a goal missed in so many windows running, or a condition."""

    goal: str = ""
    missed: int = 0
    condition: Condition | None = None

    def window(self, goals: Sequence[Goal]) -> int:
        return self.condition.periods if self.condition else self._goal(goals).window

    def gate(self, addresses: Addresses, goals: Sequence[Goal]) -> Gate:
        return self.condition.gate(addresses) if self.condition else self._goal(goals).missed(addresses, self.missed)

    def says(self, words: Words, goals: Sequence[Goal]) -> str:
        if self.condition:
            return self.condition.says(words)
        goal = self._goal(goals)
        promise = f"the {goal.name} promise" if goal.name else f"the promise of {words.metric(goal.metric)}"
        times = f"{self.missed} windows running" if self.missed > 1 else "a window"
        return f"{promise} is missed in {times}"

    def _goal(self, goals: Sequence[Goal]) -> Goal:
        return next(goal for goal in goals if goal.name == self.goal)

    @classmethod
    def read(cls, entry: Entry, investee: str, goals: Sequence[Goal], term: Term) -> Self:
        if not entry.has("missed"):
            condition = Condition.read(entry, investee)
            if term.periods % condition.periods:
                entry.wrong("periods", f"do not divide the {term.periods} of the agreement")
            return cls(condition=condition)
        name = entry.text("goal") or (goals[0].name if len(goals) == 1 else "")
        found = [goal for goal in goals if goal.name == name]
        if not found and not name:
            entry.wrong("goal", "is missing: which of the goals?")
        elif not found:
            entry.wrong("goal", f'there is no goal "{name}"')
        elif isinstance(found[0].promised, Growth):
            entry.wrong("goal", "promises no figures, so that missing it can't be counted")
        return cls(goal=name, missed=entry.number("missed"))


@dataclass(frozen=True, kw_only=True)
class Bought:
    """The stake: in which unit, by whom, each for how much."""

    investee: str
    investors: tuple[Share, ...]
    amounts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """The stake is bought back for what was invested with simple interest by days over 365: at the end of the term,
    or when the trigger holds; what triggers again pays only what has been added since.

    days: of the whole term. less_received: compensation and what the shares earned are taken off. value: a benchmark
    that attests what the stake is worth, which is paid if that is more, up to `value_at_most`.
    """

    payers: Payers
    rate: Fraction
    days: int
    trigger: Trigger | None = None
    less_received: bool = False
    value: str = ""
    value_at_most: int = 0

    def write(self, sheet: Sheet, addresses: Addresses, bought: Bought, periods: int, goals: Sequence[Goal]) -> None:
        """A leg from the payer to each investor. What triggers again pays no more than has been added since."""
        window = self.trigger.window(goals) if self.trigger else periods
        gates = (self.trigger.gate(addresses, goals),) if self.trigger else ()
        for number, (investor, amount) in enumerate(zip(bought.investors, bought.amounts, strict=True)):
            bases = [Base(from_=Reference.Days, curve=self._grown(amount))]
            taken_off = [*sheet.legs_to(investor.party)] if self.less_received else []
            taken_off += [sheet.next_leg] if self.trigger else []
            bases += [Base(from_=Reference.Accrued, leg=leg, curve=_TAKEN_OFF) for leg in taken_off]
            if self.less_received and number == 0:  # the contract knows what the first tranche's shares earned
                bases.append(Base(from_=Reference.Dividends, curve=_TAKEN_OFF))
            points = (Point(0, 0), Point(self.most(amount), self.most(amount)))
            clause = Clause(form=Form.Base, window=window, base=tuple(bases), gates=gates, points=points)
            (leg,) = self.payers.write(sheet, bought.investee, [Share(investor.party)], clause)
            if self.value:
                sheet.clause(leg, self._value(leg, window, gates))

    def _value(self, leg: int, window: int, gates: tuple[Gate, ...]) -> Clause:
        """What the stake is worth beyond what the leg has just accrued."""
        accrued = Base(from_=Reference.Accrued, leg=leg, curve=_PASSED_ON)
        return Clause(
            subject=benchmark_id(self.value),
            form=Form.Variance,
            window=window,
            base=(accrued,),
            gates=gates,
            points=(Point(0, 0), Point(self.value_at_most, self.value_at_most)),
        )

    def _grown(self, amount: int) -> tuple[Point, ...]:
        """The principal with interest, exact at each day: a line whose far end is whole."""
        days = _YEAR * self.rate.denominator
        while days < self.days:
            days *= 2
        return (Point(0, amount), Point(days, amount + int(amount * self.rate * days / _YEAR)))

    def most(self, amount: int) -> int:
        return amount + int(amount * self.rate * self.days / _YEAR)

    def says(self, words: Words, bought: Bought, goals: Sequence[Goal]) -> str:
        when = (
            f"When {self.trigger.says(words, goals)}, at the window's end" if self.trigger else "At the end of the term"
        )
        most = words.money(sum(self.most(amount) for amount in bought.amounts))
        less = ", less compensation and what the shares earned" if self.less_received else ""
        value = (
            f"; if the stake is worth more by {self.value}, the rest too, at most {words.money(self.value_at_most)}"
            if self.value
            else ""
        )
        again = " What sets it off again pays only what has been added since." if self.trigger else ""
        names = words.all_names([each.party for each in bought.investors])
        principal = words.money(sum(bought.amounts))
        return (
            f"{when} {self.payers.says(words, bought.investee)} {names} {principal} back with simple interest of "
            f"{words.percent(self.rate)} a year by days over 365{less}, at most {most}{value}."
            f"{again}{self.payers.behind(words)}"
        )

    @classmethod
    def read(cls, entry: Entry, term: Term, defaults: Defaults, investee: str, goals: Sequence[Goal]) -> Self:
        if entry.has("value") != entry.has("value_at_most"):
            entry.wrong("value_at_most", "and value belong together")
        if entry.has("payers"):
            entry.wrong("payers", "can't be several: what was paid before is taken off each leg alone")
        when = entry.inside("when")
        return cls(
            payers=Payers.read(entry),
            rate=ratio_of(entry, "rate"),
            days=defaults.calendar.days_between(term.first_period, term.last_period),
            trigger=Trigger.read(when, investee, goals, term) if entry.has("when") else None,
            less_received=bool(entry.values.get("less_received")),
            value=entry.text("value"),
            value_at_most=entry.amount("value_at_most"),
        )


@dataclass(frozen=True, kw_only=True)
class Impairment:
    """At the end of the term: price less what a benchmark attests the stake is worth, less compensation accrued."""

    payers: Payers
    price: int
    value: str

    def write(self, sheet: Sheet, investee: str, investors: Sequence[Share], periods: int) -> None:
        """To each investor its part of the loss of value, as what it got is its part of all compensation."""
        for investor in investors:
            part = investor.part
            far = _ALL // part.denominator
            taken_up = (Point(0, 0), Point(far * part.numerator, -far * part.denominator))
            paid = [Base(from_=Reference.Accrued, leg=leg, curve=taken_up) for leg in sheet.legs_to(investor.party)]
            most = self.price * part.numerator // part.denominator
            clause = Clause(
                subject=benchmark_id(self.value),
                form=Form.Variance,
                span=Span.WindowCorrected,
                window=periods,
                base=(Base(promises=(self.price,)), *paid),
                points=(Point(-self.price, most), Point(0, 0)),
            )
            self.payers.write(sheet, investee, [Share(investor.party)], clause)

    def says(self, words: Words, investee: str, investors: Sequence[Share]) -> str:
        names = words.all_names([each.party for each in investors])
        return (
            f"At the end of the term {self.payers.says(words, investee)} {names} what the stake is worth less than "
            f"{words.money(self.price)} by {self.value}, less the compensation that was due.{self.payers.behind(words)}"
        )

    @classmethod
    def read(cls, entry: Entry, invested: int) -> Self:
        price = above_zero(entry, "price") if entry.has("price") else invested
        return cls(payers=Payers.read(entry), price=price, value=entry.text("value"))


@dataclass(frozen=True, kw_only=True)
class LeaderChange:
    """Somebody else becomes the enterprise's leader when the trigger holds."""

    successor: str
    trigger: Trigger

    def write(self, sheet: Sheet, addresses: Addresses, investee: str, goals: Sequence[Goal]) -> None:
        leg = sheet.leg(investee, self.successor, Nature.Control)
        gate = self.trigger.gate(addresses, goals)
        sheet.clause(leg, Clause(window=self.trigger.window(goals), gates=(gate,), points=(Point(0, 1),)))

    def says(self, words: Words, investee: str, goals: Sequence[Goal]) -> str:
        when = self.trigger.says(words, goals)
        return f"When {when}, {words.name(self.successor)} becomes {words.name(investee)}'s leader."

    @classmethod
    def read(cls, entry: Entry, term: Term, investee: str, goals: Sequence[Goal]) -> Self:
        trigger = Trigger.read(entry.inside("when"), investee, goals, term)
        return cls(successor=entry.text("successor"), trigger=trigger)

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.person(entry, "successor", self.successor)
