"""What terms may be opened: one broken rule at a time, in the contract's order and with the contract's errors."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from heyi.core.checks import check, figures_of, limits, most_per_period
from heyi.core.checks import invalid_terms as wrong
from heyi.core.errors import InvalidTerms
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import (
    ALL_PARTNERS,
    Base,
    Clause,
    Form,
    Gate,
    Leg,
    Metric,
    Nature,
    Point,
    Reference,
    Span,
    Terms,
    Tranche,
)
from tests.backend.core.examples import INVESTOR, SUBJECT, SUPPLIER, UNIT, service
from tests.vectors.interfaces import ROOT

LIBRARIES = ROOT / "contracts" / "libraries"
SOURCE = "".join((LIBRARIES / file).read_text() for file in ("TermsCheck.sol", "AgreementLedger.sol"))
GATE = Gate(SUBJECT, Metric.Score, 90)
FLAT = (Point(0, 0), Point(1, 1))
ONE_WAY = (
    Leg(0, 1, Nature.Bonus),
    Leg(0, 1, Nature.Tranche, escrow=1),
    Leg(0, 1, Nature.Preferred),
    Leg(0, 1, Nature.Control),
    Leg(0, 16),
)
"""Legs that never take back; the last is one to a party that can't owe."""


def party(number: int) -> str:
    return f"0x{number + 1:040x}"


def clause(**changes: Any) -> Clause:
    return replace(service().clauses[0], **changes)


TERMS_FIELDS = {field.name for field in fields(Terms)}


def one(**changes: Any) -> Terms:
    """The service, its one clause changed, or what is not of a clause."""
    others = {name: changes.pop(name) for name in changes.keys() & TERMS_FIELDS}
    return service(clauses=(clause(**changes),), **others)


def on_leg(leg: Leg, **changes: Any) -> Terms:
    """The same among as many parties as the leg needs, three at least."""
    count = max(3, leg.creditor + 1)
    return one(legs=(leg,), parties=[party(number) for number in range(count)], **changes)


def with_bases(*bases: Base) -> Terms:
    return one(form=Form.Variance, base=bases)


def community(**changes: Any) -> Terms:
    """The same among three, two of whom share by weights."""
    shared = {"parties": (UNIT, SUPPLIER, INVESTOR), "legs": (Leg(0, ALL_PARTNERS),), "weights": (1, 1)}
    return service(**shared | changes)


def based(form: Form = Form.Variance, **base: Any) -> Terms:
    return one(form=form, base=(Base(**{"promises": (1,) * 12} | base),))


BROKEN: list[tuple[Terms, InvalidTerms]] = [
    (service(parties=(UNIT,)), wrong.PartyCount(1, 2, 65)),
    (service(parties=[party(number) for number in range(66)]), wrong.PartyCount(66, 2, 65)),
    (service(parties=(UNIT, ZERO_ADDRESS)), wrong.PartyZero(1)),
    (service(parties=(UNIT, SUPPLIER, UNIT)), wrong.PartyTwice(UNIT)),
    (service(periods=0), wrong.TermOutOfRange(0, 4_096)),
    (service(periods=4_097), wrong.TermOutOfRange(4_097, 4_096)),
    (service(legs=(Leg(0, 1),) * 73), wrong.LegCount(73, 0, 72)),
    (service(legs=(Leg(0, 1), Leg(2, 0))), wrong.LegOfNobody(1)),
    (service(legs=(Leg(0, 2),)), wrong.LegOfNobody(0)),
    (service(legs=(Leg(1, 1),)), wrong.LegOfNobody(0)),
    (service(parties=[party(number) for number in range(20)], legs=(Leg(16, 1),)), wrong.LegOfNobody(0)),
    (service(parties=[party(number) for number in range(20)], legs=(Leg(0, 20),)), wrong.LegOfNobody(0)),
    (community(legs=(Leg(1, ALL_PARTNERS),)), wrong.LegOfNobody(0)),
    (community(legs=(Leg(0, ALL_PARTNERS, Nature.Collection),)), wrong.LegOfNobody(0)),
    (on_leg(Leg(0, 1, Nature.Tranche)), wrong.EscrowMisplaced(0)),
    *(
        (on_leg(Leg(0, 1, nature, escrow=1)), wrong.EscrowMisplaced(0))
        for nature in (Nature.Collection, Nature.Preferred, Nature.Shares, Nature.Control)
    ),
    *(
        (on_leg(Leg(0, 1, nature, backers=0b100, escrow=int(nature is Nature.Tranche))), wrong.BackersMisplaced(0))
        for nature in Nature
        if nature is not Nature.Fee
    ),
    (on_leg(Leg(0, 1, backers=0b001)), wrong.BackersMisplaced(0)),
    (on_leg(Leg(0, 1, backers=0b110)), wrong.BackersMisplaced(0)),
    (on_leg(Leg(0, 1, backers=0b1000)), wrong.BackersMisplaced(0)),
    (community(legs=(Leg(0, ALL_PARTNERS, backers=0b10),)), wrong.BackersMisplaced(0)),
    (community(weights=(1,)), wrong.WeightsMismatch(1, 2)),
    (community(weights=()), wrong.WeightsMismatch(0, 2)),
    (service(weights=(1,)), wrong.WeightsMismatch(1, 0)),
    (community(weights=(1, 0)), wrong.WeightZero(1)),
    (service(clauses=()), wrong.ClauseCount(0, 80)),
    (service(clauses=(clause(),) * 81), wrong.ClauseCount(81, 80)),
    (service(legs=()), wrong.ClauseOfNoLeg(0, 0)),
    (service(clauses=(clause(), clause(leg=1))), wrong.ClauseOfNoLeg(1, 1)),
    (one(window=0), wrong.WindowsDoNotFit(0, 0, 12)),
    (one(window=5), wrong.WindowsDoNotFit(0, 5, 12)),
    (one(window=24), wrong.WindowsDoNotFit(0, 24, 12)),
    (one(base=(Base(),)), wrong.BaseNotUsed(0)),
    (one(form=Form.Days, base=(Base(),)), wrong.BaseNotUsed(0)),
    (one(form=Form.Variance), wrong.BaseMissing(0)),
    (one(form=Form.Base), wrong.BaseMissing(0)),
    (one(form=Form.Inverse, base=(Base(promises=(1,) * 12),) * 5), wrong.TooManyBases(0, 5)),
    (based(scale=0), wrong.ScaleZero(0)),
    (based(promises=(1,) * 11), wrong.PromisesMismatch(0, 11, 12)),
    (one(form=Form.Variance, window=3, base=(Base(promises=(1,) * 12),)), wrong.PromisesMismatch(0, 12, 4)),
    (based(Form.Ratio, promises=(1,) * 11 + (0,)), wrong.BaseNotPositive(0, 11)),
    (based(from_=Reference.Earlier, lag=0), wrong.EarlierBeforeStart(0)),
    (based(from_=Reference.Earlier, lag=493), wrong.EarlierBeforeStart(0)),
    (based(Form.Base, from_=Reference.Earlier, lag=1), wrong.BaseNotUsed(0)),
    (with_bases(Base(promises=(1,) * 12), Base(promises=(1,))), wrong.PromisesMismatch(0, 1, 12)),
    (based(from_=Reference.Days), wrong.PointsMissing(0)),
    (based(from_=Reference.Accrued, curve=(Point(1, 1), Point(0, 1))), wrong.PointsNotSorted(0, 1)),
    (based(from_=Reference.Dividends, curve=(Point(0, 2**63),)), wrong.PointTooLarge(0, 0)),
    *(
        (one(span=span, form=Form.Base, base=(Base(from_=source, curve=FLAT),)), wrong.SpanNotWindow(0))
        for span in (Span.Cumulative, Span.CumulativeGivingBack)
        for source in (Reference.Days, Reference.Accrued, Reference.Dividends)
    ),
    (based(from_=Reference.Accrued, curve=FLAT, leg=1), wrong.ClauseOfNoLeg(0, 1)),
    (based(from_=Reference.Benchmark), wrong.PointsMissing(0)),
    (based(from_=Reference.Benchmark, curve=(Point(1, 1), Point(0, 1))), wrong.PointsNotSorted(0, 1)),
    (based(from_=Reference.Benchmark, curve=(Point(0, 2**63),)), wrong.PointTooLarge(0, 0)),
    (based(from_=Reference.Benchmark, curve=(Point(2**95, 0),)), wrong.PointTooLarge(0, 0)),
    (one(gates=(GATE,) * 5), wrong.TooManyGates(0, 5)),
    (one(gates=(GATE, replace(GATE, periods=0))), wrong.GateOutOfRange(0, 1)),
    (one(gates=(replace(GATE, periods=2),)), wrong.GateOutOfRange(0, 0)),
    (one(gates=(replace(GATE, running=0),)), wrong.GateOutOfRange(0, 0)),
    (one(gates=(replace(GATE, promises=(1,) * 11),)), wrong.PromisesMismatch(0, 11, 12)),
    (one(points=()), wrong.PointsMissing(0)),
    (one(points=tuple(Point(x, 0) for x in range(65))), wrong.PointsMissing(0)),
    (one(points=(Point(0, 0), Point(2**95, 0))), wrong.PointTooLarge(0, 1)),
    (one(points=(Point(-(2**95), 0),)), wrong.PointTooLarge(0, 0)),
    (one(points=(Point(0, 2**95),)), wrong.PointTooLarge(0, 0)),
    (one(points=(Point(0, -(2**95)),)), wrong.PointTooLarge(0, 0)),
    (one(points=(Point(2, 0), Point(1, 0))), wrong.PointsNotSorted(0, 1)),
    (one(points=(Point(1, 0), Point(1, 1), Point(1, 2))), wrong.PointsNotSorted(0, 2)),
    (one(points=(Point(0, 0), Point(1, 0), Point(1, 1), Point(1, 2))), wrong.PointsNotSorted(0, 3)),
    *((on_leg(leg, points=(Point(0, 1), Point(1, -1))), wrong.LegTakesBack(0, 1)) for leg in ONE_WAY),
    *((on_leg(leg, span=Span.CumulativeGivingBack, points=FLAT), wrong.LegTakesBack(0, 2)) for leg in ONE_WAY),
    (community(clauses=(clause(points=(Point(0, -1), Point(1, 0))),)), wrong.LegTakesBack(0, 0)),
    (service(correction_periods=1), wrong.CorrectionsNotUsed(1, 120)),
    (one(span=Span.Cumulative, correction_periods=121), wrong.CorrectionsNotUsed(121, 120)),
    (one(periods=513, window=513), wrong.TooManyFigures(513, 512)),
    (one(window=12, gates=(replace(GATE, periods=12, running=42),)), wrong.TooManyFigures(516, 512)),
    (one(span=Span.Cumulative, periods=171, correction_periods=1), wrong.TooManyFigures(513, 512)),
    (service(ceiling=999), wrong.CeilingBelowClauses(999, 1_000)),
    (service(clauses=(clause(), clause(points=(Point(0, -1),)))), wrong.CeilingBelowClauses(1_000, 1_001)),
    (based(from_=Reference.Dividends, curve=FLAT), wrong.TrancheCount(0, 1)),
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
    assert set(wrong.__all__) == {error.code for _, error in BROKEN}


ALLOWED: list[Terms] = [
    service(),
    service(parties=[party(number) for number in range(65)], periods=4_096),
    service(legs=(Leg(0, 1),) * 72, clauses=(clause(points=(Point(0, 0),)),) * 80),
    service(parties=[party(number) for number in range(65)], legs=(Leg(15, 64),)),
    service(legs=(), clauses=(), ceiling=0),
    community(),
    community(parties=[party(number) for number in range(65)], weights=(1,) * 64),
    community(legs=(Leg(0, ALL_PARTNERS, escrow=1),)),
    on_leg(Leg(0, 1, backers=0b100)),
    *(on_leg(Leg(0, 1, nature, escrow=1)) for nature in (Nature.Fee, Nature.Bonus, Nature.Tranche)),
    *(on_leg(Leg(0, 1, nature)) for nature in Nature if nature is not Nature.Tranche),
    *(on_leg(Leg(0, 1, nature), ceiling=0) for nature in (Nature.Shares, Nature.Control)),
    on_leg(Leg(0, 1, Nature.Shares), points=(Point(0, -1), Point(1, 1))),
    with_bases(*(Base(promises=(1,) * 12) for _ in range(4))),
    with_bases(Base(promises=(1,) * 12), Base(promises=(1,) * 12, scale=0)),
    one(window=4, gates=(replace(GATE, periods=4, running=99, promises=(1, 2, 3)),)),
    one(periods=512, window=512),
    one(span=Span.Cumulative, periods=170, correction_periods=120),
    replace(based(from_=Reference.Dividends, curve=FLAT), tranches=(Tranche(1, 0, 1, 1),)),
    *(based(Form.Base, from_=source, curve=FLAT) for source in (Reference.Days, Reference.Accrued)),
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
    legs = (Leg(0, 0, Nature.Bonus, backers=1),)
    terms = service(
        parties=(UNIT, UNIT),
        periods=0,
        legs=legs,
        clauses=(bad_clause,),
        ceiling=0,
        weights=(0,),
        correction_periods=1,
    )
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
    mend(lambda terms: replace(terms, legs=(Leg(0, 1, Nature.Tranche, backers=1),)))
    mend(lambda terms: replace(terms, legs=(Leg(0, 1, Nature.Bonus, backers=1),)))
    mend(lambda terms: replace(terms, legs=(Leg(0, 1, Nature.Bonus),)))
    mend(lambda terms: replace(terms, weights=()))
    mend(with_clause(leg=0))
    mend(with_clause(window=6))
    mend(with_clause(base=(Base(scale=0),)))
    mend(with_clause(base=(Base(promises=(0,)),)))
    mend(with_clause(base=(Base(promises=(0, 0)),)))
    mend(with_clause(base=(Base(promises=(1, 1)),)))
    mend(with_clause(gates=(replace(GATE, running=0),)))
    mend(with_clause(gates=()))
    mend(with_clause(points=(Point(0, 0), Point(0, -1))))
    mend(with_clause(points=(Point(0, 0), Point(0, 1))))
    mend(lambda terms: replace(terms, correction_periods=0))
    mend(lambda terms: replace(terms, ceiling=1))
    assert seen == [
        "PartyTwice", "TermOutOfRange", "LegOfNobody", "EscrowMisplaced", "BackersMisplaced", "WeightsMismatch",
        "ClauseOfNoLeg", "WindowsDoNotFit", "BaseMissing", "ScaleZero", "PromisesMismatch", "BaseNotPositive",
        "TooManyGates", "GateOutOfRange", "PointsNotSorted", "LegTakesBack", "CorrectionsNotUsed",
        "CeilingBelowClauses",
    ]  # fmt: skip
    assert check(terms) == {0}


@pytest.mark.parametrize("error", ERRORS)
def test_errors_have_the_contracts_arguments(abis: Any, error: type[InvalidTerms]) -> None:
    (entry,) = [entry for entry in abis["IAgreements"] if entry["type"] == "error" and entry["name"] == error.__name__]
    assert [field.name for field in fields(error)] == [argument["name"] for argument in entry["inputs"]]


def test_limits_are_the_contracts() -> None:
    stated = {name: int(value) for name, value in re.findall(r"constant (MOST_\w+) = (\d+);", SOURCE)}
    stated["FIGURES_AT_ONCE"] = int(re.findall(r"constant FIGURES_AT_ONCE = (\d+);", SOURCE)[0])
    assert stated == {name: getattr(limits, name) for name in limits.__all__ if not name.endswith("_LIMIT")}
    powers = dict(re.findall(r"constant (\w+) = 2 \*\* (\d+);", SOURCE))
    assert (2 ** int(powers["LIMIT"]), 2 ** int(powers["FIGURE"])) == (limits.POINT_LIMIT, limits.FIGURE_LIMIT)


@pytest.mark.parametrize("error", ERRORS)
def test_the_contract_raises_the_error_too(error: type[InvalidTerms]) -> None:
    kinds = [path.read_text() for path in (ROOT / "contracts" / "agreements").glob("*.sol")]
    assert any(re.search(rf"\b{error.__name__}\(", source) for source in [SOURCE, *kinds])


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


@pytest.mark.parametrize("nature", list(Nature))
def test_who_owes_by_the_nature_of_the_leg(nature: Nature) -> None:
    """What comes out of escrow or is no money is nothing for the books."""
    outside = (Nature.Tranche, Nature.Shares, Nature.Control)
    assert check(on_leg(Leg(0, 1, nature, escrow=int(nature is Nature.Tranche)))) == (
        set() if nature in outside else {0}
    )


def test_a_base_over_dividends_ties_the_enterprises_books() -> None:
    leg = Leg(2, 1)
    reading = one(
        form=Form.Base,
        base=(Base(from_=Reference.Dividends, curve=FLAT),),
        parties=(UNIT, SUPPLIER, INVESTOR),
        legs=(leg,),
    )
    assert check(replace(reading, tranches=(Tranche(1, 0, 1, 1),))) == {0, 2}
    assert check(reading, amended=True) == {0, 2}


def test_how_many_figures_a_window_reads() -> None:
    gates = (replace(GATE, periods=2, running=3), GATE)
    bases = (
        Base(promises=(1,) * 4),
        Base(from_=Reference.Earlier, lag=1),
        Base(from_=Reference.Benchmark, curve=FLAT),
        Base(from_=Reference.Days, curve=FLAT),
    )
    assert figures_of(clause(window=3, form=Form.Variance, base=bases, gates=gates)) == 3 + 3 + 3 + 6 + 1
    assert figures_of(clause(window=3, form=Form.Base, base=bases[2:])) == 3
    assert figures_of(clause(window=3, points=(Point(0, 1),))) == 0
