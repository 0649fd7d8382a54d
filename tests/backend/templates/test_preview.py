"""What is shown before signing: amounts at every corner, worst and best of each party, and what to beware of."""

from pathlib import Path

import pytest

from heyi.cli.pictures import drawn, to_svg
from heyi.cli.preview import read, shown
from heyi.core.payoff import amount
from heyi.core.terms import Clause
from heyi.templates.previewing.preview import preview_of
from heyi.templates.reading.mistakes import MistakesFound
from tests.backend.scenario.small_company import write
from tests.backend.templates.files import HEAD, loaded, preview

SERVICE = """\
service:
  - id: flour
    client: shop
    supplier: mill
    fee: 20
    share: 12.5 %
    above: 100
    at_most: 90.50
    penalty: {score_of: mill, below: 900, amount: 15}
"""

VAM = """\
vam:
  - id: shop-vam
    investor: platform
    investee: shop
    amount: 100
    shares: 40
    metric: profit
    window: 2
    promises: [100, -20.5]
    compensation: {payer: olga, share: 50 %, at_most: 80}
    bonus: {share: 10 %, at_most: 30}
"""


def test_amounts_stand_at_corners_between_and_beyond(tmp_path: Path) -> None:
    fee, share, penalty = preview(loaded(tmp_path, SERVICE)).payoffs
    assert [corner.amount_text for corner in fee.corners] == ["20.00"]
    assert [(corner.x_text, corner.amount_text) for corner in share.corners] == [
        ("9.50", "0"),
        ("100.00", "0"),
        ("281.00", "22.62"),
        ("462.00", "45.25"),
        ("643.00", "67.87"),
        ("824.00", "90.50"),
        ("914.50", "90.50"),
    ]
    assert penalty.when == "if Mill's score is at least 0 and below 900"
    assert [corner.amount_text for corner in penalty.corners] == ["-15.00"]


def test_every_amount_comes_from_whoever_is_asked(tmp_path: Path) -> None:
    template = loaded(tmp_path, SERVICE)

    def ask(clause: Clause, actual: int, base: int) -> int:
        del clause, actual, base
        return 7

    shown = preview_of(template.agreements[0], template.words, ask)
    assert {corner.amount for payoff in shown.payoffs for corner in payoff.corners} == {7}


def test_each_party_sees_its_worst_and_its_best(tmp_path: Path) -> None:
    cases = {case.party: case for case in preview(loaded(tmp_path, SERVICE)).parties}
    assert cases["Shop"].a_period == ("-110.50", "-5.00")
    assert cases["Mill"].in_all == ("20.00", "442.00")
    cases = {case.party: case for case in preview(loaded(tmp_path, VAM)).parties}
    # One figure can't miss and beat the promise at once; the two windows may turn out badly both.
    assert cases["Platform"].a_period == ("-30.00", "80.00")
    assert cases["Platform"].in_all == ("-60.00", "160.00")
    assert (cases["Platform"].pays_in, cases["Platform"].shares) == ("100.00", ("40", "40"))
    assert cases["Olga"].in_all == ("-160.00", "0")
    assert cases["Shop"].in_all == ("0", "60.00")


def codes(folder: Path, text: str) -> list[str]:
    return [caution.code for caution in preview(loaded(folder, text)).cautions]


def test_cautions_of_an_investment(tmp_path: Path) -> None:
    assert codes(tmp_path, VAM) == ["single-indicator", "surplus", "above-investment", "cannot-pay"]
    assert "one-sided" in codes(tmp_path, VAM.replace("    bonus: {share: 10 %, at_most: 30}\n", ""))
    only_bonus = VAM.replace("    compensation: {payer: olga, share: 50 %, at_most: 80}\n", "")
    assert codes(tmp_path, only_bonus) == ["one-sided", "single-indicator"]
    assert "surplus" not in codes(tmp_path, VAM.replace("window: 2", "window: 4").replace(", -20.5]", "]"))
    assert "above-investment" not in codes(tmp_path, VAM.replace("amount: 100", "amount: 160"))
    assert "cannot-pay" not in codes(tmp_path, VAM.replace("payer: olga", "payer: sam"))


def test_cautions_of_a_service(tmp_path: Path) -> None:
    assert codes(tmp_path, SERVICE) == []
    without = SERVICE.replace("    share: 12.5 %\n    above: 100\n    at_most: 90.50\n", "")
    assert codes(tmp_path, without) == ["one-sided", "single-indicator"]


CLIFF = """\
raw:
  - id: cliff
    contract: service
    sentence: Shop pays Mill 5.00 if its revenue reaches 10.00.
    parties: [shop, mill]
    ceiling: 5
    legs: [{debtor: shop, creditor: mill}]
    clauses:
      - {subject: shop, points: [[1000, 0], [1000, 500]]}
"""


def test_a_step_is_a_cliff(tmp_path: Path) -> None:
    found = preview(loaded(tmp_path, CLIFF))
    assert "A cliff: one unit more or less turns 0 into 5.00." in [caution.says for caution in found.cautions]
    assert [(corner.x_text, corner.amount_text) for corner in found.payoffs[0].corners] == [
        ("9.99", "0"),
        ("10.00", "5.00"),
        ("10.01", "5.00"),
    ]


@pytest.mark.parametrize(
    ("curve", "warned"),
    [
        ("[[-10000, 0], [0, 100000], [10000, 500000]]", False),
        ("[[-10000, -300000], [10000, 500000]]", True),
        ("[[-10000, -300000], [0, 100000], [10000, 500000]]", True),
    ],
)
def test_a_multiple_of_a_shrinking_market(tmp_path: Path, curve: str, warned: bool) -> None:
    text = CLIFF.replace(
        "{subject: shop, points: [[1000, 0], [1000, 500]]}",
        "{subject: shop, form: Variance, points: [[0, 0], [500, 500]],\n"
        f"         bases: [{{from: Benchmark, benchmark: industry growth, curve: {curve}}}]}}",
    )
    assert ("shrinking" in codes(tmp_path, text)) is warned


def test_pictures_show_every_payoff_with_a_shape(tmp_path: Path) -> None:
    found = preview(loaded(tmp_path, VAM))
    compensation, bonus = (drawn(payoff) for payoff in found.payoffs)
    assert compensation != bonus
    svg = to_svg([found])
    assert svg is not None
    assert svg.startswith("<svg")
    assert "shop-vam: Olga pays Platform" in svg
    assert "<script" not in svg
    assert shown(found)


def test_a_scenario_is_previewed_by_its_folder_or_its_file(tmp_path: Path) -> None:
    write(tmp_path)
    by_folder, by_file = read(tmp_path), read(tmp_path / "agreements.yaml")
    assert [each.id for each in by_folder.agreements] == [each.id for each in by_file.agreements]
    assert all(preview_of(each, by_file.words, amount).to_json() for each in by_file.agreements)


def test_mistakes_in_a_template_file_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(HEAD + SERVICE.replace("client: shop", "client: shap").replace("score_of: mill", "score_of: olga"))
    with pytest.raises(MistakesFound) as raised:
        read(file)
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        'bad.yaml line 13, field service.client: no unit or person "shap" in parties',
        'bad.yaml line 19, field service.penalty.score_of: no unit "olga" in parties',
    ]
    file.write_text(HEAD.replace("decimals: 2", "decimals: two") + SERVICE)
    with pytest.raises(MistakesFound) as raised:
        read(file)
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "bad.yaml line 9, field currency.decimals: is not a whole number from 0 to 18: 'two'"
    ]
