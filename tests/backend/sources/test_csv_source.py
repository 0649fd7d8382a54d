"""A node's own reading, as statements."""

import os
from pathlib import Path

import pytest

from heyi.core.facts import Metric, subject_of
from heyi.sources.errors import SourceError
from heyi.sources.plan import TablePlan
from heyi.sources.source import FactsSource
from tests.backend.sources.books import FEBRUARY, FRAME, JANUARY, TEXT, plan, write

ADDRESSES = {unit: f"0x{number:040x}" for number, unit in enumerate((*FRAME.units, FRAME.clearing), start=1)}


def test_statements_of_a_period(tmp_path: Path) -> None:
    source = FactsSource(plan(write(tmp_path / "lines.csv", TEXT)), FRAME, ADDRESSES)
    statements = {statement.subject: statement for statement in source.statements(JANUARY)}
    assert list(statements) == [subject_of(ADDRESSES[unit]) for unit in (*FRAME.units, FRAME.clearing)]
    shop, found = statements[subject_of(ADDRESSES["shop"])], source.reading().figures["shop", JANUARY]
    assert (shop.revenue, shop.profit, shop.other, shop.other_metric) == (24_680, 16_303, 24_680, Metric.Collected)
    assert (shop.score, shop.evidence) == (1_000, found.evidence)


def test_a_unit_without_figures_has_no_statement(tmp_path: Path) -> None:
    file = write(tmp_path / "table.csv", "unit,period,revenue,profit\nshop,2024-01,1,1\n")
    source = FactsSource(TablePlan((file,)), FRAME, ADDRESSES)
    assert [s.subject for s in source.statements(JANUARY)] == [subject_of(ADDRESSES[u]) for u in ("shop", "clearing")]
    assert [s.subject for s in source.statements(FEBRUARY)] == [subject_of(ADDRESSES["clearing"])]


def test_a_file_is_read_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "lines.csv", TEXT)
    source = FactsSource(plan(file), FRAME, ADDRESSES)
    first = source.reading()
    assert source.reading() is first
    write(file, TEXT + "2024-03-01,mill,sale,1,1\n")
    assert source.reading().total == first.total + 1
    os.utime(file, ns=(0, 0))
    assert source.reading() is not first


def test_nothing_is_reported_from_a_file_that_has_gone_bad(tmp_path: Path) -> None:
    file = write(tmp_path / "lines.csv", TEXT)
    source = FactsSource(plan(file), FRAME, ADDRESSES)
    assert source.statements(JANUARY)
    write(file, TEXT + "2024-03-01,mill,sale,one,1\n")
    for _ in range(2):
        with pytest.raises(SourceError, match=r"^lines\.csv row 7, column pieces: is not a whole number: 'one'$"):
            source.statements(JANUARY)
    file.unlink()
    with pytest.raises(SourceError, match=r"^lines\.csv: there is no such file$"):
        source.statements(JANUARY)
    write(file, TEXT)
    assert source.statements(JANUARY)


def test_a_statement_has_the_ecosystem_metric_in_place_of_collected_cash(tmp_path: Path) -> None:
    text = "unit,period,revenue,profit,ecosystem\nshop,2024-01,10,2,7.50\nmill,2024-01,4,1,\n"
    source = FactsSource(TablePlan((write(tmp_path / "table.csv", text),)), FRAME, ADDRESSES)
    found = {statement.subject: statement for statement in source.statements(JANUARY)}
    shop, mill = (found[subject_of(ADDRESSES[unit])] for unit in ("shop", "mill"))
    assert (shop.other_metric, shop.other) == (Metric.Ecosystem, 750)
    assert (mill.other_metric, mill.other) == (Metric.Collected, 400)  # left out: the revenue


def test_a_row_gives_the_ecosystem_metric_or_collected_cash(tmp_path: Path) -> None:
    text = "unit,period,revenue,profit,collected,ecosystem\nshop,2024-01,10,2,9,7.50\n"
    source = FactsSource(TablePlan((write(tmp_path / "table.csv", text),)), FRAME, ADDRESSES)
    with pytest.raises(SourceError, match="row 2, column ecosystem: stands beside collected: a statement has room for"):
        source.statements(JANUARY)
