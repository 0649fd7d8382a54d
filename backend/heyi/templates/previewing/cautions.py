"""What to know before signing: terms that hold, and that one side may come to regret.

Each caution has a code, and a sentence that names the parties and amounts it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from heyi.core.payoff import polyline
from heyi.core.terms import Clause, Form, Metric, Nature, Reference, Span, Terms
from heyi.templates.agreement import Agreement
from heyi.templates.previewing.outcomes import Outcome, amounts_of
from heyi.templates.words import Words

__all__ = ["Caution", "cautions_of"]

_BY_NATURE_ONE = ("clearing", "price", "letter")
"""Kinds that are about one thing only, and meant so."""


@dataclass(frozen=True)
class Caution:
    code: str
    says: str


def cautions_of(agreement: Agreement, terms: Terms, outcomes: tuple[Outcome, ...], words: Words) -> tuple[Caution, ...]:
    """All there are, in a fixed order."""
    view = _View(agreement, terms, outcomes, words)
    found = [
        *view.one_sided(),
        *view.single_indicator(),
        *view.cliff(),
        *view.surplus(),
        *view.kept(),
        *view.shrinking(),
        *view.above_investment(),
        *view.cannot_pay(),
        *(Caution("terms", says) for says in agreement.cautions(words)),
    ]
    return tuple(dict.fromkeys(found))


class _View:
    def __init__(self, agreement: Agreement, terms: Terms, outcomes: tuple[Outcome, ...], words: Words) -> None:
        self._agreement = agreement
        self._terms = terms
        self._outcomes = outcomes
        self._words = words
        by_time = (Form.Days, Form.Base)
        self._by_result = [each for each in terms.clauses if not each.is_constant and each.form not in by_time]

    def _name(self, party: int) -> str:
        return self._words.name(self._agreement.parties[party])

    def one_sided(self) -> Iterator[Caution]:
        """An investment that only punishes or only rewards, and a service that only punishes."""
        if self._agreement.kind == "clearing":
            return
        investors = {tranche.investor for tranche in self._terms.tranches}
        clauses = [c for c in self._by_result if self._terms.legs[c.leg].nature not in (Nature.Tranche, Nature.Control)]
        if not investors:
            falls = any(amounts_of(clause).least < 0 for clause in clauses)
            if falls and not any(amounts_of(clause).most > 0 for clause in clauses):
                supplier = self._name(self._terms.legs[clauses[0].leg].creditor)
                yield Caution("one-sided", f"One-sided: a bad result costs {supplier}, a good one gains it nothing.")
            return
        gain = any(self._gains(clause, investors) for clause in clauses)
        lose = any(self._loses(clause, investors) for clause in clauses)
        names = self._words.all_names([self._agreement.parties[party] for party in sorted(investors)])
        if gain and not lose:
            yield Caution("one-sided", f"One-sided: a miss is paid to {names}, but beating the promise gains nobody.")
        if lose and not gain:
            yield Caution("one-sided", f"One-sided: {names} pays for success, and a miss costs nobody.")

    def _gains(self, clause: Clause, parties: set[int]) -> bool:
        """Whether the parties can get something by the clause."""
        leg, amounts = self._terms.legs[clause.leg], amounts_of(clause)
        return (leg.creditor in parties and amounts.most > 0) or (leg.debtor in parties and amounts.least < 0)

    def _loses(self, clause: Clause, parties: set[int]) -> bool:
        leg, amounts = self._terms.legs[clause.leg], amounts_of(clause)
        return (leg.debtor in parties and amounts.most > 0) or (leg.creditor in parties and amounts.least < 0)

    def single_indicator(self) -> Iterator[Caution]:
        if self._agreement.kind in _BY_NATURE_ONE:
            return
        read = {(clause.subject, clause.metric) for clause in self._by_result if len(clause.points) > 1}
        read |= {(gate.subject, gate.metric) for clause in self._by_result for gate in clause.gates}
        if len(read) == 1:
            metric = self._words.metric(next(iter(read))[1])
            yield Caution("single-indicator", f"A single indicator: everything hangs on {metric} alone.")

    def cliff(self) -> Iterator[Caution]:
        for clause in self._terms.clauses:
            for left, right in pairwise(clause.points):
                if left.x == right.x and left.y != right.y:
                    was, becomes = (self._amount(clause, point.y) for point in (left, right))
                    yield Caution("cliff", f"A cliff: one unit more or less turns {was} into {becomes}.")

    def _amount(self, clause: Clause, amount: int) -> str:
        nature = self._terms.legs[clause.leg].nature
        return self._words.money(amount) if nature.is_money else f"{amount:,} shares"

    def surplus(self) -> Iterator[Caution]:
        """Windows that are settled each on its own: what one is above its promise does not help the next."""
        for clause in self._held_against():
            windows = self._terms.periods // clause.window
            if not clause.is_cumulative and windows > 1 and _pays_for_less(clause):
                yield Caution(
                    "surplus", "Each window counts alone: an early surplus does not make up for a later shortfall."
                )

    def kept(self) -> Iterator[Caution]:
        for clause in self._held_against():
            if clause.span is Span.Cumulative and _pays_for_less(clause):
                yield Caution("kept", "What was paid for an early shortfall is kept when it is caught up later.")

    def _held_against(self) -> Iterator[Clause]:
        """Clauses that hold figures against promises, earlier windows or a benchmark."""
        for clause in self._by_result:
            if clause.form in (Form.Variance, Form.Ratio, Form.Inverse) and clause.metric is not Metric.Score:
                yield clause

    def shrinking(self) -> Iterator[Caution]:
        """A multiple of a market's growth counts as often when the market shrinks, and lowers the bar."""
        for clause in self._by_result:
            for base in clause.base:
                level = polyline(base.curve, 0, 1) if base.curve else 0
                if base.from_ is Reference.Benchmark and any(
                    point.x < 0 and point.y * 10_000 < level * (10_000 + point.x) for point in base.curve
                ):
                    yield Caution(
                        "shrinking",
                        "A shrinking market lowers the target by a multiple of its decline: doing worse than last year "
                        "can then count as success.",
                    )

    def above_investment(self) -> Iterator[Caution]:
        """What is paid to an investor for misses, against what it puts in; a redemption gives back by its nature."""
        for party, outcome in enumerate(self._outcomes):
            put_in = outcome.pays_in + self._later(party)
            most = sum(self._most_of(clause) for clause in self._by_result if self._is_compensation(clause, party))
            if outcome.pays_in and most > put_in:
                most_text, put_in_text = self._words.money(most), self._words.money(put_in)
                name = self._name(party)
                yield Caution(
                    "above-investment",
                    f"Compensation can come to {most_text}, more than the {put_in_text} that {name} invests.",
                )

    def _later(self, party: int) -> int:
        legs = self._terms.legs
        return sum(leg.escrow for leg in legs if leg.nature is Nature.Tranche and leg.debtor == party)

    def _is_compensation(self, clause: Clause, investor: int) -> bool:
        leg = self._terms.legs[clause.leg]
        return leg.nature in (Nature.Fee, Nature.Preferred) and leg.creditor == investor

    def _most_of(self, clause: Clause) -> int:
        most = max(0, amounts_of(clause).most)
        return most if clause.is_cumulative else most * (self._terms.periods // clause.window)

    def cannot_pay(self) -> Iterator[Caution]:
        """Where it is known what a payer has, and nobody and nothing stands in."""
        for number, leg in enumerate(self._terms.legs):
            debtor = self._agreement.parties[leg.debtor]
            if leg.nature not in (Nature.Fee, Nature.Bonus) or leg.backers or debtor not in self._words.has:
                continue
            owed = sum(self._most_of(clause) for clause in self._terms.clauses if clause.leg == number) - leg.escrow
            has = self._words.has[debtor] - self._outcomes[leg.debtor].pays_in - self._outcomes[leg.debtor].locks
            if owed > max(has, 0):
                owes, known = self._words.money(owed), self._words.money(max(has, 0))
                yield Caution(
                    "cannot-pay",
                    f"{self._words.name(debtor)} can come to owe {owes} and has {known} to pay from; nothing is locked "
                    "for it and nobody stands in.",
                )


def _pays_for_less(clause: Clause) -> bool:
    """Whether a worse figure pays more."""
    first, last = clause.points[0].y, clause.points[-1].y
    return last > first if clause.form is Form.Inverse else first > last
