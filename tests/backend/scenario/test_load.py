"""What a folder says is what is loaded."""

from fractions import Fraction
from pathlib import Path

import pytest

from heyi.core.periods import Calendar
from heyi.core.terms import Metric
from heyi.scenario.load import load
from heyi.scenario.model import Books, Currency, KeptIn, Node, Oracle, Person, Role, Slip, Unit
from heyi.sources.plan import (
    ALL_LINES,
    Benchmark,
    BenchmarkLines,
    BenchmarkTable,
    Cost,
    Cut,
    Frame,
    LinesPlan,
    Measure,
    Score,
    TablePlan,
)
from heyi.sources.source import read_facts
from heyi.templates.agreement import Term
from heyi.templates.building.fee import FeeShare
from heyi.templates.kinds.clearing import ClearingText
from heyi.templates.kinds.service import Penalty, ServiceText
from heyi.templates.kinds.tender import BidText, TenderText
from heyi.templates.kinds.vam.funding import Investment
from heyi.templates.kinds.vam.goals import Bonus, Compensation, Goal
from heyi.templates.kinds.vam.measures import Excess, Shortfall
from heyi.templates.kinds.vam.payers import Payers, Share
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.reading.mistakes import MistakesFound
from tests.backend.scenario.small_company import BENCHMARKS, FILES, TENDER, with_benchmarks, write

JANUARY = (2024 - 1970) * 12
TERM = Term(first_period=JANUARY, periods=4)


def test_settings(tmp_path: Path) -> None:
    scenario = load(write(tmp_path))
    assert (scenario.company, scenario.folder) == ("Small Company", tmp_path)
    assert scenario.currency == Currency("Small Credit", "SMC", 2)
    assert scenario.opening_capital == 50_000
    assert scenario.calendar == Calendar()
    assert scenario.periods == range(JANUARY, JANUARY + 4)
    days = 86_400
    assert scenario.oracle == Oracle((Node("one"), Node("two"), Node("three")), 2, 3 * days, 7 * days, 45 * days)
    assert scenario.assumptions == ("Nothing here is real.",)


def test_books_of_nodes(tmp_path: Path) -> None:
    books = """  books:
    - {node: two, source: two.toml, kept_in: sql}
    - node: three
      source: three.toml
      kept_in: http
      slips: [{of: {line: 7}, written: {count: 9, who: Max}}]
"""
    folder = write(tmp_path, scenario_yaml=FILES["scenario.yaml"].replace("  quorum: 2\n", f"  quorum: 2\n{books}"))
    for name in ("two", "three"):
        (folder / f"{name}.toml").touch()
    one, two, three = load(folder).oracle.nodes
    assert one == Node("one")
    assert two == Node("two", Books(folder / "two.toml", KeptIn.SQL))
    slip = Slip({"line": "7"}, {"count": "9", "who": "Max"})
    assert three == Node("three", Books(folder / "three.toml", KeptIn.HTTP, (slip,)))


def test_organisation(tmp_path: Path) -> None:
    scenario = load(write(tmp_path))
    assert scenario.unit("shop") == Unit(
        id="shop",
        name="Shop",
        role=Role.USER,
        leader="sam",
        members=("sam", "sue"),
        quorum=2,
        shares=100,
        allowance=5_050,
        pays_costs=True,
    )
    assert [unit.id for unit in scenario.units] == ["clearing", "platform", "shop", "mill"]
    assert (scenario.platform.id, scenario.clearing.id) == ("platform", "clearing")
    assert scenario.person("sam") == Person(id="sam", name="Sam", unit="shop", share_units=2, withdraws=50)
    assert scenario.person("olga") == Person(id="olga", name="Olga")
    assert scenario.names["mill"] == "Mill"
    assert scenario.names["max"] == "Max"
    with pytest.raises(KeyError):
        scenario.unit("max")


def test_without_a_quorum_it_is_more_than_half(tmp_path: Path) -> None:
    people = FILES["people.csv"] + "amy,Amy,shop,1,\nann,Ann,shop,1,\n"
    units = FILES["units.csv"].replace("sam,2", "sam,")
    assert load(write(tmp_path, people_csv=people, units_csv=units)).unit("shop").quorum == 3


def test_blanks_around_cells_and_the_order_of_columns_do_not_matter(tmp_path: Path) -> None:
    rows = [line.split(",") for line in FILES["people.csv"].splitlines()]
    people = "\n".join(", ".join(reversed(row)) for row in rows)
    assert load(write(tmp_path, people_csv=people)).people == load(write(tmp_path)).people


def test_agreements(tmp_path: Path) -> None:
    clearing, _, service, vam, raw = load(write(tmp_path)).agreements
    assert clearing == ClearingText(id="clearing-shop", term=TERM, clearing="clearing", unit="shop", at_most=1_000_000)
    assert service == ServiceText(
        id="flour",
        term=Term(first_period=JANUARY, periods=4, notice=1),
        client="shop",
        supplier="mill",
        fee=2_000,
        share=FeeShare(ratio=Fraction(1, 8), of="shop", metric=Metric.Revenue, above=10_000, at_most=9_050),
        penalty=Penalty(score_of="mill", below=900, amount=1_500),
    )
    assert vam == VamText(
        id="shop-vam",
        term=TERM,
        investee="shop",
        investments=(Investment(investor="platform", amount=30_000, shares=40),),
        goals=(
            Goal(
                of="shop",
                metric=Metric.Profit,
                window=2,
                promised=(10_000, -2_050),
                compensation=Compensation(
                    payers=Payers(shares=(Share("olga"),)),
                    shortfall=Shortfall(share=Fraction(1, 2), at_most=8_000),
                ),
                bonus=Bonus(excess=Excess(share=Fraction(1, 10), at_most=3_000)),
            ),
        ),
    )
    assert raw.term == Term(first_period=JANUARY + 1, periods=2, ceiling=5_000)
    assert [each.contract for each in (clearing, service, vam, raw)] == [
        "ServiceAgreements",
        "ServiceAgreements",
        "VamAgreements",
        "ServiceAgreements",
    ]


def test_facts_from_lines(tmp_path: Path) -> None:
    scenario = load(write(tmp_path))
    shop, mill = ((("who", frozenset(values)),) for values in ({"shop"}, {"mill", "7"}))
    sale, returned = ((("kind", frozenset({value})),) for value in ("sale", "return"))
    assert scenario.facts == LinesPlan(
        files=(tmp_path / "lines.csv",),
        date="day",
        amount=("pieces", "price"),
        cuts=(
            Cut("shop", shop, Cost(Fraction(333, 1000), None, 150), shop),
            Cut("mill", mill, Cost(Fraction(1, 2), ALL_LINES), mill),
            Cut("platform", None, Cost(fixed=1_000)),
        ),
        score=Score(sale, returned, "pieces", 1000),
    )
    assert scenario.frame == Frame(
        calendar=Calendar(),
        first=JANUARY,
        last=JANUARY + 3,
        units=("platform", "shop", "mill"),
        clearing="clearing",
        decimals=2,
    )
    assert read_facts(scenario.facts, scenario.frame).check_sum()


def test_facts_from_a_table(tmp_path: Path) -> None:
    write(tmp_path, facts_yaml="table:\n  files: [figures.csv]\n")
    (tmp_path / "figures.csv").write_text("unit,period,revenue,profit,score\nshop,2024-02,10.25,-1,0\n")
    scenario = load(tmp_path)
    assert scenario.facts == TablePlan((tmp_path / "figures.csv",))
    assert read_facts(scenario.facts, scenario.frame).figures["shop", JANUARY + 1].revenue == 1_025


def test_facts_of_benchmarks(tmp_path: Path) -> None:
    scenario = load(with_benchmarks(tmp_path))
    table = BenchmarkTable((tmp_path / "benchmarks.csv",))
    sale = (("kind", frozenset({"sale"})),)
    assert scenario.facts.benchmarks == (
        Benchmark("industry growth", Measure.BASIS_POINTS, table),
        Benchmark("stake", Measure.MONEY, table),
        Benchmark("market", Measure.MONEY, BenchmarkLines((tmp_path / "lines.csv",), "day", ("pieces", "price"), sale)),
    )
    found = read_facts(scenario.facts, scenario.frame).benchmarks
    assert found["stake", JANUARY + 3].revenue == 9_950
    assert found["market", JANUARY].revenue == 12_340 + 5_001
    plan = scenario.facts
    assert isinstance(plan, LinesPlan)
    assert plan.cuts


def test_facts_from_a_table_may_have_benchmarks(tmp_path: Path) -> None:
    with_benchmarks(tmp_path)
    (tmp_path / "facts.yaml").write_text("table:\n  files: [figures.csv]\n" + BENCHMARKS)
    (tmp_path / "figures.csv").write_text("unit,period,revenue,profit,score\n")
    assert [each.name for each in load(tmp_path).facts.benchmarks] == ["industry growth", "stake", "market"]


def test_agreements_may_read_benchmarks(tmp_path: Path) -> None:
    exits = (
        "    redemption: {payer: olga, rate: 8 %, value: stake, value_at_most: 50}\n"
        "    impairment: {payer: olga, value: stake}\n"
    )
    vam = next(each for each in load(with_benchmarks(tmp_path, agreements=exits)).agreements if each.id == "shop-vam")
    assert isinstance(vam, VamText)
    assert vam.impairment is not None
    assert vam.impairment.value == "stake"


def test_periods_of_a_fixed_length(tmp_path: Path) -> None:
    settings = FILES["scenario.yaml"].replace(
        "{first: 2024-01, last: 2024-04}", "{first: '#0', last: '#17', seconds: 604800, epoch: 1704067200}"
    )
    agreements = FILES["agreements.yaml"].replace("from: 2024-02", "from: '#1'").replace("window: 2", "window: 9")
    scenario = load(write(tmp_path, scenario_yaml=settings, agreements_yaml=agreements))
    assert scenario.calendar == Calendar(604_800, 1_704_067_200)
    assert scenario.periods == range(18)
    assert scenario.agreements[-1].term.first_period == 1
    assert read_facts(scenario.facts, scenario.frame).check_sum()


def test_tenders(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, agreements_yaml=FILES["agreements.yaml"] + TENDER))
    (tender,) = scenario.tenders
    assert tender == TenderText(
        id="boxes",
        client="shop",
        goal="boxes that last",
        measure="one in a hundred comes back",
        highest_price=6_000,
        term=Term(first_period=JANUARY + 1, periods=2),
        closes=JANUARY,
        closes_at=Calendar().end_of(JANUARY),
        bids=(BidText("mill", 5_500), BidText("olga", 4_850)),
        winner="olga",
    )
    won = tender.won()
    assert won == ServiceText(id="boxes-olga", term=tender.term, client="shop", supplier="olga", fee=4_850)
    assert tender.bid_says(tender.bids[1], scenario.words) == (
        "Olga bids 48.50 a month for boxes that last. The offer: Shop pays Olga 48.50 a month. From 2024-02 for 2 "
        "months; notice: to the month's end; on no account more than 48.50 a month. Amounts are in SMC."
    )


def test_a_tender_needs_no_bids_and_no_winner(tmp_path: Path) -> None:
    for left_out, bids in (("    winner: olga\n", 2), (TENDER[TENDER.index("    bids") :], 0)):
        text = FILES["agreements.yaml"] + TENDER.replace(left_out, "")
        (tender,) = load(write(tmp_path, agreements_yaml=text)).tenders
        assert (len(tender.bids), tender.won()) == (bids, None)


def test_an_agreement_may_run_beyond_the_scenario(tmp_path: Path) -> None:
    agreements = FILES["agreements.yaml"].replace("periods: 2", "periods: 24")
    assert load(write(tmp_path, agreements_yaml=agreements)).agreements[-1].term.periods == 24


@pytest.mark.parametrize("text", ["20", "20.0", "'20'", '"20.00"', "20.00 # a comment"])
def test_amounts_are_text_however_they_are_written(tmp_path: Path, text: str) -> None:
    agreements = FILES["agreements.yaml"].replace("fee: 20", f"fee: {text}")
    service = load(write(tmp_path, agreements_yaml=agreements)).agreements[2]
    assert isinstance(service, ServiceText)
    assert service.fee == 2_000


def test_no_amount_passes_through_a_float(tmp_path: Path) -> None:
    large = "90071992547409.93"  # as a float, and in hundredths, it ends in 92
    write(tmp_path, scenario_yaml=FILES["scenario.yaml"].replace("capital: 500", f"capital: {large}"))
    assert load(tmp_path).opening_capital == 9_007_199_254_740_993


def test_a_score_needs_no_bad_lines(tmp_path: Path) -> None:
    facts = FILES["facts.yaml"].replace("    bad: {kind: return}\n", "")
    scenario = load(write(tmp_path, facts_yaml=facts))
    assert isinstance(scenario.facts, LinesPlan)
    assert scenario.facts.score == Score((("kind", frozenset({"sale"})),), None, "pieces", 1000)
    figures = read_facts(scenario.facts, scenario.frame).figures
    assert [figures["shop", JANUARY + month].score for month in range(2)] == [1000, 1000], "what came back is no matter"


def test_words_that_yaml_takes_for_truth_stay_words(tmp_path: Path) -> None:
    """NO is a country, and on and off are ids."""
    facts = FILES["facts.yaml"].replace("revenue: {who: shop}", "revenue: {who: [shop, NO, on, 2024-01-03, 007]}")
    lines = FILES["lines.csv"] + "".join(f"2024-01-05,{who},sale,1,1\n" for who in ("NO", "on", "2024-01-03", "007"))
    plan = load(write(tmp_path, facts_yaml=facts, lines_csv=lines)).facts
    assert isinstance(plan, LinesPlan)
    assert plan.cuts[0].revenue == (("who", frozenset({"shop", "NO", "on", "2024-01-03", "007"})),)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (
            "stake,2024-02,10\nstake,2024-04,99.50\n",
            'vam.impairment.value: "stake" has 2 figures from 2024-01 to 2024-04, which would be added up',
        ),
        ("", 'vam.impairment.value: "stake" has no figure from 2024-01 to 2024-04: the stake would be worth 0'),
    ],
)
def test_what_a_stake_is_worth_is_one_figure(tmp_path: Path, figures: str, told: str) -> None:
    with_benchmarks(tmp_path, agreements="    impairment: {payer: olga, value: stake}\n")
    (tmp_path / "benchmarks.csv").write_text(f"benchmark,period,figure\n{figures}")
    with pytest.raises(MistakesFound) as raised:
        load(tmp_path)
    assert told in str(raised.value)
    assert "agreements.yaml line " in str(raised.value)


def test_what_a_table_gives_a_unit_to_earn_is_cleared(tmp_path: Path) -> None:
    write(tmp_path, facts_yaml="table:\n  files: [figures.csv]\n")
    (tmp_path / "figures.csv").write_text("unit,period,revenue,profit,score\nplatform,2024-02,10,0,0\n")
    with pytest.raises(MistakesFound) as raised:
        load(tmp_path)
    told = "facts.yaml, field table: no clearing agreement in agreements.yaml passes on what platform takes in"
    assert told in str(raised.value)
