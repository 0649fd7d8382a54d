"""The worst and the best case of each party, as its terms allow: what it can come to pay or get, whatever happens.

Clauses that read one measure are looked at together, at every corner, because a figure can't be low for one and high
for the other; clauses of different measures may all turn out badly at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from heyi.core import payoff
from heyi.core.terms import ALL_PARTNERS, Clause, Form, Leg, Nature, Span, Terms, shares_of

__all__ = ["Ask", "Outcome", "Range", "amounts_of", "outcomes_of", "reading_at", "shared"]

Ask = Callable[[Clause, int, int], int]
"""What a clause is worth at the figures `actual` and `base`: the contract's preview, or its twin."""

Flows = Mapping[int, int]
"""What each party, by index, gets (above 0) or pays."""


@dataclass(frozen=True)
class Range:
    """From the least to the most, in minor units or shares; below 0: the party pays."""

    least: int = 0
    most: int = 0

    def __add__(self, other: "Range") -> "Range":
        return Range(self.least + other.least, self.most + other.most)

    def times(self, count: int) -> "Range":
        return Range(self.least * count, self.most * count)

    def with_zero(self) -> "Range":
        return Range(min(self.least, 0), max(self.most, 0))


@dataclass(frozen=True)
class Outcome:
    """What a party can come to under the agreement, apart from what it puts in at the opening.

    per_period: money in a period. in_all: money over the whole term. shares: over the whole term. pays_in, locks: at
    the opening, into the enterprise and under the agreement's key.
    """

    per_period: Range = field(default_factory=Range)
    in_all: Range = field(default_factory=Range)
    shares: Range = field(default_factory=Range)
    pays_in: int = 0
    locks: int = 0


@dataclass(frozen=True)
class _Part:
    """What a group of clauses can move for one party."""

    per_period: Range
    in_all: Range


def outcomes_of(terms: Terms, ask: Ask = payoff.amount) -> tuple[Outcome, ...]:
    """The outcome of each party, in the terms' order."""
    money: dict[int, list[_Part]] = defaultdict(list)
    shares: dict[int, list[_Part]] = defaultdict(list)
    for group in _groups(terms):
        nature = terms.legs[group[0].leg].nature
        into = shares if nature is Nature.Shares else money
        for party, part in _parts(terms, group, ask).items():
            into[party].append(part)
    for number, leg in enumerate(terms.legs):
        for party, part in _backed(terms, number, leg).items():
            money[party].append(part)
    return tuple(_outcome(terms, party, money[party], shares[party]) for party in range(len(terms.parties)))


def amounts_of(clause: Clause) -> Range:
    """What the clause's own points span."""
    return Range(min(point.y for point in clause.points), max(point.y for point in clause.points))


def reading_at(clause: Clause, x: int) -> tuple[int, int]:
    """Figures (actual, base) at which the clause's measure is x."""
    scale = clause.base[0].scale if clause.base else 1
    match clause.form:
        case Form.Ratio:
            return x, scale
        case Form.Inverse:
            return scale, x
        case Form.Base:
            return 0, x
        case Form.Actual | Form.Variance | Form.Days:
            return x, 0


def _groups(terms: Terms) -> Iterator[list[Clause]]:
    """Clauses that move with one another. What a leg keeps or draws from its escrow alone goes its own way."""
    together: dict[object, list[Clause]] = defaultdict(list)
    for clause in terms.clauses:
        nature = terms.legs[clause.leg].nature
        if nature is Nature.Control:
            continue
        if clause.span is Span.Cumulative or nature in (Nature.Tranche, Nature.Shares):
            yield [clause]
        else:
            key = (clause.subject, clause.metric, clause.form, clause.span, clause.window, clause.base, clause.gates)
            together[key].append(clause)
    yield from together.values()


def _parts(terms: Terms, group: list[Clause], ask: Ask) -> Mapping[int, _Part]:
    flows = [_sum(terms, group, values) for values in _values(group, ask)]
    parts = {}
    for party in {party for flow in flows for party in flow}:
        amounts = [flow.get(party, 0) for flow in flows]
        parts[party] = _part(terms, group[0], Range(min(amounts), max(amounts)))
    return parts


def _values(group: list[Clause], ask: Ask) -> Iterator[list[int]]:
    """What the clauses come to at each corner of any of them, also just before a step."""
    if len(group) == 1:
        yield from ([point.y] for point in group[0].points)
        return
    corners = sorted({point.x for clause in group for point in clause.points})
    for x in corners:
        after = [ask(clause, *reading_at(clause, x)) for clause in group]
        before = [next((p.y for p in clause.points if p.x == x), y) for clause, y in zip(group, after, strict=True)]
        yield before
        yield after


def _sum(terms: Terms, group: Iterable[Clause], values: Iterable[int]) -> Flows:
    flows: dict[int, int] = defaultdict(int)
    for clause, value in zip(group, values, strict=True):
        leg = terms.legs[clause.leg]
        flows[leg.debtor] -= value
        for party, amount in shared(terms, leg, value).items():
            flows[party] += amount
    return flows


def shared(terms: Terms, leg: Leg, value: int) -> Flows:
    """What each creditor gets: by weight, rounded down; what rounding leaves goes to the party named last."""
    if leg.creditor != ALL_PARTNERS:
        return {leg.creditor: value}
    return dict(enumerate(shares_of(value, terms.weights), 1))


def _part(terms: Terms, clause: Clause, amounts: Range) -> _Part:
    """From what a party gets in one window to what it gets in a period and in all."""
    counts = amounts.with_zero() if clause.gates else amounts
    windows = terms.periods // clause.window
    if clause.span is Span.CumulativeGivingBack:
        swing = amounts.most - amounts.least
        return _Part(Range(min(amounts.least, -swing), max(amounts.most, swing)), counts)
    if clause.span is Span.Cumulative:
        return _Part(counts.with_zero(), counts.with_zero())
    if terms.legs[clause.leg].nature is Nature.Tranche:
        escrow = terms.legs[clause.leg].escrow
        most = counts.times(windows)
        return _Part(counts, Range(max(most.least, -escrow), min(most.most, escrow)))
    return _Part(counts, counts.times(windows))


def _backed(terms: Terms, number: int, leg: Leg) -> Mapping[int, _Part]:
    """A backer may have to pay all that the debtor can come to owe on the leg."""
    backers = [party for party in range(len(terms.parties)) if leg.is_backed_by(party)]
    if not backers:
        return {}
    most = _Part(Range(), Range())
    for clause in terms.clauses:
        if clause.leg == number:
            part = _part(terms, clause, Range(0, max(0, amounts_of(clause).most)))
            most = _Part(most.per_period + part.per_period, most.in_all + part.in_all)
    owed = _Part(Range(-most.per_period.most, 0), Range(-most.in_all.most, 0))
    return dict.fromkeys(backers, owed)


def _outcome(terms: Terms, party: int, money: Iterable[_Part], shares: Iterable[_Part]) -> Outcome:
    money = list(money)
    bought = sum(each.shares for each in terms.tranches if each.investor == party)
    moved = sum((part.in_all for part in shares), Range())
    return Outcome(
        per_period=sum((part.per_period for part in money), Range()),
        in_all=sum((part.in_all for part in money), Range()),
        shares=moved + Range(bought, bought),
        pays_in=sum(each.amount for each in terms.tranches if each.investor == party),
        locks=sum(leg.escrow for leg in terms.legs if leg.debtor == party),
    )
