"""A preview: what an agreement would pay, before anybody signs. Amounts come from who pays them: the contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from heyi.core.terms import ALL_PARTNERS, Clause, Form, Metric, Nature, Terms, subject_of
from heyi.sources.amounts import amount_text
from heyi.templates.agreement import Agreement
from heyi.templates.kinds.charter import CharterText
from heyi.templates.kinds.tender import TenderText
from heyi.templates.load import Template
from heyi.templates.previewing.cautions import Caution, cautions_of
from heyi.templates.previewing.outcomes import Ask, Outcome, Range, outcomes_of, reading_at
from heyi.templates.terms_of import SOME_TOKEN, placeholders, sentence_of, terms_of
from heyi.templates.words import Words

__all__ = ["Corner", "PartyCase", "Payoff", "Preview", "papers_of", "preview_of", "preview_of_terms"]

_BETWEEN = 3
"""Rows between two corners, so that a line can be seen to be one."""


@dataclass(frozen=True)
class Corner:
    """One row of a payoff: x, and what the contract says is due there. The texts are what people read."""

    x: Fraction
    amount: int
    x_text: str
    amount_text: str


@dataclass(frozen=True)
class Payoff:
    """What one clause pays. who: pays whom; measured: what x is; when: conditions, if there are any.

    x_scale, y_scale: how many of a corner's x and amount make one of the unit people read.
    """

    who: str
    measured: str
    unit: str
    when: str
    x_scale: int
    y_scale: int
    corners: tuple[Corner, ...]


@dataclass(frozen=True)
class PartyCase:
    """The worst and the best for a party, in words."""

    party: str
    a_period: tuple[str, str]
    in_all: tuple[str, str]
    shares: tuple[str, str] | None
    pays_in: str
    locks: str


@dataclass(frozen=True)
class Preview:
    agreement: str
    kind: str
    sentence: str
    payoffs: tuple[Payoff, ...]
    parties: tuple[PartyCase, ...]
    cautions: tuple[Caution, ...]

    def to_json(self) -> dict[str, Any]:
        value = asdict(self)
        for payoff in value["payoffs"]:
            for corner in payoff["corners"]:
                corner["x"], corner["amount"] = str(corner["x"]), str(corner["amount"])
        return value


def preview_of(agreement: Agreement, words: Words, ask: Ask) -> Preview:
    """Everything there is to see about an agreement before it is signed."""
    addresses = placeholders({*words.names, *agreement.parties})
    terms = terms_of(agreement, addresses, SOME_TOKEN)
    return preview_of_terms(agreement, terms, sentence_of(agreement, words), words, addresses, ask)


def preview_of_terms(
    agreement: Agreement, terms: Terms, sentence: str, words: Words, addresses: Mapping[str, str], ask: Ask
) -> Preview:
    """The same of terms and a sentence that are there already; addresses: of parties and subjects, by id."""
    outcomes = outcomes_of(terms, ask)
    subjects = {subject_of(address): words.names.get(each, each) for each, address in addresses.items()}
    view = _View(terms, agreement.parties, words, subjects)
    return Preview(
        agreement=agreement.id,
        kind=agreement.kind,
        sentence=sentence,
        payoffs=tuple(view.payoff(clause, ask) for clause in terms.clauses),
        parties=tuple(view.case(party, outcome) for party, outcome in zip(agreement.parties, outcomes, strict=True)),
        cautions=cautions_of(agreement, terms, outcomes, words),
    )


def papers_of(template: Template) -> tuple[Preview, ...]:
    """What is signed but is no agreement: charters and tenders. They move no money."""
    papers: tuple[CharterText | TenderText, ...] = (*template.charters, *template.tenders)
    return tuple(Preview(each.id, each.kind, each.says(template.words), (), (), ()) for each in papers)


class _View:
    """Terms in words."""

    def __init__(self, terms: Terms, parties: Sequence[str], words: Words, subjects: dict[bytes, str]) -> None:
        self._terms = terms
        self._parties = [words.name(party) for party in parties]
        self._words = words
        self._subjects = subjects

    def payoff(self, clause: Clause, ask: Ask) -> Payoff:
        return Payoff(
            who=self._who(clause),
            measured=self._measured(clause),
            unit=self._unit(clause),
            when=self._when(clause),
            x_scale=self._x_scale(clause),
            y_scale=10**self._words.decimals if self._terms.legs[clause.leg].nature.is_money else 1,
            corners=tuple(self._corner(clause, x, ask) for x in _places(clause)),
        )

    def case(self, party: str, outcome: Outcome) -> PartyCase:
        money = self._words.money
        shares = outcome.shares
        return PartyCase(
            party=self._words.name(party),
            a_period=_pair(outcome.per_period, money),
            in_all=_pair(outcome.in_all, money),
            shares=(f"{shares.least:,}", f"{shares.most:,}") if shares != Range() else None,
            pays_in=money(outcome.pays_in) if outcome.pays_in else "",
            locks=money(outcome.locks) if outcome.locks else "",
        )

    def _who(self, clause: Clause) -> str:
        leg = self._terms.legs[clause.leg]
        debtor = self._parties[leg.debtor]
        creditor = "all partners" if leg.creditor == ALL_PARTNERS else self._parties[leg.creditor]
        match leg.nature:
            case Nature.Shares:
                return f"shares from {debtor} to {creditor}"
            case Nature.Control:
                return f"{creditor} becomes leader of {debtor}"
            case Nature.Tranche:
                return f"{debtor} invests in {creditor}"
            case Nature.Bonus:
                return f"{debtor} pays {creditor}'s team"
            case Nature.Fee | Nature.Collection | Nature.Preferred:
                return f"{debtor} pays {creditor}"

    def _measured(self, clause: Clause) -> str:
        if len(clause.points) == 1:
            return "" if clause.gates else "always"
        whose = self._subjects.get(clause.subject, "the benchmark")
        figure = f"{whose}'s {self._words.metric(clause.metric)}" if clause.subject in self._subjects else whose
        to_date = " to date" if clause.is_cumulative else ""
        match clause.form:
            case Form.Actual:
                return figure + to_date
            case Form.Variance:
                return f"{figure}{to_date} less what is promised"
            case Form.Ratio:
                return f"{figure}{to_date} as a part of what is promised"
            case Form.Inverse:
                return f"what is promised as a multiple of {figure}{to_date}"
            case Form.Days:
                return "days since the start"
            case Form.Base:
                return "what is due to date, less what was received"

    def _unit(self, clause: Clause) -> str:
        nature = self._terms.legs[clause.leg].nature
        return self._words.symbol if nature.is_money else "shares" if nature is Nature.Shares else "yes (1) or no"

    def _when(self, clause: Clause) -> str:
        conditions = []
        for gate in clause.gates:
            figure = f"{self._subjects.get(gate.subject, 'the benchmark')}'s {self._words.metric(gate.metric)}"
            figure += " less what is promised" if gate.promises else ""
            bounds = []
            if gate.at_least > -(2**62):
                bounds.append(f"at least {self._words.figure(gate.metric, gate.at_least)}")
            if gate.below < 2**62:
                bounds.append(f"below {self._words.figure(gate.metric, gate.below)}")
            running = f" in {gate.running} windows running" if gate.running > 1 else ""
            conditions.append(f"{figure} is {' and '.join(bounds)}{running}")
        return "if " + " and ".join(conditions) if conditions else ""

    def _corner(self, clause: Clause, x: Fraction, ask: Ask) -> Corner:
        actual, base = _reading(clause, x)
        amount = ask(clause, actual, base)
        nature = self._terms.legs[clause.leg].nature
        text = self._words.money(amount) if nature.is_money else f"{amount:,}"
        return Corner(x, amount, self._x_text(clause, x), text)

    def _x_scale(self, clause: Clause) -> int:
        match clause.form:
            case Form.Ratio | Form.Inverse:
                return clause.base[0].scale
            case Form.Days:
                return 1
            case Form.Actual | Form.Variance | Form.Base:
                return 1 if clause.metric is Metric.Score else 10**self._words.decimals

    def _x_text(self, clause: Clause, x: Fraction) -> str:
        if len(clause.points) == 1:
            return ""
        match clause.form:
            case Form.Ratio | Form.Inverse:
                return f"{amount_text(floor(x / clause.base[0].scale * 10_000), 2)} %"
            case Form.Days:
                return f"{int(x):,}"
            case Form.Base:
                return self._words.money(int(x))
            case Form.Actual | Form.Variance:
                return self._words.figure(clause.metric, int(x))


def _places(clause: Clause) -> Iterator[Fraction]:
    """Where a clause is looked at: beyond both ends, at its corners, just before a step, and between."""
    points = clause.points
    if len(points) == 1:
        yield Fraction(0)
        return
    margin = Fraction(max(1, (points[-1].x - points[0].x) // 8))
    fractional = clause.form in (Form.Ratio, Form.Inverse)
    least = Fraction(1, 1000) if fractional else Fraction(1)
    places = {Fraction(point.x) for point in points}
    places |= {points[0].x - margin, points[-1].x + margin}
    for left, right in pairwise(points):
        if left.x == right.x:
            places.add(left.x - least)
            continue
        places |= {left.x + Fraction((right.x - left.x) * step, _BETWEEN + 1) for step in range(_BETWEEN + 2)}
    if not fractional:
        places = {Fraction(floor(place)) for place in places}
    if clause.form in (Form.Inverse, Form.Days):
        places = {place for place in places if place >= 0}
    yield from sorted(places)


def _reading(clause: Clause, x: Fraction) -> tuple[int, int]:
    """Whole figures at which the measure is exactly x."""
    actual, base = reading_at(clause, x.numerator)
    match clause.form:
        case Form.Ratio:
            return actual, base * x.denominator
        case Form.Inverse:
            return actual * x.denominator, base
        case _:
            return actual, base


def _pair(amounts: Range, text: Any) -> tuple[str, str]:
    return text(amounts.least), text(amounts.most)
