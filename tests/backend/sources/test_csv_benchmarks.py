"""Benchmarks are read from tables and lines, by every node on its own, and what can't be read is named."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from heyi.core.facts import Statement, benchmark_id
from heyi.sources.errors import SourceError
from heyi.sources.figures import Figures, Key
from heyi.sources.kinds.files import opened
from heyi.sources.plan import Benchmark, BenchmarkLines, BenchmarkTable, Measure, TablePlan
from heyi.sources.reading.benchmarks import read_benchmarks
from heyi.sources.source import FactsSource, read_facts
from heyi.templates.terms_of import placeholders
from tests.backend.sources.books import FEBRUARY, FRAME, JANUARY, MARCH, TEXT, match, write

TABLE = """\
benchmark,period,figure
growth,2024-01,250
worth,2024-01,10.50
growth,2024-03,-30
"""


def benchmarks_of(benchmarks: Iterable[Benchmark]) -> Mapping[Key, Figures]:
    return read_benchmarks(benchmarks, FRAME, opened).figures


def both(file: Path) -> tuple[Benchmark, ...]:
    table = BenchmarkTable((file,))
    return (Benchmark("growth", Measure.BASIS_POINTS, table), Benchmark("worth", Measure.MONEY, table))


def lines(file: Path, *shops: str) -> Benchmark:
    of = match("who", *shops) if shops else ()
    return Benchmark("sales", Measure.MONEY, BenchmarkLines((file,), "day", ("pieces", "price"), of))


def test_a_table_holds_several_each_in_its_own_measure(tmp_path: Path) -> None:
    found = benchmarks_of(both(write(tmp_path / "table.csv", TABLE)))
    values = {key: figures.revenue for key, figures in found.items()}
    assert values == {("growth", JANUARY): 250, ("worth", JANUARY): 1_050, ("growth", MARCH): -30}


def test_lines_are_added_up_in_every_period(tmp_path: Path) -> None:
    file = write(tmp_path / "lines.csv", TEXT)
    for shops, sums in (((), [29_681, -4_957, 0]), (("mill", "7"), [5_001, -21, 0])):
        found = benchmarks_of([lines(file, *shops)])
        assert [found["sales", period].revenue for period in (JANUARY, FEBRUARY, MARCH)] == sums


def test_evidence_is_the_hash_of_the_rows_that_count(tmp_path: Path) -> None:
    row = '{"key":["worth","2024-01"],"figure":"1050"}\n'
    found = benchmarks_of(both(write(tmp_path / "table.csv", TABLE)))
    assert found["worth", JANUARY].evidence == keccak(text=row)
    of_mill = benchmarks_of([lines(write(tmp_path / "lines.csv", TEXT), "mill")])
    assert of_mill["sales", FEBRUARY].evidence == bytes(32)
    assert (of_mill["sales", JANUARY].rows, of_mill["sales", JANUARY].evidence == bytes(32)) == (1, False)


def test_a_node_states_them_beside_the_units(tmp_path: Path) -> None:
    figures = write(tmp_path / "figures.csv", "unit,period,revenue,profit\nshop,2024-01,3,2\n")
    plan = TablePlan((figures,), both(write(tmp_path / "table.csv", TABLE)))
    source = FactsSource(plan, FRAME, placeholders([*FRAME.units, FRAME.clearing]))
    evidence = source.reading().benchmarks["growth", JANUARY].evidence
    stated = source.statements(JANUARY)
    assert len(stated) == 4  # shop, clearing, and two benchmarks
    assert Statement(subject=benchmark_id("growth"), revenue=250, evidence=evidence) in stated
    assert benchmark_id("worth") not in {statement.subject for statement in source.statements(FEBRUARY)}
    assert source.reading().check_sum(), "they are no part of the revenue"
    write(tmp_path / "table.csv", TABLE.replace("250", "2600"))
    assert source.reading().benchmarks["growth", JANUARY].revenue == 2_600, "a changed file is read again"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("growth,2024-01", "grwth,2024-01", " row 2, column benchmark: no benchmark 'grwth' is read from here"),
        ("growth,2024-01", ",2024-01", " row 2, column benchmark: is empty"),
        ("growth,2024-01", "growth,", " row 2, column period: is empty"),
        ("2024-03", "2024-04", " row 4, column period: 2024-04 lies outside the periods 2024-01 to 2024-03"),
        ("2024-03", "2024-01", " row 4: growth has a figure for 2024-01 already, in table.csv row 2"),
        (",250", ",2.5", " row 2, column figure: is not a whole number: '2.5'"),
        (",10.50", ",10.505", " row 3, column figure: has more than the currency's 2 decimals: '10.505'"),
        (",10.50", ",", " row 3, column figure: is empty"),
        (",10.50", f",{10**18}", " row 3, column figure: is too large: figures have 64 bits"),
        ("figure\n", "value\n", " row 1, column figure: is missing"),
        ("figure\n", "figure,unit\n", " row 1, column unit: is not one of benchmark, period, figure"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in TABLE
    benchmarks = both(write(tmp_path / "table.csv", TABLE.replace(old, new, 1)))
    with pytest.raises(SourceError) as raised:
        benchmarks_of(benchmarks)
    assert str(raised.value) == f"table.csv{problem}"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("mill,sale,1,", "mill,sale,one,", " row 3, column pieces: is not a whole number: 'one'"),
        ("2024-02-29,7", "2024-04-01,7", " row 6, column day: 2024-04-01 lies outside the periods 2024-01 to 2024-03"),
        ("who", "whom", " row 1, column who: is missing"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(SourceError) as raised:
        benchmarks_of([lines(write(tmp_path / "lines.csv", TEXT.replace(old, new, 1)), "mill")])
    assert str(raised.value) == f"lines.csv{problem}"


def test_lines_that_add_up_to_too_much_are_refused(tmp_path: Path) -> None:
    row = f"2024-01-03,shop,sale,{2**62},1\n"
    sales = lines(write(tmp_path / "lines.csv", f"day,who,kind,pieces,price\n{row}{row}"))
    plan = TablePlan((write(tmp_path / "figures.csv", "unit,period,revenue,profit\n"),), (sales,))
    with pytest.raises(SourceError, match="the figures of sales in 2024-01 are too large: they have 64 bits"):
        read_facts(plan, FRAME)
    assert read_facts(replace(plan, benchmarks=()), FRAME).benchmarks == {}
