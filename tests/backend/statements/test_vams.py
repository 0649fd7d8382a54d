"""What was promised and what became of it: a row for each goal and window, with what followed from that goal alone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from heyi.core.accrual import entitlements
from heyi.core.events import AgreementState, Event
from heyi.core.facts import Metric, benchmark_id, subject_of
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Terms
from heyi.statements.directory import Directory
from heyi.statements.table import Column, Money, Table
from heyi.statements.vams import windows
from heyi.templates.load import Template
from heyi.templates.terms_of import placeholders
from tests.backend.templates.accrued import Facts
from tests.backend.templates.files import VAM, loaded, terms

PROFIT, REVENUE = Metric.Profit, Metric.Revenue
Figures = Mapping[tuple[str, Metric], list[int]]


def rows(template: Template, figures: Figures, *versions: Terms) -> list[Mapping[str, Any]]:
    """The rows of the file's agreement when its units have these figures, period by period."""
    addresses = placeholders(template.words.names)
    made = versions or (terms(template),)
    first, end = made[0].first_period, made[-1].end_period
    names = {subject_of(address): each for each, address in addresses.items()} | {benchmark_id("growth"): "growth"}
    table = {(who, metric, first + at): value for (who, metric), row in figures.items() for at, value in enumerate(row)}
    facts = Facts(table, names)
    state = replace(AgreementState.opened(bytes(32), ZERO_ADDRESS, made[0]), versions=made)
    ends = [*(version.first_period for version in made[1:]), end]
    accrued = [
        Event(
            "Accrued", ZERO_ADDRESS, 1, 0, bytes(32), {"agreement": bytes(32), "period": p.period, "amounts": p.amounts}
        )
        for version, until in zip(made, ends, strict=True)
        for p in entitlements(version, facts, template.words.calendar, end).periods
        if p.period < until
    ]
    other = accrual(b"\1" * 32, first, ())
    directory = Directory(
        enterprises={addresses[each]: template.words.name(each) for each in ("shop", "mill")},
        people={},
        agreements={bytes(32): "v"},
        homes={},
        clearing="",
    )
    return list(windows(state, [other, *accrued], facts, directory, template.words.calendar))


def accrual(agreement: bytes, period: int, amounts: tuple[int, ...]) -> Event:
    args = {"agreement": agreement, "period": period, "amounts": amounts}
    return Event("Accrued", ZERO_ADDRESS, block=1, log_index=0, transaction=bytes(32), args=args)


def told(found: list[Mapping[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in found]


def test_goals_stand_side_by_side_each_with_its_own_windows(tmp_path: Path) -> None:
    text = """\
    goals:
      - name: horizontal
        metric: profit
        window: 2
        promises: [100, 120]
        compensation: {payers: [{payer: sam, part: 75 %}, {payer: sue, part: 25 %}], share: 50 %, at_most: 80}
        bonus: {share: 10 %, at_most: 30}
      - name: network
        of: mill
        metric: revenue
        window: 4
        promises: [400]
        compensation: {payer: sam, fixed: 8}
    redemption: {payer: sue, rate: 10 %}
"""
    figures = {("shop", PROFIT): [50_00, 40_00, 70_00, 60_00], ("mill", REVENUE): [100_00, 100_00, 100_00, 99_99]}
    found = rows(loaded(tmp_path, VAM + text), figures)
    assert told(found, "unit", "metric", "window", "promised", "actual", "result") == [
        ("Shop", "profit", "2024-01..2024-02", 100_00, 90_00, "missed"),
        ("Shop", "profit", "2024-03..2024-04", 120_00, 130_00, "met"),
        ("Mill", "revenue", "2024-01..2024-04", 400_00, 399_99, "missed"),
    ]
    # Half of the 10.00 that are missing, by four legs each rounded down; a tenth of the 10.00 above; 8.00 by two legs.
    # What is bought back at the end follows from no goal.
    assert told(found, "compensation", "bonus", "shares") == [(281 + 93 + 93 + 31, 0, 0), (0, 100, 0), (800, 0, 0)]
    assert {row["agreement"] for row in found} == {"v"}


def test_all_that_follows_from_one_promise_stands_in_one_row(tmp_path: Path) -> None:
    """A part of an amount is measured by the ratio, a bonus by the difference; the promise is one."""
    text = """\
    metric: profit
    window: 2
    promises: [100, 120]
    compensation: {from_profit: true, of: 40}
    bonus: {share: 10 %, at_most: 30}
    team_shares: {missed: {fixed: 4}, beaten: {fixed: 8}}
"""
    found = rows(loaded(tmp_path, VAM + text), {("shop", PROFIT): [50_00, 40_00, 130_00, 0]})
    assert told(found, "result", "compensation", "bonus", "shares") == [("missed", 400, 0, 4), ("met", 0, 100, -8)]


def test_what_is_promised_can_lead_a_benchmark(tmp_path: Path) -> None:
    text = """\
    metric: profit
    window: 2
    leading: {benchmark: growth, times: 4, base: 50}
    bonus: {share: 10 %, at_most: 30}
    impairment: {payer: sam, value: growth}
"""
    figures = {("shop", PROFIT): [30_00, 20_00, 40_00, 20_00], ("growth", REVENUE): [150, 100, -300, 0]}
    found = rows(loaded(tmp_path, VAM + text), figures)
    # 4 x 2.5 % more; 3 % less, since a decline counts once. A loss of value is nobody's promise.
    assert told(found, "promised", "actual", "result") == [(55_00, 50_00, "missed"), (48_50, 60_00, "met")]


def test_after_an_amendment_the_new_promise_counts(tmp_path: Path) -> None:
    text = "    metric: profit\n    window: 1\n    promises: [10, 20, 30, 40]\n    bonus: {share: 10 %, at_most: 30}\n"
    template = loaded(tmp_path, VAM + text)
    before = terms(template)
    clauses = tuple(
        replace(clause, base=(replace(clause.base[0], promises=(1_00, 2_00)),)) for clause in before.clauses
    )
    after = replace(before, first_period=before.first_period + 2, periods=2, clauses=clauses)
    found = rows(template, {("shop", PROFIT): [5_00] * 4}, before, after)
    assert told(found, "window", "promised", "result") == [
        ("2024-01", 10_00, "missed"),
        ("2024-02", 20_00, "missed"),
        ("2024-03", 1_00, "met"),
        ("2024-04", 2_00, "met"),
    ]


def test_an_agreement_without_promises_has_no_rows(tmp_path: Path) -> None:
    text = "    redemption: {payer: sue, rate: 10 %}\n    allowances: [{investor: mill, per_period: 10, in_all: 25}]\n"
    assert rows(loaded(tmp_path, VAM + text), {("shop", PROFIT): [-5_00] * 4}) == []


def test_a_promised_score_is_shown_in_points(tmp_path: Path) -> None:
    text = """\
    goals:
      - name: network
        metric: score
        window: 1
        promises: [900, 900, 900, 900]
        compensation: {payer: sam, of: 30}
"""
    found = rows(loaded(tmp_path, VAM + text), {("shop", Metric.Score): [810, 900, 900, 900]})
    assert told(found, "promised", "actual", "compensation")[0] == (900, 810, 300)
    money = Money("SMC", 2)
    table = Table("t", "t", (Column("actual", "actual", "money"),), tuple(found[:1]))
    assert table.to_json(money) == [{"actual": 810}]
    assert (table.write_csv(tmp_path, money)).read_text() == "actual\n810\n"
