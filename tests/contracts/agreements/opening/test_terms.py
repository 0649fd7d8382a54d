"""What must hold of any terms: every refusal of TermsCheck, from terms that are right but for one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from world import BIG, World, clause, constant, person

from heyi.core.terms import Base, Clause, Form, Gate, Leg, Metric, Nature, Point, Reference, Span, Status, Terms

ANN, BOB = person("ann"), person("bob")
SUBJECT = b"\x11".rjust(32, b"\0")
PROMISES = Base(from_=Reference.Promises, promises=(100,) * 12)
TOO_FAR = 2**95


def with_clause(**changes: Any) -> Mapping[str, Any]:
    """The first clause, over a revenue, changed."""
    return {"clauses": (replace(clause([(0, 0), (100, 10)], SUBJECT), **changes),)}


def points(*corners: tuple[int, int]) -> tuple[Point, ...]:
    return tuple(Point(x, y) for x, y in corners)


WRONG: list[tuple[Mapping[str, Any], str, Mapping[str, Any]]] = [
    ({"parties": (ANN.address, ANN.address)}, "PartyTwice", {"party": ANN.address}),
    ({"periods": 0}, "TermOutOfRange", {"periods": 0, "most": 4096}),
    ({"periods": 4097}, "TermOutOfRange", {"periods": 4097, "most": 4096}),
    ({"clauses": ()}, "ClauseCount", {"clauses": 0, "most": 80}),
    ({"clauses": (constant(1),) * 81}, "ClauseCount", {"clauses": 81, "most": 80}),
    (with_clause(leg=1), "ClauseOfNoLeg", {"clause": 0, "leg": 1}),
    (with_clause(window=0), "WindowsDoNotFit", {"clause": 0, "window": 0, "periods": 12}),
    (with_clause(window=5), "WindowsDoNotFit", {"clause": 0, "window": 5, "periods": 12}),
    (with_clause(window=24), "WindowsDoNotFit", {"clause": 0, "window": 24, "periods": 12}),
    (with_clause(base=(PROMISES,)), "BaseNotUsed", {"clause": 0}),
    (with_clause(form=Form.Days, base=(PROMISES,)), "BaseNotUsed", {"clause": 0}),
    (with_clause(form=Form.Variance), "BaseMissing", {"clause": 0}),
    (with_clause(form=Form.Ratio, base=(PROMISES,) * 5), "TooManyBases", {"clause": 0, "bases": 5}),
    (with_clause(form=Form.Ratio, base=(replace(PROMISES, scale=0),)), "ScaleZero", {"clause": 0}),
    (
        with_clause(form=Form.Variance, base=(replace(PROMISES, promises=(100,) * 11),)),
        "PromisesMismatch",
        {"clause": 0, "promises": 11, "windows": 12},
    ),
    (
        with_clause(form=Form.Ratio, base=(replace(PROMISES, promises=(100,) * 11 + (0,)),)),
        "BaseNotPositive",
        {"clause": 0, "window": 11},
    ),
    (with_clause(form=Form.Variance, base=(Base(from_=Reference.Earlier),)), "EarlierBeforeStart", {"clause": 0}),
    (
        with_clause(form=Form.Variance, base=(Base(from_=Reference.Earlier, lag=60_000),)),
        "EarlierBeforeStart",
        {"clause": 0},
    ),
    (with_clause(form=Form.Variance, base=(Base(from_=Reference.Benchmark),)), "PointsMissing", {"clause": 0}),
    (
        with_clause(form=Form.Variance, base=(Base(from_=Reference.Benchmark, curve=points((0, 2**63))),)),
        "PointTooLarge",
        {"clause": 0, "point": 0},
    ),
    (with_clause(gates=(Gate(SUBJECT, Metric.Score, 0, 5),) * 5), "TooManyGates", {"clause": 0, "gates": 5}),
    (with_clause(points=()), "PointsMissing", {"clause": 0}),
    (with_clause(points=points(*((x, 0) for x in range(65)))), "PointsMissing", {"clause": 0}),
    (with_clause(points=points((0, 0), (TOO_FAR, 0))), "PointTooLarge", {"clause": 0, "point": 1}),
    (with_clause(points=points((-TOO_FAR, 0))), "PointTooLarge", {"clause": 0, "point": 0}),
    (with_clause(points=points((0, TOO_FAR))), "PointTooLarge", {"clause": 0, "point": 0}),
    (with_clause(points=points((0, -TOO_FAR))), "PointTooLarge", {"clause": 0, "point": 0}),
    (with_clause(points=points((1, 0), (0, 0))), "PointsNotSorted", {"clause": 0, "point": 1}),
    (with_clause(points=points((1, 0), (1, 5), (1, 9))), "PointsNotSorted", {"clause": 0, "point": 2}),
    (
        {"clauses": (constant(BIG), constant(BIG)), "ceiling": 2 * BIG - 1},
        "CeilingBelowClauses",
        {"ceiling": 2 * BIG - 1, "most": 2 * BIG},
    ),
    (
        {"clauses": (clause([(0, -7), (1, 5)], SUBJECT, span=Span.CumulativeGivingBack),), "ceiling": 11},
        "CeilingBelowClauses",
        {"ceiling": 11, "most": 12},
    ),
    ({"clauses": (constant(-8),), "ceiling": 7}, "CeilingBelowClauses", {"ceiling": 7, "most": 8}),
    (
        {"clauses": (clause([(0, 0), (1, 1)], SUBJECT, window=513),), "periods": 513},
        "TooManyFigures",
        {"figures": 513, "most": 512},
    ),
]


@pytest.mark.parametrize(("changes", "error", "arguments"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_terms_are_refused_by_name(
    world: World, changes: Mapping[str, Any], error: str, arguments: Mapping[str, Any]
) -> None:
    with world.refused(error, **arguments):
        world.open(replace(world.terms((ANN, BOB), [constant(1)]), **changes))


def test_figures_of_all_clauses_and_gates_count(world: World) -> None:
    """Fourteen clauses that read 2 x 18 figures each, and two with four gates: just what may be read at once."""
    earlier = Base(from_=Reference.Earlier, lag=1)
    benchmark = Base(from_=Reference.Benchmark, curve=points((0, 0)))
    long = [
        clause([(0, 0), (1, 1)], SUBJECT, window=18, form=Form.Variance, base=(base,)) for base in (earlier, benchmark)
    ]
    gated = constant(0, gates=(Gate(SUBJECT, Metric.Score, 0, 5),) * 4)
    full = world.terms((ANN, BOB), [*long * 7, gated, gated], periods=18)
    assert world.open(full).status() is Status.Open
    one_more = replace(full.clauses[-1], points=points((0, 0), (1, 1)))
    with world.refused("TooManyFigures", figures=513, most=512):
        world.open(replace(full, clauses=(*full.clauses[:-1], one_more)))


def test_a_bonus_takes_nothing_back(world: World) -> None:
    unit = world.found("Unit")

    def bonus(one: Clause) -> Terms:
        return world.terms((ANN, unit), [one], legs=(Leg(0, 1, Nature.Bonus),))

    with world.refused("LegTakesBack", clause=0, point=1):
        world.open(bonus(clause([(0, 0), (5, -1)], SUBJECT)))
    with world.refused("LegTakesBack", clause=0, point=2):
        world.open(bonus(clause([(0, 0), (5, 1)], SUBJECT, span=Span.CumulativeGivingBack)))
    assert world.open(bonus(clause([(0, 0), (5, 1)], SUBJECT, span=Span.Cumulative))).status() is Status.Open


def test_parties_and_legs_have_bounds(world: World) -> None:
    """Of a kind that leaves their number open; investments do."""
    unit, people = world.found("Unit"), [person(f"party {i}") for i in range(65)]
    world.let_pay(people[0], "VamAgreements")

    def vam(count: int, legs: int) -> Terms:
        terms = world.vam(unit, people[0], people[1], [constant(0)])
        return replace(
            terms, parties=(unit.address, *(p.address for p in people[: count - 1])), legs=(Leg(2, 1),) * legs
        )

    with world.refused("PartyCount", parties=66, least=2, most=65):
        world.open(vam(66, 1), "VamAgreements")
    with world.refused("LegCount", legs=73, least=0, most=72):
        world.open(vam(3, 73), "VamAgreements")
    with world.refused("ClauseOfNoLeg", clause=0, leg=0):
        world.open(vam(3, 0), "VamAgreements")
    # Parties after the sixteenth are paid only.
    with world.refused("LegOfNobody", leg=0):
        world.open(replace(vam(18, 1), legs=(Leg(16, 1),)), "VamAgreements")
    with world.refused("LegOfNobody", leg=0):
        world.open(replace(vam(3, 1), legs=(Leg(2, 3),)), "VamAgreements")
    with world.refused("LegOfNobody", leg=0):
        world.open(replace(vam(3, 1), legs=(Leg(2, 2),)), "VamAgreements")


def test_right_terms_at_the_bounds_are_opened(world: World) -> None:
    furthest = TOO_FAR - 1
    terms = world.terms(
        (ANN, BOB),
        [clause([(-furthest, -furthest), (furthest, furthest)], SUBJECT)],
        ceiling=2**96 - 1,
        periods=4096,
    )
    assert world.open(terms).status() is Status.Open
    assert world.open(replace(terms, clauses=(constant(0),) * 16)).status() is Status.Open


def test_a_step_is_two_points_at_one_x(world: World) -> None:
    steps = clause([(0, 0), (0, 5), (10, 5), (10, 0)], SUBJECT)
    assert world.open(world.terms((ANN, BOB), [steps])).status() is Status.Open
