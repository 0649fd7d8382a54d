"""Every case of payoffs.json is a template file without code (examples/templates), and comes to the same amounts."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from heyi.core.facts import Metric
from heyi.core.payoff import amount
from heyi.templates.load import Template, load
from heyi.templates.previewing.outcomes import shared
from heyi.templates.previewing.preview import preview_of
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of
from tests.backend.templates.accrued import accrue, totals

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "templates"
VECTORS = {
    vector["id"]: vector for vector in json.loads((ROOT / "tests" / "vectors" / "payoffs.json").read_text())["vectors"]
}
PROFIT, REVENUE = Metric.Profit, Metric.Revenue

Case = dict[str, Any]
Rule = Callable[[Case, Path], tuple[object, object]]
"""What a case of the vector comes to, and what it came to."""

RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """For cases of the vector that the function is named after."""
    RULES[function.__name__] = function
    return function


@cache
def template(name: str) -> Template:
    return load(EXAMPLES / f"{name}.yaml")


def total(name: str, agreement: str, *profits: int, unit: str = "", window: int = 12) -> list[int]:
    """What each leg comes to when the unit makes these profits, each in the last period of a window."""
    unit = unit or next(iter(template(name).words.names))
    figures = {(unit, PROFIT, (at + 1) * window - 1): value for at, value in enumerate(profits)}
    return totals(accrue(template(name), agreement, figures))


@rule
def haifu(case: Case, folder: Path) -> tuple[object, object]:
    return total("haifu", "haifu", case["actual"]), [case["compensation"]]


@rule
def mengniu(case: Case, folder: Path) -> tuple[object, object]:
    shares = case.get("shares_to_management", 62_610_000 if case["hit"] else -78_300_000)
    text = (EXAMPLES / "mengniu.yaml").read_text()
    growth = f"{{base: {case.get('base', 23_233)}, rate: 50 %, years: {case['years']}}}"
    changed = text.replace("{base: 23233, rate: 50 %, years: 3}", growth)
    return totals(accrue(read(changed, folder), "mengniu", {("mengniu", PROFIT, 11): case["actual"]})), [-shares]


@rule
def cumulative(case: Case, folder: Path) -> tuple[object, object]:
    figures = {("luyi", PROFIT, 12 * at + 11): value for at, value in enumerate(case["actual"])}
    rows = accrue(template("cumulative"), "cumulative", figures)
    return [rows[at][0] for at in (11, 23, 35)], case["compensation"]


@rule
def collections_gate(case: Case, folder: Path) -> tuple[object, object]:
    collected = {("litai", Metric.Collected, at): 750_000_000 for at in range(12)}
    profit = {("litai", PROFIT, 3): case["actual"]}
    met = totals(accrue(template("collections_gate"), "litai", collected | profit))
    missed = totals(
        accrue(template("collections_gate"), "litai", collected | profit | {("litai", Metric.Collected, 0): 1})
    )
    return (met, missed), ([case["shares"]], [0])


@rule
def cliff(case: Case, folder: Path) -> tuple[object, object]:
    return total("cliff", "cliff", case["actual"]), [case["shares"]]


@rule
def excess_bonus(case: Case, folder: Path) -> tuple[object, object]:
    return total("excess_bonus", "dawei", case["actual"], window=36), [case["bonus"]]


@rule
def excess_tiers(case: Case, folder: Path) -> tuple[object, object]:
    return total("excess_tiers", "tiers", 1_000_000_000 + case["excess"]), [case["bonus"]]


@rule
def redemption(case: Case, folder: Path) -> tuple[object, object]:
    if case["days"] == 400:
        return totals(accrue(template("redemption_by_days"), "by-days", {})), [case["amount"]]
    if not case["received"]:
        agreement = "eight-percent" if case["rate_bp"] == 800 else "six-percent-one-year"
        return totals(accrue(template("redemption"), agreement, {})), [case["amount"]]
    kept = {("target", PROFIT, at): 100_000_000 for at in (11, 23)}
    paid, back = totals(accrue(template("redemption"), "ten-percent-less-received", kept))
    return (paid, back), (case["received"], case["amount"])


@rule
def service_price(case: Case, folder: Path) -> tuple[object, object]:
    score = 90 if case["score_met"] else 89
    figures = {("client", REVENUE, 0): case["revenue"], ("supplier", Metric.Score, 0): score}
    return accrue(template("service_price"), "service-price", figures)[0], [case["fee"]]


@rule
def first_loss(case: Case, folder: Path) -> tuple[object, object]:
    team, platform = total("first_loss", "first-loss", -case["loss"], unit="unit")
    return (team, platform, case["loss"] - team - platform), (case["team"], case["platform"], case["unfunded"])


@rule
def community_split(case: Case, folder: Path) -> tuple[object, object]:
    """What all partners get together, divided as the contract divides it."""
    made = template("community_split")
    rows = accrue(made, "smart-cooking", {("scenario", PROFIT, 0): case["profit"]})
    addresses = placeholders(made.words.names)
    terms = terms_of(made.agreements[0], addresses, SOME_TOKEN)
    shares = shared(terms, terms.legs[0], rows[0][0])
    return [shares[party] for party in (1, 2, 3)], case["paid"]


@rule
def leading_target(case: Case, folder: Path) -> tuple[object, object]:
    """A share of all that is missing, nothing being earned, is the target itself."""
    agreement = "four-times" if case["multiple"] == 4 else "ten-times"
    figures = {("industry growth", REVENUE, 0): case["growth_bp"]}
    rows = accrue(template("leading_target"), agreement, figures, ["industry growth"])
    return rows[0], [case["target"], 0]


def read(text: str, folder: Path) -> Template:
    """A file that a case has changed."""
    file = folder / "changed.yaml"
    file.write_text(text)
    return load(file)


def cases() -> Iterator[Any]:
    for name, rule in RULES.items():
        for number, case in enumerate(VECTORS[name]["cases"]):
            yield pytest.param(rule, case, id=f"{name}: {case.get('name', number)}")


@pytest.mark.parametrize(("rule", "case"), list(cases()))
def test_a_template_gives_what_the_case_gave(rule: Rule, case: Case, tmp_path: Path) -> None:
    found, expected = rule(case, tmp_path)
    assert found == expected


def test_no_rule_is_left_out() -> None:
    assert RULES.keys() == VECTORS.keys()


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_example_can_be_previewed(file: Path) -> None:
    template = load(file)
    assert all(preview_of(each, template.words, amount).payoffs for each in template.agreements)


def test_the_cliff_is_warned_of() -> None:
    found = preview_of(template("cliff").agreements[0], template("cliff").words, amount)
    assert "A cliff: one unit more or less turns 5,000,000 shares into 0 shares." in [c.says for c in found.cautions]
