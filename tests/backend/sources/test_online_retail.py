"""Seven months of a retailer's invoices, 245,903 lines for 3,958 units, against the figures published with them."""

import csv
import gzip
import time
from pathlib import Path

import pytest

from heyi.core.periods import MONTHS
from heyi.sources.evidence import evidence_hash
from tests.backend.sources.tomls import Addresses, opened
from tests.online_retail import FOLDER, LINES, described

MONTHLY = FOLDER / "me_month_2010-12_2011-06.csv.gz"
SLOW = 60.0  # seconds of a processor: what a reading may take at most, on a machine that is busy

pytestmark = pytest.mark.skipif(not LINES.exists(), reason=f"{LINES.name} is not there")


def test_every_unit_has_its_month_to_the_mil(tmp_path: Path) -> None:
    source = opened(described(tmp_path, "me_id")).source(Addresses())
    began = time.process_time()
    reading = source.reading()
    took = time.process_time() - began
    with gzip.open(MONTHLY, "rt", encoding="utf-8", newline="") as file:
        published = {(row["me_id"], MONTHS.parse(row["month"])): row for row in csv.DictReader(file)}
    months = {month for _, month in published}
    assert {key: figures.revenue for key, figures in reading.figures.items()} == {
        key: int(row["net_mils"]) for key, row in published.items()
    }
    assert {key: figures.rows for key, figures in reading.figures.items()} == {
        key: int(row["lines"]) for key, row in published.items()
    }
    assert (reading.rows, reading.left_out, len(months)) == (245_903, {}, 7)  # equal lines are several
    busiest = max(reading.figures, key=lambda key: reading.figures[key].rows)
    assert evidence_hash(reading.lines(busiest)) == reading.figures[busiest].evidence
    assert took < SLOW
    march = MONTHS.parse("2011-03")
    assert len(source.statements(march)) == sum(month == march for _, month in published)
