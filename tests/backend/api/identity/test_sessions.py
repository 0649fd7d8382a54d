"""Sessions: who takes a cookie, puts one in, or has a browser send it from elsewhere, gets nothing for it."""

from dataclasses import replace
from typing import Any

import pytest

from heyi.api.identity import signing_in, tokens, viewer
from heyi.api.service import Limits
from heyi.store.kept import identities
from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.world import PEOPLE, World, personal_signature


def cookies(token: str) -> dict[str, str]:
    return {"heyi": token}


def test_a_cookie_that_was_put_there_before_is_worth_nothing_after(browser: Browser) -> None:
    """Fixation: with a session of the attacker's, and with a token of their own making."""
    browser.sign_in("eve")
    planted = str(browser.cookie)
    browser.sign_in("sam")
    assert browser.cookie != planted
    browser.http.cookies = cookies(planted)  # type: ignore[assignment]
    assert browser.who() is None, "Eve's own session has ended with it"
    browser.http.cookies = cookies("a" * 43)  # type: ignore[assignment]
    assert browser.who() is None
    text = browser.message(PEOPLE["sam"].address).text()
    body = {"message": text, "signature": personal_signature(text, PEOPLE["sam"])}
    assert "a" * 43 not in browser.ask("POST", "/identity/sessions", body).headers["set-cookie"]


def test_a_stolen_cookie_ends_with_the_session(browser: Browser) -> None:
    browser.sign_in("sam")
    stolen = str(browser.cookie)
    browser.delete("/identity/session")
    browser.http.cookies = cookies(stolen)  # type: ignore[assignment]
    assert browser.who() is None
    assert browser.delete("/identity/session", 401)["code"] == "NotSignedIn"
    assert browser.get("/drafts", 401)["code"] == "NotSignedIn"


def test_all_sessions_of_an_account_end_at_once_and_no_others(browser: Browser) -> None:
    def another(person: str) -> str:
        browser.http.cookies.clear()
        browser.sign_in(person)
        return str(browser.cookie)

    first, eves, second = another("sam"), another("eve"), another("sam")
    browser.delete("/identity/sessions")
    for token, address in ((first, None), (second, None), (eves, PEOPLE["eve"].address)):
        browser.http.cookies = cookies(token)  # type: ignore[assignment]
        assert browser.who() == address


def test_an_account_has_only_so_many_sessions(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "MOST_SESSIONS", 2)
    found = []
    for _ in range(3):
        browser.http.cookies.clear()
        browser.clock.now += 1
        browser.sign_in("olga")
        found.append(str(browser.cookie))
    for token, there in zip(found, (False, True, True), strict=True):
        browser.http.cookies = cookies(token)  # type: ignore[assignment]
        assert (browser.who() is not None) == there


def test_a_session_that_is_left_alone_ends(browser: Browser) -> None:
    browser.sign_in("sam")
    for _ in range(3):
        browser.clock.now += 3_500
        assert browser.who() is not None, "each use counts"
    browser.clock.now += 3_601
    assert browser.who() is None


def test_a_session_ends_whatever_is_done_in_it(browser: Browser) -> None:
    browser.sign_in("sam")
    for _ in range(14):
        browser.clock.now += 3_000
        assert browser.who() is not None
    browser.clock.now += 1_201
    assert browser.who() is None


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"origin": "http://testserver"}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"origin": "http://testserver", "sec-fetch-site": "cross-site"}, False),
        ({}, True),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://testserver.evil.example"}, True),
        ({"origin": "https://testserver"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "none"}, True),
    ],
)
def test_a_cookie_changes_something_from_our_own_pages_only(
    browser: Browser, headers: dict[str, str], refused: bool
) -> None:
    browser.sign_in("sam")
    browser.origin, browser.headers = None, headers
    body = {"name": "robot", "scopes": ["drafts.read"], "expires_at": int(browser.clock.now) + 60}
    answer = browser.ask("POST", "/identity/keys", body)
    assert answer.status_code == (403 if refused else 201), answer.text
    assert not refused or answer.json()["code"] == "ForeignOrigin"
    assert browser.who() is not None, "reading is no matter"


def test_nobody_is_signed_in_as_somebody_else_by_another_site(browser: Browser) -> None:
    """A page that makes a browser sign in as the attacker learns what its owner then writes."""
    text = browser.message(PEOPLE["eve"].address).text()
    browser.origin = "http://evil.example"
    assert browser.sign(text, PEOPLE["eve"], 403)["code"] == "ForeignOrigin"
    browser.origin, browser.headers = None, {"sec-fetch-site": "cross-site"}
    assert browser.sign(text, PEOPLE["eve"], 403)["code"] == "ForeignOrigin"
    browser.headers = {}
    browser.sign(text, PEOPLE["eve"])  # a program, which says nothing of where it comes from


def test_other_sites_may_never_ask_with_cookies(world: World) -> None:
    limits = replace(world.service.limits, cors_origins=("https://wallet.example",))
    with Browser.over(world, limits) as browser:
        for origin in ("https://wallet.example", "https://evil.example"):
            browser.origin = origin
            answer = browser.ask("GET", "/identity/session")
            assert "access-control-allow-credentials" not in answer.headers
        browser.headers = {"access-control-request-method": "POST"}
        assert "access-control-allow-credentials" not in browser.ask("OPTIONS", "/drafts").headers


def test_tokens_are_compared_in_a_time_that_tells_nothing(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def noted(one: str, other: str) -> bool:
        compared.append((one, other))
        return tokens.is_same(one, other)

    monkeypatch.setattr(signing_in, "is_same", noted)
    monkeypatch.setattr(viewer, "is_same", noted)
    browser.sign_in("sam")
    browser.who()
    assert (tokens.hash_of(str(browser.cookie)),) * 2 in compared
    body = {"name": "robot", "scopes": ["drafts.read"], "expires_at": int(browser.clock.now) + 60}
    token = browser.post("/identity/keys", body, 201)["token"]
    browser.headers = {"authorization": f"Bearer {token}"}
    browser.who()
    assert (tokens.hash_of(token),) * 2 in compared


def test_guesses_are_slowed_down(world: World) -> None:
    def code(answer: Any) -> str:
        assert answer.headers["retry-after"].isdigit()
        return str(answer.json()["code"])

    with Browser.over(world, sign_ins_per_minute=4) as browser:
        browser.sign_in("sam")
        browser.post("/identity/nonces", {}, 201)
        assert browser.sign_in_raw().status_code == 422
        assert code(browser.sign_in_raw()) == "TooManyRequests"
        assert code(browser.ask("POST", "/identity/nonces", {})) == "TooManyRequests"
        assert browser.who() is not None, "everything else goes on"


def test_an_account_is_slowed_down_wherever_it_comes_from(world: World) -> None:
    with Browser.over(world, Limits(requests_per_minute=10_000), requests_per_minute=3) as browser:
        browser.sign_in("sam")
        token = browser.post("/identity/keys", key(browser), 201)["token"]
        assert browser.who() is not None
        browser.http.cookies.clear()
        browser.headers = {"authorization": f"Bearer {token}"}
        assert browser.get("/identity/session")["by"] == "key"
        answer = browser.ask("GET", "/identity/session")
        assert (answer.status_code, answer.json()["code"]) == (429, "TooManyRequests")
        assert int(answer.headers["retry-after"]) > 0
        browser.headers = {}
        browser.sign_in("eve")
        assert browser.who() == PEOPLE["eve"].address, "others go on"


def key(browser: Browser) -> dict[str, Any]:
    return {"name": "robot", "scopes": ["drafts.read"], "expires_at": int(browser.clock.now) + 60}
