"""What terms may be opened: one broken rule at a time, in the contract's order and with the contract's errors."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from heyi.core import checks
from heyi.core.checks import check, most_per_period
from heyi.core.errors import InvalidTerms
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Metric, Nature, Point, Reference, Span, Terms
from tests.backend.core.examples import INVESTOR, SUBJECT, SUPPLIER, UNIT, service
from tests.vectors.interfaces import ROOT

SOURCE = (ROOT / "contracts" / "libraries" / "TermsCheck.sol").read_text()
GATE = Gate(SUBJECT, Metric.Score, 90)
FLAT = (Point(0, 0), Point(1, 1))


def party(number: int) -> str:
    return f"0x{number + 1:040x}"


def clause(**changes: Any) -> Clause:
    return replace(service().clauses[0], **changes)


def one(**changes: Any) -> Terms:
    """The service, its one clause changed."""
    return service(clauses=(clause(**changes),))


def based(form: Form = Form.Variance, **base: Any) -> Terms:
    return one(form=form, base=(Base(**{"promises": (1,) * 12} | base),))


BROKEN: list[tuple[Terms, InvalidTerms]] = [
    (service(parties=(UNIT,)), checks.PartyCount(1, 2, 16)),
    (service(parties=[party(number) for number in range(17)]), checks.PartyCount(17, 2, 16)),
    (service(parties=(UNIT, ZERO_ADDRESS)), checks.PartyZero(1)),
    (service(parties=(UNIT, SUPPLIER, UNIT)), checks.PartyTwice(UNIT)),
    (service(periods=0), checks.TermOutOfRange(0, 4_096)),
    (service(periods=4_097), checks.TermOutOfRange(4_097, 4_096)),
    (service(legs=()), checks.LegCount(0, 1, 8)),
    (service(legs=(Leg(0, 1),) * 9), checks.LegCount(9, 1, 8)),
    (service(legs=(Leg(0, 1), Leg(2, 0))), checks.LegOfNobody(1)),
    (service(legs=(Leg(0, 2),)), checks.LegOfNobody(0)),
    (service(legs=(Leg(1, 1),)), checks.LegOfNobody(0)),
    (service(clauses=()), checks.ClauseCount(0, 16)),
    (service(clauses=(clause(),) * 17), checks.ClauseCount(17, 16)),
    (service(clauses=(clause(), clause(leg=1))), checks.ClauseOfNoLeg(1, 1)),
    (one(window=0), checks.WindowsDoNotFit(0, 0, 12)),
    (one(window=5), checks.WindowsDoNotFit(0, 5, 12)),
    (one(window=24), checks.WindowsDoNotFit(0, 24, 12)),
    (one(base=(Base(),)), checks.BaseNotUsed(0)),
    (one(form=Form.Days, base=(Base(),)), checks.BaseNotUsed(0)),
    (one(form=Form.Variance), checks.BaseMissing(0)),
    (one(form=Form.Inverse, base=(Base(), Base())), checks.BaseMissing(0)),
    (based(scale=0), checks.ScaleZero(0)),
    (based(promises=(1,) * 11), checks.PromisesMismatch(0, 11, 12)),
    (one(form=Form.Variance, window=3, base=(Base(promises=(1,) * 12),)), checks.PromisesMismatch(0, 12, 4)),
    (based(Form.Ratio, promises=(1,) * 11 + (0,)), checks.BaseNotPositive(0, 11)),
    (based(from_=Reference.Earlier, lag=0), checks.EarlierBeforeStart(0)),
    (based(from_=Reference.Earlier, lag=493), checks.EarlierBeforeStart(0)),
    (based(from_=Reference.Benchmark), checks.PointsMissing(0)),
    (based(from_=Reference.Benchmark, curve=(Point(1, 1), Point(0, 1))), checks.PointsNotSorted(0, 1)),
    (based(from_=Reference.Benchmark, curve=(Point(0, 2**63),)), checks.PointTooLarge(0, 0)),
    (based(from_=Reference.Benchmark, curve=(Point(2**95, 0),)), checks.PointTooLarge(0, 0)),
    (one(gates=(GATE,) * 5), checks.TooManyGates(0, 5)),
    (one(points=()), checks.PointsMissing(0)),
    (one(points=tuple(Point(x, 0) for x in range(65))), checks.PointsMissing(0)),
    (one(points=(Point(0, 0), Point(2**95, 0))), checks.PointTooLarge(0, 1)),
    (one(points=(Point(-(2**95), 0),)), checks.PointTooLarge(0, 0)),
    (one(points=(Point(0, 2**95),)), checks.PointTooLarge(0, 0)),
    (one(points=(Point(0, -(2**95)),)), checks.PointTooLarge(0, 0)),
    (one(points=(Point(2, 0), Point(1, 0))), checks.PointsNotSorted(0, 1)),
    (one(points=(Point(1, 0), Point(1, 1), Point(1, 2))), checks.PointsNotSorted(0, 2)),
    (one(points=(Point(0, 0), Point(1, 0), Point(1, 1), Point(1, 2))), checks.PointsNotSorted(0, 3)),
    (replace(one(points=(Point(0, 1), Point(1, -1))), legs=(Leg(0, 1, Nature.Bonus),)), checks.BonusTakesBack(0, 1)),
    (
        replace(one(span=Span.CumulativeGivingBack, points=FLAT), legs=(Leg(0, 1, Nature.Bonus),)),
        checks.BonusTakesBack(0, 2),
    ),
    (service(ceiling=999), checks.CeilingBelowClauses(999, 1_000)),
    (service(clauses=(clause(), clause(points=(Point(0, -1),)))), checks.CeilingBelowClauses(1_000, 1_001)),
]


ERRORS = sorted({type(error) for _, error in BROKEN}, key=lambda error: error.code)


def same(error: InvalidTerms, expected: InvalidTerms) -> bool:
    return type(error) is type(expected) and error.facts() == expected.facts()


@pytest.mark.parametrize(("terms", "expected"), BROKEN, ids=[f"{error.code}{error.args}" for _, error in BROKEN])
def test_a_broken_rule_is_named(terms: Terms, expected: InvalidTerms) -> None:
    with pytest.raises(InvalidTerms) as caught:
        check(terms)
    assert same(caught.value, expected)
    assert str(caught.value)


def test_every_error_has_a_broken_rule() -> None:
    errors = {name for name in checks.__all__ if isinstance(getattr(checks, name), type)}
    assert errors == {error.code for _, error in BROKEN}


ALLOWED: list[Terms] = [
    service(),
    service(parties=[party(number) for number in range(16)], periods=4_096),
    service(legs=(Leg(0, 1),) * 8, clauses=(clause(points=(Point(0, 0),)),) * 16),
    one(gates=(GATE,) * 4, points=tuple(Point(x // 2, 0) for x in range(64))),
    one(points=(Point(1 - 2**95, 0), Point(2**95 - 1, 0))),
    replace(one(points=(Point(0, 1 - 2**95), Point(0, 2**95 - 1))), ceiling=2**96 - 1),
    one(window=12),
    service(periods=1),
    one(points=(Point(0, 0), Point(1, 0), Point(2, 0))),
    based(Form.Ratio),
    based(Form.Inverse, promises=(0,) * 12),
    based(Form.Variance, promises=(-1,) * 12),
    based(from_=Reference.Earlier, lag=492),
    based(from_=Reference.Benchmark, curve=(Point(0, 1 - 2**63), Point(0, 2**63 - 1))),
    service(legs=(Leg(0, 1, Nature.Bonus),)),
    replace(one(points=(Point(0, -1_000), Point(0, 1_000))), ceiling=1_000),
]


@pytest.mark.parametrize("terms", ALLOWED, ids=range(len(ALLOWED)))
def test_the_last_allowed_value_passes(terms: Terms) -> None:
    check(terms)


def test_checks_run_in_the_contracts_order() -> None:
    """Terms that break a rule of every step: mending the first reveals the next."""
    bad_clause = Clause(
        leg=1, window=0, form=Form.Ratio, base=(), gates=(GATE,) * 5, points=(Point(0, 0), Point(0, -1), Point(0, 9))
    )
    terms = service(parties=(UNIT, UNIT), periods=0, legs=(Leg(0, 0, Nature.Bonus),), clauses=(bad_clause,), ceiling=0)
    seen = []

    def mend(change: Callable[[Terms], Terms]) -> None:
        nonlocal terms
        with pytest.raises(InvalidTerms) as caught:
            check(terms)
        seen.append(caught.value.code)
        terms = change(terms)

    def with_clause(**changes: Any) -> Callable[[Terms], Terms]:
        return lambda terms: replace(terms, clauses=(replace(terms.clauses[0], **changes),))

    mend(lambda terms: replace(terms, parties=(UNIT, SUPPLIER)))
    mend(lambda terms: replace(terms, periods=12))
    mend(lambda terms: replace(terms, legs=(Leg(0, 1, Nature.Bonus),)))
    mend(with_clause(leg=0))
    mend(with_clause(window=6))
    mend(with_clause(base=(Base(scale=0),)))
    mend(with_clause(base=(Base(promises=(0,)),)))
    mend(with_clause(base=(Base(promises=(0, 0)),)))
    mend(with_clause(base=(Base(promises=(1, 1)),)))
    mend(with_clause(gates=()))
    mend(with_clause(points=(Point(0, 0), Point(0, -1))))
    mend(with_clause(points=(Point(0, 0), Point(0, 1))))
    mend(lambda terms: replace(terms, ceiling=1))
    assert seen == [
        "PartyTwice", "TermOutOfRange", "LegOfNobody", "ClauseOfNoLeg", "WindowsDoNotFit", "BaseMissing", "ScaleZero",
        "PromisesMismatch", "BaseNotPositive", "TooManyGates", "PointsNotSorted", "BonusTakesBack",
        "CeilingBelowClauses",
    ]  # fmt: skip
    assert check(terms) == {0}


@pytest.mark.parametrize("error", ERRORS)
def test_errors_have_the_contracts_arguments(abis: Any, error: type[InvalidTerms]) -> None:
    (entry,) = [entry for entry in abis["IAgreements"] if entry["type"] == "error" and entry["name"] == error.__name__]
    assert [field.name for field in fields(error)] == [argument["name"] for argument in entry["inputs"]]


def test_limits_are_the_contracts() -> None:
    stated = {name: int(value) for name, value in re.findall(r"constant (MOST_\w+) = (\d+);", SOURCE)}
    assert stated == {name: getattr(checks, name) for name in checks.__all__ if name.startswith("MOST_")}
    powers = dict(re.findall(r"constant (\w+) = 2 \*\* (\d+);", SOURCE))
    assert (2 ** int(powers["LIMIT"]), 2 ** int(powers["FIGURE"])) == (checks.POINT_LIMIT, checks.FIGURE_LIMIT)


@pytest.mark.parametrize("error", ERRORS)
def test_the_contract_raises_the_error_too(error: type[InvalidTerms]) -> None:
    assert f"IAgreements.{error.__name__}(" in SOURCE


@pytest.mark.parametrize(
    ("span", "ys", "expected"),
    [
        (Span.Window, (-7, 5), 7),
        (Span.WindowCorrected, (-5, 7), 7),
        (Span.Window, (3,), 3),
        (Span.Cumulative, (-7, 5), 5),
        (Span.Cumulative, (-7, -5), 0),
        (Span.CumulativeGivingBack, (-7, 5), 12),
        (Span.CumulativeGivingBack, (5, 7), 7),
        (Span.CumulativeGivingBack, (-7, -5), 7),
    ],
)
def test_the_most_a_clause_moves(span: Span, ys: tuple[int, ...], expected: int) -> None:
    assert most_per_period(Clause(span=span, points=tuple(Point(x, y) for x, y in enumerate(ys)))) == expected


@pytest.mark.parametrize(
    ("span", "ys", "expected"),
    [
        (Span.Window, (0, 5), {0}),
        (Span.Window, (-5, 0), {1}),
        (Span.WindowCorrected, (-5, 5), {0, 1}),
        (Span.Window, (0,), set()),
        (Span.Cumulative, (-5, 5), {0}),
        (Span.Cumulative, (-5, 0), set()),
        (Span.CumulativeGivingBack, (0, 5), {0, 1}),
        (Span.CumulativeGivingBack, (-5, 0), {0, 1}),
    ],
)
def test_who_may_come_to_owe(span: Span, ys: tuple[int, ...], expected: set[int]) -> None:
    points = tuple(Point(x, y) for x, y in enumerate(ys))
    assert check(one(span=span, points=points)) == expected


def test_debtors_of_all_clauses_count() -> None:
    terms = service(
        parties=(UNIT, SUPPLIER, INVESTOR),
        legs=(Leg(0, 1), Leg(2, 0)),
        clauses=(clause(), clause(leg=1)),
    )
    assert check(terms) == {0, 2}
