"""The hospitals, whole, on Anvil: every dollar is somewhere, and the printed story is the one the example promises."""

from typing import Any

import pytest

from tests.e2e.conftest import ROOT, tables_of

FOLDER = ROOT / "examples" / "hospitals"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The statements, played once."""
    return tables_of(FOLDER, tmp_path_factory.mktemp("hospitals"))


def row(table: list[dict[str, Any]], **having: str) -> dict[str, Any]:
    (found,) = (each for each in table if having.items() <= each.items())
    return found


def test_every_dollar_is_held_or_withdrawn(tables: dict[str, list[dict[str, Any]]]) -> None:
    amounts = {line["what"]: int(line["amount"]) for line in tables["sum_check"]}
    assert amounts["issued against final revenue"] == 17_463_966_148
    assert amounts["issued less held less withdrawn"] == 0
    assert amounts["Treasury's tokens less what it owes"] == 0


def test_cost_is_what_revenue_and_profit_leave(tables: dict[str, list[dict[str, Any]]]) -> None:
    kent = row(tables["unit_months"], unit="Kent Hospital", period="#20")
    assert kent == {
        "unit": "Kent Hospital", "period": "#20",
        "revenue": "361603939", "cost": "374585354", "profit": "-12981415", "score": 300,
    }  # fmt: skip
    assert row(tables["profits_by_period"], unit="Kent Hospital")["#20"] == "-12981415"
    assert row(tables["scores_by_period"], unit="Kent Hospital")["#18"] == 250


def test_an_absent_year_is_empty_and_its_books_close(tables: dict[str, list[dict[str, Any]]]) -> None:
    memorial = row(tables["profits_by_period"], unit="Memorial Hospital")
    assert (memorial["#18"], memorial["#19"]) == ("53461974", None)
    assert [line["closed"] for line in tables["months"]] == [14] * 5
    assert "Bradley Hospital: no figures, final as absent" in tables["months"][0]["notes"]
    assert row(tables["units"], unit="Bradley Hospital")["arrears"] == "500000"


def test_promised_and_actual_profit(tables: dict[str, list[dict[str, Any]]]) -> None:
    windows = [(w["window"], w["result"], w["compensation"], w["bonus"]) for w in tables["vam_windows"]]
    assert windows == [
        ("#18", "met", "0", "0"),
        ("#19", "met", "0", "189306"),
        ("#20", "missed", "999070", "0"),
        ("#21", "met", "0", "1500000"),
    ]
    assert row(tables["people"], person="Kent Administration")["paid"] == "999070"
    assert all(int(line["shared"]) == 0 for line in tables["closings"] if line["unit"] == "Kent Hospital"
               and line["period"] == "#20")  # fmt: skip


def test_where_a_score_decided(tables: dict[str, list[dict[str, Any]]]) -> None:
    gated = [(d["period"], d["score"], d["holds"], d["moved"], d["withheld"]) for d in tables["score_clauses"]
             if d["agreement"] == "kent-vam"]  # fmt: skip
    assert gated == [
        ("#18", 250, "no", "0", "170112"),
        ("#19", 300, "yes", "189306", "0"),
        ("#21", 300, "yes", "1500000", "0"),
    ]
    penalties = [d for d in tables["score_clauses"] if d["agreement"] != "kent-vam"]
    assert len(penalties) == 6
    assert all(int(d["moved"]) < 0 for d in penalties)
