"""The cases of payoffs.json, real ones and Haier's practice, as terms.

`cases()` reads rules and expected values from payoffs.json; a function per rule says which terms carry the rule out.
A case is whole: terms that a contract would open, the figures that oracles attest, and what every leg accrues from
them. Tests in Python and of the contracts go through the same list.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heyi.core.accrual import Accrual, Running, accrue_clause, entitlements
from heyi.core.accrual.readings import Reading, actual_of, base_of, gates_hold
from heyi.core.checks import most_per_period
from heyi.core.payoff import amount
from heyi.core.periods import MONTHS, SECONDS_PER_DAY, Calendar
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
    benchmark_id,
    subject_of,
)
from tests.vectors.table import Table

UNIT, INVESTOR, THIRD, FOURTH, TOKEN = ("0x" + byte * 20 for byte in ("11", "22", "33", "44", "77"))
"""Of an investment: the enterprise, the investor, and a guarantor or the members. Of a community: lead and partners."""

SUBJECT = subject_of(UNIT)
INDUSTRY = benchmark_id("industry growth, basis points per year")

START = 660
"""The first period of all terms: January 2025 where periods are months."""

MINIMUM_SCORE = 90
"""The score of service_price that payoffs.json calls agreed."""

CONTRACT_VALUE = 10_000_000_000
"""What the gate of collections_gate is a share of; payoffs.json states the share only."""

Vector = dict[str, Any]
Figures = dict[tuple[bytes, Metric, int], int]


@dataclass(frozen=True)
class Case:
    """A case of payoffs.json.

    kind: the contract that opens it. figures: by subject, metric and period. dividends: what the first tranche's shares
    have earned by the end. expected: what each leg accrues, window by window. parts: of what leg 0 accrues in all, what
    each partner gets.
    """

    vector: str
    name: str
    kind: str
    terms: Terms
    figures: Figures
    expected: tuple[tuple[int, ...], ...]
    dividends: int = 0
    parts: tuple[int, ...] = ()
    calendar: Calendar = field(default=MONTHS)

    def __str__(self) -> str:
        return f"{self.vector}: {self.name}"

    def accrual(self) -> Accrual:
        """What the Python twin accrues over the whole term."""
        last = self.terms.last_end - 1
        return entitlements(self.terms, self._facts(), self.calendar, last, dividends=lambda _period: self.dividends)

    def amounts(self) -> tuple[tuple[int, ...], ...]:
        """What each leg accrues, window by window: all clauses of a case have the same window."""
        ends = self.accrual().periods[self.terms.clauses[0].window - 1 :: self.terms.clauses[0].window]
        return tuple(
            tuple(
                sum(added for clause, added in zip(self.terms.clauses, end.amounts, strict=True) if clause.leg == leg)
                for end in ends
            )
            for leg in range(len(self.terms.legs))
        )

    def previews(self) -> Iterator[tuple[Clause, int, int, int]]:
        """Clause, actual, base and amount of every call of IAgreements.preview that the case comes down to.

        For cumulative clauses these are the sums to date and the entitlement; what it adds is amounts().
        """
        terms, running = self.terms, [Running() for _ in self.terms.clauses]
        legs = [0] * len(terms.legs)
        length = terms.clauses[0].window
        for window in range(terms.periods // length):
            last = terms.first_period + (window + 1) * length - 1
            reading = Reading(self._facts(), self.calendar, terms.first_period, last, legs, self.dividends)
            for index, clause in enumerate(terms.clauses):
                counts = gates_hold(clause, window, reading)
                actual = reading.days() if clause.form is Form.Days else actual_of(clause, last, reading)
                base = base_of(clause, window, reading)
                added, running[index] = accrue_clause(clause, running[index], actual, base, counts)
                legs[clause.leg] += added
                if clause.is_cumulative:
                    actual, base = running[index].actual, running[index].base
                if counts:
                    yield clause, actual, base, amount(clause, actual, base)

    def _facts(self) -> Table:
        facts = Table()
        facts.figures.update(self.figures)
        return facts


Rule = Callable[[Vector], Iterator[Case]]

RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """For cases of the vector that the function is named after."""
    RULES[function.__name__] = function
    return function


def cases() -> list[Case]:
    """Every case of the file, some expressed in more than one way."""
    vectors = json.loads(Path(__file__).with_name("payoffs.json").read_text())["vectors"]
    return [case for vector in vectors for case in RULES[vector["id"]](vector)]


# TERMS


def agreement(legs: Iterable[Leg], clauses: Iterable[Clause], periods: int = 1, **changes: Any) -> Terms:
    """Terms between as many parties as the legs name, with the least ceiling that holds."""
    legs, clauses = tuple(legs), tuple(clauses)
    most = [sum(most_per_period(clause) for clause in clauses if clause.leg == leg) for leg in range(len(legs))]
    named = max(max(leg.debtor, leg.creditor if leg.creditor != ALL_PARTNERS else 0) for leg in legs)
    terms = Terms(
        parties=(UNIT, INVESTOR, THIRD, FOURTH)[: max(named + 1, 2)],
        token=TOKEN,
        ceiling=max((total for leg, total in zip(legs, most, strict=True) if leg.nature.is_money), default=0),
        first_period=START,
        periods=periods,
        legs=legs,
        clauses=clauses,
    )
    return replace(terms, **changes)


def investment(leg: Leg | Iterable[Leg], *clauses: Clause, periods: int = 1, **changes: Any) -> Terms:
    """The same with money that party 1 brings into party 0."""
    legs = (leg,) if isinstance(leg, Leg) else leg
    tranche = Tranche(investor=1, enterprise=0, amount=2_000_000_000, shares=1_000)
    return agreement(legs, clauses, periods, **{"tranches": (tranche,), **changes})


def profit(*figures: int, metric: Metric = Metric.Profit, periods_each: int = 1) -> Figures:
    """The unit's figures from the start on, each spread over so many periods, the rest in the last of them."""
    spread: list[int] = []
    for figure in figures:
        part = figure // periods_each
        spread += [part] * (periods_each - 1) + [figure - part * (periods_each - 1)]
    return {(SUBJECT, metric, period): value for period, value in enumerate(spread, START)}


def vam(vector: Vector, name: str, terms: Terms, figures: Figures, *expected: tuple[int, ...], **more: Any) -> Case:
    return Case(vector["id"], name, "VamAgreements", terms, figures, expected, **more)


COMPENSATION = Leg(2, 1)
"""A guarantor compensates the investor."""

SHARES = Leg(0, 1, Nature.Shares)
"""The team, for which the enterprise stands, gives the investor shares."""


# Haifu, formula F1: the ratio of an actual to one fixed target is a straight line in the actual.


@rule
def haifu(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    as_actual = Clause(
        subject=SUBJECT, metric=Metric.Profit, points=(Point(0, rule["investment"]), Point(rule["target"], 0))
    )
    as_ratio = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        form=Form.Ratio,
        base=(Base(scale=10_000, promises=(rule["target"],)),),
        points=(Point(0, rule["investment"]), Point(10_000, 0)),
    )
    for case in vector["cases"]:
        for way, clause in {"a line": as_actual, "a ratio": as_ratio}.items():
            terms = investment(COMPENSATION, clause)
            name = f"actual {case['actual']} as {way}"
            yield vam(vector, name, terms, profit(case["actual"]), (case["compensation"],))


# Mengniu, formula F8: CAGR of 50 % over n years is actual x 2**n / base >= 3**n, a step at a whole number. Periods are
# years; the base is promised, or it is the figure that was attested n years before.


@rule
def mengniu(vector: Vector) -> Iterator[Case]:
    hit, miss = 62_610_000, -78_300_000
    for case in vector["cases"]:
        years, base = case["years"], case.get("base", vector["rule"]["base"])
        expected = hit if case["hit"] else miss
        assert case.get("shares_to_management", expected) == expected
        scale, step = 2**years, 3**years
        bases = {
            "promised": Base(scale=scale, promises=(base,)),
            "attested": Base(from_=Reference.Earlier, scale=scale, lag=years),
        }
        for way, one in bases.items():
            clause = Clause(
                subject=SUBJECT,
                metric=Metric.Profit,
                form=Form.Ratio,
                base=(one,),
                points=(Point(step, miss), Point(step, hit)),
            )
            terms = investment(Leg(1, 0, Nature.Shares), clause)
            figures = profit(case["actual"]) | {(SUBJECT, Metric.Profit, START - years): base}
            name = f"{case['actual']} after {years} years from {base}, {way}"
            yield vam(vector, name, terms, figures, (expected,))


# The CSRC's cumulative formula F3: variance of sums, what was accrued is kept.


@rule
def cumulative(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    promised = tuple(rule["promised"])
    clause = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        form=Form.Variance,
        span=Span.Cumulative,
        window=12,
        base=(Base(promises=promised),),
        points=(Point(-sum(promised), rule["price"]), Point(0, 0)),
    )
    terms = investment(COMPENSATION, clause, periods=12 * len(promised))
    for case in vector["cases"]:
        figures = profit(*case["actual"], periods_each=12)
        yield vam(vector, case["name"], terms, figures, tuple(case["compensation"]))


# Two gates: the profit promise is what the clause pays for, the collections over the whole year are what it asks first.


@rule
def collections_gate(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    least = CONTRACT_VALUE * rule["collections_gate_bp"] // 10_000
    clause = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        window=12,
        gates=(Gate(SUBJECT, Metric.Collected, at_least=least, periods=12),),
        points=(Point(0, 6_000_000), Point(rule["profit_target"], 0)),
    )
    terms = investment(SHARES, clause, periods=12)
    for case in vector["cases"]:
        for collected, shares in ((least, case["shares"]), (least - 1, 0)):
            figures = profit(case["actual"], periods_each=12)
            figures |= profit(collected, metric=Metric.Collected, periods_each=12)
            yield vam(vector, f"actual {case['actual']}, collected {collected}", terms, figures, (shares,))


# Formula F6: nothing down to 95 % of the promise, then the whole gap at once.


@rule
def cliff(vector: Vector) -> Iterator[Case]:
    promised, shares = vector["rule"]["promised"], vector["rule"]["shares"]
    edge = promised * 95 // 100
    points = (Point(promised * 70 // 100, shares * 30 // 100), Point(edge, shares * 5 // 100), Point(edge, 0))
    terms = investment(SHARES, Clause(subject=SUBJECT, metric=Metric.Profit, points=points))
    for case in vector["cases"]:
        yield vam(vector, f"actual {case['actual']}", terms, profit(case["actual"]), (case["shares"],))


# Formula F7, over one window of three years.


@rule
def excess_bonus(vector: Vector) -> Iterator[Case]:
    promised, share = vector["rule"]["promised_sum"], vector["rule"]["share_bp"]
    excess_at_cap = 10 * promised
    clause = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        form=Form.Variance,
        window=36,
        base=(Base(promises=(promised,)),),
        points=(Point(0, 0), Point(excess_at_cap, excess_at_cap * share // 10_000)),
    )
    terms = investment(Leg(1, 0, Nature.Bonus), clause, periods=36)
    for case in vector["cases"]:
        figures = profit(case["actual"], periods_each=36)
        yield vam(vector, f"actual {case['actual']}", terms, figures, (case["bonus"],))


@rule
def excess_tiers(vector: Vector) -> Iterator[Case]:
    x = y = 0
    points = [Point(x, y)]
    for width, share in vector["rule"]["tiers"]:
        x, y = x + width, y + width * share // 10_000
        points.append(Point(x, y))
    promised = 1_000_000_000
    clause = Clause(
        subject=SUBJECT,
        metric=Metric.Profit,
        form=Form.Variance,
        base=(Base(promises=(promised,)),),
        points=tuple(points),
    )
    terms = investment(Leg(1, 0, Nature.Bonus), clause)
    for case in vector["cases"]:
        figures = profit(promised + case["excess"])
        yield vam(vector, f"excess {case['excess']}", terms, figures, (case["bonus"],))


# Formula F5: principal and simple interest by days over 365, less what was received as compensation on another leg or
# as dividends. One period has as many days as the case; ten years of 365 days keep the line's corner whole.


@rule
def redemption(vector: Vector) -> Iterator[Case]:
    principal = vector["rule"]["principal"]
    less = (Point(0, 0), Point(principal, -principal))
    for case in vector["cases"]:
        interest = principal * case["rate_bp"] * 10 // 10_000
        with_interest = Base(from_=Reference.Days, curve=(Point(0, principal), Point(3_650, principal + interest)))
        compensated = Clause(points=(Point(0, case["received"]),))
        redeemed = Clause(leg=1, form=Form.Base, points=(Point(0, 0), Point(3 * principal, 3 * principal)))
        for way in (Reference.Accrued, Reference.Dividends):
            bases = (with_interest, Base(from_=way, curve=less))
            dividends = case["received"] if way is Reference.Dividends else 0
            first = replace(compensated, points=(Point(0, case["received"] - dividends),))
            terms = investment((COMPENSATION, Leg(0, 1, Nature.Preferred)), first, replace(redeemed, base=bases))
            yield vam(
                vector,
                f"{case['rate_bp']} basis points, {case['days']} days, received {case['received']} as {way.name}",
                terms,
                {},
                (case["received"] - dividends,),
                (case["amount"],),
                dividends=dividends,
                calendar=Calendar(length=case["days"] * SECONDS_PER_DAY),
            )


@rule
def service_price(vector: Vector) -> Iterator[Case]:
    rule = vector["rule"]
    above, cap = rule["above"], rule["variable_cap"]
    supplier = subject_of(INVESTOR)
    fixed = Clause(points=(Point(0, rule["fixed"]),))
    variable = Clause(
        subject=SUBJECT,
        metric=Metric.Revenue,
        points=(Point(above, 0), Point(above + cap * 10_000 // rule["share_bp"], cap)),
    )
    missed = Gate(supplier, Metric.Score, at_least=0, below=MINIMUM_SCORE)
    penalty = Clause(gates=(missed,), points=(Point(0, -rule["penalty"]),))
    terms = agreement((Leg(0, 1),), (fixed, variable, penalty))
    for case in vector["cases"]:
        score = MINIMUM_SCORE if case["score_met"] else MINIMUM_SCORE - 1
        figures = profit(case["revenue"], metric=Metric.Revenue) | {(supplier, Metric.Score, START): score}
        name = f"revenue {case['revenue']}, score {score}"
        yield Case(vector["id"], name, "ServiceAgreements", terms, figures, ((case["fee"],),))


# The result above the target, one minor unit for one, to all partners; whom which part goes to, the weights say.


@rule
def community_split(vector: Vector) -> Iterator[Case]:
    target, most = vector["rule"]["target"], 1_000_000_000
    points = (Point(target, 0), Point(target + most, most))
    clause = Clause(subject=SUBJECT, metric=Metric.Profit, points=points)
    terms = agreement(
        (Leg(0, ALL_PARTNERS),),
        (clause,),
        parties=(UNIT, INVESTOR, THIRD, FOURTH),
        weights=tuple(vector["rule"]["shares_bp"]),
    )
    for case in vector["cases"]:
        paid = tuple(case["paid"])
        figures, name = profit(case["profit"]), f"profit {case['profit']}"
        yield Case(vector["id"], name, "CommunityAgreements", terms, figures, ((sum(paid),),), parts=paid)


# The members' money bears a loss before the investor's does: it lies in escrow and goes to the investor.
# Seen from whom the loss is owed to, everyone bears a part: the members, the platform behind them, and nobody.


@rule
def first_loss(vector: Vector) -> Iterator[Case]:
    team, platform = vector["rule"]["team"], vector["rule"]["platform"]
    all_money = team + platform
    corners = {
        "team": (Point(-team, team), Point(0, 0)),
        "platform": (Point(-all_money, platform), Point(-team, 0)),
        "unfunded": (Point(-10 * all_money, 9 * all_money), Point(-all_money, 0)),
    }
    clauses = [
        Clause(leg=leg, subject=SUBJECT, metric=Metric.Profit, points=points)
        for leg, points in enumerate(corners.values())
    ]
    co_invested = investment(Leg(2, 1, escrow=team), clauses[0])
    borne = agreement((Leg(2, 3, escrow=team), Leg(1, 3, escrow=platform), Leg(0, 3)), clauses)
    for case in vector["cases"]:
        figures = profit(-case["loss"])
        yield vam(vector, f"loss {case['loss']}, to the investor", co_invested, figures, (case["team"],))
        expected = tuple((case[bearer],) for bearer in corners)
        yield Case(vector["id"], f"loss {case['loss']}, in all", "ServiceAgreements", borne, figures, expected)


# The target follows the industry's growth: read as an amount it is the target itself; held against a profit it is what
# the guarantor compensates one for one.


@rule
def leading_target(vector: Vector) -> Iterator[Case]:
    base, most = vector["rule"]["base"], 100_000_000_000
    whole = (Point(0, 0), Point(most, most))
    gap = (Point(-most, most), Point(0, 0))
    for case in vector["cases"]:
        leading = (leading_base(base, case["multiple"]),)
        clauses = {
            "the target": Clause(form=Form.Base, base=leading, points=whole),
            "the gap of no profit": Clause(
                subject=SUBJECT, metric=Metric.Profit, form=Form.Variance, base=leading, points=gap
            ),
        }
        for what, clause in clauses.items():
            terms = investment(COMPENSATION, clause)
            figures = profit(0) | {(INDUSTRY, Metric.Revenue, START): case["growth_bp"]}
            name = f"{what}, {case['multiple']} times {case['growth_bp']} basis points"
            yield vam(vector, name, terms, figures, (case["target"],))


def leading_curve(base: int, multiple: int) -> tuple[Point, ...]:
    """The target over the industry's growth in basis points: growth counts `multiple` times, a decline once."""
    return Point(-10_000, 0), Point(0, base), Point(10_000, base * (1 + multiple))


def leading_base(base: int, multiple: int) -> Base:
    return Base(from_=Reference.Benchmark, benchmark=INDUSTRY, curve=leading_curve(base, multiple))
