"""A source described in TOML: `read_description(file)`, then `open` it with what a node has.

description = read_description(Path("invoices.toml"))
source = description.open(company, addresses, os.environ, journal)
source.statements(period)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from heyi.sources.described.document import Document
from heyi.sources.described.figures import cuts_of, score_of
from heyi.sources.described.kinds import Opening, kind_of
from heyi.sources.described.rules import RowsRead, calendar_of, first_of, rows_of
from heyi.sources.journal import Journal
from heyi.sources.kinds.kind import Kind
from heyi.sources.kinds.renamed import RenamedKind
from heyi.sources.kinds.webhook import Webhooks
from heyi.sources.plan import FactsPlan, Frame, LinesPlan, TablePlan
from heyi.sources.reading.lines import check_rows
from heyi.sources.source import FactsSource

__all__ = ["Company", "Description", "Opened", "read_description"]

TABLE = "table"


@dataclass(frozen=True)
class Company:
    """The company's own definition of its figures: see scenario.definition."""

    plan: FactsPlan
    frame: Frame


@dataclass(frozen=True)
class Opened:
    """A source that can be read. webhooks: who takes in what is sent, if that is its kind."""

    plan: FactsPlan
    frame: Frame
    kind: Kind
    webhooks: Webhooks | None

    def source(self, addresses: Mapping[str, str]) -> FactsSource:
        return FactsSource(self.plan, self.frame, addresses, self.kind)


@dataclass(frozen=True)
class Description:
    """What the file says."""

    document: Document

    @property
    def definition(self) -> Path | None:
        """The facts.yaml by which the company defines its figures, if it is that."""
        figures = self.document.values["figures"]
        return None if isinstance(figures, list) or figures == TABLE else self.document.path(figures)

    def open(
        self, company: Company | None, environment: Mapping[str, str], journal: Callable[[str], Journal] | None
    ) -> Opened:
        """Nothing is asked of anybody yet. journal: opens the node's, by the name of a source's rows in it.

        Raises SourceWrong, SecretInSource, SecretMissing and SourceUnreachable.
        """
        frame = self._frame(company)
        plan = self._plan(frame, company)
        if company is None and isinstance(plan, LinesPlan):
            frame = replace(frame, units=tuple(cut.unit for cut in plan.cuts if cut.unit))
        names = dict(self.document.table("columns"))
        if len(set(names.values())) < len(names):
            raise self.document.wrong("[columns]", "gives two names to one column")
        key = plan.rules.key if isinstance(plan, LinesPlan) else ("unit", "period")
        kind = kind_of(self.document, Opening(environment, journal, [names.get(column, column) for column in key]))
        webhooks = kind if isinstance(kind, Webhooks) else None
        renamed: Kind = RenamedKind(kind, names) if names else kind
        if webhooks is not None:
            webhooks.check = partial(check_rows, plan, frame, names)
        return Opened(plan, frame, renamed, webhooks)

    # --- PARTS ---

    def _frame(self, company: Company | None) -> Frame:
        """That of the company, but open to what comes; or what the description says."""
        document = self.document
        if company is not None:
            for table, key in (("currency", "decimals"), ("periods", "seconds"), ("periods", "epoch")):
                if key in document.table(table):
                    raise document.wrong(f"[{table}] {key}", "is the company's to say, in its scenario.yaml")
            if "clearing" in document.values:
                raise document.wrong("clearing", "is the company's to say, in its units.csv")
            first = first_of(document, company.frame.calendar)
            return replace(company.frame, first=company.frame.first if first is None else first, last=None)
        calendar = calendar_of(document)
        first = first_of(document, calendar)
        if first is None:
            raise document.wrong("[periods] first", "is missing: the first period that is told of")
        if "decimals" not in document.table("currency"):
            raise document.wrong("[currency] decimals", "is missing: of the company's currency")
        clearing = document.values.get("clearing", "")
        return Frame(calendar, first, None, (), clearing, document.table("currency")["decimals"])

    def _plan(self, frame: Frame, company: Company | None) -> FactsPlan:
        document = self.document
        if company is not None and isinstance(company.plan, LinesPlan):
            self._refuse(("units", "score"), "is the company's to say, in its facts.yaml")
            before = company.plan
            read = rows_of(document, frame, RowsRead(before.date, before.amount, before.rules))
            return replace(before, files=(), date=read.date, amount=read.amount, rules=read.rules)
        if company is not None or document.values["figures"] == TABLE:
            self._refuse(("units", "score", "rows", "rates"), "says nothing of a table that holds figures themselves")
            return TablePlan((), company.plan.benchmarks if company else ())
        read = rows_of(document, frame, None)
        cuts = cuts_of(document, frame.decimals)
        return LinesPlan((), read.date, read.amount, cuts, score_of(document), rules=read.rules)

    def _refuse(self, tables: tuple[str, ...], problem: str) -> None:
        for table in tables:
            if table in self.document.values:
                raise self.document.wrong(f"[{table}]", problem)


def read_description(file: Path) -> Description:
    """Raises SourceWrong for the first thing that is not allowed."""
    return Description(Document.read(file))
