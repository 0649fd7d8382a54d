"""Every mistake is refused before anything is sent, naming file, line and field; all of them are told at once."""

from pathlib import Path

import pytest
import yaml

from heyi.core.errors import HeyiError
from heyi.scenario.load import load
from heyi.templates.reading.mistakes import MistakesFound
from tests.backend.scenario.small_company import BENCHMARKS, FILES, TENDER, with_benchmarks, write

TABLE = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(file, case.get("was", FILES[file]), case["is"], case["told"], id=f"{file}: {case['told'][0]}")
    for file, cases in TABLE.items()
    for case in cases
]


def told(folder: Path) -> list[str]:
    with pytest.raises(MistakesFound) as raised:
        load(folder)
    return [str(mistake) for mistake in raised.value.mistakes]


@pytest.mark.parametrize(("file", "was", "becomes", "mistakes"), CASES)
def test_a_mistake_is_told(tmp_path: Path, file: str, was: str, becomes: str, mistakes: list[str]) -> None:
    assert was in FILES[file]
    write(tmp_path)
    (tmp_path / file).write_text(FILES[file].replace(was, becomes, 1), encoding="utf-8")
    assert told(tmp_path) == mistakes


@pytest.mark.parametrize("file", [file for file in FILES if file != "lines.csv"])
def test_a_missing_file_is_told(tmp_path: Path, file: str) -> None:
    write(tmp_path)
    (tmp_path / file).unlink()
    problem = "there is no such file" if file.endswith(".csv") else "is missing"
    assert told(tmp_path) == [f"{file}: {problem}"]


@pytest.mark.parametrize("file", list(FILES))
def test_a_file_that_is_no_text_is_told(tmp_path: Path, file: str) -> None:
    write(tmp_path)
    (tmp_path / file).write_bytes(b"\xff\xfe\x00")
    facts = "facts.yaml line 2, field lines.files: " if file == "lines.csv" else ""
    assert told(tmp_path) == [f"{facts}{file}: is not text in UTF-8"]


@pytest.mark.parametrize("file", list(FILES))
def test_an_empty_file_is_told(tmp_path: Path, file: str) -> None:
    write(tmp_path)
    (tmp_path / file).write_text("")
    facts = "facts.yaml line 2, field lines.files: " if file == "lines.csv" else ""
    assert f"{facts}{file}: is empty" in told(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(MistakesFound) as raised:
        load(tmp_path / "gone")
    assert str(raised.value) == f"a mistake in {tmp_path / 'gone'}\n  {tmp_path / 'gone'}: there is no such folder"


def test_all_mistakes_are_told_in_order_of_files_and_lines(tmp_path: Path) -> None:
    write(
        tmp_path,
        units_csv=FILES["units.csv"].replace("sam,2", "ann,2").replace("50.5", "much"),
        people_csv=FILES["people.csv"].replace("0 %", "1000 %"),
        agreements_yaml=FILES["agreements.yaml"]
        .replace("fee: 20", "fee: twenty")
        .replace("payer: olga", "payer: oleg"),
    )
    with pytest.raises(MistakesFound) as raised:
        load(tmp_path)
    assert isinstance(raised.value, HeyiError)
    assert raised.value.status == 422
    assert str(raised.value).splitlines() == [
        f"6 mistakes in {tmp_path}",
        "  agreements.yaml line 8, field service.fee: is not an amount such as 120 or 120.5, not negative: 'twenty'",
        '  agreements.yaml line 27, field vam.compensation.payer: no unit or person "oleg" in units.csv or people.csv',
        "  people.csv line 4, field withdraws: is not a percentage from 0 to 100 without decimals: '51000 %'",
        "  people.csv line 5, field withdraws: is not a percentage from 0 to 100 without decimals: '1000 %'",
        "  units.csv line 4, field allowance: is not an amount such as 120 or 120.5, not negative: 'much'",
        '  units.csv line 4, field leader: no person "ann" in people.csv',
    ]


def test_mistakes_hide_no_mistakes_elsewhere(tmp_path: Path) -> None:
    """A scenario.yaml that can't be understood takes no other file's mistakes out of sight, and adds none to them."""
    write(
        tmp_path,
        scenario_yaml="company: [",
        units_csv=FILES["units.csv"].replace("sam,2", "ann,2"),
        facts_yaml=FILES["facts.yaml"].replace("date: day", "date: date"),
    )
    assert told(tmp_path) == [
        'facts.yaml line 3, field lines.date: no column "date" in lines.csv',
        "scenario.yaml line 1: is not YAML: expected the node content, but found '<stream end>'",
        'units.csv line 4, field leader: no person "ann" in people.csv',
    ]


def test_a_value_may_stand_in_any_of_the_files(tmp_path: Path) -> None:
    header, first, *rest = FILES["lines.csv"].splitlines()
    files = FILES["facts.yaml"].replace("[lines.csv]", "[lines.csv, more.csv]")
    write(tmp_path, facts_yaml=files, lines_csv="\n".join([header, first]))
    (tmp_path / "more.csv").write_text("\n".join([header, *rest]))
    assert load(tmp_path)
    (tmp_path / "more.csv").write_text(f"{header}\n")
    missing = 'facts.yaml line 7, field lines.score.bad.kind: no row has "return" in its column "kind"'
    assert f'{missing}; the nearest is "sale"' in told(tmp_path)
    (tmp_path / "lines.csv").write_text(f"{header}\n")
    assert missing in told(tmp_path)


@pytest.mark.parametrize(
    ("lender", "person", "mistakes"),
    [
        ("mill", "max", []),
        ("mill", "sam", ["line 32, field lend.person: sam is not a member of mill in people.csv"]),
        ("mill", "olga", ["line 32, field lend.person: olga is not a member of mill in people.csv"]),
        ("mill", "oleg", ['line 32, field lend.person: no person "oleg" in people.csv']),
        ("mile", "max", ['line 32, field lend.lender: no unit "mile" in units.csv']),
    ],
)
def test_only_a_member_is_lent(tmp_path: Path, lender: str, person: str, mistakes: list[str]) -> None:
    lend = f"lend:\n  - {{id: help, lender: {lender}, borrower: shop, person: {person}, fee: 2}}\n"
    write(tmp_path, agreements_yaml=FILES["agreements.yaml"].replace("raw:\n", lend + "raw:\n"))
    if mistakes:
        assert told(tmp_path) == [f"agreements.yaml {mistake}" for mistake in mistakes]
    else:
        assert load(tmp_path)


def test_a_member_whose_row_has_a_mistake_may_be_anyones(tmp_path: Path) -> None:
    lend = "lend:\n  - {id: help, lender: mill, borrower: shop, person: max, fee: 2}\n"
    people = FILES["people.csv"].replace("max,Max,mill,1", "max,Max,mill,1.5")
    write(tmp_path, people_csv=people, agreements_yaml=FILES["agreements.yaml"].replace("raw:\n", lend + "raw:\n"))
    assert told(tmp_path) == ["people.csv line 6, field share_units: is not a whole number above 0: '1.5'"]


def test_what_is_locked_for_later_must_be_there(tmp_path: Path) -> None:
    later = "    later: [{investor: platform, amount: 401, at: 2024-03}]\n"
    write(tmp_path, agreements_yaml=FILES["agreements.yaml"].replace("raw:\n", later + "raw:\n"))
    assert told(tmp_path) == [
        "agreements.yaml line 31, field vam.later.amount: 401.00 is more than the 400.00 that platform may spend "
        "in a period"
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "mistakes"),
    [
        ("client: shop", "client: shed", ['line 48, field tender.client: no unit or person "shed" in {files}']),
        ("supplier: olga", "supplier: oleg", ["line 56, field tender.winner: olga has not bid"]),
        (
            "winner: olga",
            "winner: mill\n  - {id: b, client: mill, goal: g, measure: m, highest_price: 9, closes: 2024-01, "
            "bids: [{supplier: sven, price: 9}]}",
            ['line 57, field tender.bids.supplier: no unit or person "sven" in {files}'],
        ),
        ("winner: olga", "winner: sue", ["line 56, field tender.winner: sue has not bid"]),
        ("supplier: mill", "supplier: shop", ["line 55, field tender.bids.supplier: shop is the client"]),
        ("supplier: mill", "supplier: olga", ["line 55, field tender.bids.supplier: olga has bid already"]),
        ("price: 55", "price: 60.01", ["line 55, field tender.bids.price: 60.01 is above the highest price, 60"]),
        ("price: 55", "price: 0", ["line 55, field tender.bids.price: must be above 0"]),
        (", price: 55", "", ["line 55, field tender.bids.price: is missing"]),
        ("id: boxes", "id: flour", ['line 47, field tender.id: "flour" is there twice, first in {first}']),
        ("closes: 2024-01", "closes: 2023-12", ["line 54, field tender.closes: {closes}"]),
        ("closes: 2024-01", "closes: 2024-03", ["line 54, field tender.closes: {winner}"]),
        ("from: 2024-02", "from: 2025-02", ["line 52, field tender.from: {outside}"]),
    ],
)
def test_a_mistake_in_a_tender_is_told(tmp_path: Path, was: str, becomes: str, mistakes: list[str]) -> None:
    assert was in TENDER
    write(tmp_path, agreements_yaml=FILES["agreements.yaml"] + TENDER.replace(was, becomes, 1))
    said = {
        "files": "units.csv or people.csv",
        "first": "agreements.yaml line 5",
        "closes": "2023-12 lies outside the scenario's periods",
        "winner": "lies after the first period of the service, in which the winner begins",
        "outside": "2025-02 lies outside the periods 2024-01 to 2024-04",
    }
    assert told(tmp_path) == [f"agreements.yaml {mistake.format(**said)}" for mistake in mistakes]


@pytest.mark.parametrize("benchmarks", ["", BENCHMARKS.replace("stake", "steak")])
def test_a_benchmark_that_nobody_attests_is_told(tmp_path: Path, benchmarks: str) -> None:
    with_benchmarks(tmp_path, benchmarks, "    impairment: {payer: olga, value: stake}\n")
    assert told(tmp_path) == [
        'agreements.yaml line 31, field vam.impairment.value: the facts attest no benchmark "stake"'
    ]


def test_a_benchmark_that_is_attested_in_something_else_is_told(tmp_path: Path) -> None:
    with_benchmarks(tmp_path, agreements="    impairment: {payer: olga, value: industry growth}\n")
    growing = (
        (tmp_path / "agreements.yaml")
        .read_text()
        .replace("promises: [100, -20.5]", "leading: {benchmark: stake, times: 2, base: 50}")
    )
    (tmp_path / "agreements.yaml").write_text(growing)
    assert told(tmp_path) == [
        'agreements.yaml line 25, field vam.leading.benchmark: the facts attest "stake" in money, but here it is read '
        "in basis points",
        'agreements.yaml line 31, field vam.impairment.value: the facts attest "industry growth" in basis points, but '
        "here it is read in money",
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "mistake"),
    [
        ("name: stake", "name: market", 'line 28, field benchmarks.name: "market" is there twice'),
        ("in: basis points", "in: percent", "line 23, field benchmarks.in: {measures}: 'percent'"),
        ("    in: basis points\n", "", "line 22, field benchmarks.in: is missing"),
        ("    table: {files: [benchmarks.csv]}\n", "", "line 22, field benchmarks: {either}"),
        ("[benchmarks.csv]", "[b.csv]", "line 24, field benchmarks.table.files: b.csv: there is no such file"),
        ("[benchmarks.csv]", "[lines.csv]", "line 24, field benchmarks.table.files: {missing}"),
        ("date: day", "date: when", 'line 30, field benchmarks.lines.date: no column "when" in lines.csv'),
        ("[pieces, price]", "[worth]", 'line 30, field benchmarks.lines.amount: no column "worth" in lines.csv'),
        ("{kind: sale}", "{kind: sales}", "line 30, field benchmarks.lines.of.kind: {nearest}"),
        ("{kind: sale}", "{sort: sale}", 'line 30, field benchmarks.lines.of.sort: no column "sort" in lines.csv'),
    ],
)
def test_a_mistake_in_a_benchmark_is_told(tmp_path: Path, was: str, becomes: str, mistake: str) -> None:
    assert was in BENCHMARKS
    with_benchmarks(tmp_path, BENCHMARKS.replace(was, becomes, 1))
    said = {
        "measures": "is not one of money, basis points, numbers",
        "either": "is not a benchmark with either `lines` or `table`",
        "missing": "lines.csv row 1, column benchmark: is missing",
        "nearest": 'no row has "sales" in its column "kind"; the nearest is "sale"',
    }
    assert told(tmp_path) == [f"facts.yaml {mistake.format(**said)}"]
