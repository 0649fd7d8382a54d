"""Figures that files give themselves."""

from pathlib import Path

from eth_utils.crypto import keccak

from heyi.sources.figures import Figures
from heyi.sources.plan import TablePlan
from heyi.sources.source import read_facts
from tests.backend.sources.books import FEBRUARY, FRAME, JANUARY, MARCH, write

TABLE = """\
unit,period,revenue,profit,collected,score
shop,2024-01,10.50,-2.25,9,950
mill,2024-01,7,7,0,0
shop,2024-03,-3,0.01,-3.00,65535
"""


def test_figures_are_as_given(tmp_path: Path) -> None:
    figures = read_facts(TablePlan((write(tmp_path / "table.csv", TABLE),)), FRAME).figures
    assert figures["shop", JANUARY] == Figures(
        revenue=1_050,
        profit=-225,
        collected=900,
        score=950,
        evidence=keccak(
            text='{"key":["shop","2024-01"],"revenue":"1050","profit":"-225","collected":"900","score":"950"}\n'
        ),
        rows=1,
    )
    assert figures["shop", MARCH].profit == 1


def test_a_unit_without_a_row_has_no_figures(tmp_path: Path) -> None:
    figures = read_facts(TablePlan((write(tmp_path / "table.csv", TABLE),)), FRAME).figures
    assert ("mill", FEBRUARY) not in figures
    assert ("platform", JANUARY) not in figures


def test_the_clearing_enterprise_has_the_sum_in_every_period(tmp_path: Path) -> None:
    reading = read_facts(TablePlan((write(tmp_path / "table.csv", TABLE),)), FRAME)
    revenue = {period: reading.figures["clearing", period].revenue for period in FRAME.periods()}
    assert revenue == {JANUARY: 1_750, FEBRUARY: 0, MARCH: -300}
    assert reading.figures["clearing", JANUARY].profit == 0
    assert reading.figures["clearing", JANUARY].rows == 2
    assert (reading.rows, reading.total, reading.check_sum()) == (3, 1_450, True)


def test_collected_is_revenue_and_the_score_is_0_unless_given(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", "profit,unit,revenue,period\n1,shop,2,2024-01\n")
    two = write(tmp_path / "two.csv.gz", "unit,period,revenue,profit\nmill,2024-01,3,4\n")
    figures = read_facts(TablePlan((one, two)), FRAME).figures
    assert (figures["shop", JANUARY].revenue, figures["shop", JANUARY].profit) == (200, 100)
    assert (figures["shop", JANUARY].collected, figures["shop", JANUARY].score) == (200, 0)
    assert figures["mill", JANUARY].collected == 300
