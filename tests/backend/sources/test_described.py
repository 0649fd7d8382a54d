"""Descriptions are read strictly, and make the figures they say."""

import json
import re
from pathlib import Path

import pytest

from heyi.core.errors import HeyiError
from heyi.core.periods import MONTHS
from heyi.sources.errors import SourceError
from tests.backend.sources.tomls import CSV, FIGURES, HEAD, LINES, ROWS, read, written

JANUARY, FEBRUARY = (MONTHS.parse(f"2024-0{month}") for month in (1, 2))
ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "backend" / "heyi" / "sources" / "schema" / "source.json"
WHOLE = CSV + HEAD + ROWS + FIGURES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lines.csv").write_text(LINES)
    return tmp_path


def test_figures_are_as_described(folder: Path) -> None:
    reading = read(written(folder, WHOLE))
    figures = reading.figures
    assert set(figures) == {(unit, period) for unit in ("shop", "mill") for period in (JANUARY, FEBRUARY)}
    shop, mill = figures["shop", JANUARY], figures["mill", FEBRUARY]
    assert (shop.revenue, shop.profit, shop.collected, shop.score) == (24_680, 24_680 - 8_268, 24_680, 0)
    assert (mill.revenue, mill.profit, mill.score) == (-21, -21, 0)
    assert figures["mill", JANUARY].score == 1_000
    assert (reading.rows, reading.total, reading.left_out) == (5, 24_724, {})


WRONG = [
    ('kind = "csv"', 'kind = "xls"', "[source] kind is not one of csv, parquet, sql, http, webhook: 'xls'."),
    ('kind = "csv"', 'kind = "csv"\nfile = "x"', "[source] file is not known here; there are kind, files."),
    ('files = ["lines.csv"]', "", "[source] files is missing."),
    ('["lines.csv"]', '["lines.txt"]', "[source] files do not end in .csv or .csv.gz or .csv.xz: 'lines.txt'."),
    ('["lines.csv"]', '["/etc/x.csv"]', "[source] files start at the folder of this file: '/etc/x.csv'."),
    ('key = ["number"]', "kee = 1", "[rows] kee is not known here; there are key, time,"),
    ('key = ["number"]', "key = []", "[rows] key is empty."),
    ('time = "day"', "", "[rows] lacks one of time, period."),
    ('time = "day"', 'time = "day"\nperiod = "month"', "[rows] period stands beside time: one of the two is enough."),
    ('time = "day"', 'time = "day"\ntime_zone = "Mars/Base"', "[rows] time_zone is no time zone such as"),
    ('time = "day"', 'time = "day"\ntime_zone = "/etc/passwd"', "[rows] time_zone is no time zone such as"),
    ('time = "day"', 'time = "day"\nrecorded = "day"', "[rows] late_after is missing: recorded and late_after go"),
    ('amount = ["pieces", "price"]', "", "[rows] amount is missing."),
    ('first = "2024-01"', 'first = "2024"', "[periods] first '2024' names no period"),
    ('first = "2024-01"', "", "[periods] first is missing"),
    ("decimals = 2", "decimals = true", "[currency] decimals is not a whole number from 0 to 18: true."),
    ("decimals = 2", 'column = "pieces"\ndecimals = 2', "[currency] code is missing"),
    ('unit = "shop"\nmetric', 'unit = "shop"\nmtric', "[[figures]] 2, mtric is not known here; there are unit,"),
    ('ratio = "33.5 %"', "ratio = 33", "[[figures]] 2, ratio is not a share such as 12.5 %: 33."),
    ('unit = "mill"\nwhere', 'unit = "shop"\nwhere', "[[figures]] 3 gives the revenue of shop twice."),
    ('unit = "mill"\nwhere', 'unit = "mill"\nunit_column = "who"\nwhere', "[[figures]] 3 needs unit or unit_column"),
    ('metric = "score"', 'metric = "profit"\nfixed = "1"', "[[figures]] 4, fixed is for the metric cost only."),
    ("[score]", "[rates]\nrounding = 'up'\n[score]", "[rates] are given, but no [currency] column"),
    ("[score]", "[units]\na = 'b'\n[score]", "[units] is given, but no figures have a unit_column."),
    ("[score]", "[cursor]\ncolumn = 'number'\n[score]", "[cursor] is for the kinds sql and http only."),
    ("[score]", "[columns]\na = 'b'\nc = 'b'\n[score]", "[columns] gives two names to one column."),
    ("[score]", "[score", "the file is no TOML ("),
    ("[periods]", "mistake = 1\n[periods]", "[source] mistake is not known here"),
]


@pytest.mark.parametrize(("old", "new", "problem"), WRONG, ids=[problem for *_, problem in WRONG])
def test_what_is_wrong_is_told_by_table_and_key(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in WHOLE
    with pytest.raises(HeyiError) as raised:
        written(folder, WHOLE.replace(old, new, 1))
    assert str(raised.value).startswith(f"source.toml: {problem}")


def test_a_unit_column_names_units_by_itself_or_by_a_table(folder: Path) -> None:
    figures = '[[figures]]\nunit_column = "who"\n[[figures]]\nunit_column = "who"\nmetric = "cost"\nratio = "10 %"\n'
    found = read(written(folder, CSV + HEAD + ROWS + figures)).figures
    assert {key: each.revenue for key, each in found.items()} == {
        ("shop", JANUARY): 24_680,
        ("mill", JANUARY): 5_001,
        ("shop", FEBRUARY): -4_936,
        ("7", FEBRUARY): -21,
    }
    assert found["mill", JANUARY].profit == 5_001 - 501
    named = '[units]\nshop = "The Shop"\nmill = "The Mill"\n7 = "The Mill"\n'
    found = read(written(folder, CSV + HEAD + ROWS + named + figures)).figures
    assert {unit for unit, _ in found} == {"The Shop", "The Mill"}
    assert found["The Mill", FEBRUARY].revenue == -21
    without = '[units]\nshop = "The Shop"\nmill = "The Mill"\n'
    with pytest.raises(SourceError, match=r"^lines.csv row 6: no unit takes a line with who '7'$"):
        read(written(folder, CSV + HEAD + ROWS + without + figures))


def test_rows_that_are_left_out_are_counted_by_the_reason(folder: Path) -> None:
    rows = ROWS + 'only = {kind = "sale"}\nothers = "leave out"\n'
    head = HEAD.replace("2024-01", "2024-02")
    reading = read(written(folder, CSV + head + rows + '[[figures]]\nunit = "shop"\nwhere = {who = "shop"}\n'))
    assert reading.left_out == {
        "is none of the rows that count: see only": 1,
        "lies before the first period": 3,
        "counts in no figure": 1,
    }
    assert reading.rows == 0


def test_every_metric_is_made_of_its_own_rows(folder: Path) -> None:
    figures = "".join(
        f'[[figures]]\nunit = "shop"\nmetric = "{metric}"\nwhere = {{kind = "{kind}"}}\n'
        for metric, kind in (("revenue", "a"), ("cost", "b"), ("collected", "c"))
    )
    figures += "".join(
        f'[[figures]]\nunit = "mill"\nmetric = "{metric}"\nwhere = {{kind = "{kind}"}}\n'
        for metric, kind in (("profit", "d"), ("ecosystem", "e"))
    )
    (folder / "lines.csv").write_text(
        "number,day,kind,pieces,price\n"
        + "".join(f"{n},2024-01-01,{kind},1,{10**n}\n" for n, kind in enumerate("abcde"))
    )
    found = read(written(folder, CSV + HEAD + ROWS + figures)).figures
    shop, mill = found["shop", JANUARY], found["mill", JANUARY]
    assert (shop.revenue, shop.profit, shop.collected, shop.ecosystem, shop.rows) == (1, 1 - 10, 100, None, 3)
    assert (mill.revenue, mill.profit, mill.ecosystem, mill.rows) == (0, 1_000, 10_000, 2)


def test_rows_may_hold_figures_themselves(folder: Path) -> None:
    (folder / "lines.csv").write_text("who,month,revenue,profit,note\nshop,2024-01,10.50,2,x\nmill,2024-01,1,-1,y\n")
    text = 'figures = "table"\nclearing = "all"\n' + CSV + HEAD + '[columns]\nunit = "who"\nperiod = "month"\n'
    found = read(written(folder, text)).figures
    assert {key: (each.revenue, each.profit) for key, each in found.items()} == {
        ("shop", JANUARY): (1_050, 200),
        ("mill", JANUARY): (100, -100),
        ("all", JANUARY): (1_150, 0),
    }


def test_a_renamed_column_is_not_taken_for_another_one(folder: Path) -> None:
    (folder / "lines.csv").write_text("number,day,price,pieces,cents\n1,2024-01-01,999,2,50\n")
    text = CSV + HEAD + ROWS + '[columns]\nprice = "cents"\n[[figures]]\nunit = "shop"\n'
    assert read(written(folder, text)).figures["shop", JANUARY].revenue == 100
    (folder / "lines.csv").write_text("number,day,price,pieces\n1,2024-01-01,999,2\n")
    with pytest.raises(SourceError, match="column cents: is missing"):
        read(written(folder, text))


def test_all_files_of_a_pattern_are_read(folder: Path) -> None:
    first, second = LINES.replace("\n10,", "\n5,").partition("5,")[::2]
    (folder / "lines.csv").unlink()
    (folder / "lines-1.csv").write_text(first)
    (folder / "lines-2.csv").write_text(f"{LINES.partition(chr(10))[0]}\n5,{second}")
    text = (CSV + HEAD + ROWS + FIGURES).replace('"lines.csv"', '"lines-*.csv"')
    assert read(written(folder, text)).total == 24_724
    for file in folder.glob("lines-*"):
        file.unlink()
    with pytest.raises(SourceError, match=r"^lines-\*\.csv: there is no such file$"):
        read(written(folder, text))


EXAMPLES = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "sources.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: re.findall('kind = "(.*?)"', text)[0])
def test_the_examples_of_the_page_are_accepted(tmp_path: Path, text: str) -> None:
    (tmp_path / "gift_wholesaler").symlink_to(ROOT / "examples" / "gift_wholesaler")
    (tmp_path / "node").mkdir()
    secrets = {"BOOKS_PASSWORD": "x", "BOOKS_TOKEN": "x", "BOOKS_WEBHOOK_SECRETS": "whsec_b2xk whsec_bmV3"}
    source = written(tmp_path / "node", text, secrets)
    assert source.plan.cuts  # type: ignore[union-attr]
    assert (source.webhooks is not None) == ('"webhook"' in text)


def test_the_page_names_every_key() -> None:
    page, schema = (ROOT / "docs" / "sources.md").read_text(), json.loads(SCHEMA.read_text())
    tables = [schema, *schema["properties"].values(), *schema["$defs"].values()]
    tables += [
        each for table in schema["$defs"].values() for each in table.get("properties", {}).values() if each is not True
    ]
    keys = {key for table in tables for key in table.get("properties", {})}
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()
