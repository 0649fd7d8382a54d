"""What cells mean: keys, times where clocks are put forward or back, late rows, other currencies, exact amounts."""

from pathlib import Path

import pytest

from heyi.core.periods import MONTHS
from heyi.sources.errors import SourceError
from heyi.sources.figures import Reading
from tests.backend.sources.tomls import CSV, HEAD, ROWS, read, written

SHOP = '[[figures]]\nunit = "shop"\n'
JANUARY, FEBRUARY, MARCH, APRIL = (MONTHS.parse(f"2024-0{month}") for month in (1, 2, 3, 4))


def reading(folder: Path, lines: str, rows: str = "", more: str = "", head: str = HEAD) -> Reading:
    (folder / "lines.csv").write_text(lines)
    return read(written(folder, CSV + head + ROWS + rows + more + SHOP))


def revenues(found: Reading) -> dict[str, int]:
    return {MONTHS.format(period): each.revenue for (_, period), each in found.figures.items()}


def times(*cells: str) -> str:
    return "number,day,pieces,price\n" + "".join(f"{n},{cell},1,{10**n}\n" for n, cell in enumerate(cells))


# --- KEYS ---


def test_the_same_row_again_counts_once(tmp_path: Path) -> None:
    lines = "number,day,pieces,price,note\n1,2024-01-01,1,5,a\n1,2024-01-01T00:00Z,+1,5.0,b\n"
    found = reading(tmp_path, lines)
    assert (found.total, found.rows) == (5, 1)
    assert found.left_out == {"is there already, with the same content": 1}


def test_another_row_with_the_same_key_is_refused_with_both_places(tmp_path: Path) -> None:
    lines = "number,day,pieces,price\n1,2024-01-01,1,5\n2,2024-01-01,1,5\n1,2024-01-01,1,6\n"
    with pytest.raises(SourceError) as raised:
        reading(tmp_path, lines)
    assert str(raised.value) == 'lines.csv row 4: ["1"] is there already, in lines.csv row 2, with other content'


def test_that_is_found_however_far_apart_they_stand(tmp_path: Path) -> None:
    lines = "number,day,pieces,price\n" + "".join(f"{n % 12_001},2024-01-01,1,{n // 12_001}\n" for n in range(12_002))
    with pytest.raises(SourceError, match=r'^lines.csv row 12003: \["0"\] is there already, in lines.csv row 2, '):
        reading(tmp_path, lines)


def test_without_a_key_equal_rows_are_several(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("number,day,pieces,price\n1,2024-01-01,1,5\n1,2024-01-01,1,5\n")
    found = read(written(tmp_path, (CSV + HEAD + ROWS + SHOP).replace('key = ["number"]\n', "")))
    assert (found.total, found.rows) == (10, 2)


def test_a_key_is_never_empty(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="row 2, column number: is empty, and is the row's key"):
        reading(tmp_path, "number,day,pieces,price\n,2024-01-01,1,5\n")


# --- TIMES ---


def test_local_times_belong_to_the_period_they_fall_in(tmp_path: Path) -> None:
    lines = times("2024-01-31T23:30", "2024-02-01T00:30", "2024-03-31T23:30", "2024-04-01", "2024-04-01T00:30Z")
    auckland = reading(tmp_path, lines, 'time_zone = "Pacific/Auckland"\n')
    assert revenues(auckland) == {"2024-01": 11, "2024-02": 0, "2024-03": 1_100, "2024-04": 10_000}
    london = reading(tmp_path, lines, 'time_zone = "Europe/London"\n')  # in summer time from the morning of 31 March
    assert revenues(london) == {"2024-01": 1, "2024-02": 10, "2024-03": 1_100, "2024-04": 10_000}


@pytest.mark.parametrize(("which", "hour"), [("", 0), ("earlier", 0), ("later", 1)])
def test_a_time_that_clocks_show_twice_is_the_earlier_one_unless_said_otherwise(
    tmp_path: Path, which: str, hour: int
) -> None:
    rows = 'time_zone = "Europe/London"\n' + (f'double_time = "{which}"\n' if which else "")
    found = reading(tmp_path, times("2024-10-27T01:30"), rows)
    assert f'"time":"2024-10-27T0{hour}:30:00Z"' in found.lines(("shop", MONTHS.parse("2024-10")))[0]


def test_it_may_be_refused_and_is_where_no_clock_shows_it(tmp_path: Path) -> None:
    zone = 'time_zone = "Europe/London"\n'
    with pytest.raises(SourceError, match="row 2, column day: is a time that clocks in Europe/London show twice"):
        reading(tmp_path, times("2024-10-27T01:30"), zone + 'double_time = "refuse"\n')
    with pytest.raises(SourceError, match="column day: is a time that no clock in Europe/London shows: 2024-03-31T01"):
        reading(tmp_path, times("2024-03-31T01:30"), zone)
    found = reading(tmp_path, times("2024-03-31T01:30"), zone + 'missing_time = "forward"\n')
    assert '"time":"2024-03-31T01:30:00Z"' in found.lines(("shop", MARCH))[0]


def test_a_column_may_hold_the_period_itself(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("number,day,pieces,price\n1,2024-02,1,5\n")
    found = read(written(tmp_path, (CSV + HEAD + ROWS + SHOP).replace("time =", "period =")))
    assert found.figures["shop", FEBRUARY].revenue == 5
    assert found.lines(("shop", FEBRUARY)) == ['{"key":["1"],"period":"2024-02","amount":"5"}']


def test_periods_after_the_last_row_are_not_told_of(tmp_path: Path) -> None:
    assert revenues(reading(tmp_path, times("2024-03-01"))) == {"2024-01": 0, "2024-02": 0, "2024-03": 1}
    assert reading(tmp_path, "number,day,pieces,price\n").figures == {}


# --- LATE ROWS ---


def test_rows_recorded_late_belong_to_the_period_in_which_they_were(tmp_path: Path) -> None:
    lines = "number,day,booked,pieces,price\n" + "".join(
        f"{n},2024-01-15,{booked},1,{10**n}\n"
        for n, booked in enumerate(["2024-01-16", "2024-02-11", "2024-02-11T00:00:01", "2024-03-05", "2023-12-01"])
    )
    found = reading(tmp_path, lines, 'recorded = "booked"\nlate_after = "10d"\n')
    assert revenues(found) == {"2024-01": 10_011, "2024-02": 100, "2024-03": 1_000}
    assert '"recorded":"2024-02-11T00:00:01Z"' in found.lines(("shop", FEBRUARY))[0]
    with pytest.raises(SourceError, match="row 2, column booked: is empty"):
        reading(tmp_path, lines.replace("2024-01-16", ""), 'recorded = "booked"\nlate_after = "10d"\n')


# --- MONEY ---

EURO = HEAD + 'code = "GBP"\ncolumn = "currency"\n'
FOREIGN = "number,day,pieces,price,currency\n1,2024-01-01,1,500,GBP\n2,2024-02-01,3,101,EUR\n"


def test_another_currency_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        reading(tmp_path, FOREIGN, head=EURO)
    assert str(raised.value) == (
        "lines.csv row 3, column currency: is EUR, the company's currency is GBP, and no rates are given"
    )
    with pytest.raises(SourceError, match="row 3, column currency: is empty"):
        reading(tmp_path, FOREIGN.replace("EUR", ""), head=EURO)


def test_rates_are_exact_and_rounded_as_said(tmp_path: Path) -> None:
    def euros(rounding: str, month: str = "2024-02") -> Reading:
        rates = f'[rates]\nrounding = "{rounding}"\n[rates.EUR]\n"{month}" = "0.500000000000000001"\n'
        return reading(tmp_path, FOREIGN, more=rates, head=EURO)

    # 303 cents are 151.5 and a trifle
    for rounding, pence in (("half-even", 152), ("half-down", 152), ("down", 151), ("floor", 151), ("up", 152)):
        assert revenues(euros(rounding)) == {"2024-01": 500, "2024-02": pence}
    assert '"amount":"151","of":{"currency":"EUR","amount":"303"}' in euros("down").lines(("shop", FEBRUARY))[0]
    with pytest.raises(SourceError, match="row 3, column currency: no rate of EUR is given for 2024-02"):
        euros("down", "2024-03")


def test_amounts_in_major_units_are_exact(tmp_path: Path) -> None:
    rows = 'amounts_in = "major"\n'
    found = reading(tmp_path, "number,day,pieces,price\n1,2024-01-01,3,+1.250\n2,2024-01-01,0.5,-0.06\n", rows)
    assert found.total == 375 - 3
    with pytest.raises(SourceError, match=r"column pieces x price: is 12\.5 minor units, of which only whole ones"):
        reading(tmp_path, "number,day,pieces,price\n1,2024-01-01,0.5,0.25\n", rows)


@pytest.mark.parametrize("cell", ["1e3", "0x10", "1_0", " 1", "1,000", "NaN", "٣", "--1", "1.", ".5"])
def test_what_is_no_plain_number_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(SourceError, match="row 2, column price: is not a whole number"):
        reading(tmp_path, f'number,day,pieces,price\n1,2024-01-01,1,"{cell}"\n')
