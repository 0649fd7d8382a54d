"""What if: the amounts of an agreement, period by period, at figures that somebody supposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from heyi.core.accrual import Running, entitlements
from heyi.core.facts import Facts, Figure, Finality, Metric
from heyi.core.periods import Calendar
from heyi.core.terms import Terms
from heyi.templates.previewing.outcomes import Ask, shared

__all__ = ["LegAmount", "Nothing", "Supposed", "SupposedPeriod", "figures_of", "supposed_periods"]


class Nothing:
    """Facts of which none is known."""

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        del subject, metric, period, corrected
        return Figure(Finality.Pending, 0)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        del subject, metric, period, through
        return 0


@dataclass
class Supposed:
    """Facts with supposed figures over them. assumed: what was asked for and nobody said: it counts as 0."""

    figures: Mapping[tuple[bytes, Metric, int], int]
    facts: Facts
    assumed: dict[tuple[bytes, Metric, int], None] = field(default_factory=dict)

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        key = (subject, metric, period)
        if key in self.figures:
            return Figure(Finality.Final, self.figures[key])
        known = self.facts.figure(subject, metric, period, corrected)
        if known.finality is not Finality.Pending:
            return known
        self.assumed[key] = None
        return Figure(Finality.Final, 0)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        return self.facts.correction(subject, metric, period, through)


@dataclass(frozen=True)
class LegAmount:
    """What a leg owes for a period: above 0 its debtor, below 0 its creditor. parts: what each creditor gets of it."""

    leg: int
    amount: int
    parts: Mapping[int, int]


@dataclass(frozen=True)
class SupposedPeriod:
    period: int
    clauses: tuple[int, ...]
    legs: tuple[LegAmount, ...]


def supposed_periods(
    versions: Sequence[Terms], facts: Facts, calendar: Calendar, worth: Ask
) -> tuple[SupposedPeriod, ...]:
    """Every period of an agreement's terms: the first ones, and those that amended them, each until the next begins.

    Dividends of shares count as none: they depend on more than this agreement.
    """
    found: list[SupposedPeriod] = []
    running: tuple[Running, ...] = ()
    legs: tuple[int, ...] = ()
    for number, terms in enumerate(versions):
        until = versions[number + 1].first_period if number + 1 < len(versions) else terms.last_end
        accrued = entitlements(
            terms,
            facts,
            calendar,
            until - 1,
            agreement_start=versions[0].first_period,
            running=running,
            legs=legs,
            worth=worth,
        )
        running, legs = accrued.running, accrued.legs
        found += [_period(terms, each.period, each.amounts) for each in accrued.periods]
    return tuple(found)


def figures_of(terms: Terms) -> int:
    """About how many figures all periods of the terms read: what computing them costs."""
    total = 0
    for clause in terms.clauses:
        each_window = clause.window * (1 + len(clause.base)) + sum(gate.periods * gate.running for gate in clause.gates)
        total += each_window * (terms.periods // clause.window) + terms.periods
    return total


def _period(terms: Terms, period: int, amounts: tuple[int, ...]) -> SupposedPeriod:
    legs = []
    for number, leg in enumerate(terms.legs):
        amount = sum(each for clause, each in zip(terms.clauses, amounts, strict=True) if clause.leg == number)
        legs.append(LegAmount(number, amount, shared(terms, leg, amount)))
    return SupposedPeriod(period, amounts, tuple(legs))
