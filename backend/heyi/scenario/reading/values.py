"""Checks that need the figures themselves: what a stake is worth, and who earns something."""

from collections.abc import Collection, Iterable

from heyi.core.terms import benchmark_id
from heyi.scenario.model import Scenario
from heyi.scenario.reading.cross_checks import uncleared
from heyi.scenario.reading.facts import FILE as FACTS_FILE
from heyi.sources.errors import SourceError
from heyi.sources.figures import Key
from heyi.sources.kinds.files import Files, opened
from heyi.sources.plan import TablePlan
from heyi.sources.reading.benchmarks import read_benchmarks
from heyi.sources.reading.figures_table import read_table
from heyi.templates.agreement import Agreement
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of
from heyi.templates.written import Written

__all__ = ["check_earnings", "check_values"]


def check_earnings(written: Iterable[Written], scenario: Scenario, findings: Findings) -> None:
    """Notes each unit with revenue in a table that no clearing agreement passes on; of lines that is known without."""
    if not isinstance(scenario.facts, TablePlan):
        return
    try:
        figures = read_table(scenario.frame, Files(scenario.facts.files).tables()).figures
    except SourceError:
        return  # the nodes say so before anything is sent
    earning = {unit for (unit, _), found in figures.items() if found.revenue} - {scenario.clearing.id}
    for _, problem in uncleared(written, sorted(earning)):
        findings.add(Place(FACTS_FILE), "table", problem)


def check_values(written: Iterable[Written], scenario: Scenario) -> None:
    """Notes each value that has several figures where an agreement reads it, or none where it must have one: it stands
    for itself, while an agreement adds up all figures of a window."""
    exits = [(each, each.entry.inside(field)) for each in written for field in ("redemption", "impairment")]
    valued = [(each.agreement, entry) for each, entry in exits if entry.has("value")]
    if not valued:
        return
    try:
        figures = read_benchmarks(scenario.facts.benchmarks, scenario.frame, opened).figures
    except SourceError:
        return  # the nodes say so before anything is sent
    # Added up from lines it has a figure in every period, 0 where there are none.
    given = {key for key, figure in figures.items() if figure.rows > 0}
    for agreement, entry in valued:
        if problem := _problem(agreement, entry.text("value"), scenario, given):
            entry.wrong("value", problem)


def _problem(agreement: Agreement, value: str, scenario: Scenario, given: Collection[Key]) -> str:
    """Of the first window that has one; else empty."""
    show = scenario.calendar.format
    for window in _windows(agreement, value, scenario):
        count = sum((value, period) in given for period in window)
        when = f"from {show(window[0])} to {show(window[-1])}"
        if count > 1:
            return f'"{value}" has {count} figures {when}, which would be added up: what a stake is worth is one'
        if not count and len(window) == agreement.term.periods:
            return f'"{value}" has no figure {when}: the stake would be worth 0'
    return ""


def _windows(agreement: Agreement, value: str, scenario: Scenario) -> Iterable[range]:
    """Those in which an agreement reads the value, by time."""
    terms = terms_of(agreement, placeholders(scenario.names), SOME_TOKEN)
    lengths = {clause.window for clause in terms.clauses if clause.subject == benchmark_id(value)}
    end = terms.first_period + terms.periods
    return [range(first, first + each) for each in lengths for first in range(terms.first_period, end, each)]
