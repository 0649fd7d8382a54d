"""What can't be read names file, row and column, and gives no figures at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from heyi.sources.errors import SourceError
from heyi.sources.plan import TablePlan
from heyi.sources.source import read_facts
from tests.backend.sources.books import FRAME, HEADER, TEXT, plan, write
from tests.backend.sources.books import LINES as ROWS

OUTSIDE = "lies outside the periods 2024-01 to 2024-03"
DATE = "is not a date such as 2011-03-05 or 2011-03-05T17:30"
TOO_LARGE = "is too large: figures have 64 bits"

LINES = [
    (",10,1234\n2024-01-31", ",ten,1234\n2024-01-31", " row 2, column pieces: is not a whole number: 'ten'"),
    (",10,1234\n2024-01-31", ",10,12.34\n2024-01-31", " row 2, column price: is not a whole number: '12.34'"),
    (",10,1234\n2024-01-31", ",1_0,1234\n2024-01-31", " row 2, column pieces: is not a whole number: '1_0'"),
    (",10,1234\n2024-01-31", ", 10,1234\n2024-01-31", " row 2, column pieces: is not a whole number: ' 10'"),
    (",10,1234\n2024-01-31", f",{10**19},1\n2024-01-31", f" row 2, column pieces: {TOO_LARGE}"),
    (",10,1234\n2024-01-31", f",{'9' * 5000},1\n2024-01-31", f" row 2, column pieces: {TOO_LARGE}"),
    (",10,1234\n2024-01-31", f",{10**18},10\n2024-01-31", f" row 2, column pieces x price: {TOO_LARGE}"),
    (",10,1234\n2024-01-31", ",,1234\n2024-01-31", " row 2, column pieces: is empty"),
    ("2024-01-31T23:59:59", "31.1.2024", f" row 3, column day: {DATE}: '31.1.2024'"),
    ("2024-01-31T23:59:59", "2024-02-30", f" row 3, column day: {DATE}: '2024-02-30'"),
    ("2024-01-31T23:59:59", "1969-12-31", f" row 3, column day: {DATE}: '1969-12-31'"),
    ("2024-01-31T23:59:59", "", " row 3, column day: is empty"),
    ("2024-01-31T23:59:59", "2024-04-01", f" row 3, column day: 2024-04-01 {OUTSIDE}"),
    ("2024-01-31T23:59:59", "2023-12-31T23:59:59", f" row 3, column day: 2023-12-31T23:59:59 {OUTSIDE}"),
    (",mill,", ",mile,", " row 3: no unit takes a line with kind 'sale', who 'mile'"),
    (",mill,", ",,", " row 3: no unit takes a line with kind 'sale', who ''"),
    ("mill,sale,1,5001", "mill,sale,1", " row 3, column price: is missing"),
    ("mill,sale,1,5001", "mill,sale,1,5001,", " row 3: has 6 cells for 5 columns"),
    ("mill,sale,1,5001\n", "mill,sale,1,5001\n\n", " row 4: is empty"),
    ("mill,sale", '"mill"x,sale', " row 3: is not CSV: ',' expected after '\"'"),
    ("7,sale,3,-7\n", '"7,sale,3,-7\n', " row 6: is not CSV: unexpected end of data"),
    ("who", "whom", " row 1, column who: is missing"),
    ("pieces", "", " row 1: the name of column 4 is empty"),
    ("kind", "who", " row 1, column who: is there twice"),
    (TEXT, "", ": is empty"),
]


@pytest.mark.parametrize(("old", "new", "problem"), LINES, ids=[problem for _, _, problem in LINES])
def test_a_bad_line_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in TEXT
    file = write(tmp_path / "lines.csv", TEXT.replace(old, new, 1))
    with pytest.raises(SourceError) as raised:
        read_facts(plan(file), FRAME)
    assert str(raised.value) == f"lines.csv{problem}"


def test_rows_count_as_an_editor_counts_lines(tmp_path: Path) -> None:
    text = f'note,{HEADER}\n"two\nlines",2024-01-03,shop,sale,1,1\n-,2024-01-03,shop,sale,x,1\n'
    with pytest.raises(SourceError, match=r"^lines\.csv row 4, column pieces: "):
        read_facts(plan(write(tmp_path / "lines.csv", text)), FRAME)


TABLE = """\
unit,period,revenue,profit,score
shop,2024-01,10.50,-2.25,950
mill,2024-01,7,7,0
shop,2024-03,-3,0.01,65535
"""

FIGURES = [
    ("mill,2024-01", "mile,2024-01", " row 3, column unit: no unit 'mile'"),
    ("mill,2024-01", ",2024-01", " row 3, column unit: is empty"),
    (
        "mill,2024-01",
        "clearing,2024-01",
        " row 3, column unit: the figures of clearing are the sum of the others' and are not given",
    ),
    ("mill,2024-01", "mill,", " row 3, column period: is empty"),
    (
        "mill,2024-01",
        "mill,2024-13",
        " row 3, column period: '2024-13' names no period: it is not a month since 1970 written like 2011-03",
    ),
    ("mill,2024-01", "mill,2024-04", f" row 3, column period: 2024-04 {OUTSIDE}"),
    ("mill,2024-01", "shop,2024-01", " row 3: shop has figures for 2024-01 already, in table.csv row 2"),
    ("10.50,", "10.505,", " row 2, column revenue: has more than the currency's 2 decimals: '10.505'"),
    ("10.50,", f"{10**18},", f" row 2, column revenue: {TOO_LARGE}"),
    ("10.50,", f"{'9' * 5000},", f" row 2, column revenue: {TOO_LARGE}"),
    ("-2.25", "", " row 2, column profit: is empty"),
    ("-2.25", "loss", " row 2, column profit: is not an amount such as 120 or 120.5: 'loss'"),
    (",950", ",9.5", " row 2, column score: is not a whole number: '9.5'"),
    (",65535", ",65536", " row 4, column score: is not between 0 and 65,535: 65536"),
    (",65535", ",-1", " row 4, column score: is not between 0 and 65,535: -1"),
    (
        ",score",
        ",stars",
        " row 1, column stars: is not one of unit, period, revenue, profit, collected, ecosystem, score",
    ),
    ("profit,", "", " row 1, column profit: is missing"),
]


@pytest.mark.parametrize(("old", "new", "problem"), FIGURES, ids=[problem for _, _, problem in FIGURES])
def test_a_bad_figure_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in TABLE
    file = write(tmp_path / "table.csv", TABLE.replace(old, new, 1))
    with pytest.raises(SourceError) as raised:
        read_facts(TablePlan((file,)), FRAME)
    assert str(raised.value) == f"table.csv{problem}"


DAMAGED = "can't be unpacked: it is damaged, or not what its name says"


def packed(file: Path) -> bytes:
    return write(file, TEXT + 99 * ROWS).read_bytes()


def bent(data: bytes) -> bytes:
    """One bit in the middle is another."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :]


@pytest.mark.parametrize(
    ("name", "make", "problem"),
    [
        ("gone.csv", lambda _: None, "there is no such file"),
        ("odd.csv", lambda file: file.write_bytes(b"day,who\n\xff\xfe,shop\n"), "is not text in UTF-8"),
        ("plain.csv.gz", lambda file: file.write_text(TEXT), DAMAGED),
        ("plain.csv.xz", lambda file: file.write_text(TEXT), DAMAGED),
        ("short.csv.gz", lambda file: file.write_bytes(packed(file)[:-9]), DAMAGED),
        ("short.csv.xz", lambda file: file.write_bytes(packed(file)[:-9]), DAMAGED),
        ("bent.csv.gz", lambda file: file.write_bytes(bent(packed(file))), DAMAGED),
        ("bent.csv.xz", lambda file: file.write_bytes(bent(packed(file))), DAMAGED),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, name: str, make: Callable[[Path], object], problem: str) -> None:
    make(tmp_path / name)
    with pytest.raises(SourceError) as raised:
        read_facts(plan(tmp_path / name), FRAME)
    assert str(raised.value) == f"{name}: {problem}"


def test_rows_that_add_up_to_too_much_are_refused(tmp_path: Path) -> None:
    row = f"2024-01-03,shop,sale,{2**62},1\n"
    with pytest.raises(SourceError) as raised:
        read_facts(plan(write(tmp_path / "lines.csv", f"{HEADER}\n{row}{row}")), FRAME)
    assert str(raised.value) == "lines.csv: the figures of shop in 2024-01 are too large: they have 64 bits"


def test_an_error_tells_its_facts() -> None:
    error = SourceError("lines.csv", 3, "price", "is empty")
    assert (error.status, error.code) == (422, "SourceError")
    assert error.facts() == {"file": "lines.csv", "row": 3, "column": "price", "problem": "is empty"}
