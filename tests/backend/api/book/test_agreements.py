"""Agreements over HTTP: lists by what is looked for, and each one as its contract has it."""

from dataclasses import replace
from typing import Any

import pytest

from heyi.api.models.agreements.standing import disputed_in, in_arrears, standing_of
from heyi.api.models.base import Shown
from heyi.core.messages import sentence_hash
from heyi.core.terms import Status, Terms, subject_of
from heyi.store.projection import hexed
from heyi.store.reading.agreements import told
from heyi.store.reading.disputes import Dispute
from heyi.store.reading.facts import Place
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def test_all_are_listed_once(http: Asking, played: Demo) -> None:
    listed = http.pages("/agreements", 9)
    assert {item["name"]: item["agreement"] for item in listed} == played.agreements
    places = [(item["opened"]["block"], item["opened"]["log_index"]) for item in listed]
    assert places == sorted(places, reverse=True), "the newest first"
    assert {item["opened"]["state"] for item in listed} == {"final"}


@pytest.mark.parametrize("kind", ["service", "community", "vam"])
def test_those_of_a_kind(http: Asking, kind: str) -> None:
    found = http.pages("/agreements", 10, kind=kind)
    assert {item["kind"] for item in found} == {kind}
    assert len(found) == http.get("/company")["agreements"][kind]


def test_those_of_a_party(http: Asking, played: Demo) -> None:
    desk = played.units["Ireland Desk"]
    found = {item["agreement"] for item in http.pages("/agreements", 4, party=desk.lower())}
    expected = {"0x" + state.agreement.hex() for state in played.ledger.of_party(desk)}
    assert found == expected


def test_those_that_are_open_and_over(http: Asking, played: Demo) -> None:
    ended = {"0x" + s.agreement.hex() for s in played.ledger.agreements.values() if s.status is Status.Ended}
    assert {item["agreement"] for item in http.pages("/agreements", 50, status="ended")} == ended
    still = {item["agreement"] for item in http.pages("/agreements", 50, status="open")}
    assert still == set(played.agreements.values()) - ended


def test_search(http: Asking, played: Demo) -> None:
    by_name = [item["name"] for item in http.pages("/agreements", 50, q="IRELAND-kitchen")]
    assert by_name == ["ireland-kitchen"]
    by_hash = http.get("/agreements", q=played.agreements["alpine-table"][:14])
    assert [item["name"] for item in by_hash["items"]] == ["alpine-table"]
    by_party = http.pages("/agreements", 50, q="kofi mensah")
    assert [item["name"] for item in by_party] == ["summer-catalogue-kofi-mensah"]
    assert http.get("/agreements", q="100%_sure")["items"] == []


def test_each_stands_where_its_contract_says(http: Asking, played: Demo) -> None:
    company, calendar = played.company, played.service.constants.calendar
    for key in played.agreements.values():
        page = http.get(f"/agreements/{key}")
        contract = next(
            company.contract(name) for name, address in page_contracts(http).items() if address == page["contract"]
        )
        raw = bytes.fromhex(key[2:])
        account = company.chain.call(contract.functions.accountOf(raw))
        assert page["next_period"] == calendar.format(account["nextPeriod"])
        assert page["end_period"] == calendar.format(account["endPeriod"])
        assert page["status"] == ("ended" if account["status"] == Status.Ended else "open")
        dues = company.chain.call_all([contract.functions.dueOf(raw, leg["leg"]) for leg in page["legs"]])
        assert [leg["due"] for leg in page["legs"]] == [str(due) for due in dues]
        for leg in page["legs"]:
            assert int(leg["accrued"]) == sum(map(int, leg["clauses"].values()))
            assert int(leg["accrued"]) == int(leg["due"]) + int(leg["paid"]) + int(leg["cancelled"])


def test_terms_are_the_ones_that_were_signed(http: Asking, played: Demo) -> None:
    key = played.agreements["australia-vam"]
    page = http.get(f"/agreements/{key.upper().replace('0X', '0x')}")
    (version,) = page["terms"]
    terms = Terms.from_json(version["terms"])
    assert "0x" + played.company.messages.terms_hash(terms).hex() == key == version["terms_hash"]
    assert [party["name"] for party in page["parties"]] == ["Australia Desk", "Export Platform", "Lachlan Reid"]
    assert [sentence["party"] for sentence in version["sentences"]] == page["parties"]
    for sentence in version["sentences"]:
        assert "0x" + sentence_hash(sentence["text"]).hex() == sentence["hash"]
        assert sentence["text"].startswith("Export Platform invests 5,000.000 in Australia Desk")
    assert version["differences"] == []


def test_the_timeline_is_the_chains(http: Asking, played: Demo) -> None:
    key = played.agreements["australia-vam"]
    page = http.get(f"/agreements/{key}")
    told = http.pages("/events", 5, agreement=key)
    assert page["timeline"] == told
    assert page["events"] == len(told)
    assert [event["name"] for event in told][:1] == ["Opened"]
    assert [event["name"] for event in told].count("Accrued") == 6
    receipt = played.company.chain.receipt(told[-1]["place"]["transaction"])
    assert receipt is not None
    assert receipt["blockNumber"] == told[-1]["place"]["block"]


def test_payments_are_what_was_paid(http: Asking, played: Demo) -> None:
    for name in ("australia-vam", "alpine-table", "ireland-kitchen", "summer-catalogue-kofi-mensah"):
        key = played.agreements[name]
        page, paid = http.get(f"/agreements/{key}"), http.get(f"/agreements/{key}/payments")
        for leg in page["legs"]:
            signed = [
                int(each["amount"]) * (1 if each["payer"] == leg["debtor"] else -1)
                for each in paid
                if each["leg"] == leg["leg"]
            ]
            assert sum(signed) == int(leg["paid"]), (name, leg["leg"])


def test_payments_of_units_belong_to_their_closings(http: Asking, played: Demo) -> None:
    closings = {(row["unit"], row["period"]) for row in played.tables["closings"]}
    seen = 0
    for key in played.agreements.values():
        for each in http.get(f"/agreements/{key}/payments"):
            if each["payer"]["kind"] == "unit":
                assert (each["payer"]["name"], each["closing"]) in closings
                seen += 1
            else:
                assert each["closing"] is None, "people pay at once"
    assert seen > 100


def test_what_is_no_agreement(http: Asking, played: Demo) -> None:
    nothing = "0x" + "ab" * 32
    for path in ("", "/periods", "/payments", "/periods/2011-03"):
        assert http.refused(f"/agreements/{nothing}{path}") == (404, "NoSuchAgreement")
    assert http.refused(f"/exports/agreements/{nothing}/statement") == (404, "NoSuchAgreement")
    assert http.refused("/agreements/0xab") == (422, "InvalidRequest")
    assert http.refused("/agreements", kind="marriage") == (422, "InvalidRequest")
    key = played.agreements["australia-vam"]
    assert http.refused(f"/agreements/{key}/periods/2011-06") == (404, "NotAccrued")
    assert http.refused(f"/agreements/{key}/periods/March") == (422, "InvalidPeriod")


def page_contracts(http: Asking) -> dict[str, Any]:
    contracts: dict[str, Any] = http.get("/company")["contracts"]
    return contracts


def test_who_could_not_pay_is_in_arrears(http: Asking, played: Demo) -> None:
    page = http.get(f"/agreements/{played.agreements['catalogue-home']}")
    assert page["standing"] == "arrears"
    assert [party["name"] for party in page["in_arrears"]] == ["Catalogue Studio"]
    over = http.get(f"/agreements/{played.agreements['australia-vam']}")
    assert (over["standing"], over["in_arrears"], over["disputes"]) == ("ended", [], [])


def test_what_a_unit_has_not_closed_yet_is_no_arrear(http: Asking, played: Demo) -> None:
    """Accrued by the other side's closing, it is due; it is late once its debtor has closed without paying."""
    key, service = played.agreements["catalogue-home"], played.service
    shown = Shown(service.open_book.state(), service.constants)
    with service.database.reading() as connection:
        state, events = told(connection, service.book, key)
    paid_until = max(i for i, each in enumerate(events) if each.event.name == "Accrued")
    assert in_arrears(state, events[: paid_until + 1], shown) == [played.units["Catalogue Studio"]]
    only_new = replace(state, due=(60_000,))
    studio = shown.state.units[played.units["Catalogue Studio"]]
    before = replace(studio, closed_through=state.next_period - 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(shown.state), "units", {studio.address: before})
        assert in_arrears(only_new, events, shown) == []
        assert in_arrears(state, events, shown) == [studio.address], "what is older is"


def test_a_dispute_counts_for_whoever_reads_the_figures(played: Demo) -> None:
    service = played.service
    with service.database.reading() as connection:
        vam, _ = told(connection, service.book, played.agreements["australia-vam"])
        other, _ = told(connection, service.book, played.agreements["ireland-kitchen"])
    place = Place(transaction="0x" + 64 * "1", block=1, log_index=0, time=1)
    open_one = Dispute(
        number=7,
        subject=hexed(subject_of(played.units["Australia Desk"])),
        period=vam.versions[0].first_period + 1,
        agreement="0x" + 64 * "2",
        challenger=played.units["Export Platform"],
        parties=(),
        reason="0x" + 64 * "3",
        bond=0,
        lapses_at=2,
        challenged=place,
        upheld=None,
        arbiter=None,
        ruling=None,
        bond_to=None,
        decided=None,
        returned=None,
    )
    assert disputed_in(vam, [open_one]) == [7]
    assert disputed_in(other, [open_one]) == []
    assert disputed_in(vam, [replace(open_one, period=vam.end_period)]) == []


def test_what_has_not_begun_waits(played: Demo) -> None:
    service = played.service
    with service.database.reading() as connection:
        state, _ = told(connection, service.book, played.agreements["catalogue-home"])
    shown = Shown(service.open_book.state(), service.constants)
    assert standing_of(state, [], [], shown) == "active"
    later = replace(state.versions[0], first_period=state.versions[0].first_period + 120)
    assert standing_of(replace(state, versions=(later,)), [], [], shown) == "waiting"
    assert standing_of(state, ["0x1"], [4], shown) == "disputed", "a dispute may change what is owed"
