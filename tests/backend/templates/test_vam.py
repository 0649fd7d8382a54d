"""Investments: each way in which money comes in, and each consequence of what was promised."""

from pathlib import Path

import pytest

from heyi.core.facts import Metric
from heyi.core.terms import Leg, Nature
from heyi.templates.reading.mistakes import MistakesFound
from heyi.templates.terms_of import sentence_of
from tests.backend.templates.accrued import accrue, totals
from tests.backend.templates.files import VAM, loaded, preview, terms

PROFIT, REVENUE = Metric.Profit, Metric.Revenue

GOAL = """\
    metric: profit
    window: 2
    promises: [100, 120]
"""


def legs(folder: Path, text: str, profits: list[int], benchmarks: dict[str, int] | None = None) -> list[int]:
    """What each leg comes to when shop makes these profits, period by period."""
    figures = {("shop", PROFIT, at): value * 100 for at, value in enumerate(profits)}
    figures |= {(name, REVENUE, 3): value * 100 for name, value in (benchmarks or {}).items()}
    return totals(accrue(loaded(folder, VAM + text), "v", figures, benchmarks or {}))


def sentence(folder: Path, text: str) -> str:
    template = loaded(folder, VAM + text)
    return sentence_of(template.agreements[0], template.words)


def test_compensation_is_divided_by_payers_and_by_what_each_investor_put_in(tmp_path: Path) -> None:
    text = GOAL + (
        "    compensation: {payers: [{payer: sam, part: 75 %}, {payer: sue, part: 25 %}], share: 50 %, at_most: 80,\n"
        "                   escrow: 40}\n"
    )
    # 10 of 100 missed: 5.00, of which 3/4 and 1/4 by payers, each 3/4 and 1/4 to investors
    assert legs(tmp_path, text, [50, 40, 60, 60]) == [281, 93, 93, 31]
    made = terms(loaded(tmp_path, VAM + text)).legs
    assert [leg.escrow for leg in made] == [2_250, 750, 750, 250]
    assert {(leg.debtor, leg.creditor) for leg in made} == {(3, 1), (3, 2), (4, 1), (4, 2)}
    assert "Sam (75 %) and Sue (25 %) pay Platform and Olga 50 % of what is missing" in sentence(tmp_path, text)
    assert "For it 40.00 are locked." in sentence(tmp_path, text)


def test_others_may_stand_behind_the_payer(tmp_path: Path) -> None:
    text = GOAL + "    compensation: {payer: mill, fixed: 10, backed_by: [sam, sue]}\n"
    made = terms(loaded(tmp_path, VAM + text))
    assert made.legs[0] == Leg(3, 1, Nature.Fee, backers=0b110000)
    assert "What is not paid so Sam and Sue pay jointly, each for all." in sentence(tmp_path, text)
    cases = {case.party: case for case in preview(loaded(tmp_path, VAM + text)).parties}
    assert cases["Sam"].in_all == ("-20.00", "0")


def test_the_enterprise_pays_out_of_what_may_be_shared(tmp_path: Path) -> None:
    text = GOAL + "    compensation: {from_profit: true, share: 50 %, at_most: 80}\n"
    assert {leg.nature for leg in terms(loaded(tmp_path, VAM + text)).legs} == {Nature.Preferred}
    assert "Shop, out of what it may share and ahead of it, pays Platform and Olga" in sentence(tmp_path, text)


@pytest.mark.parametrize(
    ("cumulative", "first", "second"), [("kept", [1_125, 375], [0, 0]), ("given back", [1_125, 375], [-1_125, -375])]
)
def test_what_is_caught_up_is_kept_or_given_back(
    tmp_path: Path, cumulative: str, first: list[int], second: list[int]
) -> None:
    text = GOAL + f"    compensation: {{payer: sam, share: 50 %, at_most: 80, cumulative: {cumulative}}}\n"
    figures = {("shop", PROFIT, at): value * 100 for at, value in enumerate([50, 20, 100, 50])}
    rows = accrue(loaded(tmp_path, VAM + text), "v", figures)
    assert (rows[1], rows[3]) == (first, second)


def test_money_is_released_when_a_period_begins_or_a_figure_is_reached(tmp_path: Path) -> None:
    text = """\
    later:
      - {investor: platform, amount: 50, at: 2024-03}
      - {investor: platform, amount: 60, shares: 5, when: {metric: revenue, at_least: 400, periods: 2}}
    leader: {successor: sam, when: {metric: profit, below: 0, running: 3}}
"""
    template = loaded(tmp_path, VAM + text)
    revenues = {("shop", REVENUE, at): value * 100 for at, value in enumerate([100, 200, 250, 200])}
    losses = {("shop", PROFIT, at): -1 for at in (1, 2, 3)}
    rows = accrue(template, "v", revenues | losses)
    # February is over when March begins; revenue reaches 400 in the second window; losses run three months in April.
    assert rows == [[0, 0, 0, 0], [5_000, 0, 0, 0], [0, 0, 0, 0], [0, 6_000, 5, 1]]
    made = terms(template)
    assert [leg.escrow for leg in made.legs] == [5_000, 6_000, 0, 0]
    assert [leg.nature for leg in made.legs] == [Nature.Tranche, Nature.Tranche, Nature.Shares, Nature.Control]
    said = sentence(tmp_path, text)
    assert "Platform locks 50.00 more, which Shop gets in 2024-03; what is not released goes back." in said
    assert "once Shop's revenue over 2 months is at least 400.00, for 5 more shares of the team's" in said
    assert "When Shop's profit is below 0 3 times running, Sam becomes Shop's leader." in said


def test_an_allowance_covers_losses_of_a_period(tmp_path: Path) -> None:
    text = (
        GOAL + "    bonus: {share: 10 %, at_most: 5}\n    allowances: [{investor: mill, per_period: 10, in_all: 25}]\n"
    )
    assert legs(tmp_path, text, [-3, 20, -15, -1])[-1] == 300 + 1_000 + 100
    cases = {case.party: case for case in preview(loaded(tmp_path, VAM + text)).parties}
    assert (cases["Mill"].in_all, cases["Mill"].locks) == (("-25.00", "0"), "25.00")


def test_shares_move_either_way(tmp_path: Path) -> None:
    text = GOAL + "    team_shares: {missed: {of: 40, tolerance: 10 %, at_most: 20}, beaten: {fixed: 8}}\n"
    assert legs(tmp_path, text, [45, 45, 60, 60]) == [-6, -2]
    assert legs(tmp_path, text, [40, 40, 60, 50]) == [6, 2]
    assert legs(tmp_path, text, [0, 0, 0, 0]) == [30, 10]


def test_shares_keep_the_price_over_earnings(tmp_path: Path) -> None:
    """F9: stake x promise / actual; (stake after) x actual is what was promised, whatever was earned."""
    text = GOAL + "    team_shares: {constant_price_earnings: {stake: 40, most_up: 40, most_down: 20}}\n"
    assert legs(tmp_path, text, [80, 0, 120, 0]) == [7, 2]  # 40 x 100 / 80 is 50; whole shares
    assert legs(tmp_path, text, [200, 0, 120, 0]) == [-15, -5]  # 40 x 100 / 200 is 20
    assert legs(tmp_path, text, [-5, 0, 120, 0]) == [30, 10]


def test_a_redemption_is_set_off_once(tmp_path: Path) -> None:
    text = GOAL + "    bonus: {share: 10 %, at_most: 5}\n    redemption: {payer: sue, rate: 10 %, when: {missed: 1}}\n"
    days = 31 + 29 + 31 + 30
    due = [30_000 + 30_000 * days // 3650, 10_000 + 10_000 * days // 3650]
    assert legs(tmp_path, text, [0, 0, 0, 0])[-2:] == due
    assert legs(tmp_path, text, [100, 0, 0, 0])[-2:] == due
    assert legs(tmp_path, text, [100, 0, 120, 0])[-2:] == [0, 0]
    assert "When the promise of profit is missed in a window" in sentence(tmp_path, text)


def test_a_redemption_takes_what_the_stake_is_worth_if_that_is_more(tmp_path: Path) -> None:
    text = "    redemption: {payer: sue, rate: 10 %, value: stake, value_at_most: 500}\n"
    days = 31 + 29 + 31 + 30
    assert legs(tmp_path, text, [], {"stake": 0}) == [30_000 + 30_000 * days // 3650, 10_000 + 10_000 * days // 3650]
    assert legs(tmp_path, text, [], {"stake": 350}) == [35_000, 35_000]


def test_an_impairment_is_made_up_for(tmp_path: Path) -> None:
    text = GOAL + (
        "    compensation: {payer: sam, share: 50 %, at_most: 80}\n    impairment: {payer: sam, value: stake}\n"
    )
    # 400 was invested and is worth 350; 10.00 of compensation was due: 40.00 are left.
    assert legs(tmp_path, text, [80, 0, 120, 0], {"stake": 350}) == [750, 250, 3_000, 1_000]
    assert legs(tmp_path, text, [80, 0, 120, 0], {"stake": 400})[2:] == [0, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("    compensation: {share: 5 %, at_most: 3}\n", "compensation.payer: is missing: who pays?"),
        ("    compensation: {payer: sam, at_most: 3}\n", "compensation: needs one of share, of and fixed"),
        ("    compensation: {payer: sam, of: 3, at_most: 4}\n", "at_most: is more than the whole that it is a part of"),
        ("    compensation: {payer: sam, share: 5 %}\n", "at_most: is missing: a share needs the most it can come to"),
        ("    compensation: {payers: [{payer: sam, part: 75 %}], of: 3}\n", "have parts that are not 100 % together"),
        ("    compensation: {payer: shop, of: 3}\n", "shop is the unit invested in"),
        ("    compensation: {payer: sam, of: 3, backed_by: [mill]}\n", 'backed_by: no person "mill" in parties'),
        ("    bonus: {tiers: [{up_to: 5, share: 1 %}, {up_to: 5, share: 2 %}]}\n", "is not above the tier before"),
        ("    bonus: {fixed: 5}\n    growth: {base: 1, rate: 1 %, years: 1}\n", "growth: stands beside promises"),
        ("    leader: {successor: sam, when: {goal: other, missed: 2}}\n", 'there is no goal "other"'),
        ("    later: [{investor: sue, amount: 3}]\n", "later: needs one of at and when"),
        ("    later: [{investor: sue, amount: 3, at: 2025-01}]\n", "lies outside the agreement, or at its opening"),
        ("    bonus: {fixed: 5}\n    corrections_until: 2024-03\n", "does not lie after the last period"),
        ("    bonus: {fixed: 5}\n    amount: 4\n", "amount: stands beside investors"),
        ("    compensation: {payer: sam, from_profit: true, of: 3}\n", "compensation.from_profit: stands beside payer"),
        (
            "    bonus: {fixed: 5}\n    only_if: [{metric: score, at_least: 900, periods: 2}]\n",
            "only_if.periods: must be 1 for a score: points of several periods don't add up",
        ),
        (
            "    bonus: {fixed: 5}\n    only_if: [{metric: revenue, at_least: 9, periods: 4}]\n",
            "only_if.periods: 4 is more than the window of 2",
        ),
        (
            "    bonus: {fixed: 5}\n    only_if: [{metric: score, at_least: 70000}]\n",
            "only_if.at_least: 70000 is more than a score can be: 65,535",
        ),
    ],
)
def test_mistakes(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(MistakesFound) as raised:
        loaded(tmp_path, VAM + GOAL + text)
    assert told in str(raised.value)
    assert "template.yaml line" in str(raised.value)


def test_what_sets_a_redemption_off_again_pays_only_what_has_been_added(tmp_path: Path) -> None:
    goals = (
        "    goals:\n      - {name: own, metric: profit, window: 1, promises: [10, 10, 10, 10], bonus: {fixed: 1}}\n"
    )
    text = goals + "    redemption: {payer: sue, rate: 10 %, when: {missed: 1}}\n"
    # 31 and 121 days of 400.00 at 10 %: to investors by 3 and 1, the second time only the interest of 90 days.
    paid = legs(tmp_path, text, [0, 10, 10, 0])[-2:]
    assert paid == [300_00 + 121 * 300_00 // 3650, 100_00 + 121 * 100_00 // 3650]
    said = sentence(tmp_path, text)
    assert "When the own promise is missed in a window, at the window's end Sue pays" in said
    assert "What sets it off again pays only what has been added since." in said


SCORE = """\
    goals:
      - name: network
        metric: score
        of: mill
        window: 1
        promises: [900, 900, 950, 950]
        compensation: {payer: sam, of: 30}
"""


def test_a_score_is_promised_in_points_for_each_period(tmp_path: Path) -> None:
    text = SCORE + "        bonus: {payer: sue, fixed: 5}\n"
    template = loaded(tmp_path, VAM + text)
    scores = (810, 900, 950, 949)
    found = accrue(template, "v", {("mill", Metric.Score, at): score for at, score in enumerate(scores)}, {})
    # A tenth of 900 is missing and a 950th of the last: a tenth of 30.00, and 0.03, to investors by 3 and 1.
    assert totals(found) == [227, 75, 1_000]
    said = sentence(tmp_path, text)
    assert "Shop promises Mill's score of 900 for 2024-01, 900 for 2024-02, 950 for 2024-03" in said


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ("window: 1", "window: 2", "window: must be 1 for a score: points of several periods don't add up"),
        ("[900, 900, 950, 950]", "[900, 900]", "promises: has 2 for 4 periods"),
        ("[900, 900, 950, 950]", "[900, 900, 950.5, 950]", "promises: is not a whole number of points: '950.5'"),
        ("of: 30", "share: 5 %, at_most: 3", "compensation.share: is of money, and a score is in points"),
        ("promises: [900, 900, 950, 950]", "growth: {base: 900, rate: 1 %, years: 1}", "growth: is of money"),
    ],
)
def test_mistakes_about_a_promised_score(tmp_path: Path, changed: str, to: str, told: str) -> None:
    with pytest.raises(MistakesFound) as raised:
        loaded(tmp_path, VAM + SCORE.replace(changed, to))
    assert told in str(raised.value)
