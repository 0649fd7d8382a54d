"""The bundled invoices, cut by the example's plan, against sums made with nothing but csv and int."""

import csv
import lzma
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.sources.figures import Reading
from heyi.sources.reading import lines as reading_lines
from heyi.sources.rows.times import Moments
from heyi.sources.source import read_facts

FOLDER = Path(__file__).parents[3] / "examples" / "gift_wholesaler"
EXTRACT = FOLDER / "invoice_lines.csv.xz"

Line = dict[str, str]

DESKS = {
    "benelux": ("15 %", {"Netherlands", "Belgium"}),
    "germany": ("16 %", {"Germany", "Austria", "Switzerland"}),
    "france": ("15 %", {"France"}),
    "ireland": ("14 %", {"EIRE"}),
    "iberia": ("16 %", {"Spain", "Portugal"}),
    "nordic": ("17 %", {"Norway", "Sweden", "Finland", "Denmark", "Iceland"}),
    "australia": ("16 %", {"Australia"}),
    "japan": ("16 %", {"Japan"}),
}
PRODUCT_LINES = {"kitchen": "Kitchen", "home": "Home", "play": "Play"}


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    with lzma.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FOLDER)


@pytest.fixture(scope="module")
def reading(scenario: Scenario) -> Reading:
    return read_facts(scenario.facts, scenario.frame)


def amount(line: Line) -> int:
    return int(line["quantity"]) * int(line["unit_price_mils"])


def seller(line: Line) -> str:
    """Whose revenue a line is, in other words than the plan's."""
    if line["stock_code"] in ("POST", "DOT", "C2"):
        return "carriage"
    for desk, (_, countries) in DESKS.items():
        if line["country"] in countries:
            return desk
    return {"Kitchen": "kitchen", "Play": "play"}.get(line["product_line"], "home")


def by_month(scenario: Scenario, lines: list[Line], counts: Callable[[Line], bool]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for line in lines:
        if counts(line):
            sums[scenario.calendar.parse(line["invoice_ts"][:7])] += amount(line)
    return sums


def test_the_extract_is_small_and_whole(lines: list[Line], reading: Reading) -> None:
    assert EXTRACT.stat().st_size <= 200_000
    assert len(lines) == reading.rows == 20_144
    assert sum(map(amount, lines)) == reading.total == 725_752_290
    assert reading.check_sum()
    assert {line["invoice_ts"][:7] for line in lines} == {"2010-12", *(f"2011-0{month}" for month in range(1, 7))}
    assert "United Kingdom" not in {line["country"] for line in lines}
    assert "customer_id" not in lines[0]


def test_every_unit_has_its_lines_to_the_mil(scenario: Scenario, lines: list[Line], reading: Reading) -> None:
    for unit in scenario.frame.units:
        expected = by_month(scenario, lines, lambda line, unit=unit: seller(line) == unit)  # type: ignore[misc]
        assert {p: reading.figures[unit, p].revenue for p in scenario.periods} == {
            p: expected[p] for p in scenario.periods
        }
    everything = by_month(scenario, lines, lambda _: True)
    assert {p: reading.figures["clearing", p].revenue for p in scenario.periods} == everything


def test_profit_follows_from_the_stated_ratios(scenario: Scenario, lines: list[Line], reading: Reading) -> None:
    everything = by_month(scenario, lines, lambda _: True)
    for period in scenario.periods:
        figures = {unit: reading.figures[unit, period] for unit in (*scenario.frame.units, "clearing")}
        for desk, (ratio, _) in DESKS.items():
            cost = Fraction(ratio.removesuffix(" %")) / 100 * figures[desk].revenue
            assert figures[desk].profit == floor(figures[desk].revenue - cost)
        for unit, name in PRODUCT_LINES.items():
            goods = by_month(scenario, lines, lambda line, name=name: line["product_line"] == name)[period]  # type: ignore[misc]
            assert figures[unit].profit == floor(figures[unit].revenue - Fraction(52, 100) * goods)
        assert figures["carriage"].profit == floor(
            figures["carriage"].revenue - Fraction(75, 1000) * everything[period]
        )
        assert figures["platform"].profit == -1_100_000
        assert figures["clearing"].profit == 0


def test_scores_count_what_was_cancelled(scenario: Scenario, lines: list[Line], reading: Reading) -> None:
    for unit, name in PRODUCT_LINES.items():
        pieces: Counter[tuple[int, str]] = Counter()
        for line in lines:
            if line["product_line"] == name:
                pieces[scenario.calendar.parse(line["invoice_ts"][:7]), line["kind"]] += abs(int(line["quantity"]))
        for period in scenario.periods:
            sold, cancelled = pieces[period, "sale"], pieces[period, "cancel"]
            assert reading.figures[unit, period].score == max(0, 1000 * (sold - cancelled) // sold)


def test_refunds_make_some_months_negative(scenario: Scenario, reading: Reading) -> None:
    negative = {
        (unit, scenario.calendar.format(period)): figures.revenue
        for (unit, period), figures in reading.figures.items()
        if figures.revenue < 0
    }
    assert negative == {
        ("japan", "2011-01"): -109_800,
        ("japan", "2011-03"): -73_660,
        ("australia", "2011-04"): -16_600,
    }


def test_every_reading_is_the_same(scenario: Scenario, reading: Reading) -> None:
    assert read_facts(scenario.facts, scenario.frame) == reading


def test_what_lines_have_alike_is_worked_out_once(
    scenario: Scenario, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose a line is and when takes long to find out: once for lines alike, not for each of twenty thousand."""
    routes, dates = [], []
    find, moment = reading_lines._Routing._find, Moments._moment

    def counted_find(routing: Any, when: int, cells: Mapping[str, str]) -> Any:
        routes.append((when, *cells.values()))
        return find(routing, when, cells)

    def counted_moment(moments: Moments, *arguments: Any) -> Any:
        dates.append(arguments[3])
        return moment(moments, *arguments)

    monkeypatch.setattr(reading_lines._Routing, "_find", counted_find)
    monkeypatch.setattr(Moments, "_moment", counted_moment)
    read_facts(scenario.facts, scenario.frame)
    assert sorted(dates) == sorted({line["invoice_ts"] for line in lines})
    assert len(routes) == len(set(routes)) < len(lines) / 10
