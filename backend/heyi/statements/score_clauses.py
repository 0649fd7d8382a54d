"""Clauses that count only with a score: where the score decided, and what it moved or withheld."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from heyi.company import Company
from heyi.core.accrual import Running, accrue_window
from heyi.core.events import AgreementState
from heyi.core.facts import Figure, Finality, Metric, enterprise_of
from heyi.core.periods import Calendar
from heyi.core.terms import NO_UPPER_BOUND, Gate, Span, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.books import Directory
from heyi.statements.table import Column, Table

__all__ = ["score_clauses"]


def score_clauses(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """A row for each window in which a clause with a condition on a score moved something, or would have without it.

    Penalties that nobody incurred are left out: withheld is what a creditor would have been owed.
    """
    facts = _ChainFacts(company)
    rows = tuple(
        {
            "agreement": directory.agreements.get(state.agreement, state.agreement.hex()),
            "period": calendar.format(decision.period),
            "condition": _condition(decision.gate, directory),
            "score": decision.score,
            "holds": "yes" if decision.holds else "no",
            "moved": decision.moved,
            "withheld": decision.withheld,
        }
        for state in ledger.agreements.values()
        for decision in _decisions(state, ledger, facts, calendar)
        if decision.moved or decision.withheld > 0
    )
    columns = (
        Column("agreement", "agreement"),
        Column("period", "period"),
        Column("condition", "condition"),
        Column("score", "score", "count"),
        Column("holds", "holds"),
        Column("moved", "moved", "money"),
        Column("withheld", "withheld", "money"),
    )
    note = "moved: below 0 it is taken off what is owed; withheld: what would be owed if the condition held"
    return Table("score_clauses", "Where a score decided", columns, rows, note)


@dataclass(frozen=True)
class _Decision:
    """What became of a clause in the last period of a window. score: None where it is absent."""

    period: int
    gate: Gate
    score: int | None
    holds: bool
    moved: int
    withheld: int


class _ChainFacts:
    """Final figures as the oracle has them."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        function = self._company.oracle.functions.figure(subject, metric, period, corrected)
        finality, value = self._company.chain.call(function)
        return Figure(Finality(finality), value)


def _decisions(state: AgreementState, ledger: Ledger, facts: _ChainFacts, calendar: Calendar) -> Iterator[_Decision]:
    start = state.versions[0].first_period
    for event in ledger.named("Accrued"):
        if event.args["agreement"] != state.agreement:
            continue
        period: int = event.args["period"]
        terms = state.terms_at(period)
        for index, moved in enumerate(event.args["amounts"]):
            yield from _of_clause(terms, index, facts, calendar, start, period, moved)


def _of_clause(
    terms: Terms, index: int, facts: _ChainFacts, calendar: Calendar, start: int, period: int, moved: int
) -> Iterator[_Decision]:
    clause = terms.clauses[index]
    ends = (period + 1 - terms.first_period) % clause.window == 0
    if not ends or any(gate.metric is not Metric.Score for gate in clause.gates):
        return
    for gate in clause.gates:
        finality, score = facts.figure(gate.subject, gate.metric, period, False)
        given = finality is Finality.Final
        holds = given and gate.at_least <= score < gate.below
        withheld = 0 if holds else _ungated(terms, index, facts, calendar, start, period)
        yield _Decision(period, gate, score if given else None, holds, moved, withheld)


def _ungated(terms: Terms, index: int, facts: _ChainFacts, calendar: Calendar, start: int, period: int) -> int:
    """What the clause would add without its gates. What a cumulative one misses it makes up for, so that is nothing."""
    clause = terms.clauses[index]
    if clause.span in (Span.Cumulative, Span.CumulativeGivingBack):
        return 0
    clauses = (*terms.clauses[:index], replace(clause, gates=()), *terms.clauses[index + 1 :])
    return accrue_window(replace(terms, clauses=clauses), index, Running(), facts, calendar, start, period)[0]


def _condition(gate: Gate, directory: Directory) -> str:
    unit = directory.name(enterprise_of(gate.subject) or "")
    bounds = [f"at least {gate.at_least}"] if gate.at_least > 0 else []
    bounds += [f"below {gate.below}"] if gate.below < NO_UPPER_BOUND else []
    return f"{unit}'s score is {' and '.join(bounds)}"
