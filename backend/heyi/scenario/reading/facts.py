"""facts.yaml: where figures come from and how they are cut, as a plan for the sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from heyi.core.facts import Metric
from heyi.scenario.reading.benchmarks import read_benchmarks
from heyi.scenario.reading.columns import Columns, table_files
from heyi.scenario.reading.organisation import UNITS_FILE, Organisation
from heyi.sources.plan import ALL_LINES, Benchmark, Cost, Cut, FactsPlan, LinesPlan, RowRules, Score, TablePlan
from heyi.sources.reading.figures_table import COLUMNS
from heyi.templates.reading.documents import read_document
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings
from heyi.templates.reading.schemas import Schema

__all__ = ["FILE", "ReadFacts", "read_facts_plan"]

FILE = "facts.yaml"


@dataclass(frozen=True)
class ReadFacts:
    """The plan, and whom it serves.

    attested: which units the facts give figures of a metric; any, of a metric that is not there. earning: entries of
    the units with revenue.
    """

    plan: FactsPlan
    attested: Mapping[Metric, frozenset[str]]
    earning: Mapping[str, Entry]


def read_facts_plan(
    folder: Path, findings: Findings, organisation: Organisation | None, decimals: int, *, rows_elsewhere: bool = False
) -> ReadFacts | None:
    """The plan; None, with the mistakes noted, if there is any. Figures are left to the oracle nodes: of the facts only
    the columns, and the values that lines are selected by, are looked at. rows_elsewhere: not even those, since what
    the plan is for lies somewhere else."""
    before = len(findings)
    checked = read_document(folder, FILE, Schema("facts", "heyi.scenario"), findings, decimals)
    if checked is None or not checked.sound():
        return None
    root = checked.entry()
    benchmarks = read_benchmarks(folder, root.items("benchmarks"))
    if root.has("lines"):
        columns = Columns(folder, root.inside("lines"), rows_elsewhere=rows_elsewhere)
        found = _lines(columns, root.inside("lines"), organisation, benchmarks)
    elif rows_elsewhere:
        found = ReadFacts(TablePlan((), benchmarks), {}, {})
    else:
        found = _table(folder, root.inside("table"), benchmarks)
    return found if len(findings) == before else None


def _table(folder: Path, entry: Entry, benchmarks: tuple[Benchmark, ...]) -> ReadFacts:
    files, columns = table_files(folder, entry, COLUMNS)
    metrics = {"score": Metric.Score, "ecosystem": Metric.Ecosystem}
    missing = {metric: frozenset[str]() for column, metric in metrics.items() if column not in columns}
    return ReadFacts(TablePlan(files, benchmarks), missing, {})


def _lines(
    columns: Columns, entry: Entry, organisation: Organisation | None, benchmarks: tuple[Benchmark, ...]
) -> ReadFacts:
    key = tuple(entry.values.get("key", ()))
    columns.check(entry, "key", key)
    columns.check(entry, "date", [entry.text("date")])
    columns.check(entry, "amount", entry.values["amount"])
    score = _score(entry.inside("score"), columns) if entry.has("score") else None
    cuts: list[Cut] = []
    earning: dict[str, Entry] = {}
    for item in entry.items("units"):
        if any(cut.unit == item.text("unit") for cut in cuts):
            item.wrong("unit", f'"{item.text("unit")}" is there twice')
        if organisation:
            _check_unit(item, organisation)
        if item.has("score") and not score:
            item.wrong("score", "is given, but lines.score is missing, which says how scores are counted")
        cuts.append(_cut(item, columns))
        if cuts[-1].revenue is not None:
            earning[cuts[-1].unit] = item
    columns.check_values()
    plan = LinesPlan(
        files=columns.files,
        date=entry.text("date"),
        amount=tuple(entry.values["amount"]),
        cuts=tuple(cuts),
        score=score,
        benchmarks=benchmarks,
        rules=RowRules(key=key),
    )
    scored = frozenset(cut.unit for cut in cuts if cut.scored_on is not None)
    return ReadFacts(plan, {Metric.Score: scored, Metric.Ecosystem: frozenset()}, earning)


def _score(entry: Entry, columns: Columns) -> Score:
    columns.check(entry, "count", [entry.text("count")])
    return Score(
        good=columns.match(entry, "good") or ALL_LINES,
        bad=columns.match(entry, "bad"),
        count=entry.text("count"),
        scale=entry.number("scale"),
    )


def _cut(entry: Entry, columns: Columns) -> Cut:
    revenue = columns.match(entry, "revenue")
    cost = entry.inside("cost")
    if cost.has("ratio") and not cost.has("of") and revenue is None:
        cost.wrong("of", "is missing: the unit has no revenue of its own that the ratio could apply to")
    if cost.has("of") and not cost.has("ratio"):
        cost.wrong("ratio", "is missing: of says what it applies to")
    return Cut(
        unit=entry.text("unit"),
        revenue=revenue,
        cost=Cost(ratio=cost.percent("ratio"), of=columns.match(cost, "of"), fixed=cost.amount("fixed")),
        scored_on=columns.match(entry, "score"),
    )


def _check_unit(entry: Entry, organisation: Organisation) -> None:
    unit = entry.text("unit")
    if unit not in organisation.unit_ids:
        entry.wrong("unit", f'no unit "{unit}" in {UNITS_FILE}')
    elif unit == organisation.clearing:
        entry.wrong("unit", f"{unit} is the clearing enterprise, whose figures are the sum of all lines")
