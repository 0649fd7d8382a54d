"""The cases of payoffs.json, real ones and Haier's practice, as clauses.

`cases()` reads rules and expected values from payoffs.json; a function per rule says which clause carries the rule out.
Tests in Python and of the contracts go through the same list. Not here, because no clause is made for it: that rounding
leaves a rest to the party named last (community_split); the parts that clauses pay, rounded down, are.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heyi.core.accrual import Running, accrue_clause
from heyi.core.payoff import amount
from heyi.core.terms import Base, Clause, Form, Gate, Metric, Point, Reference, Span, benchmark_id, subject_of

UNIT = subject_of("0x" + "11" * 20)
CLIENT = subject_of("0x" + "22" * 20)
INDUSTRY = benchmark_id("industry growth, basis points per year")

MINIMUM_SCORE = 90
"""The score of service_price that payoffs.json calls agreed."""

CONTRACT_VALUE = 10_000_000_000
"""What the gate of collections_gate is a share of; payoffs.json states the share only."""

Vector = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What one clause reads in one window: the figures, and whether its gates hold."""

    actual: int = 0
    base: int = 0
    counts: bool = True


@dataclass(frozen=True)
class Window:
    """One window: a reading per clause, and what the clauses add together."""

    readings: tuple[Reading, ...]
    amount: int


@dataclass(frozen=True)
class Case:
    """A case of payoffs.json: clauses on one leg, and their windows in order."""

    vector: str
    name: str
    clauses: tuple[Clause, ...]
    windows: tuple[Window, ...]

    def __str__(self) -> str:
        return f"{self.vector}: {self.name}"

    def amounts(self) -> list[int]:
        """What the Python twin accrues, window by window."""
        running = [Running() for _ in self.clauses]
        totals = []
        for window in self.windows:
            total = 0
            for index, (clause, reading) in enumerate(zip(self.clauses, window.readings, strict=True)):
                added, running[index] = accrue_clause(
                    clause, running[index], reading.actual, reading.base, reading.counts
                )
                total += added
            totals.append(total)
        return totals

    def previews(self) -> Iterator[tuple[Clause, int, int, int]]:
        """Clause, actual, base and amount of every call of IAgreements.preview that the case comes down to.

        For cumulative clauses these are the sums to date and the entitlement; what it adds is amounts().
        """
        running = [Running() for _ in self.clauses]
        for window in self.windows:
            for index, (clause, reading) in enumerate(zip(self.clauses, window.readings, strict=True)):
                actual, base = reading.actual, reading.base
                _, running[index] = accrue_clause(clause, running[index], actual, base, reading.counts)
                if clause.span in (Span.Cumulative, Span.CumulativeGivingBack):
                    actual, base = running[index].actual, running[index].base
                if reading.counts:
                    yield clause, actual, base, amount(clause, actual, base)


def cases() -> list[Case]:
    """Every case that clauses can express."""
    vectors = json.loads(Path(__file__).with_name("payoffs.json").read_text())["vectors"]
    return [case for vector in vectors for case in _RULES[vector["id"]](vector)]


def single(vector: Vector, clause: Clause, reading: Reading, expected: int) -> Case:
    name = f"actual {reading.actual}" + (f", base {reading.base}" if reading.base else "")
    return Case(vector["id"], name, (clause,), (Window((reading,), expected),))


# Haifu, formula F1: the ratio of an actual to one fixed target is a straight line in the actual.


def haifu(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    as_actual = Clause(
        subject=UNIT, metric=Metric.Profit, points=(Point(0, rule["investment"]), Point(rule["target"], 0))
    )
    as_ratio = Clause(
        subject=UNIT,
        metric=Metric.Profit,
        form=Form.Ratio,
        base=(Base(scale=10_000, promises=(rule["target"],)),),
        points=(Point(0, rule["investment"]), Point(10_000, 0)),
    )
    for case in vector["cases"]:
        yield single(vector, as_actual, Reading(case["actual"]), case["compensation"])
        yield single(vector, as_ratio, Reading(case["actual"], rule["target"]), case["compensation"])


# Mengniu, formula F8: CAGR of 50 % over n years is actual x 2**n / base >= 3**n, a step at a whole number.


def mengniu(vector: Vector) -> Iterator[Case]:
    hit, miss = 62_610_000, -78_300_000
    for case in vector["cases"]:
        base = case.get("base", vector["rule"]["base"])
        step = 3 ** case["years"]
        clause = Clause(
            subject=UNIT,
            metric=Metric.Profit,
            form=Form.Ratio,
            base=(Base(scale=2 ** case["years"], promises=(base,)),),
            points=(Point(step, miss), Point(step, hit)),
        )
        expected = hit if case["hit"] else miss
        assert case.get("shares_to_management", expected) == expected
        yield single(vector, clause, Reading(case["actual"], base), expected)


# The CSRC's cumulative formula F3: variance of sums, what was accrued is kept.


def cumulative(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    promised = tuple(rule["promised"])
    clause = Clause(
        subject=UNIT,
        metric=Metric.Profit,
        form=Form.Variance,
        span=Span.Cumulative,
        base=(Base(promises=promised),),
        points=(Point(-sum(promised), rule["price"]), Point(0, 0)),
    )
    for case in vector["cases"]:
        years = zip(case["actual"], promised, case["compensation"], strict=True)
        windows = tuple(Window((Reading(actual, base),), expected) for actual, base, expected in years)
        yield Case(vector["id"], case["name"], (clause,), windows)


def collections_gate(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    collected = CONTRACT_VALUE * rule["collections_gate_bp"] // 10_000
    clause = Clause(
        subject=UNIT,
        metric=Metric.Profit,
        gates=(Gate(UNIT, Metric.Collected, at_least=collected),),
        points=(Point(0, 6_000_000), Point(rule["profit_target"], 0)),
    )
    for case in vector["cases"]:
        yield single(vector, clause, Reading(case["actual"]), case["shares"])
        yield single(vector, clause, Reading(case["actual"], counts=False), 0)


# Formula F6: nothing down to 95 % of the promise, then the whole gap at once.


def cliff(vector: Vector) -> Iterator[Case]:
    promised, shares = vector["rule"]["promised"], vector["rule"]["shares"]
    edge = promised * 95 // 100
    points = (Point(promised * 70 // 100, shares * 30 // 100), Point(edge, shares * 5 // 100), Point(edge, 0))
    clause = Clause(subject=UNIT, metric=Metric.Profit, points=points)
    for case in vector["cases"]:
        yield single(vector, clause, Reading(case["actual"]), case["shares"])


def excess_bonus(vector: Vector) -> Iterator[Case]:
    promised, share = vector["rule"]["promised_sum"], vector["rule"]["share_bp"]
    excess_at_cap = 10 * promised
    clause = Clause(
        subject=UNIT,
        metric=Metric.Profit,
        form=Form.Variance,
        base=(Base(promises=(promised,)),),
        points=(Point(0, 0), Point(excess_at_cap, excess_at_cap * share // 10_000)),
    )
    for case in vector["cases"]:
        yield single(vector, clause, Reading(case["actual"], promised), case["bonus"])


def excess_tiers(vector: Vector) -> Iterator[Case]:
    x = y = 0
    points = [Point(x, y)]
    for width, share in vector["rule"]["tiers"]:
        x, y = x + width, y + width * share // 10_000
        points.append(Point(x, y))
    promised = 1_000_000_000
    clause = Clause(
        subject=UNIT,
        metric=Metric.Profit,
        form=Form.Variance,
        base=(Base(promises=(promised,)),),
        points=tuple(points),
    )
    for case in vector["cases"]:
        yield single(vector, clause, Reading(promised + case["excess"], promised), case["bonus"])


# Formula F5: principal and simple interest by days over 365; ten years of 365 days keep the line's corner whole.


def redemption(vector: Vector) -> Iterator[Case]:
    principal = vector["rule"]["principal"]
    for case in vector["cases"]:
        start = principal - case["received"]
        interest = principal * case["rate_bp"] * 10 // 10_000
        clause = Clause(form=Form.Days, points=(Point(0, start), Point(3_650, start + interest)))
        yield single(vector, clause, Reading(case["days"]), case["amount"])


def service_price(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    above, cap = rule["above"], rule["variable_cap"]
    fixed = Clause(points=(Point(0, rule["fixed"]),))
    variable = Clause(
        subject=CLIENT,
        metric=Metric.Revenue,
        points=(Point(above, 0), Point(above + cap * 10_000 // rule["share_bp"], cap)),
    )
    penalty = Clause(
        gates=(Gate(UNIT, Metric.Score, at_least=0, below=MINIMUM_SCORE),), points=(Point(0, -rule["penalty"]),)
    )
    for case in vector["cases"]:
        readings = (Reading(), Reading(case["revenue"]), Reading(counts=not case["score_met"]))
        name = f"revenue {case['revenue']}, score {'met' if case['score_met'] else 'missed'}"
        yield Case(vector["id"], name, (fixed, variable, penalty), (Window(readings, case["fee"]),))


def community_split(vector: Vector) -> Iterator[Case]:
    target, excess_at_cap = vector["rule"]["target"], 1_000_000_000
    for number, share in enumerate(vector["rule"]["shares_bp"]):
        points = (Point(target, 0), Point(target + excess_at_cap, excess_at_cap * share // 10_000))
        clause = Clause(subject=UNIT, metric=Metric.Profit, points=points)
        for case in vector["cases"]:
            yield single(vector, clause, Reading(case["profit"]), case["paid"][number])


def first_loss(vector: Vector) -> Iterator[Case]:
    team, platform = vector["rule"]["team"], vector["rule"]["platform"]
    all_money = team + platform
    corners = {
        "team": (Point(-team, team), Point(0, 0)),
        "platform": (Point(-all_money, platform), Point(-team, 0)),
        "unfunded": (Point(-10 * all_money, 9 * all_money), Point(-all_money, 0)),
    }
    for bearer, points in corners.items():
        clause = Clause(subject=UNIT, metric=Metric.Profit, points=points)
        for case in vector["cases"]:
            yield single(vector, clause, Reading(-case["loss"]), case[bearer])


def leading_target(vector: Vector) -> Iterator[Case]:
    """The curve is a base's; read as a clause of its own it gives the target itself."""
    for case in vector["cases"]:
        curve = leading_curve(vector["rule"]["base"], case["multiple"])
        clause = Clause(subject=INDUSTRY, metric=Metric.Revenue, points=curve)
        yield single(vector, clause, Reading(case["growth_bp"]), case["target"])


def leading_curve(base: int, multiple: int) -> tuple[Point, ...]:
    """The target over the industry's growth in basis points: growth counts `multiple` times, a decline once."""
    return Point(-10_000, 0), Point(0, base), Point(10_000, base * (1 + multiple))


def leading_base(base: int, multiple: int) -> Base:
    return Base(from_=Reference.Benchmark, benchmark=INDUSTRY, curve=leading_curve(base, multiple))


_RULES: dict[str, Callable[[Vector], Iterator[Case]]] = {
    rule.__name__: rule
    for rule in (
        haifu,
        mengniu,
        cumulative,
        collections_gate,
        cliff,
        excess_bonus,
        excess_tiers,
        redemption,
        service_price,
        community_split,
        first_loss,
        leading_target,
    )
}
