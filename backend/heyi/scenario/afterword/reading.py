"""Reads the folder afterword/ of a scenario: checked as the scenario's own files are, before anything is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from heyi.scenario.afterword.model import Afterword, Challenge, Offered, Proposed
from heyi.scenario.model import Node, Scenario
from heyi.scenario.reading.agreements import read_agreements
from heyi.scenario.reading.cross_checks import check_agreements
from heyi.scenario.reading.facts import read_facts_plan
from heyi.scenario.reading.organisation import read_organisation
from heyi.scenario.reading.settings import Settings, read_settings
from heyi.scenario.reading.values import check_earnings, check_values
from heyi.sources.plan import FactsPlan, TablePlan
from heyi.templates.fields import calendar_of, period_of
from heyi.templates.kinds.service import ServiceText
from heyi.templates.reading.documents import read_document
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings
from heyi.templates.reading.schemas import Schema
from heyi.templates.written import Written

__all__ = ["FOLDER", "read_afterword"]

FOLDER = "afterword"
FILE, PROPOSED_FILE = "afterword.yaml", "proposed.yaml"


def read_afterword(scenario: Scenario) -> Afterword | None:
    """The afterword of a scenario; None if it has none. Raises MistakesFound with every mistake found."""
    folder = scenario.folder / FOLDER
    if not folder.is_dir():
        return None
    company = Findings(scenario.folder)
    settings = read_settings(scenario.folder, company)
    organisation = read_organisation(scenario.folder, company, scenario.currency.decimals)
    company.raise_any()
    assert settings is not None, "a file that can't be read is a mistake"
    findings = Findings(folder)
    checked = read_document(folder, FILE, Schema("afterword", "heyi.scenario"), findings, scenario.currency.decimals)
    findings.raise_any()
    assert checked is not None, "a file that can't be read is a mistake"
    root = checked.entry()
    settings = _settings(root, settings, scenario)
    until = period_of(root, "until", scenario.calendar)
    if until not in settings.periods:
        root.wrong("until", "lies outside the afterword's periods")
    written, tenders = read_agreements(folder, findings, settings, scenario.clearing.id)
    proposed, _ = read_agreements(folder, findings, settings, scenario.clearing.id, PROPOSED_FILE)
    facts = read_facts_plan(folder, findings, organisation, scenario.currency.decimals)
    assert organisation is not None, "the scenario's own files were read"
    check_agreements(written, tenders, settings, organisation, facts)
    check_agreements(proposed, (), settings, organisation, facts)
    findings.raise_any()
    assert facts is not None, "a file that can't be read is a mistake"
    going_on = replace(
        scenario,
        first_period=settings.first_period,
        last_period=until,
        oracle=replace(scenario.oracle, nodes=tuple(Node(node.name) for node in scenario.oracle.nodes)),
        agreements=tuple(each.agreement for each in written),
        tenders=tuple(each.tender for each in tenders),
        facts=facts.plan,
    )
    check_values(written, going_on)
    check_earnings(written, going_on, findings)
    reader = _Papers(proposed, written, going_on)
    afterword = Afterword(
        scenario=going_on,
        tables=_tables(root, folder, going_on),
        drafts=tuple(reader.drafts(root)),
        offers=tuple(reader.offers(root)),
        challenge=reader.challenge(root.inside("challenge")) if root.has("challenge") else None,
    )
    findings.raise_any()
    return afterword


def _settings(root: Entry, settings: Settings, scenario: Scenario) -> Settings:
    """The company's, in the afterword's periods."""
    _, first, last = calendar_of(root.inside("periods"))
    if first != scenario.last_period + 1:
        root.inside("periods").wrong("first", "is not the period after the story's last one")
    return replace(settings, first_period=first, last_period=last)


def _tables(root: Entry, folder: Path, scenario: Scenario) -> Mapping[str, FactsPlan]:
    nodes, tables = {node.name for node in scenario.oracle.nodes}, dict[str, FactsPlan]()
    for entry in root.items("tables"):
        files = tuple(folder / name for name in entry.values["files"])
        if entry.text("node") not in nodes:
            entry.wrong("node", f'no node "{entry.text("node")}" in oracle.nodes')
        for missing in (file.name for file in files if not file.is_file()):
            entry.wrong("files", f"there is no file {missing}")
        tables[entry.text("node")] = TablePlan(files, scenario.facts.benchmarks)
    return tables


class _Papers:
    """proposed: what drafts and offers may name. agreed: what an amendment may change, and a challenge rest on."""

    def __init__(self, proposed: Iterable[Written], agreed: Iterable[Written], scenario: Scenario) -> None:
        self._proposed = {each.agreement.id: each for each in proposed}
        self._agreed = {each.agreement.id: each for each in agreed}
        self._units = {unit.id for unit in scenario.units}

    def drafts(self, root: Entry) -> Iterable[Proposed]:
        seen: set[str] = set()
        for entry in root.items("drafts"):
            written = self._named(entry, "agreement", self._proposed, PROPOSED_FILE)
            signed = tuple(entry.values.get("signed", ()))
            for field, parties in (("by", (entry.text("by"),)), ("signed", signed)):
                for party in parties:
                    self._party(entry, field, party, written)
            if entry.has("amends"):
                self._named(entry, "amends", self._agreed, "agreements.yaml")
            if entry.has("answers") and entry.text("answers") not in seen:
                entry.wrong("answers", f'no draft "{entry.text("answers")}" stands above')
            seen.add(entry.text("agreement"))
            if written:
                told = (entry.text("by"), signed, entry.text("amends"), entry.text("answers"))
                yield Proposed(written.agreement, written.entry.values, *told)

    def offers(self, root: Entry) -> Iterable[Offered]:
        for entry in root.items("offers"):
            written = self._named(entry, "agreement", self._proposed, PROPOSED_FILE)
            if written is None:
                continue
            if not isinstance(written.agreement, ServiceText):
                entry.wrong("agreement", "is no service, and only services are offered")
            elif entry.has("to") and entry.text("to") != written.agreement.client:
                entry.wrong("to", f"is not its client, {written.agreement.client}")
            yield Offered(written.agreement, entry.text("to"), entry.number("times", 1))

    def challenge(self, entry: Entry) -> Challenge:
        agreed = self._named(entry, "agreement", self._agreed, "agreements.yaml")
        self._party(entry, "by", entry.text("by"), agreed)
        if entry.text("unit") not in self._units:
            entry.wrong("unit", f'no unit "{entry.text("unit")}" in units.csv')
        return Challenge(*(entry.text(field) for field in ("agreement", "by", "unit", "reason")))

    def _named(self, entry: Entry, field: str, known: Mapping[str, Written], file: str) -> Written | None:
        if entry.text(field) not in known:
            entry.wrong(field, f'no agreement "{entry.text(field)}" in {file}')
        return known.get(entry.text(field))

    def _party(self, entry: Entry, field: str, party: str, written: Written | None) -> None:
        if written and party not in written.agreement.parties:
            entry.wrong(field, f"{party} is no party of {written.agreement.id}")
