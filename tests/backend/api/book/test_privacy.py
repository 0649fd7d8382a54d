"""Where pay is private: nobody learns from any answer what somebody else gets, and everybody sees the same totals."""

import csv
import io
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.identity.access import Access
from heyi.api.identity.tokens import hash_of, new_key
from heyi.api.models.people import PersonItem
from heyi.api.models.privacy import class_of
from heyi.api.service import Limits
from heyi.store.kept import audit, identities
from heyi.store.kept.identities import ApiKey, Session
from tests.backend.api.book.asking import BOOK, Asking
from tests.backend.api.book.demo import Demo

FINANCE, AUDITOR, STRANGER = ("0x" + digit * 40 for digit in "123")
NOW = 1_790_000_000
MONEY = ("earned", "received", "paid", "withdrawn", "held")


@dataclass(frozen=True)
class Private:
    """The company's service with pay hidden, and the one where it is open beside it."""

    demo: Demo
    open: Asking
    client: TestClient

    def be(self, account: str | None) -> Asking:
        """Asking as somebody."""
        self.client.headers.pop("authorization", None)
        self.client.cookies.clear()
        if account is not None:
            token = secrets.token_urlsafe(32)
            with self.demo.service.database.writing() as connection:
                identities.add_session(connection, Session(hash_of(token), account, NOW, NOW, NOW + 900))
            self.client.cookies.set("heyi", token)
        return Asking(self.client)

    def by_key(self, account: str, *scopes: str) -> Asking:
        token = new_key()
        key = ApiKey(secrets.token_hex(8), hash_of(token), account, "robot", token[:9], scopes, NOW, NOW + 900)
        with self.demo.service.database.writing() as connection:
            identities.add_key(connection, key)
        self.client.cookies.clear()
        self.client.headers["authorization"] = f"Bearer {token}"
        return Asking(self.client)

    def member(self, leads: bool = False) -> dict[str, Any]:
        """Somebody of a team who has earned something, as the open book has them."""
        people = self.open.pages("/people", 100)
        return next(
            each
            for each in people
            if int(each["earned"]) > 0 and any(part["leads"] == leads for part in each["units"]) and int(each["held"])
        )

    def rows(self) -> list[Any]:
        with self.demo.service.database.reading() as connection:
            return list(connection.execute(sa.select(audit.audit).order_by(audit.audit.c.number)))


@pytest.fixture(scope="module")
def private(played: Demo, http: Asking) -> Iterator[Private]:
    access = Access(
        public_origins=("http://testserver",),
        finance=frozenset({FINANCE}),
        auditors=frozenset({AUDITOR}),
        hides_pay=True,
        requests_per_minute=100_000,
    )
    limits = Limits(requests_per_minute=100_000)
    service = replace(played.service, access=access, limits=limits, clock=lambda: NOW)
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield Private(played, http, client)


def agreements_with_people(private: Private) -> list[str]:
    found = private.open.pages("/agreements", 100)
    return [each["agreement"] for each in found if any(party["kind"] == "person" for party in each["parties"])]


# --- WHAT IS HIDDEN ---


def test_a_persons_money_is_null_and_named(private: Private) -> None:
    person = private.member()
    for account in (None, STRANGER):
        asking = private.be(account)
        items = asking.pages("/people", 10)
        assert len(items) == len(private.open.pages("/people", 100))
        for each in items:
            assert each["hidden"] == list(MONEY)
            assert [each[name] for name in MONEY] == [None] * len(MONEY)
            assert all(part["units"] is None and part["hidden"] == ["units"] for part in each["units"])
        page = asking.get(f"/people/{person['address']}")
        assert page["earned"] is None
        for part in page["involved"]:
            assert (part["earned"], part["invested"]) == (None, None)
            assert not part["member"] or part["member"]["now"] is None


def test_no_answer_holds_what_somebody_got(private: Private) -> None:
    """Every page that can be asked for is looked through for every amount that is somebody's alone."""
    amounts = amounts_of_people(private)
    assert len(amounts) > 50
    asking = private.be(None)
    for path in paths(private):
        said = words_of(asking, path)
        found = amounts & said
        assert not found, (path, found)
    open_words: set[str] = set()
    for path in paths(private):
        open_words |= words_of(private.open, path)
    assert amounts <= open_words, "the open book says them, so that this test looks where they are"


def amounts_of_people(private: Private) -> set[str]:
    """Amounts that were paid to, claimed or withdrawn by a person, and that no total and no unit's amount equals."""
    people = {each["address"] for each in private.open.pages("/people", 100)}
    journal = list(csv.DictReader(io.StringIO(private.open.text("/exports/journal"))))
    theirs = {
        line["debit"] if line["debit"] != "0" else line["credit"] for line in journal if line["account"] in people
    }
    entries = {line["entry"] for line in journal if line["account"] in people}
    others = {amount for line in journal if line["entry"] not in entries for amount in (line["debit"], line["credit"])}
    theirs |= {each[name] for each in private.open.pages("/people", 100) for name in MONEY}
    totals: set[str] = set()
    for path in ("/company", "/winwin"):
        totals |= words_of(private.open, path)
    for unit in private.open.pages("/units", 100):
        page = private.open.get(f"/units/{unit['address']}")
        totals |= words({name: value for name, value in page.items() if name not in ("team", "investors")})
    for agreement in private.open.pages("/agreements", 100):
        if all(party["kind"] == "unit" for party in agreement["parties"]):
            totals |= words_of(private.open, f"/agreements/{agreement['agreement']}")
    return {each for each in theirs - others - totals if len(each) > 4}


def paths(private: Private) -> Iterator[str]:
    yield from ("/company", "/people", "/units", "/tenders", "/winwin", "/exports/journal", "/statements", "/events")
    yield from (f"/people/{each['address']}" for each in private.open.pages("/people", 100))
    for unit in private.open.pages("/units", 100):
        yield from (f"/units/{unit['address']}{what}" for what in ("", "/periods", "/flows", "/promises"))
    for agreement in agreements_with_people(private):
        yield from (f"/agreements/{agreement}", f"/agreements/{agreement}/periods", f"/agreements/{agreement}/payments")
        yield f"/exports/agreements/{agreement}/statement"
        for each in private.open.get(f"/agreements/{agreement}/periods"):
            yield f"/agreements/{agreement}/periods/{each['period']}"


def words_of(asking: Asking, path: str) -> set[str]:
    if path.startswith("/exports"):
        return {cell for row in csv.reader(io.StringIO(asking.text(path))) for cell in row}
    if path in ("/people", "/units", "/events", "/statements", "/tenders"):
        return words(asking.pages(path, 200))
    return words(asking.get(path))


def words(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(words(each) for each in value.values()), set())
    if isinstance(value, list):
        return set().union(*(words(each) for each in value), set())
    return {str(value)}


def test_an_agreement_with_people_tells_its_terms_to_few(private: Private) -> None:
    agreement = agreements_with_people(private)[0]
    page = private.be(None).get(f"/agreements/{agreement}")
    version = page["terms"][0]
    assert (page["ceiling"], version["terms"], version["differences"]) == (None, None, None)
    assert all(each["text"] is None and each["hash"] is None for each in version["sentences"])
    body = {"figures": []}
    path = f"/api/v1/previews/agreements/{agreement}"
    assert private.client.post(path, json=body).json()["code"] == "NotSignedIn"
    private.be(STRANGER)
    answer = private.client.post(path, json=body, headers={"origin": "http://testserver"})
    assert answer.json()["code"] == "NotAllowed"
    signer = next(p["address"] for p in page["parties"] if p["kind"] == "person")
    mine = private.be(signer).get(f"/agreements/{agreement}")
    assert mine == private.open.get(f"/agreements/{agreement}"), "who has signed knows it"


def test_the_order_of_a_ranking_tells_nothing(private: Private) -> None:
    names = [each["name"] for each in private.be(None).pages("/people", 10)]
    known = [name.casefold() for name in names if name is not None]
    assert known == sorted(known)
    for sort in ("earned", "received", "withdrawn", "held"):
        assert private.be(None).refused("/people", sort=sort) == (403, "OrderHidden")
        cursor = "WzAsLTEsIngiXQ"
        assert private.be(STRANGER).refused("/people", sort=sort, cursor=cursor) == (403, "OrderHidden")
    by_earned = private.be(FINANCE).pages("/people", 10, sort="earned")
    assert by_earned == private.open.pages("/people", 10)


def test_the_journal_still_balances_where_it_is_shown(private: Private) -> None:
    rows = list(csv.DictReader(io.StringIO(private.be(None).text("/exports/journal"))))
    hidden = [row for row in rows if row["hidden"]]
    shown = [row for row in rows if not row["hidden"]]
    assert hidden
    assert {(row["debit"], row["credit"], row["hidden"]) for row in hidden} == {("", "", "debit credit")}
    assert sum(int(row["debit"]) for row in shown) == sum(int(row["credit"]) for row in shown) > 0
    open_rows = list(csv.DictReader(io.StringIO(private.open.text("/exports/journal"))))
    assert [row["entry"] for row in rows] == [row["entry"] for row in open_rows]
    assert "hidden" not in open_rows[0]


def test_the_whole_book_is_for_those_from_whom_nothing_is_hidden(private: Private) -> None:
    assert private.be(None).refused("/exports/bundle") == (401, "NotSignedIn")
    assert private.be(private.member()["address"]).refused("/exports/bundle") == (403, "NotAllowed")
    private.be(AUDITOR)
    assert private.client.get(f"{BOOK}/exports/bundle").content[:2] == b"\x1f\x8b"


def test_live_events_are_masked_for_who_listens(private: Private) -> None:
    person, people = private.member()["address"], {each["address"] for each in private.open.pages("/people", 100)}

    def claims() -> list[dict[str, Any]]:
        answer = private.client.get("/api/v1/events", params={"from_block": 0, "follow": False}).text
        data = [json.loads(line[6:]) for line in answer.splitlines() if line.startswith("data: ")]
        return [each for each in data if each["name"] == "Claimed" and each["args"]["account"] in people]

    private.be(None)
    assert all(each["args"]["amount"] is None and each["hidden"] == ["args.amount"] for each in claims())
    private.be(person)
    for each in claims():
        assert (each["args"]["amount"] is not None) == (each["args"]["account"] == person)
    private.be(FINANCE)
    assert all(each["args"]["amount"].isdigit() for each in claims())


# --- WHAT IS SHOWN ---


def test_totals_are_open_and_exact(private: Private) -> None:
    asking = private.be(None)
    for path in ("/company", "/winwin"):
        assert asking.get(path) == private.open.get(path)
    assert asking.pages("/units", 10) == private.open.pages("/units", 10)
    unit = asking.pages("/units", 10)[0]["address"]
    assert asking.get(f"/units/{unit}/periods") == private.open.get(f"/units/{unit}/periods")
    whole, masked = private.open.get(f"/units/{unit}"), asking.get(f"/units/{unit}")
    assert {n: v for n, v in masked.items() if n not in ("team", "investors")} == {
        n: v for n, v in whole.items() if n not in ("team", "investors")
    }


def test_everybody_sees_their_own(private: Private) -> None:
    person = private.member()
    asking = private.be(person["address"])
    path = f"/people/{person['address']}"
    assert asking.get(path) == private.open.get(path)
    other = next(each for each in asking.pages("/people", 100) if each["address"] != person["address"])
    assert other["earned"] is None


def test_a_leader_sees_what_the_unit_pays_and_nothing_else(private: Private) -> None:
    leader = private.member(leads=True)
    unit = next(part["unit"]["address"] for part in leader["units"] if part["leads"])
    asking = private.be(leader["address"])
    assert asking.get(f"/units/{unit}")["team"] == private.open.get(f"/units/{unit}")["team"]
    member = next(
        each["account"]["address"]
        for each in private.open.get(f"/units/{unit}")["team"]
        if each["account"]["kind"] == "person" and each["account"]["address"] != leader["address"]
    )
    page = asking.get(f"/people/{member}")
    part = next(each for each in page["involved"] if each["unit"]["address"] == unit)
    assert part["earned"] is not None
    assert part["member"]["now"] is not None
    assert (page["earned"], page["held"], page["withdrawn"]) == (None, None, None)
    others = next(each for each in private.open.pages("/units", 50) if each["leader"]["address"] != leader["address"])
    team = asking.get(f"/units/{others['address']}")["team"]
    assert all(each["now"] is None for each in team if each["account"]["address"] != leader["address"])


@pytest.mark.parametrize("who", [FINANCE, AUDITOR])
def test_finance_and_auditors_see_what_the_open_book_says(private: Private, who: str) -> None:
    asking, person = private.be(who), private.member()
    for path in (f"/people/{person['address']}", f"/agreements/{agreements_with_people(private)[0]}"):
        assert asking.get(path) == private.open.get(path)
    assert asking.pages("/people", 20) == private.open.pages("/people", 20)
    assert asking.pages("/events", 200) == private.open.pages("/events", 200)


def test_a_key_shows_pay_only_if_it_was_made_for_that(private: Private) -> None:
    path = f"/people/{private.member()['address']}"
    assert private.by_key(FINANCE, "drafts.read").get(path)["earned"] is None
    assert private.by_key(FINANCE, "pay.read").get(path) == private.open.get(path)


# --- ONE PERSON'S PAGE IS NEVER ANOTHER'S ---


def test_answers_from_memory_are_for_who_sees_the_same(private: Private) -> None:
    person = private.member()
    path = f"/people/{person['address']}"
    for _ in range(2):  # made, and from memory
        assert private.be(FINANCE).get(path)["earned"] == person["earned"]
        assert private.be(None).get(path)["earned"] is None
        assert private.be(person["address"]).get(path)["earned"] == person["earned"]
        assert private.be(STRANGER).get(path)["earned"] is None
        assert private.be(AUDITOR).get(path)["earned"] == person["earned"]


def test_tags_and_headers_keep_answers_apart(private: Private) -> None:
    path = f"{BOOK}/people/{private.member()['address']}"
    tags = {}
    for who in (FINANCE, None, private.member()["address"], STRANGER):
        private.be(who)
        answer = private.client.get(path)
        tags[who] = answer.headers["etag"]
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "cookie, authorization"
        assert private.client.get(path, headers={"if-none-match": tags[who]}).status_code == 304
    assert len(set(tags.values())) == 4
    private.be(None)
    assert private.client.get(path, headers={"if-none-match": tags[FINANCE]}).status_code == 200
    assert STRANGER not in str(tags.values()), "a tag says nothing of who it is for"


def test_that_somebody_looked_is_written_down(private: Private) -> None:
    person = private.member()
    path = f"/people/{person['address']}"
    private.be(person["address"]).get(path)
    private.be(None).get(path)
    before = len(private.rows())
    for number in (1, 2):  # the second comes from memory
        private.be(FINANCE).get(path)
        row = private.rows()[-1]
        assert (len(private.rows()), row.who, row.role) == (before + number, FINANCE, "finance")
        assert (row.verb, row.object) == ("pay.read", BOOK + path)
    private.be(person["address"]).get(path)
    assert len(private.rows()) == before + 2, "one's own is nobody's business"


def test_a_wrong_key_is_refused_also_where_everybody_may_look(private: Private) -> None:
    private.be(None)
    private.client.headers["authorization"] = "Bearer heyi_none"
    assert Asking(private.client).refused("/company") == (401, "KeyRefused")


def test_classes_stand_in_the_description(private: Private) -> None:
    assert (class_of(PersonItem, "earned"), class_of(PersonItem, "name")) == ("pay", "open")
    description = private.client.get("/api/v1/openapi.json", headers={"authorization": ""}).json()
    fields = description["components"]["schemas"]["PersonItem"]["properties"]
    assert fields["earned"]["x-privacy"] == "pay"
    assert {"type": "null"} in fields["earned"]["anyOf"]
    assert "hidden" not in description["components"]["schemas"]["PersonItem"]["required"]
