"""Clauses that count only with a score: where the score decided, and what it moved or withheld."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from heyi.company import Company
from heyi.core.accrual import Reading, Running, accrue_window, gate_figure, gate_holds
from heyi.core.events import AgreementState
from heyi.core.facts import Metric, enterprise_of
from heyi.core.periods import Calendar
from heyi.core.terms import NO_UPPER_BOUND, Gate, Reference, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.reading import ChainFacts
from heyi.statements.table import Column, Table

__all__ = ["score_clauses"]


def score_clauses(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """A row for each window in which a clause with a condition on a score moved something, or would have without it.

    Penalties that nobody incurred are left out: withheld is what a creditor would have been owed. Legs of shares and of
    control move no money and are not told.
    """
    facts = ChainFacts(company)
    rows = tuple(
        {
            "agreement": directory.agreement(state.agreement),
            "period": calendar.format(decision.period),
            "condition": _condition(decision.gate, directory),
            "score": decision.score,
            "holds": "yes" if decision.holds else "no",
            "moved": decision.moved,
            "withheld": decision.withheld,
        }
        for state in ledger.agreements.values()
        for decision in _decisions(state, ledger, facts, calendar)
        if decision.moved or decision.withheld is None or decision.withheld > 0
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
    """What became of a clause in the last period of a window.

    score: None where it is absent. withheld: None where it depends on what the investor's shares had earned by then.
    """

    period: int
    gate: Gate
    score: int | None
    holds: bool
    moved: int
    withheld: int | None


def _decisions(state: AgreementState, ledger: Ledger, facts: ChainFacts, calendar: Calendar) -> Iterator[_Decision]:
    start = state.versions[0].first_period
    legs: list[int] = []
    for event in ledger.named("Accrued"):
        if event.args["agreement"] != state.agreement:
            continue
        period: int = event.args["period"]
        terms = state.terms_at(period)
        legs += [0] * (len(terms.legs) - len(legs))
        reading = Reading(facts, calendar, start, period, legs)
        for index, moved in enumerate(event.args["amounts"]):
            if terms.legs[terms.clauses[index].leg].nature.is_money:
                yield from _of_clause(terms, index, reading, moved)
            legs[terms.clauses[index].leg] += moved


def _of_clause(terms: Terms, index: int, reading: Reading, moved: int) -> Iterator[_Decision]:
    clause = terms.clauses[index]
    passed = reading.period + 1 - terms.first_period
    ends = passed % clause.window == 0 and reading.period < terms.end_period
    if not ends or any(gate.metric is not Metric.Score for gate in clause.gates):
        return
    for gate in clause.gates:
        score = gate_figure(gate, reading.period, reading)
        holds = gate_holds(gate, clause.window, passed // clause.window - 1, reading)
        withheld = 0 if holds else _ungated(terms, index, reading)
        yield _Decision(reading.period, gate, score, holds, moved, withheld)


def _ungated(terms: Terms, index: int, reading: Reading) -> int | None:
    """What the clause would add without its gates. What a cumulative one misses it makes up for, so that is nothing."""
    clause = terms.clauses[index]
    if clause.is_cumulative:
        return 0
    if any(base.from_ is Reference.Dividends for base in clause.base):
        return None
    clauses = (*terms.clauses[:index], replace(clause, gates=()), *terms.clauses[index + 1 :])
    return accrue_window(replace(terms, clauses=clauses), index, Running(), reading)[0]


def _condition(gate: Gate, directory: Directory) -> str:
    unit = directory.name(enterprise_of(gate.subject) or "")
    score = f"{unit}'s score" + (f" over {gate.periods} periods" if gate.periods > 1 else "")
    bounds = [f"at least {gate.at_least}"] if gate.at_least > 0 else []
    bounds += [f"below {gate.below}"] if gate.below < NO_UPPER_BOUND else []
    times = f" in {gate.running} windows running" if gate.running > 1 else ""
    return f"{score} is {' and '.join(bounds)}{times}"
