"""What an oracle node reads, by the path in its settings: a source described in TOML, or a scenario folder.

A description may cut its rows by the company's own definition, the facts.yaml of a scenario folder: then units,
calendar and currency are the folder's too, whatever rows lie there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from heyi.scenario.load import load
from heyi.scenario.reading.facts import FILE, read_facts_plan
from heyi.scenario.reading.organisation import read_organisation
from heyi.scenario.reading.settings import read_settings
from heyi.sources.described import Company, read_description
from heyi.sources.journal import Journal
from heyi.sources.kinds.kind import Kind
from heyi.sources.kinds.webhook import Webhooks
from heyi.sources.plan import FactsPlan, Frame
from heyi.sources.source import FactsSource
from heyi.templates.reading.mistakes import Findings

__all__ = ["NamedSource", "source_at"]


@dataclass(frozen=True)
class NamedSource:
    """units: the names of those known beforehand, by id. kind: None where rows are in the plan's own files. webhooks:
    who takes in what is sent, if rows come so."""

    plan: FactsPlan
    frame: Frame
    units: Mapping[str, str]
    symbol: str
    kind: Kind | None = None
    webhooks: Webhooks | None = None

    def source(self, addresses: Mapping[str, str]) -> FactsSource:
        """addresses: by unit, as the source names it."""
        return FactsSource(self.plan, self.frame, addresses, self.kind)


@dataclass(frozen=True)
class _Defined:
    company: Company
    units: Mapping[str, str]
    symbol: str


def source_at(
    path: Path, environment: Mapping[str, str], journal: Callable[[str], Journal] | None = None
) -> NamedSource:
    """Nothing of its rows is read yet. journal: opens the node's, by the name of a source's rows in it.

    Raises MistakesFound for a folder; for a description SourceWrong, SecretInSource, SecretMissing, SourceUnreachable,
    and MistakesFound if the company's own definition has some.
    """
    if path.is_dir():
        scenario = load(path)
        units = {unit.id: unit.name for unit in scenario.units}
        return NamedSource(scenario.facts, scenario.frame, units, scenario.currency.symbol)
    description = read_description(path)
    defined = None
    if (definition := description.definition) is not None:
        if definition.name != FILE:
            raise description.document.wrong("figures", f"name no file called {FILE}")
        defined = _defined(definition.parent)
    opened = description.open(defined.company if defined else None, environment, journal)
    symbol = defined.symbol if defined else description.document.table("currency").get("code", "")
    return NamedSource(
        opened.plan, opened.frame, defined.units if defined else {}, symbol, opened.kind, opened.webhooks
    )


def _defined(folder: Path) -> _Defined:
    """The company's definition alone, without its agreements and its files of facts. Raises MistakesFound."""
    findings = Findings(folder)
    settings = read_settings(folder, findings)
    findings.raise_any()
    assert settings is not None, "a file that can't be read is a mistake"
    organisation = read_organisation(folder, findings, settings.currency.decimals)
    facts = read_facts_plan(folder, findings, organisation, settings.currency.decimals, rows_elsewhere=True)
    findings.raise_any()
    assert organisation is not None, "a file that can't be read is a mistake"
    assert facts is not None, "a file that can't be read is a mistake"
    clearing = organisation.clearing or ""
    frame = Frame(
        calendar=settings.calendar,
        first=settings.first_period,
        last=None,
        units=tuple(unit.id for unit in organisation.units if unit.id != clearing),
        clearing=clearing,
        decimals=settings.currency.decimals,
    )
    units = {unit.id: unit.name for unit in organisation.units}
    return _Defined(Company(facts.plan, frame), units, settings.currency.symbol)
