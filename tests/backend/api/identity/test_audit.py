"""What was done stands in the audit log, before it is answered; what was only looked at does not."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from heyi.api.identity import auditing
from heyi.store.kept import audit
from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.world import PEOPLE, World, personal_signature


def rows(browser: Browser, since: int = 0) -> list[Any]:
    with browser.service.database.reading() as connection:
        return list(connection.execute(sa.select(audit.audit).where(audit.audit.c.number > since)))


def last(browser: Browser) -> Any:
    return rows(browser)[-1]


def test_what_is_done_is_written_down(browser: Browser, world: World) -> None:
    browser.sign_in("sam")
    row = last(browser)
    assert (row.who, row.verb, row.outcome, row.time) == (
        PEOPLE["sam"].address, "identity.sign-in", "201", browser.clock.now,
    )  # fmt: skip
    draft = browser.post("/drafts", {"template": world.template()}, 201)
    row = last(browser)
    assert (row.who, row.role, row.verb, row.outcome) == (PEOPLE["sam"].address, "leader", "drafts.propose", "201")
    body = {"party": world.addresses["shop"], "deadline": draft["deadline"], "signature": "0x00"}
    browser.post(f"/drafts/{draft['id']}/signatures", body, 422)
    row = last(browser)
    assert (row.verb, row.object, row.outcome) == (
        "drafts.sign", f"/api/v1/drafts/{draft['id']}/signatures", "422 WrongSignature",
    )  # fmt: skip
    key = browser.post(
        "/identity/keys", {"name": "r", "scopes": ["drafts.read"], "expires_at": int(browser.clock.now) + 9}, 201
    )
    assert (last(browser).verb, last(browser).object) == ("identity.keys", f"key {key['id']}")
    browser.headers = {"authorization": f"Bearer {key['token']}"}
    browser.post("/drafts", {"template": world.template()}, 403)
    row = last(browser)
    assert (row.who, row.key, row.outcome) == (PEOPLE["sam"].address, key["id"], "403 OutOfScope")
    browser.headers = {}
    browser.delete(f"/identity/keys/{key['id']}")
    browser.delete("/identity/session")
    assert (last(browser).verb, last(browser).outcome) == ("identity.sign-out", "204")


def test_attempts_and_refusals_are_too(browser: Browser) -> None:
    text = browser.message(PEOPLE["sam"].address).text()
    browser.sign(text, PEOPLE["eve"], 422)
    assert (last(browser).who, last(browser).outcome) == (None, "422 SignInNotSigned")
    browser.sign_in("eve")
    before = len(rows(browser))
    browser.get("/drafts/" + "a" * 32, 404)
    browser.get("/audit", 403)
    assert (last(browser).who, last(browser).verb) == (PEOPLE["eve"].address, "audit.read")
    browser.headers = {"authorization": "Bearer heyi_none"}
    browser.get("/drafts", 401)
    assert (last(browser).who, last(browser).outcome) == (None, "401 KeyRefused")
    assert len(rows(browser)) == before + 2


def test_a_draft_of_others_is_a_refusal_though_it_is_called_absent(browser: Browser, world: World) -> None:
    browser.sign_in("sam")
    draft = browser.post("/drafts", {"template": world.template()}, 201)["id"]
    browser.sign_in("eve")
    browser.get(f"/drafts/{draft}", 404)
    row = last(browser)
    assert (row.who, row.verb, row.outcome) == (PEOPLE["eve"].address, "drafts.read", "404 NoSuchDraft")


def test_looking_costs_no_row(browser: Browser, world: World) -> None:
    browser.sign_in("sam")
    before = len(rows(browser))
    browser.get("/book/company")
    browser.get("/book/people")
    browser.get("/drafts")
    browser.who()
    browser.post("/previews", {"template": world.template()})
    browser.post("/identity/nonces", {}, 201)
    assert len(rows(browser)) == before


def test_no_secret_is_in_it(browser: Browser) -> None:
    text = browser.message(PEOPLE["sam"].address).text()
    signature = personal_signature(text, PEOPLE["sam"])
    browser.hand_in(text, signature)
    token = browser.post(
        "/identity/keys", {"name": "r", "scopes": ["drafts.read"], "expires_at": int(browser.clock.now) + 9}, 201
    )["token"]
    said = str(rows(browser))
    nonce = text.partition("Nonce: ")[2].partition("\n")[0]
    for secret in (str(browser.cookie), token, token[5:], signature[2:], nonce):
        assert secret not in said


def test_auditors_read_it_page_by_page(browser: Browser) -> None:
    auditor = browser.at(auditors=frozenset({PEOPLE["eve"].address}))
    auditor.sign_in("eve")
    page = auditor.get("/audit", limit=1)
    assert (page["items"][0]["verb"], page["items"][0]["who"]) == ("identity.sign-in", PEOPLE["eve"].address)
    following = auditor.get("/audit", limit=1, cursor=page["next"])["items"][0]
    assert following["number"] == page["items"][0]["number"] - 1
    assert following["hash"] == page["items"][0]["before"]
    mine = auditor.get("/audit", who=PEOPLE["eve"].address)["items"]
    assert {each["who"] for each in mine} == {PEOPLE["eve"].address}
    assert (mine[0]["verb"], mine[0]["role"]) == ("audit.read", "auditor"), "who reads it is in it, too"


def test_strangers_do_not_fill_it(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "STRANGERS", 3)
    before = len(rows(browser))
    for _ in range(9):
        browser.get("/drafts", 401)
    assert len(rows(browser)) <= before + 3


def test_what_cannot_be_written_down_is_not_shown(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_in("eve")
    auditor = browser.at(auditors=frozenset({PEOPLE["eve"].address}))
    monkeypatch.setattr(auditing, "TRIES", 0)
    problem = auditor.get("/audit", 503)
    assert (problem["code"], "items" in problem) == ("AuditBusy", False)


def test_rows_of_many_at_once_follow_on_one_another(browser: Browser) -> None:
    browser.sign_in("sam")
    before = len(rows(browser))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: browser.ask("GET", "/audit").status_code, range(24)))
    assert len(rows(browser)) == before + 24
    with browser.service.database.reading() as connection:
        assert audit.verified(connection)[2] == []
