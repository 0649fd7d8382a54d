"""Every agreement's sentence: what a wallet shows, and what is enforced."""

from pathlib import Path

import pytest
import yaml

from heyi.core.periods import Calendar
from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.sources.amounts import amount_text
from heyi.templates.kinds.clearing import ClearingText
from heyi.templates.kinds.community import CommunityText
from heyi.templates.kinds.raw import RawText
from heyi.templates.kinds.service import ServiceText
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.terms_of import SOME_TOKEN, placeholders, sentence_of, terms_of
from tests.backend.scenario.small_company import FILES, write

SENTENCES = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))

ABSENT = "a month without a final figure counts as 0"


def sentences(folder: Path) -> dict[str, str]:
    scenario = load(folder)
    return {agreement.id: sentence_of(agreement, scenario.words) for agreement in scenario.agreements}


def test_every_sentence_of_the_example(example: Scenario) -> None:
    assert {agreement.id: sentence_of(agreement, example.words) for agreement in example.agreements} == SENTENCES


def test_every_sentence_of_the_small_company(tmp_path: Path) -> None:
    assert sentences(write(tmp_path)) == {
        "clearing-shop": "Clearing passes on to Shop all of Shop's revenue to date, and Shop gives back what refunds "
        f"take from it, up to 10,000.00 either way in all; {ABSENT}. From 2024-01 for 4 months; notice: to the "
        "month's end; on no account more than 20,000.00 a month. Amounts are in SMC.",
        "clearing-mill": "Clearing passes on to Mill all of Mill's revenue to date, and Mill gives back what refunds "
        f"take from it, up to 10,000.00 either way in all; {ABSENT}. From 2024-01 for 4 months; notice: to the "
        "month's end; on no account more than 20,000.00 a month. Amounts are in SMC.",
        "flour": "Shop pays Mill 20.00 a month and 12.5 % of Shop's revenue above 100.00, at most 90.50 a month, less "
        f"15.00 for a month in which Mill's score is below 900; {ABSENT}. From 2024-01 for 4 months; notice: 1 month; "
        "on no account more than 125.50 a month. Amounts are in SMC.",
        "shop-vam": "Platform invests 300.00 in Shop at the opening, for 40 of its 100 shares. Shop promises profit of "
        f"100.00 for 2024-01 to 2024-02 and -20.50 for 2024-03 to 2024-04; {ABSENT}. For a missed promise Olga pays "
        "Platform 50 % of what is missing, at most 80.00. For a beaten one Platform pays Shop's team 10 % of what is "
        "above it, at most 30.00. From 2024-01 for 4 months; notice: to the month's end; apart from the investment "
        "each of its 2 payments at most 80.00 a month. Amounts are in SMC.",
        "warranty": "Mill pays Shop 5.00 for each of the first ten days. From 2024-02 for 2 months; notice: to the "
        "month's end; on no account more than 50.00 a month. Amounts are in SMC.",
    }


def service(folder: Path, was: str, becomes: str) -> str:
    text = FILES["agreements.yaml"]
    assert was in text
    return sentences(write(folder, agreements_yaml=text.replace(was, becomes)))["flour"].split(". From")[0]


def test_a_fee_alone_reads_no_figure(tmp_path: Path) -> None:
    share = "    share: 12.5 %\n    above: 100\n    at_most: 90.50\n"
    assert service(tmp_path, share, "") == (
        "Shop pays Mill 20.00 a month, less 15.00 for a month in which Mill's score is below 900"
    )


def test_a_penalty_above_the_fee_turns_the_debt_around(tmp_path: Path) -> None:
    assert service(tmp_path, "fee: 20\n", "fee: 10\n").endswith(f"below 900, which can leave Mill owing Shop; {ABSENT}")


def test_a_share_may_be_of_anything_of_anyone(tmp_path: Path) -> None:
    assert service(tmp_path, "fee: 20\n", "of: mill\n    metric: collected\n").startswith(
        "Shop pays Mill 12.5 % of Mill's collected cash above 100.00, at most 90.50 a month, less"
    )


def test_windows_of_one_period_are_named_by_it(tmp_path: Path) -> None:
    text = FILES["agreements.yaml"].replace("window: 2", "window: 4").replace("[100, -20.5]", "[100]")
    assert (
        "promises profit of 100.00 for 2024-01 to 2024-04;"
        in sentences(write(tmp_path, agreements_yaml=text))["shop-vam"]
    )
    text = FILES["agreements.yaml"].replace("window: 2", "window: 1").replace("[100, -20.5]", "[1, 2, 3, 4]")
    assert (
        "profit of 1.00 for 2024-01, 2.00 for 2024-02, 3.00 for 2024-03 and 4.00 for 2024-04;"
        in sentences(write(tmp_path, agreements_yaml=text))["shop-vam"]
    )


def test_other_periods_are_called_periods(tmp_path: Path) -> None:
    settings = FILES["scenario.yaml"].replace(
        "{first: 2024-01, last: 2024-04}", "{first: '#0', last: '#17', seconds: 604800, epoch: 1704067200}"
    )
    text = FILES["agreements.yaml"].replace("from: 2024-02", "from: '#1'").replace("window: 2", "window: 9")
    sentence = sentences(write(tmp_path, scenario_yaml=settings, agreements_yaml=text))["flour"]
    assert sentence.startswith("Shop pays Mill 20.00 a period and 12.5 % of")
    assert sentence.endswith("From #0 for 18 periods; notice: 1 period; on no account more than 125.50 a period. "
                             "Amounts are in SMC.")  # fmt: skip
    assert Calendar().length == 0


@pytest.mark.parametrize("folder", ["example", "small"])
def test_a_sentence_leaves_out_no_number_that_moves_money(folder: str, example: Scenario, tmp_path: Path) -> None:
    """Every party's name, and every amount of the terms."""
    scenario = example if folder == "example" else load(write(tmp_path))
    for agreement in scenario.agreements:
        if isinstance(agreement, RawText):
            continue  # its sentence is its author's
        sentence = sentence_of(agreement, scenario.words)
        terms = terms_of(agreement, placeholders(scenario.names), SOME_TOKEN)
        amounts = {terms.ceiling, *(tranche.amount for tranche in terms.tranches)}
        for clause in terms.clauses:
            ends = (clause.points[0], clause.points[-1])
            amounts |= {abs(point.y) for point in ends} | {promise for base in clause.base for promise in base.promises}
            assert all(str(gate.below) in sentence for gate in clause.gates)
        for amount in amounts - {0}:
            assert amount_text(amount, scenario.currency.decimals) in sentence, (agreement.id, amount)
        for party in agreement.parties:
            assert scenario.names[party] in sentence
        assert scenario.calendar.format(terms.first_period) in sentence
        assert isinstance(agreement, ClearingText | CommunityText | ServiceText | VamText)
