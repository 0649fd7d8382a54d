"""The tables that tell of a played scenario: its months, and what its books say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from heyi.company import Company
from heyi.processes.ledger import Ledger
from heyi.scenario.model import Scenario
from heyi.scenario.playing.nodes.differing import Deviation, deviations_table
from heyi.statements import books
from heyi.statements.benchmarks import benchmarks
from heyi.statements.by_period import profits_by_period, scores_by_period
from heyi.statements.communities import communities, community_partners
from heyi.statements.directory import Directory
from heyi.statements.reading import held_by
from heyi.statements.score_clauses import score_clauses
from heyi.statements.table import Column, Table
from heyi.statements.tenders import tenders
from heyi.statements.vams import vam_windows
from heyi.statements.wound_up import free_until, wound_up

__all__ = ["Month", "Opened", "tables_of"]


@dataclass
class Month:
    """What happened in one period."""

    period: int
    revenue: int = 0
    issued: int = 0
    opened: int = 0
    notes: list[str] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """An agreement that was opened: its name in the scenario, its hash, its parties' names, and what they signed."""

    agreement: str
    hash: bytes
    parties: str
    sentence: str


def tables_of(
    company: Company,
    ledger: Ledger,
    directory: Directory,
    scenario: Scenario,
    months: Sequence[Month],
    opened: Sequence[Opened],
) -> tuple[Table, ...]:
    """All of them, whether they have rows or not."""
    calendar, periods, balances = scenario.calendar, scenario.periods, held_by(company, ledger)
    return (
        _months(scenario, ledger, months),
        deviations_table([each for month in months for each in month.deviations], calendar),
        books.units(company, ledger, directory, balances, periods),
        profits_by_period(company, ledger, directory, calendar, periods),
        scores_by_period(company, ledger, directory, calendar, periods),
        benchmarks(company, ledger, scenario.facts.benchmarks, calendar, periods),
        vam_windows(company, ledger, directory, calendar),
        score_clauses(company, ledger, directory, calendar),
        communities(company, ledger, directory, calendar),
        community_partners(ledger, directory),
        tenders(ledger, directory),
        wound_up(ledger, directory, calendar),
        books.closings(ledger, directory, calendar),
        books.short_closings(ledger, directory, calendar),
        books.people(ledger, directory, balances, free_until(ledger, calendar)),
        books.sum_check(company, ledger, balances),
        books.unit_months(company, ledger, directory, calendar, periods),
        books.agreement_months(ledger, directory, calendar),
        _agreements(opened),
    )


def _months(scenario: Scenario, ledger: Ledger, months: Sequence[Month]) -> Table:
    closed: dict[int, int] = defaultdict(int)
    shared: dict[int, int] = defaultdict(int)
    for event in ledger.named("BooksClosed"):
        closed[event.args["period"]] += 1
        shared[event.args["period"]] += event.args["shared"]
    rows = tuple(
        {
            "period": scenario.calendar.format(month.period),
            "revenue": month.revenue,
            "issued": month.issued,
            "opened": month.opened,
            "closed": closed[month.period],
            "shared": shared[month.period],
            "notes": "\n".join(month.notes),
        }
        for month in months
    )
    columns = (
        Column("period", "period" if scenario.calendar.length else "month"),
        Column("revenue", "revenue", "money"),
        Column("issued", "credit issued", "money"),
        Column("opened", "opened", "count"),
        Column("closed", "closed", "count"),
        Column("shared", "shared", "money"),
        Column("notes", "what to note"),
    )
    return Table("months", scenario.company, columns, rows, total=True)


def _agreements(opened: Sequence[Opened]) -> Table:
    keys = ("agreement", "hash", "parties", "sentence")
    rows = tuple(
        {
            "agreement": each.agreement,
            "hash": "0x" + each.hash.hex(),
            "parties": each.parties,
            "sentence": each.sentence,
        }
        for each in opened
    )
    return Table("agreements", "Agreements", tuple(Column(key, key) for key in keys), rows)
