"""Checks that need the figures themselves: what a stake is worth, and who earns something."""

from collections.abc import Iterable, Iterator

from heyi.core.terms import benchmark_id
from heyi.scenario.model import Scenario
from heyi.scenario.reading.agreements import FILE as AGREEMENTS_FILE
from heyi.scenario.reading.facts import FILE as FACTS_FILE
from heyi.sources.csv_benchmarks import read_benchmarks
from heyi.sources.csv_files import SourceError
from heyi.sources.csv_table import read_table
from heyi.sources.plan import TablePlan
from heyi.templates.kinds.clearing import ClearingText
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of
from heyi.templates.written import Written

__all__ = ["check_earnings", "check_values"]


def check_earnings(written: Iterable[Written], scenario: Scenario, findings: Findings) -> None:
    """Notes each unit with revenue in a table that no clearing agreement passes on; of lines that is known without."""
    if not isinstance(scenario.facts, TablePlan):
        return
    try:
        figures = read_table(scenario.facts, scenario.frame).figures
    except SourceError:
        return  # the nodes say so before anything is sent
    cleared = {each.agreement.unit for each in written if isinstance(each.agreement, ClearingText)}
    earning = {unit for (unit, _), found in figures.items() if found.revenue} - {scenario.clearing.id}
    for unit in sorted(earning - cleared):
        where = Place(FACTS_FILE)
        findings.add(where, "table", f"no clearing agreement in {AGREEMENTS_FILE} passes on what {unit} takes in")


def check_values(written: Iterable[Written], scenario: Scenario) -> None:
    """Notes each value that has several figures where an agreement reads it, or none where it must have one: it stands
    for itself, while an agreement adds up all figures of a window."""
    for each in written:
        if not isinstance(each.agreement, VamText):
            continue
        for field in ("redemption", "impairment"):
            entry = each.entry.inside(field)
            if entry.has("value"):
                for problem in _problems(each.agreement, entry.text("value"), scenario):
                    entry.wrong("value", problem)
                    break


def _problems(agreement: VamText, value: str, scenario: Scenario) -> Iterator[str]:
    try:
        found = read_benchmarks(scenario.facts.benchmarks, scenario.frame)
    except SourceError:
        return  # the nodes say so before anything is sent
    show = scenario.calendar.format
    for window in _windows(agreement, value, scenario):
        # Added up from lines it has a figure in every period, 0 where there are none.
        figures = [found[value, period] for period in window if (value, period) in found]
        count = sum(figure.rows > 0 for figure in figures)
        when = f"from {show(window[0])} to {show(window[-1])}"
        if count > 1:
            yield f'"{value}" has {count} figures {when}, which would be added up: what a stake is worth is one'
        elif not count and len(window) == agreement.term.periods:
            yield f'"{value}" has no figure {when}: the stake would be worth 0'


def _windows(agreement: VamText, value: str, scenario: Scenario) -> set[range]:
    terms = terms_of(agreement, placeholders(scenario.names), SOME_TOKEN)
    lengths = {clause.window for clause in terms.clauses if clause.subject == benchmark_id(value)}
    end = terms.first_period + terms.periods
    return {range(first, first + each) for each in lengths for first in range(terms.first_period, end, each)}
