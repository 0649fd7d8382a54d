"""Units over HTTP: the ranking equals the statements, and each unit's page equals its contracts."""

from typing import Any

import pytest

from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo

SORTS = ("productivity", "profit", "result", "score", "revenue", "name")


def test_the_ranking_says_what_the_statements_say(http: Asking, played: Demo) -> None:
    units = {unit["name"]: unit for unit in http.pages("/units", 4)}
    assert units.keys() == {row["unit"] for row in played.tables["units"]}
    for row in played.tables["units"]:
        for what in ("revenue", "cost", "profit", "received", "paid", "arrears", "shared", "held"):
            assert units[row["unit"]][what] == played.minor(row[what]), (row["unit"], what)


def test_what_follows_from_the_others(http: Asking, played: Demo) -> None:
    for unit in http.pages("/units", 100):
        result = int(unit["profit"]) + int(unit["income"]) - int(unit["expense"])
        assert int(unit["result"]) == result
        assert int(unit["productivity"]) == result // unit["members"]
        scores = [row[unit["name"]] for row in _scores(played) if unit["name"] in row]
        assert unit["score"] == (sum(scores) // len(scores) if scores else None)
        books = played.company.chain.call(played.company.books.functions.booksOf(unit["address"]))
        assert result == books["undistributed"] + int(unit["shared"]), "what was earned is shared, or still there"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 4, 500])
def test_pages_neither_skip_nor_repeat(http: Asking, played: Demo, sort: str, limit: int) -> None:
    units = http.pages("/units", limit, sort=sort)
    assert sorted(unit["address"] for unit in units) == sorted(played.units.values())
    values = [unit[sort] for unit in units]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known)), "what has no figure comes last"
    if sort == "name":
        assert known == sorted(known, key=str.casefold)
    else:
        assert [int(value) for value in known] == sorted((int(value) for value in known), reverse=True)


def test_search_by_name(http: Asking) -> None:
    names = [unit["name"] for unit in http.pages("/units", 3, q="dESK", sort="name")]
    assert len(names) == 8
    assert all("Desk" in name for name in names)
    assert http.get("/units", q="nobody") == {"items": [], "next": None}


def test_search_by_the_beginning_of_an_address(http: Asking, played: Demo) -> None:
    address = played.units["Kitchen Line"]
    assert [unit["address"] for unit in http.pages("/units", 3, q=address[:12].lower())] == [address]


def test_units_by_how_they_stand(http: Asking) -> None:
    every = http.pages("/units", 100, sort="name")
    stands = {
        "at_work": lambda unit: unit["wound_up_from"] is None,
        "arrears": lambda unit: int(unit["arrears"]) > 0,
        "wound_up": lambda unit: unit["wound_up_from"] is not None,
        "scored": lambda unit: unit["score"] is not None,
    }
    for state, holds in stands.items():
        names = [unit["name"] for unit in every if holds(unit)]
        assert 0 < len(names) < len(every)
        assert [unit["name"] for unit in http.pages("/units", 2, sort="name", state=state)] == names
    assert http.get("/units", state="wound_up", q="Kitchen")["items"] == []


def test_flows_come_to_what_the_unit_received_and_paid(http: Asking) -> None:
    for unit in http.pages("/units", 100):
        flows = http.get(f"/units/{unit['address']}/flows")
        for what in ("received", "paid"):
            assert sum(int(flow[what]) for flow in flows) == int(unit[what]), (unit["name"], what)
        owed = sum(-int(flow["outstanding"]) for flow in flows)
        if unit["wound_up_from"]:
            assert owed == int(unit["arrears"]) > 0
        assert unit["address"] not in {flow["other"]["address"] for flow in flows}


def test_a_flow_is_seen_from_both_ends(http: Asking, played: Demo) -> None:
    ends = (played.units["Kitchen Line"], played.units["Ireland Desk"])
    there, back = (
        next(
            flow
            for flow in http.get(f"/units/{one}/flows")
            if flow["name"] == "ireland-kitchen" and flow["other"]["address"] == other
        )
        for one, other in (ends, ends[::-1])
    )
    assert there["received"] == back["paid"] != "0"
    assert there["outstanding"] == str(-int(back["outstanding"]))


def test_promises_are_what_the_statements_say(http: Asking, played: Demo) -> None:
    rows = played.tables["vam_windows"]
    found = http.get(f"/units/{played.units['Australia Desk']}/promises")
    assert len(found) == len(rows) > 0
    for promise, row in zip(found, rows, strict=True):
        assert f"{promise['first']}..{promise['last']}" == row["window"]
        for what in ("promised", "actual", "compensation", "bonus"):
            assert promise[what] == played.minor(row[what])
        assert promise["is_met"] == (row["result"] == "met")
    assert http.get(f"/units/{played.units['Export Platform']}/promises") == []


def test_a_unit_in_full(http: Asking, played: Demo) -> None:
    address, company = played.units["Australia Desk"], played.company
    call, pools = company.chain.call, company.profit_share.functions
    unit = http.get(f"/units/{address.lower()}")
    charter = company.enterprise(address).functions
    assert unit["leader"]["address"] == call(charter.leader())
    assert unit["leader"]["name"] == "Lachlan Reid"
    assert unit["quorum"] == call(charter.quorum())
    assert unit["total_shares"] == str(call(pools.totalSharesOf(address)))
    assert unit["first_period"] == "2010-12"
    for part in unit["team"]:
        assert part["now"] == str(call(pools.unitsOf(address, part["account"]["address"])))
    assert sum(int(part["now"]) for part in unit["team"]) == call(pools.totalUnitsOf(address))
    platform = played.units["Export Platform"]
    (investor,) = unit["investors"]
    assert (investor["account"]["address"], investor["now"]) == (platform, str(call(pools.sharesOf(address, platform))))
    assert unit["unclaimed"] == str(company.balance_of(unit["pool"]))
    assert "australia-vam" in {each["name"] for each in unit["is_owed_under"]}
    assert unit["agreements"] == len(http.pages("/agreements", 7, party=address))


def test_every_closing_is_in_a_units_periods(http: Asking, played: Demo) -> None:
    closings = {(row["unit"], row["period"]): row for row in played.tables["closings"]}
    months = {(row["unit"], row["period"]): row for row in played.tables["unit_months"]}
    seen = 0
    for name, address in played.units.items():
        for period in http.get(f"/units/{address}/periods"):
            key = (name, period["period"])
            closing = {what: played.minor(closings[key][what]) for what in ("owed", "paid", "arrears", "shared")}
            assert {what: period["closing"][what] for what in closing} == closing
            attested = months[key]
            for what in ("revenue", "cost") if name != "Clearing House" else ():
                assert period[what] == played.minor(attested[what]), key
            assert period["profit"] == played.minor(attested["profit"])
            assert period["finality"] == "final"
            seen += 1
    assert seen == len(closings)


def test_periods_add_up_to_the_unit(http: Asking, played: Demo) -> None:
    for address in played.units.values():
        unit: dict[str, Any] = http.get(f"/units/{address}")
        assert unit["periods"] == http.get(f"/units/{address}/periods")
        for what in ("profit", "income", "expense", "received", "paid"):
            assert int(unit[what]) == sum(int(period[what]) for period in unit["periods"]), (unit["name"], what)
        assert int(unit["shared"]) == sum(int(period["closing"]["shared"]) for period in unit["periods"])


def test_a_unit_that_was_wound_up(http: Asking, played: Demo) -> None:
    unit = http.get(f"/units/{played.units['Catalogue Studio']}")
    end = played.company.chain.call(played.company.books.functions.endOf(unit["address"]))
    assert unit["wound_up_from"] == "2011-05" == f"2011-{end % 12 + 1:02}"
    assert unit["arrears"] == unit["periods"][-1]["closing"]["arrears"] == "540000"


def test_what_is_no_unit(http: Asking, played: Demo) -> None:
    person = next(iter(played.people.values()))
    assert http.refused(f"/units/{person}") == (404, "UnknownUnit")
    assert http.refused(f"/units/{person}/periods") == (404, "UnknownUnit")
    assert http.refused("/units/kitchen") == (422, "InvalidRequest")
    assert http.refused("/units", sort="luck") == (422, "InvalidRequest")
    assert http.refused("/units", cursor="WzEsMl0") == (400, "CursorWrong")


def _scores(played: Demo) -> list[dict[str, int]]:
    """By unit, of the periods that have one."""
    rows = [row for row in played.tables["unit_months"] if row["score"]]
    return [{row["unit"]: int(row["score"])} for row in rows]
