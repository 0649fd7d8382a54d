"""Investments as a table: what was promised goal by goal, what became of it, and what that moved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from heyi.company import Company
from heyi.core.events import AgreementState, Event
from heyi.core.facts import Facts, Metric
from heyi.core.periods import Calendar
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.open_book.promises import goal_windows
from heyi.statements.reading import ChainFacts
from heyi.statements.table import Column, Points, Table

__all__ = ["vam_windows", "windows"]

Row = Mapping[str, Any]


def vam_windows(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per VAM, goal and window: promised against actual, and what followed from that goal.

    What follows from the term's end, such as a redemption, is in no row; nor are corrections that came after the term.
    """
    facts, accrued = ChainFacts(company), list(ledger.named("Accrued"))
    rows = [
        row
        for state in ledger.agreements.values()
        if ledger.kind_of(state.agreement) == "VamAgreements"
        for row in windows(state, accrued, facts, directory, calendar)
    ]
    columns = (
        Column("agreement", "agreement"),
        Column("unit", "unit"),
        Column("window", "window"),
        Column("metric", "metric"),
        Column("promised", "promised", "money"),
        Column("actual", "actual", "money"),
        Column("result", "result"),
        Column("compensation", "compensation", "money"),
        Column("bonus", "bonus", "money"),
        Column("shares", "shares", "count"),
    )
    note = "shares: to the investors; below 0, to the team" if any(row["shares"] for row in rows) else ""
    return Table("vam_windows", "VAM: promised against actual", columns, tuple(rows), note)


def windows(
    state: AgreementState, accrued: Iterable[Event], facts: Facts, directory: Directory, calendar: Calendar
) -> Iterator[Row]:
    """The rows of one agreement: its goals in the order of its clauses, each with its windows.

    accrued: the events of that name, perhaps of other agreements too.
    """
    for window in goal_windows(state, accrued, facts, calendar):
        yield {
            "agreement": directory.agreement(state.agreement),
            "unit": directory.name(window.unit or ""),
            "window": calendar.format_window(window.first, window.last),
            "metric": window.metric.name.lower(),
            "promised": _figure(window.metric, window.promised),
            "actual": _figure(window.metric, window.actual),
            "result": "met" if window.is_met else "missed",
            "compensation": window.compensation,
            "bonus": window.bonus,
            "shares": window.shares,
        }


def _figure(metric: Metric, figure: int) -> int:
    return Points(figure) if metric is Metric.Score else figure
