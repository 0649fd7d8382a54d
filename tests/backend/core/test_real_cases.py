"""Contracts of record and Haier's practice, computed by clauses to the minor unit."""

import json

import pytest

from heyi.core.accrual import entitlements
from heyi.core.payoff import amount
from heyi.core.periods import MONTHS
from heyi.core.terms import Clause, Form, Metric, Point, Span
from tests.backend.core.examples import SUBJECT, Table, service
from tests.vectors.interfaces import ROOT
from tests.vectors.real_cases import INDUSTRY, Case, cases, leading_base

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_clauses_give_what_the_case_gave(case: Case) -> None:
    assert case.amounts() == [window.amount for window in case.windows]
    for clause, actual, base, expected in case.previews():
        assert amount(clause, actual, base) == expected


def test_every_rule_of_the_file_is_expressed() -> None:
    vectors = json.loads((ROOT / "tests" / "vectors" / "payoffs.json").read_text())["vectors"]
    assert {vector["id"] for vector in vectors} == {case.vector for case in CASES}
    for vector in vectors:
        expressed = [case for case in CASES if case.vector == vector["id"]]
        assert len(expressed) >= len(vector["cases"])


def test_a_leading_target_is_a_base_over_a_benchmark() -> None:
    """12,500 is 500 above the target of 12,000 at 5 % growth, and 2,800 above that of 9,700 at -3 %."""
    clause = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        form=Form.Variance,
        base=(leading_base(10_000, 4),),
        points=(Point(0, 0), Point(10_000, 10_000)),
    )
    terms = service(clauses=(clause,), ceiling=10_000, periods=2)
    facts = Table()
    facts.post(492, 12_500, 12_500, metric=Metric.Profit)
    facts.post(492, 500, -300, subject=INDUSTRY)
    accrued = entitlements(terms, facts, MONTHS, 493)
    assert [period.amounts for period in accrued.periods] == [(500,), (2_800,)]


def test_a_growth_target_counts_years_as_cumulative_windows() -> None:
    """F3 from monthly facts: three windows of 12 periods, the second year 500 short, the third 600 over."""
    promises = (2_700, 3_500, 4_300)
    case = next(case for case in CASES if case.vector == "cumulative")
    clause = case.clauses[0]
    assert clause.span is Span.Cumulative
    assert clause.form is Form.Variance
    assert [promise // 1_000_000 for promise in clause.base[0].promises] == list(promises)
