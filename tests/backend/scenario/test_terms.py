"""Human terms become the terms that contracts enforce."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.checks import check
from heyi.core.payoff import amount
from heyi.core.terms import (
    NO_UPPER_BOUND,
    Base,
    Clause,
    Form,
    Gate,
    Leg,
    Metric,
    Nature,
    Point,
    Span,
    Terms,
    Tranche,
    subject_of,
)
from heyi.scenario.charters import charter_of
from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.templates.agreement import Term
from heyi.templates.building.fee import FeeShare
from heyi.templates.kinds.service import ServiceText
from heyi.templates.terms_of import SOME_TOKEN, ceiling_of, placeholders, salt_of, sentence_of, terms_of
from tests.backend.scenario.small_company import FILES, write

JANUARY = (2024 - 1970) * 12


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return load(write(tmp_path))


@pytest.fixture
def addresses(scenario: Scenario) -> Mapping[str, str]:
    return placeholders(scenario.names)


def of(agreement: str, scenario: Scenario) -> Terms:
    text = next(each for each in scenario.agreements if each.id == agreement)
    terms = terms_of(text, placeholders(scenario.names), SOME_TOKEN)
    assert check(terms)
    return terms


def test_clearing_is_a_cumulative_collection(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    most = 1_000_000
    assert of("clearing-shop", scenario) == Terms(
        parties=(addresses["clearing"], addresses["shop"]),
        token=SOME_TOKEN,
        ceiling=2 * most,
        first_period=JANUARY,
        periods=4,
        legs=(Leg(0, 1, Nature.Collection),),
        clauses=(
            Clause(
                subject=subject_of(addresses["shop"]),
                metric=Metric.Revenue,
                form=Form.Actual,
                span=Span.CumulativeGivingBack,
                points=(Point(-most, -most), Point(most, most)),
            ),
        ),
        salt=salt_of("clearing-shop"),
    )


def test_a_service_has_a_fee_a_share_and_a_penalty(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    missed = Gate(subject_of(addresses["mill"]), Metric.Score, 0, 900)
    assert of("flour", scenario) == Terms(
        parties=(addresses["shop"], addresses["mill"]),
        token=SOME_TOKEN,
        ceiling=2_000 + 9_050 + 1_500,
        first_period=JANUARY,
        periods=4,
        notice_periods=1,
        legs=(Leg(0, 1, Nature.Fee),),
        clauses=(
            Clause(points=(Point(0, 2_000),)),
            Clause(
                subject=subject_of(addresses["shop"]),
                span=Span.WindowCorrected,
                points=(Point(10_000, 0), Point(10_000 + 9_050 * 8, 9_050)),
            ),
            Clause(gates=(missed,), points=(Point(0, -1_500),)),
        ),
        salt=salt_of("flour"),
    )


def test_a_vam_compensates_by_its_payer_and_rewards_the_team(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    subject, base = subject_of(addresses["shop"]), (Base(promises=(10_000, -2_050)),)
    assert of("shop-vam", scenario) == Terms(
        parties=(addresses["shop"], addresses["platform"], addresses["olga"]),
        token=SOME_TOKEN,
        ceiling=8_000,
        first_period=JANUARY,
        periods=4,
        legs=(Leg(2, 1, Nature.Fee), Leg(1, 0, Nature.Bonus)),
        clauses=(
            Clause(
                leg=0,
                subject=subject,
                metric=Metric.Profit,
                form=Form.Variance,
                span=Span.WindowCorrected,
                window=2,
                base=base,
                points=(Point(-16_000, 8_000), Point(0, 0)),
            ),
            Clause(
                leg=1,
                subject=subject,
                metric=Metric.Profit,
                form=Form.Variance,
                span=Span.WindowCorrected,
                window=2,
                base=base,
                points=(Point(0, 0), Point(30_000, 3_000)),
            ),
        ),
        tranches=(Tranche(1, 0, 30_000, 40),),
        salt=salt_of("shop-vam"),
    )


def test_raw_terms_are_as_written(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    scored = Gate(subject_of(addresses["shop"]), Metric.Score, 1, NO_UPPER_BOUND)
    assert of("warranty", scenario) == Terms(
        parties=(addresses["mill"], addresses["shop"]),
        token=SOME_TOKEN,
        ceiling=5_000,
        first_period=JANUARY + 1,
        periods=2,
        legs=(Leg(0, 1),),
        clauses=(Clause(form=Form.Days, gates=(scored,), points=(Point(0, 0), Point(10, 5_000))),),
        salt=salt_of("warranty"),
    )


def test_raw_terms_may_say_anything(tmp_path: Path) -> None:
    """Haifu's clause 7.2 as written: compensation in proportion to the miss, paid by the promising shareholder."""
    raw = """\
raw:
  - id: haifu
    contract: vam
    sentence: Olga pays Platform the part of 400.00 by which Shop falls short of its promise.
    parties: [shop, platform, olga]
    ceiling: 400
    legs:
      - {debtor: olga, creditor: platform}
      - {debtor: platform, creditor: shop, nature: Bonus}
    clauses:
      - {leg: 0, subject: shop, metric: Profit, form: Ratio, span: Cumulative, window: 4, absent_as: -5,
         scale: 10000, promises: [3000], points: [[0, 40000], [10000, 0]]}
      - {leg: 1, subject: shop, form: Inverse, lag: 2, window: 2, points: [[1, 0], [2, 1]]}
    tranches:
      - {investor: platform, enterprise: shop, amount: 400, shares: 10}
"""
    write(tmp_path)
    text = (tmp_path / "agreements.yaml").read_text()
    (tmp_path / "agreements.yaml").write_text(text[: text.index("raw:")] + raw)
    terms = of("haifu", load(tmp_path))
    first, second = terms.clauses
    assert (first.form, first.span, first.window, first.absent_as) == (Form.Ratio, Span.Cumulative, 4, -5)
    assert first.base == (Base(scale=10_000, promises=(3_000,)),)
    assert (second.base[0].lag, second.base[0].scale) == (2, 1)
    assert terms.tranches == (Tranche(1, 0, 40_000, 10),)
    assert [amount(first, actual, 3_000) for actual in (-1, 0, 1_500, 2_999, 3_000, 9_000)] == [
        40_000, 40_000, 20_000, 13, 0, 0,
    ]  # fmt: skip


def test_parties_stand_as_in_the_terms(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    for agreement in scenario.agreements:
        assert tuple(addresses[party] for party in agreement.parties) == of(agreement.id, scenario).parties
        assert ceiling_of(agreement) == of(agreement.id, scenario).ceiling


def test_the_ceiling_of_terms_that_read_a_unit_that_is_no_party(tmp_path: Path) -> None:
    bonus = "bonus: {share: 10 %"
    assert bonus in FILES["agreements.yaml"]
    text = FILES["agreements.yaml"].replace(
        bonus, f"only_if: [{{metric: score, of: mill, at_least: 950}}]\n    {bonus}"
    )
    scenario = load(write(tmp_path, agreements_yaml=text))
    (vam,) = (agreement for agreement in scenario.agreements if agreement.id == "shop-vam")
    assert "mill" not in vam.parties
    assert ceiling_of(vam) == of("shop-vam", scenario).ceiling
    assert "only, if Mill's score is at least 950." in sentence_of(vam, scenario.words)


def test_a_stated_ceiling_is_kept(tmp_path: Path) -> None:
    write(tmp_path)
    text = (tmp_path / "agreements.yaml").read_text()
    (tmp_path / "agreements.yaml").write_text(text.replace("notice: 1", "ceiling: 125.50"))
    assert of("flour", load(tmp_path)).ceiling == 12_550


def test_terms_alike_but_for_the_id_differ(scenario: Scenario) -> None:
    assert salt_of("flour") != salt_of("flour-2")
    assert of("flour", scenario).salt == salt_of("flour")


@given(
    above=st.integers(-(10**9), 10**9),
    ratio=st.integers(1, 20_000).map(lambda parts: Fraction(parts, 10_000)),
    at_most=st.integers(1, 10**9),
    beyond=st.integers(-10, 10**10),
    data=st.data(),
)
def test_a_share_is_exact_up_to_its_cap(
    above: int, ratio: Fraction, at_most: int, beyond: int, data: st.DataObject
) -> None:
    share = FeeShare(ratio=ratio, of="shop", metric=Metric.Revenue, above=above, at_most=at_most)
    text = ServiceText(id="share", term=Term(first_period=0, periods=1), client="shop", supplier="mill", share=share)
    terms = terms_of(text, placeholders(["shop", "mill"]), SOME_TOKEN)
    check(terms)
    near_cap = above + floor(at_most / ratio) + data.draw(st.integers(-3, 3))
    for figure in (above + beyond, near_cap, above + beyond % (at_most + 1)):
        exact = max(0, min(at_most, floor(ratio * (figure - above))))
        found = amount(terms.clauses[0], figure)
        assert found <= exact
        tail = ratio * (figure - above) > at_most // ratio.numerator * ratio.numerator
        assert found == exact or (tail and found == exact - 1) or (tail and ratio > 1)


def test_charters_name_members_in_order_of_addresses(scenario: Scenario, addresses: Mapping[str, str]) -> None:
    shop = charter_of(scenario.unit("shop"), scenario, addresses)
    assert (shop.name, shop.leader, shop.quorum) == ("Shop", addresses["sam"], 2)
    assert (shop.total_shares, shop.allowance, shop.salt) == (100, 5_050, salt_of("shop"))
    assert sorted(shop.members, key=lambda address: int(address, 16)) == list(shop.members)
    assert dict(zip(shop.members, shop.units, strict=True)) == {addresses["sam"]: 2, addresses["sue"]: 1}
    swapped = {**addresses, "sam": addresses["sue"], "sue": addresses["sam"]}
    assert charter_of(scenario.unit("shop"), scenario, swapped).members == shop.members
    assert charter_of(scenario.unit("shop"), scenario, swapped).units == tuple(reversed(shop.units))
