"""The other kinds: what is written, what is signed, and what it comes to."""

import re
from pathlib import Path

import pytest

from heyi.core.checks import check
from heyi.core.facts import Metric
from heyi.core.terms import ALL_PARTNERS, Leg, Tranche
from heyi.templates.load import Template
from heyi.templates.previewing.preview import papers_of
from heyi.templates.reading.mistakes import MistakesFound
from heyi.templates.terms_of import SOME_TOKEN, placeholders, sentence_of
from tests.backend.templates.accrued import accrue
from tests.backend.templates.files import loaded, preview, terms

DOCS = (Path(__file__).parents[3] / "docs" / "templates.md").read_text(encoding="utf-8")
ABSENT = "a month without a final figure counts as 0"


def documented(kind: str) -> list[str]:
    """The examples of a kind in docs/templates.md."""
    section = re.split(rf"^## {kind}\n", DOCS, flags=re.MULTILINE)[1].split("\n## ")[0]
    return re.findall(r"^```yaml\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)


def example(folder: Path, kind: str) -> Template:
    return loaded(folder, documented(kind)[0])


def said(template: Template) -> str:
    return sentence_of(template.agreements[0], template.words)


@pytest.mark.parametrize("kind", ["price", "service", "job", "lend", "benefit", "community", "vam", "letter", "raw"])
def test_examples_in_the_docs_are_terms_that_contracts_take(kind: str, tmp_path: Path) -> None:
    for text in documented(kind):
        template = loaded(tmp_path, text)
        check(terms(template))
        assert preview(template).sentence


def test_success_and_price(tmp_path: Path) -> None:
    template = example(tmp_path, "price")
    assert said(template) == (
        "Success: Mill's score is at least 900. Price: Shop pays Mill 120.00 for it, and nothing without it. "
        "From 2024-01 "
        "for 1 month; notice: to the month's end; on no account more than 120.00 a month. Amounts are in SMC."
    )
    assert accrue(template, "hotline", {("mill", Metric.Score, 0): 900}) == [[12_000]]
    assert accrue(template, "hotline", {("mill", Metric.Score, 0): 899}) == [[0]]
    assert preview(template).cautions == ()


def test_success_may_be_money_over_several_periods(tmp_path: Path) -> None:
    text = documented("price")[0].replace(
        "{metric: score, at_least: 900}", "{metric: revenue, at_least: 9, periods: 2}"
    )
    template = loaded(tmp_path, text)
    assert accrue(template, "hotline", {("mill", Metric.Revenue, at): 450 for at in (0, 1)}) == [[0], [12_000]]


def test_a_job_is_a_fixed_salary(tmp_path: Path) -> None:
    template = example(tmp_path, "job")
    assert said(template) == (
        "Shop pays Sam 30.00 a month for this job: keeps the books. From 2024-01 for 4 months; notice: 2 months; on no "
        "account more than 30.00 a month. Amounts are in SMC."
    )
    assert accrue(template, "bookkeeping", {}) == [[3_000]] * 4


def test_a_person_is_lent(tmp_path: Path) -> None:
    template = example(tmp_path, "lend")
    assert said(template) == (
        "Shop lends Sam to Cafe for the term; Sam stays a member of Shop. Cafe pays Shop 15.00 a month. From "
        "2024-02 for 2 "
        "months; notice: to the month's end; on no account more than 15.00 a month. Amounts are in SMC."
    )
    assert template.agreements[0].parties == ("cafe", "shop", "sam")


def test_a_benefit_across_a_boundary(tmp_path: Path) -> None:
    template = example(tmp_path, "benefit")
    assert said(template).startswith(
        "Shop covers Mill's extra cost with 15.00 a month, and pays Mill 40 % of its own profit above the "
        "baseline of 100.00 "
        f"for each window of 1 month, at most 60.00 each; {ABSENT}."
    )
    profits = {("shop", Metric.Profit, at): value for at, value in enumerate([10_000, 11_001, 100_000, -1])}
    assert accrue(template, "fresh-flour", profits) == [[1_500], [1_500 + 400], [7_500], [1_500]]


def test_a_community_pays_above_its_target_only(tmp_path: Path) -> None:
    template = example(tmp_path, "community")
    made = terms(template)
    assert made.legs == (Leg(0, ALL_PARTNERS), Leg(0, 1))
    assert made.weights == (50, 30, 20)
    assert made.tranches == (Tranche(2, 0, 4_000, 4),)
    profits = {("shop", Metric.Profit, at): value for at, value in enumerate([40_000, 52_000, -50_000, 900_000])}
    shared = 10_000 // 2 + 2_000 * 8 // 10
    assert accrue(template, "smart-kitchen", profits) == [[0, 500], [shared, 500], [0, 500], [21_000, 500]]
    assert said(template) == (
        "A community: Shop leads; partners are Mill (flour for every recipe; 50 of 100 parts), Platform (the "
        "kitchen; 30 of "
        "100 parts) and Olga (recipes; 20 of 100 parts). Of Shop's profit of each window of 1 month with a "
        "target of 400.00, "
        "Shop pays all partners together, by their parts, 50 % of what is 0 to 100.00 and 80 % of what is 100.00 "
        "to 300.00 "
        f"above it, at most 210.00; nothing at or below it; {ABSENT}; what rounding leaves goes to Olga. Apart "
        f"from that Shop "
        "covers costs, whatever is shared: a month Mill 5.00. Platform invests 40.00 in Shop at the opening, for "
        "4 of its 100 "
        "shares. From 2024-01 for 4 months; notice: to the month's end; apart from the investment each of its "
        "2 payments at most 210.00 a month. Amounts are in SMC."
    )
    cases = {case.party: case for case in preview(template).parties}
    assert cases["Mill"].a_period == ("5.00", "110.00")
    assert (cases["Platform"].in_all, cases["Platform"].pays_in) == (("0", "252.00"), "40.00")


def test_targets_may_differ_by_window(tmp_path: Path) -> None:
    text = documented("community")[0].replace("target: 400", "targets: [400, 500, 500, 500]")
    template = loaded(tmp_path, text)
    profits = {("shop", Metric.Profit, at): 45_000 for at in range(4)}
    assert [row[0] for row in accrue(template, "smart-kitchen", profits)] == [2_500, 0, 0, 0]


def test_a_letter_with_and_without_money(tmp_path: Path) -> None:
    template = example(tmp_path, "letter")
    assert template.agreements[0].parties == ("shop", "sam", "sue", "olga")
    assert said(template) == (
        "Sam's mission: every order leaves the house on the day it comes in. Sam takes on packing, measured by "
        "orders out on "
        "the same day, for Sue and returns, measured by days until the money is back. Time: 20 hours a week. Sue "
        "and Olga "
        "agree and may raise what is not kept. Shop pays Sam 30.00 a month. It is renewed by signing anew after "
        "12 months. "
        "From 2024-01 for 12 months; notice: to the month's end; on no account more than 30.00 a month. Amounts "
        "are in SMC."
    )
    free = loaded(tmp_path, documented("letter")[0].replace("    pay: {payer: shop, amount: 30}\n", ""))
    made = terms(free)
    assert (made.legs, made.clauses, made.ceiling, len(made.parties)) == ((), (), 0, 3)
    assert said(free).endswith("From 2024-01 for 12 months; notice: to the month's end.")
    assert preview(free).payoffs == ()


@pytest.mark.parametrize(
    ("kind", "was", "becomes", "told"),
    [
        ("price", "at_least: 900", "at_least: 900.5", "success.at_least: is not a whole number of points: '900.5'"),
        ("price", ", at_least: 900", "", "success: needs at_least or below"),
        ("price", "supplier: mill", "supplier: shop", "supplier: shop is the client"),
        ("job", "person: sam", "person: mill", 'person: no person "mill" in parties'),
        ("lend", "borrower: cafe", "borrower: shop", "borrower: shop is the lender"),
        ("lend", ", fee: 15", "", "lend: needs a fee or a share"),
        ("benefit", "baseline: 100", "baselines: [100, 200]", "baselines: has 2 for 4 windows of 1 periods"),
        ("benefit", "bears: mill", "bears: shop", "bears: shop is the unit that gains"),
        ("community", "partner: olga", "partner: mill", "partners.partner: mill is in it already"),
        ("community", "target: 400", "window: 3", "window: windows of 3 periods do not divide the 4 of the agreement"),
        ("community", "weight: 20", "weight: 0", "weight: is not a whole number from 1 to 65,535: 0"),
        ("letter", "colleagues: [sue]", "colleagues: [pat]", "activities.colleagues: pat is not one of the letter's"),
        ("letter", "[sue, olga]", "[sue, sam]", "colleagues: sam is the person whose letter it is"),
    ],
)
def test_mistakes(tmp_path: Path, kind: str, was: str, becomes: str, told: str) -> None:
    text = documented(kind)[0]
    assert was in text
    with pytest.raises(MistakesFound) as raised:
        loaded(tmp_path, text.replace(was, becomes))
    assert told in str(raised.value)


def test_a_charter(tmp_path: Path) -> None:
    template = loaded(tmp_path, documented("charter")[0])
    (text,) = template.charters
    assert text.says(template.words) == (
        "Sam (2 of 3 parts) and Sue (1 of 3 parts) found Bakery. Of what it earns, investors get by their "
        "shares, of 100 "
        "in all, and the team the rest, by these parts. Sam leads and signs for it; without the leader 2 of 2 "
        "members do. "
        "Outside closings it may spend 50.00 a month, and nothing while in arrears. After 3 closings running in "
        "arrears "
        "anyone can have it wound up. Amounts are in SMC."
    )
    addresses = placeholders(template.words.names)
    made = text.charter(addresses)
    assert dict(zip(made.members, made.units, strict=True)) == {addresses["sam"]: 2, addresses["sue"]: 1}
    assert (made.leader, made.quorum, made.total_shares, made.allowance) == (addresses["sam"], 2, 100, 5_000)
    assert made.wind_up_after == 3
    assert [paper.kind for paper in papers_of(template)] == ["charter"]


def test_a_tender(tmp_path: Path) -> None:
    template = loaded(tmp_path, documented("tender")[0])
    (text,) = template.tenders
    assert text.says(template.words) == (
        "Shop asks for boxes that survive a fall from a metre. Success: one box in a hundred comes back broken. "
        "It pays at "
        "most 60.00 a month, within 2024-02 to 2024-03. Offers are taken until the end of 2024-01; none need be "
        "accepted. "
        "Amounts are in SMC."
    )
    addresses = placeholders(template.words.names)
    made = text.tender(addresses, SOME_TOKEN)
    assert (made.client, made.highest_price, made.last_period - made.first_period) == (addresses["shop"], 6_000, 1)
    assert made.closes_at == 1_706_745_600  # the first second of February


@pytest.mark.parametrize(
    ("kind", "was", "becomes", "told"),
    [
        ("charter", "leader: sam", "leader: olga", "leader: olga is not one of the members"),
        ("charter", "person: sue", "person: sam", "members.person: sam is a member already"),
        ("charter", "shares: 100", "shares: 100\n    quorum: 3", "quorum: 3 is more than the 2 members"),
        ("charter", "wind_up_after: 3", "wind_up_after: 1", "wind_up_after: must leave a unit time to recover"),
        ("tender", "closes: 2024-01", "closes: 2024-04", "closes: lies after the last period of the service"),
    ],
)
def test_mistakes_in_papers(tmp_path: Path, kind: str, was: str, becomes: str, told: str) -> None:
    test_mistakes(tmp_path, kind, was, becomes, told)
