"""`heyi source` shows what a source says, and what was left out and why."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from heyi.cli.app import app
from heyi.cli.oracles import source as command
from heyi.core.errors import InvalidPeriod
from heyi.sources.errors import SourceWrong
from heyi.sources.evidence import evidence_hash
from tests.backend.sources.tomls import CSV, FIGURES, HEAD, LINES, ROWS

EXAMPLE = Path(__file__).parents[3] / "examples" / "gift_wholesaler"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "lines.csv").write_text(LINES)
    file = tmp_path / "source.toml"
    file.write_text(CSV + HEAD.replace("2024-01", "2024-02") + ROWS + FIGURES)
    return file


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["source", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_figures_of_a_period_with_the_rows_behind_them(file: Path) -> None:
    found = json.loads(shown(str(file), "--period", "2024-02", "--unit", "shop", "--rows", "--json"))
    assert (found["rows"], found["left_out"]) == (2, {"lies before the first period": 3})
    (figures,) = found["figures"]
    assert {name: figures[name] for name in ("period", "unit", "revenue", "profit", "other", "rows")} == {
        "period": "2024-02",
        "unit": "shop",
        "revenue": "-49.36",
        "profit": "-32.83",
        "other": "-49.36",
        "rows": 1,
    }
    assert figures["evidence"] == "0x" + evidence_hash(figures["evidence_rows"]).hex()


def test_the_screen_says_what_was_left_out(file: Path) -> None:
    text = shown(str(file), "--rows")
    assert "2 rows counted; 3 left out: lies before the first period" in text
    assert '{"key":["3"],"time":"2024-02-01T00:00:00Z","amount":"-4936"' in text


def test_a_scenario_folder_is_read_as_well() -> None:
    found = json.loads(shown(str(EXAMPLE), "--period", "2011-03", "--unit", "Japan Desk", "--json"))
    assert [each["revenue"] for each in found["figures"]] == ["-73.660"]


def test_what_is_slow_tells_its_progress(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SLOW", -1.0)
    lines = "".join(f"{n},2024-02-01,shop,sale,1,1\n" for n in range(6_000))
    (file.parent / "lines.csv").write_text(LINES.partition("\n")[0] + "\n" + lines)
    done = CliRunner().invoke(app, ["source", str(file)], catch_exceptions=False)
    assert "Read 5,000 rows" in done.stderr


def test_what_is_wrong_is_told(file: Path) -> None:
    with pytest.raises(InvalidPeriod):
        shown(str(file), "--period", "March")
    file.write_text(file.read_text().replace("amount =", "amounts ="))
    with pytest.raises(SourceWrong, match=r"\[rows\] amounts is not known here"):
        shown(str(file))
