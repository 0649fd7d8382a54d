"""API keys: what their makers may, while they may it, and no more than they were made for."""

from typing import Any

import pytest

from heyi.api.identity import keys as module
from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.world import PEOPLE, World, typed_signature


def made(browser: Browser, *scopes: str, status: int = 201, **changes: Any) -> dict[str, Any]:
    body = {"name": "robot", "scopes": list(scopes), "expires_at": int(browser.clock.now) + 86_400} | changes
    return browser.post("/identity/keys", body, status)


def by(browser: Browser, token: str) -> Browser:
    """The same browser as a machine."""
    browser.http.cookies.clear()
    browser.origin, browser.headers = None, {"authorization": f"Bearer {token}"}
    return browser


def test_a_key_is_told_once_and_does_what_it_is_for(browser: Browser, world: World) -> None:
    browser.sign_in("sam")
    key = made(browser, "drafts.read")
    assert key["token"].startswith(key["prefix"])
    assert key["prefix"].startswith("heyi_")
    listed = browser.get("/identity/keys")
    assert [each for each in listed if each["id"] == key["id"]] == [{n: v for n, v in key.items() if n != "token"}]
    draft = browser.post("/drafts", {"template": world.template()}, 201)
    machine = by(browser, key["token"])
    found = machine.get("/identity/session")
    assert (found["by"], found["scopes"], found["address"]) == ("key", ["drafts.read"], PEOPLE["sam"].address)
    assert machine.get(f"/drafts/{draft['id']}")["id"] == draft["id"]
    assert machine.post("/drafts", {"template": world.template()}, 403)["code"] == "OutOfScope"
    body = {"party": world.addresses["shop"], "deadline": draft["deadline"], "signature": "0x00"}
    assert machine.post(f"/drafts/{draft['id']}/signatures", body, 403)["code"] == "OutOfScope"


def test_no_key_makes_another_one_or_signs_anybody_out(browser: Browser) -> None:
    browser.sign_in("sam")
    key = made(browser, "drafts.read")
    machine = by(browser, key["token"])
    for method, path in (("POST", "/keys"), ("GET", "/keys"), ("DELETE", f"/keys/{key['id']}")):
        body = {"name": "more", "scopes": ["drafts.read"], "expires_at": 2**40} if method == "POST" else None
        assert machine.ask(method, f"/identity{path}", body).json()["code"] == "KeyNotEnough"
    for path in ("/session", "/sessions"):
        assert machine.delete(f"/identity{path}", 403)["code"] == "KeyNotEnough"


def test_keys_that_do_not_count(browser: Browser) -> None:
    browser.sign_in("sam")
    revoked, expired, cookie = made(browser, "drafts.read"), made(browser, "drafts.read"), str(browser.cookie)
    browser.delete(f"/identity/keys/{revoked['id']}")
    browser.clock.now += 86_400
    for said in (
        f"Bearer {revoked['token']}",
        f"Bearer {expired['token']}",
        f"Bearer {expired['token'][:-1]}",
        "Bearer heyi_",
        "Bearer",
        f"Bearer {cookie}",
        f"Basic {revoked['token']}",
        "Bearer heyi_\x80",
    ):
        browser.headers = {"authorization": said.encode("latin-1")}  # type: ignore[dict-item]
        assert browser.get("/identity/session", 401)["code"] == "KeyRefused", said
    assert browser.cookie is not None, "a wrong key is not made up for by a cookie"


def test_nobody_sees_or_revokes_the_keys_of_others(browser: Browser) -> None:
    browser.sign_in("sam")
    key = made(browser, "drafts.read")
    browser.sign_in("eve")
    assert key["id"] not in str(browser.get("/identity/keys"))
    assert browser.delete(f"/identity/keys/{key['id']}", 404)["code"] == "NoSuchKey"
    assert browser.delete("/identity/keys/none", 404)["code"] == "NoSuchKey"
    by(browser, key["token"])
    assert browser.who() == PEOPLE["sam"].address


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scopes": ["everything"]}, "UnknownScope"),
        ({"scopes": ["identity.keys"]}, "UnknownScope"),
        ({"scopes": []}, "InvalidRequest"),
        ({"expires_at": 5}, "InvalidValue"),
        ({"expires_at": 2**40}, "InvalidValue"),
        ({"name": "a\u202eb"}, "InvalidValue"),
        ({"name": ""}, "InvalidValue"),
    ],
)
def test_keys_that_are_not_made(browser: Browser, changes: dict[str, Any], code: str) -> None:
    browser.sign_in("sam")
    assert made(browser, "drafts.read", status=422, **changes)["code"] == code


def test_scopes_are_never_above_their_maker(browser: Browser) -> None:
    browser.sign_in("eve")
    assert made(browser, "audit.read", status=403)["code"] == "NotAllowed"


def test_an_account_has_only_so_many_keys(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.clock.now += 10 * 86_400
    browser.sign_in("olga")
    monkeypatch.setattr(module, "MOST_KEYS", 2)
    first, _ = made(browser, "drafts.read"), made(browser, "drafts.read")
    assert made(browser, "drafts.read", status=429)["code"] == "TooManyKeys"
    browser.delete(f"/identity/keys/{first['id']}")
    made(browser, "drafts.read")


def test_a_role_of_the_settings_is_lost_at_once(browser: Browser) -> None:
    eve = PEOPLE["eve"].address
    as_auditor = browser.at(auditors=frozenset({eve}))
    as_auditor.sign_in("eve")
    machine = by(as_auditor, made(as_auditor, "audit.read")["token"])
    assert machine.get("/audit")["items"]
    assert machine.at(auditors=frozenset()).get("/audit", 403)["code"] == "NotAllowed"


def test_a_role_of_the_book_is_lost_at_once(browser: Browser, world: World) -> None:
    """Ann leaves the kiosk; the machine she has made a key for is out with her."""
    world.found("Kiosk", "sue", {"sue": 1, "ann": 1}, quorum=1)
    world.read()
    kiosk, ann = world.addresses["kiosk"], PEOPLE["ann"]
    terms = world.post("/previews", {"template": world.template()})["terms"] | {
        "parties": [kiosk, world.addresses["mill"]]
    }
    browser.sign_in("ann")
    raw = {"contract": "ServiceAgreements", "terms": terms, "sentence": "So it is."}
    draft = browser.post("/drafts", {"raw": raw}, 201)
    key = made(browser, "drafts.read")
    machine = by(browser, key["token"])
    machine.get(f"/drafts/{draft['id']}")
    given = {"contract": "Enterprise", "enterprise": kiosk, "arguments": {"member": ann.address}}
    asked = world.post("/typed-data/leave", given)
    asked["call"]["arguments"]["signature"] = typed_signature(asked["typed_data"], ann)
    world.relay(asked["call"])
    assert machine.get(f"/drafts/{draft['id']}", 404)["code"] == "NoSuchDraft"
    assert draft["id"] not in str(machine.get("/drafts"))
