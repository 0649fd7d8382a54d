"""People over HTTP: the ranking equals the statements, and each person's page its contracts."""

import pytest

from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def test_the_ranking_says_what_the_statements_say(http: Asking, played: Demo) -> None:
    people = {person["name"]: person for person in http.pages("/people", 7)}
    for row in played.tables["people"]:
        person = people[row["person"]]
        for what in ("earned", "received", "paid", "withdrawn", "held"):
            assert person[what] == played.minor(row[what]), (row["person"], what)
        in_unit = {each["unit"]["name"]: each["free_until"] or "" for each in person["units"]}
        assert in_unit == ({row["unit"]: row["free_until"]} if row["unit"] else {}), row


@pytest.mark.parametrize("sort", ["earned", "received", "withdrawn", "held", "name"])
def test_pages_neither_skip_nor_repeat(http: Asking, sort: str) -> None:
    people = http.pages("/people", 5, sort=sort)
    assert len({person["address"] for person in people}) == len(people) == http.get("/company")["people"]
    if sort == "name":
        named = [person["name"] for person in people if person["name"] is not None]
        assert named == sorted(named, key=str.casefold)
        assert all(person["name"] is None for person in people[len(named) :]), "who has no name comes last"
    else:
        assert [int(each[sort]) for each in people] == sorted((int(each[sort]) for each in people), reverse=True)


def test_a_person_in_full(http: Asking, played: Demo) -> None:
    address = played.people["Lachlan Reid"]
    person = http.get(f"/people/{address}")
    call, pools = played.company.chain.call, played.company.profit_share.functions
    (part,) = person["involved"]
    unit = part["unit"]["address"]
    assert part["unit"]["name"] == "Australia Desk"
    assert part["member"]["now"] == str(call(pools.unitsOf(unit, address)))
    assert (part["investor"], part["invested"]) == (None, "0")
    assert part["earned"] == person["earned"]
    assert person["units"][0]["leads"] is True
    assert [each["name"] for each in person["newest"]] == ["australia-vam"]
    assert person["agreements"] == 1
    assert person["held"] == str(played.company.balance_of(address))


def test_an_outsider_is_found_by_name(http: Asking) -> None:
    (kofi,) = http.get("/people", q="kofi")["items"]
    assert (kofi["name"], kofi["units"], kofi["received"]) == ("Kofi Mensah", [], "160000")


def test_what_is_no_person(http: Asking, played: Demo) -> None:
    assert http.refused(f"/people/{played.units['Kitchen Line']}") == (404, "UnknownPerson")
    assert http.refused("/people/0x" + "11" * 20) == (404, "UnknownPerson")
    assert http.refused("/people", sort="profit") == (422, "InvalidRequest")
