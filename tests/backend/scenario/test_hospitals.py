"""The hospitals are what the bundled extract says, and their story is the one their README tells."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from heyi.core.accrual import entitlements
from heyi.core.checks import check
from heyi.core.facts import Figure, Finality, Metric, subject_of
from heyi.core.terms import Terms
from heyi.scenario.load import load
from heyi.scenario.model import Role, Scenario
from heyi.sources.figures import Reading
from heyi.sources.source import read_facts
from heyi.templates.kinds.service import ServiceText
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.terms_of import SOME_TOKEN, placeholders, sentence_of, terms_of

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "examples" / "hospitals"
INT64 = 2**63 - 1


class ReadFacts:
    """A reading as facts that are final, absent where there is no row."""

    def __init__(self, scenario: Scenario, reading: Reading) -> None:
        self._reading = reading
        self._units = {subject_of(address): unit for unit, address in placeholders(scenario.names).items()}

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        figures = self._reading.figures.get((self._units[subject], period))
        if figures is None:
            return Figure(Finality.Absent, 0)
        return Figure(Finality.Final, getattr(figures, metric.name.lower()))

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        return 0


@pytest.fixture(scope="module")
def hospitals() -> Scenario:
    return load(FOLDER)


@pytest.fixture(scope="module")
def reading(hospitals: Scenario) -> Reading:
    return read_facts(hospitals.facts, hospitals.frame)


@pytest.fixture(scope="module")
def years() -> list[dict[str, str]]:
    with (FOLDER / "hospital_years.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def terms(hospitals: Scenario) -> Mapping[str, Terms]:
    addresses = placeholders(hospitals.names)
    return {each.id: terms_of(each, addresses, SOME_TOKEN) for each in hospitals.agreements}


@pytest.fixture(scope="module")
def amounts(
    hospitals: Scenario, reading: Reading, terms: Mapping[str, Terms]
) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    """What each clause of each agreement adds, by period as written."""
    facts, calendar = ReadFacts(hospitals, reading), hospitals.calendar
    return {
        agreement: {
            calendar.format(p.period): p.amounts
            for p in entitlements(each, facts, calendar, hospitals.last_period).periods
        }
        for agreement, each in terms.items()
    }


def test_its_size(hospitals: Scenario, terms: Mapping[str, Terms]) -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 200_000
    roles = Counter(unit.role for unit in hospitals.units)
    assert roles == {Role.USER: 10, Role.SERVICE: 2, Role.PLATFORM: 1, Role.CLEARING: 1}
    assert hospitals.assumptions
    assert all(check(each) for each in terms.values())


def test_a_period_is_a_fiscal_year_to_the_day(hospitals: Scenario) -> None:
    labels = [hospitals.calendar.label(period)[:10] for period in hospitals.periods]
    assert labels == ["2016-10-01", "2017-10-01", "2018-10-01", "2019-10-01", "2020-10-01"]


def test_figures_are_the_reports_to_the_dollar(
    hospitals: Scenario, reading: Reading, years: list[dict[str, str]]
) -> None:
    """Added up again from the extract with nothing but csv and int."""
    given = [row for row in years if row["net_income_usd"]]
    income = sum(int(row["net_revenue_usd"]) + int(row["other_income_usd"] or 0) for row in given)
    assert reading.total == income == 17_463_966_148
    assert reading.check_sum()
    users = [unit.id for unit in hospitals.units if unit.role is Role.USER]
    profit = sum(figures.profit for (unit, _), figures in reading.figures.items() if unit in users)
    assert profit == sum(int(row["net_income_usd"]) for row in given)
    ratings = sorted(Fraction(row["rating_global"]) * 100 for row in years if row["rating_global"])
    assert ratings == sorted(figures.score for figures in reading.figures.values() if figures.score)


def test_the_bundled_figures_are_what_the_script_makes() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "make_hospitals.py"), "--figures", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_big_figures_fit(reading: Reading) -> None:
    """In cents as well, and all years together."""
    largest = max(abs(value) for f in reading.figures.values() for value in (f.revenue, f.profit, f.cost))
    assert 2**31 < largest < largest * 100 * 5 < INT64


def test_missing_years_are_absent(hospitals: Scenario, reading: Reading) -> None:
    units = [unit.id for unit in hospitals.units]
    missing = {
        (unit, hospitals.calendar.format(p)) for unit in units for p in hospitals.periods
    } - {(unit, hospitals.calendar.format(p)) for unit, p in reading.figures}  # fmt: skip
    assert missing == {("memorial", f"#{n}") for n in (19, 20, 21)} | {("bradley", f"#{n}") for n in range(17, 22)}


def test_the_vam_has_a_gate_that_failed_and_one_that_held(
    hospitals: Scenario, amounts: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> None:
    # 5 % of what is missing, of 7,000,000 and 12,981,415; 10 % of what is above, at most 1,500,000
    assert amounts["kent-vam"] == {
        "#18": (0, 0),
        "#19": (0, 189_306),
        "#20": (999_070, 0),
        "#21": (0, 1_500_000),
    }
    (vam,) = (each for each in hospitals.agreements if isinstance(each, VamText))
    sentence = sentence_of(vam, hospitals.words)
    assert "counts for a window only, if Kent Hospital's score is at least 300. For a beaten promise" in sentence


def test_penalties_bite_where_patients_are_not_satisfied(
    hospitals: Scenario, amounts: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> None:
    penal = [each.id for each in hospitals.agreements if isinstance(each, ServiceText) and each.penalty]
    less = {(each, period): added[2] for each in penal for period, added in amounts[each].items() if added[2]}
    assert less == {
        ("rhode-island-experience", "#17"): -500_000,
        ("kent-experience", "#17"): -200_000,
        ("kent-experience", "#18"): -200_000,
        ("women-infants-experience", "#19"): -200_000,
        ("women-infants-experience", "#20"): -200_000,
        ("women-infants-experience", "#21"): -200_000,
    }


def test_no_clause_reads_the_score_of_a_hospital_without_a_rating(
    hospitals: Scenario, reading: Reading, terms: Mapping[str, Terms]
) -> None:
    """A missing rating is score 0, which would look like an angry one."""
    units = {subject_of(address): unit for unit, address in placeholders(hospitals.names).items()}
    read = {units[gate.subject] for each in terms.values() for clause in each.clauses for gate in clause.gates}
    assert read
    assert all(reading.figures[unit, period].score for unit in read for period in hospitals.periods)
