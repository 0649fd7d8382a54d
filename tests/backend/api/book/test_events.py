"""Events and tenders over HTTP, and how answers are kept."""

from tests.backend.api.book.asking import BOOK, Asking
from tests.backend.api.book.demo import Demo


def test_all_events_in_order(http: Asking, played: Demo) -> None:
    events = http.pages("/events", 500)
    assert len(events) == len(played.service.book.events())
    places = [(event["place"]["block"], event["place"]["log_index"]) for event in events]
    assert places == sorted(set(places))
    newest = http.pages("/events", 499, order="newest")
    assert newest == events[::-1]


def test_those_that_are_looked_for(http: Asking, played: Demo) -> None:
    paid = http.pages("/events", 100, name="Paid")
    assert len(paid) == len(list(played.ledger.named("Paid")))
    assert {event["name"] for event in paid} == {"Paid"}
    one = paid[3]
    together = http.pages("/events", 3, transaction=one["place"]["transaction"])
    assert one in together
    assert {event["place"]["transaction"] for event in together} == {one["place"]["transaction"]}
    key = played.agreements["alpine-table"]
    both = http.pages("/events", 4, agreement=key, name="Accrued")
    assert [event["args"]["agreement"] for event in both] == [key] * 7
    assert http.get("/events", name="NoSuchEvent")["items"] == []
    assert http.refused("/events", transaction="0x12") == (422, "InvalidRequest")
    assert http.refused("/events", cursor="WyJhIiwiYiJd") == (400, "CursorWrong")


def test_tenders_with_bids_and_award(http: Asking, played: Demo) -> None:
    (tender,) = http.pages("/tenders", 1)
    assert tender == http.get(f"/tenders/{tender['tender']}")
    assert (tender["client"]["name"], tender["state"]) == ("Iberia Desk", "awarded")
    rows = {row["bidder"]: row for row in played.tables["tenders"]}
    for bid in tender["bids"]:
        row = rows[bid["supplier"]["name"]]
        assert bid["price"] == played.minor(row["price"])
        assert bid["won"] == (row["result"] == "won")
    assert len(tender["bids"]) == len(rows)
    assert tender["award"]["agreement"] == played.agreements["summer-catalogue-kofi-mensah"]
    assert tender["award"]["supplier"]["name"] == "Kofi Mensah"
    assert tender["withdrawn"] is None
    assert http.get("/tenders", client=played.units["Iberia Desk"])["items"] == [tender]
    assert http.get("/tenders", client=played.units["France Desk"])["items"] == []
    assert http.refused("/tenders/0x" + "ab" * 32) == (404, "NoSuchTender")


# --- KEPT ANSWERS ---


def test_an_answer_is_good_until_the_book_changes(http: Asking) -> None:
    for path in ("/units", "/company", "/winwin"):
        first = http.client.get(BOOK + path)
        etag = first.headers["etag"]
        assert http.client.get(BOOK + path).content == first.content
        again = http.client.get(BOOK + path, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        other = http.client.get(BOOK + path, headers={"if-none-match": 'W/"0-0"'})
        assert other.status_code == 200
    assert "etag" not in http.client.get(BOOK + "/units/0x" + "11" * 20).headers, "a refusal is not kept"
    assert "etag" not in http.client.get(BOOK + "/exports/journal").headers, "nor is what may be of any size"
