"""Contracts of record and Haier's practice, computed by terms to the minor unit."""

import json

import pytest

from heyi.core.accrual import entitlements
from heyi.core.checks import check
from heyi.core.payoff import amount
from heyi.core.periods import MONTHS
from heyi.core.terms import Clause, Form, Metric, Point, Reference
from tests.backend.core.examples import SUBJECT, Table, service
from tests.vectors.interfaces import ROOT
from tests.vectors.real_cases import INDUSTRY, Case, cases, leading_base

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_terms_give_what_the_case_gave(case: Case) -> None:
    check(case.terms)
    assert case.amounts() == case.expected
    for clause, actual, base, expected in case.previews():
        assert amount(clause, actual, base) == expected
    if case.parts:
        ((total,),) = case.expected
        assert tuple(case.terms.parts_of(case.terms.legs[0], total).values()) == case.parts


def test_every_rule_of_the_file_is_expressed() -> None:
    vectors = json.loads((ROOT / "tests" / "vectors" / "payoffs.json").read_text())["vectors"]
    assert {vector["id"] for vector in vectors} == {case.vector for case in CASES}
    for vector in vectors:
        expressed = [case for case in CASES if case.vector == vector["id"]]
        assert len(expressed) >= len(vector["cases"])
    assert len({str(case) for case in CASES}) == len(CASES)


def test_the_cases_read_bases_from_everywhere() -> None:
    bases = {base.from_ for case in CASES for clause in case.terms.clauses for base in clause.base}
    assert bases == set(Reference)


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
