"""Loads a scenario folder: all of it is read and checked before anything is sent, and all mistakes are told at once."""

from pathlib import Path

from heyi.scenario.model import Scenario
from heyi.scenario.reading.agreements import read_agreements
from heyi.scenario.reading.cross_checks import check_agreements, check_cleared
from heyi.scenario.reading.facts import read_facts_plan
from heyi.scenario.reading.organisation import read_organisation
from heyi.scenario.reading.settings import read_settings
from heyi.scenario.reading.values import check_earnings, check_values
from heyi.templates.reading.mistakes import Findings, MistakesFound, Place

__all__ = ["MistakesFound", "load"]

# Without a readable scenario.yaml the other files are still checked, as far as they can be without it.
_MOST_DECIMALS = 18
_ANY_PERIOD = range(100_000)


def load(folder: Path) -> Scenario:
    """The scenario that the folder's files describe.

    Raises MistakesFound with every mistake found. Figures are read by each oracle node, see heyi.sources: here only
    whether the facts have the columns and values that are asked for.
    """
    findings = Findings(folder)
    if not folder.is_dir():
        findings.add(Place(str(folder)), "", "is no folder" if folder.exists() else "there is no such folder")
        findings.raise_any()
    settings = read_settings(folder, findings)
    decimals = settings.currency.decimals if settings else _MOST_DECIMALS
    organisation = read_organisation(folder, findings, decimals)
    clearing = (organisation.clearing if organisation else None) or ""
    written, tenders = read_agreements(folder, findings, settings, clearing)
    facts = read_facts_plan(folder, findings, organisation, decimals)
    if settings and organisation:
        check_agreements(written, tenders, settings, organisation, facts)
    if facts and not findings:
        check_cleared(written, facts.earning)
    findings.raise_any()
    assert settings is not None, "a file that can't be read is a mistake"
    assert organisation is not None, "a file that can't be read is a mistake"
    assert facts is not None, "a file that can't be read is a mistake"
    scenario = Scenario(
        folder=folder,
        company=settings.company,
        currency=settings.currency,
        opening_capital=settings.opening_capital,
        calendar=settings.calendar,
        first_period=settings.first_period,
        last_period=settings.last_period,
        oracle=settings.oracle,
        units=organisation.units,
        people=organisation.people,
        agreements=tuple(each.agreement for each in written),
        tenders=tuple(each.tender for each in tenders),
        facts=facts.plan,
        assumptions=settings.assumptions,
    )
    check_values(written, scenario)
    check_earnings(written, scenario, findings)
    findings.raise_any()
    return scenario
