"""The demo, whole, on both chains: its revenue is the bundled invoices' to the mil, and every credit is somewhere."""

import csv
import json
import lzma
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, Heyi

EXAMPLE = ROOT / "examples" / "gift_wholesaler"


def invoiced() -> dict[str, int]:
    """Mils per month, added up from the bundled lines with nothing but csv and int."""
    months: dict[str, int] = {}
    with lzma.open(EXAMPLE / "invoice_lines.csv.xz", "rt") as lines:
        for row in csv.DictReader(lines):
            month = row["invoice_ts"][:7]
            months[month] = months.get(month, 0) + int(row["quantity"]) * int(row["unit_price_mils"])
    return months


def mils(text: str) -> int:
    return int(Decimal(text) * 1000)


@pytest.fixture(scope="module", params=["anvil", "ganache"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The demo's statements, played once per chain."""
    folder = tmp_path_factory.mktemp(request.param)
    command = [str(Path(sys.executable).with_name("heyi")), "demo", "--chain", request.param, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    statements: dict[str, Any] = json.loads(done.stdout)
    assert json.loads((folder / "out" / "demo" / "statements.json").read_text()) == statements
    return statements


def test_revenue_equals_the_invoices(played: dict[str, Any]) -> None:
    months = {row["period"]: mils(row["revenue"]) for row in played["tables"]["months"]}
    assert months == invoiced()


def test_every_credit_is_held_or_withdrawn(played: dict[str, Any]) -> None:
    lines = {row["what"]: mils(row["amount"]) for row in played["tables"]["sum_check"]}
    assert lines["issued less held less withdrawn"] == 0
    assert lines["Treasury's tokens less what it owes"] == 0
    assert lines["issued against final revenue"] == sum(invoiced().values())


def test_the_story_is_as_large_as_promised(played: dict[str, Any]) -> None:
    tables = played["tables"]
    assert len(tables["units"]) >= 12
    assert len(tables["people"]) >= 40
    assert len(tables["agreements"]) >= 30
    assert len(tables["months"]) == 7


def test_one_node_of_four_has_one_invoice_wrong(played: dict[str, Any]) -> None:
    """10 parcels to the Netherlands at 15 pounds stand in Customer Service's database as 1."""
    found = played["tables"]["nodes_differ"]
    assert {(row["period"], row["node"]) for row in found} == {("2011-02", "Customer Service")}
    assert {row["subject"] for row in found} == {"Carriage Service", "Clearing House"}
    revenue = [mils(row["difference"]) for row in found if row["figure"] == "revenue"]
    assert revenue == [-9 * 15_000, -9 * 15_000]


def test_the_vam_has_a_missed_and_a_met_window(played: dict[str, Any]) -> None:
    windows = played["tables"]["vam_windows"]
    assert sorted(window["result"] for window in windows) == ["met", "missed"]
    missed = next(window for window in windows if window["result"] == "missed")
    met = next(window for window in windows if window["result"] == "met")
    assert mils(missed["compensation"]) > 0
    assert mils(missed["bonus"]) == 0
    assert mils(met["bonus"]) > 0
    assert mils(met["compensation"]) == 0


def test_the_community_shares_in_some_months(played: dict[str, Any]) -> None:
    windows, partners = (played["tables"][name] for name in ("communities", "community_partners"))
    assert {window["reached"] for window in windows} == {"yes", "no"}
    assert all((mils(w["result"]) > mils(w["target"])) == (mils(w["shared"]) > 0) for w in windows)
    assert len(partners) == 5
    assert all(mils(partner["shared"]) > 0 for partner in partners)
    assert sum(mils(partner["shared"]) for partner in partners) == sum(mils(w["shared"]) for w in windows)
    assert any("shared by 5 partners" in row["notes"] for row in played["tables"]["months"])


def test_a_negative_month_is_owed_back(played: dict[str, Any]) -> None:
    assert any("refunds exceed sales" in row["notes"] for row in played["tables"]["months"])


def test_some_closings_fall_short_and_are_made_up(played: dict[str, Any]) -> None:
    assert played["tables"]["short_closings"]
    in_arrears = {unit["unit"] for unit in played["tables"]["units"] if mils(unit["arrears"])}
    assert in_arrears == {row["unit"] for row in played["tables"]["wound_up"]} == {"Catalogue Studio"}


def test_an_outsider_wins_a_tender(played: dict[str, Any]) -> None:
    tables = played["tables"]
    bids = {row["bidder"]: row for row in tables["tenders"]}
    assert {bidder: row["result"] for bidder, row in bids.items()} == {
        "Play Line": "not accepted",
        "Kofi Mensah": "won",
        "Wen Li": "not accepted",
    }
    assert mils(bids["Kofi Mensah"]["price"]) == min(mils(row["price"]) for row in bids.values())
    (winner,) = (person for person in tables["people"] if person["person"] == "Kofi Mensah")
    assert (winner["unit"], mils(winner["received"])) == ("", 2 * 80_000)
    accrued = [row for row in tables["agreement_months"] if row["agreement"] == "summer-catalogue-kofi-mensah"]
    assert [row["period"] for row in accrued] == ["2011-05", "2011-06"]
    notes = {row["period"]: row["notes"] for row in tables["months"]}
    assert "summer-catalogue: Iberia Desk asks for" in notes["2011-04"]
    assert "summer-catalogue: won by Kofi Mensah at 80.000" in notes["2011-05"]


def test_a_unit_is_wound_up_and_its_members_are_free(played: dict[str, Any]) -> None:
    tables = played["tables"]
    debts = tables["wound_up"]
    assert all(mils(debt["owed"]) == mils(debt["paid"]) + mils(debt["unpaid"]) for debt in debts)
    assert {debt["last_period"] for debt in debts} == {"2011-04"}
    notes = {row["period"]: row["notes"] for row in tables["months"]}
    assert "Catalogue Studio: wound up after 2 closings in arrears" in notes["2011-03"]
    assert "iberia-catalogue: not opened, Catalogue Studio is wound up" in notes["2011-05"]
    free = {person["person"]: person["free_until"] for person in tables["people"] if person["free_until"]}
    assert free == dict.fromkeys(("Iris Lambert", "Wen Li", "Petr Havel"), "2011-07-31")
    closed = [row["period"] for row in tables["closings"] if row["unit"] == "Catalogue Studio"]
    assert len(closed) == len(tables["months"]), "its books go on being closed"
    accrued = {row["period"] for row in tables["agreement_months"] if row["agreement"] == "nordic-catalogue"}
    assert max(accrued) == "2011-04", "what others owe it ends as well"


def test_both_chains_give_the_same_tables(heyi: Heyi) -> None:
    """Amounts depend on facts and terms only, so two chains can't differ; asked of a small company, to be quick."""
    folder = str(ROOT / "tests" / "e2e" / "two_units")
    tables = []
    for chain in ("anvil", "ganache"):
        done = heyi("run", folder, "--chain", chain, "--json")
        assert done.returncode == 0, done.stderr
        tables.append(json.loads(done.stdout)["tables"])
    assert tables[0] == tables[1]
