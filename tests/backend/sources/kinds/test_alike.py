"""Nodes with unlike sources of the same books state alike, evidence and all."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from standardwebhooks.webhooks import Webhook

from heyi.core.facts import Statement
from heyi.core.periods import MONTHS
from heyi.sources.evidence import evidence_hash
from tests.backend.sources.kinds.servers import Asked, Said, serving
from tests.backend.sources.tomls import CSV, FIGURES, HEAD, LINES, ROWS, opened, stated

PERIODS = [MONTHS.parse("2024-01"), MONTHS.parse("2024-02")]
ROWS_OF_LINES = list(csv.DictReader(io.StringIO(LINES)))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def described(folder: Path, source: str, rows: str = ROWS) -> Path:
    file = folder / "source.toml"
    file.write_text(source + HEAD + rows + FIGURES)
    return file


def statements(file: Path) -> list[list[Statement]]:
    """And every statement's evidence is the hash of the rows behind it."""
    source = stated(opened(file, {"SECRETS": f"{SECRET} whsec_b3RoZXI="}))
    found = [source.statements(period) for period in PERIODS]
    for period, those in zip(PERIODS, found, strict=True):
        evidence = source.evidence(period)
        assert set(evidence) == {statement.subject for statement in those}
        assert all(evidence_hash(evidence[each.subject]) == each.evidence for each in those)
    return found


@pytest.fixture
def expected(tmp_path: Path) -> list[list[Statement]]:
    (tmp_path / "lines.csv").write_text(LINES)
    return statements(described(tmp_path, CSV))


def test_csv_in_another_order_zone_and_form(tmp_path: Path, expected: list[list[Statement]]) -> None:
    head, *lines = LINES.splitlines()
    turned = [line.replace("2024-01-03T09:30", "2024-01-03 04:30:00.000-05:00") for line in reversed(lines)]
    (tmp_path / "lines.csv").write_text("\n".join([f"{head},note", *(f"{line},{n}" for n, line in enumerate(turned))]))
    assert statements(described(tmp_path, CSV)) == expected


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Tokyo"])
def test_parquet(tmp_path: Path, expected: list[list[Statement]], zone: str | None) -> None:
    times = [datetime.fromisoformat(row["day"]) for row in ROWS_OF_LINES]
    if zone:
        times = [each.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for each in times]
    table = pa.table(
        {
            "number": pa.array([int(row["number"]) for row in ROWS_OF_LINES], pa.int64()),
            "day": pa.array(times, pa.timestamp("ns", zone)),
            "who": pa.array([row["who"] for row in ROWS_OF_LINES]).dictionary_encode(),
            "kind": [row["kind"] for row in ROWS_OF_LINES],
            "pieces": pa.array([int(row["pieces"]) for row in ROWS_OF_LINES], pa.int8()),
            "price": pa.array([Decimal(row["price"]) / 100 for row in ROWS_OF_LINES], pa.decimal128(12, 4)),
            "weight": pa.array([0.1] * len(ROWS_OF_LINES)),
        }
    )
    pq.write_table(table, tmp_path / "lines.parquet", row_group_size=2)
    source = '[source]\nkind = "parquet"\nfiles = ["*.parquet"]\n'
    assert statements(described(tmp_path, source, ROWS + 'amounts_in = "major"\n')) == expected


@pytest.mark.parametrize("cursor", ["", '[cursor]\ncolumn = "id"\noverlap = 2\n'], ids=["whole", "cursor"])
def test_sql(tmp_path: Path, database_url: str, expected: list[list[Statement]], cursor: str) -> None:
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    names = sa.MetaData()
    times = [datetime.fromisoformat(row["day"]) for row in ROWS_OF_LINES]
    lines = sa.Table(
        "lines",
        names,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.DateTime),
        sa.Column("who", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("pieces", sa.Numeric(10, 2) if "postgresql" in database_url else sa.Integer),
        sa.Column("price", sa.BigInteger),
    )
    names.create_all(engine)
    with engine.begin() as connection:
        for row, when in zip(ROWS_OF_LINES, times, strict=True):
            numbers = {"id": int(row["number"]), "pieces": int(row["pieces"]), "price": int(row["price"])}
            connection.execute(sa.insert(lines), {**numbers, "day": when, "who": row["who"], "kind": row["kind"]})
    engine.dispose()
    source = f'[source]\nkind = "sql"\nurl = "{database_url}"\ntable = "lines"\n{cursor}'
    file = described(tmp_path, source + '[columns]\nnumber = "id"\n')
    assert statements(file) == expected
    if cursor:
        assert statements(file) == expected  # again, out of the journal and what overlaps


@pytest.fixture
def api() -> Iterator[str]:
    rows = [
        {"number": int(row["number"]), "day": row["day"], "to": {"who": row["who"]}, "kind": row["kind"]}
        | {"pieces": int(row["pieces"]), "price": float(row["price"])}
        for row in ROWS_OF_LINES
    ]

    def answer(asked: Asked) -> Said:
        page = int(asked.parameters["page"])
        return Said({"data": rows[2 * page - 2 : 2 * page]})

    with serving(answer) as found:
        yield found.url


@pytest.mark.parametrize(
    "cursor", ["", '[cursor]\ncolumn = "number"\nparameter = "since"\noverlap = 2\n'], ids=["whole", "cursor"]
)
def test_http(tmp_path: Path, api: str, expected: list[list[Statement]], cursor: str) -> None:
    source = f"""\
[source]
kind = "http"
url = "{api}/lines"
rows = "data"
allow_hosts = ["127.0.0.1"]
[source.paging]
by = "page"
parameter = "page"
{cursor}[columns]
who = "to.who"
"""
    file = described(tmp_path, source)
    assert statements(file) == expected
    assert statements(file) == expected


def test_webhooks(tmp_path: Path, expected: list[list[Statement]]) -> None:
    file = described(tmp_path, '[source]\nkind = "webhook"\nrows = "lines"\nsecrets_env = "SECRETS"\n')
    webhooks = opened(file, {"SECRETS": SECRET}).webhooks
    assert webhooks is not None
    for number, row in enumerate(ROWS_OF_LINES):
        body = json.dumps({"lines": [row | {"price": int(row["price"])}]})
        now = datetime.now(UTC) - timedelta(minutes=4)
        headers = {"webhook-id": f"m{number}", "webhook-timestamp": str(int(now.timestamp()))}
        headers["webhook-signature"] = Webhook(SECRET).sign(f"m{number}", now, body)
        webhooks.deliver(headers, body.encode())
    assert statements(file) == expected


def test_that_they_read_otherwise_shows_in_the_evidence_alone(tmp_path: Path, expected: list[list[Statement]]) -> None:
    """Two mistakes that make up for one another are still two mistakes."""
    (tmp_path / "lines.csv").write_text(LINES.replace("1,2024-01-03", "1,2024-01-04"))
    found = statements(described(tmp_path, CSV))
    assert [each.revenue for each in found[0]] == [each.revenue for each in expected[0]]
    assert found[0] != expected[0]
    assert found[1] == expected[1]


def test_sqlite_numbers_that_are_binary_fractions_are_no_amounts(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE lines AS SELECT 1 number, '2024-01-01' day, 'shop' who, 'sale' kind, 1 pieces")
        connection.execute("ALTER TABLE lines ADD COLUMN price REAL DEFAULT 12.0")
    connection.close()
    source = '[source]\nkind = "sql"\nurl = "sqlite:///a.db"\ntable = "lines"\n'
    with pytest.raises(Exception, match=r"row 1, column price: is a binary fraction, which is never exactly what"):
        statements(described(tmp_path, source))
