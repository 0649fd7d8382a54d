"""Signing in with a wallet, and every message and signature that doesn't."""

from typing import Any

import pytest
import sqlalchemy as sa

from heyi.api.identity import signing_in
from heyi.core.signing import enterprise_signature_by_members
from heyi.store.kept import identities
from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.world import ORIGIN, PEOPLE, World, personal_signature

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
YES = "0x6014600c60003960146000f3" + "631626ba7e60e01b60005260206000f3" + "00" * 4
"""A contract that takes everything for its own signature."""
NO = "0x6005600c60003960056000f3" + "60006000fd"
"""One that reverts."""


def test_who_signs_in_is_known_until_they_sign_out(browser: Browser, world: World) -> None:
    assert browser.who() is None
    found = browser.sign_in("sam")
    assert (found["address"], found["by"], found["scopes"]) == (PEOPLE["sam"].address, "session", None)
    assert found["expires_at"] == browser.clock.now + 43_200
    shop = world.addresses["shop"]
    assert (found["roles"]["leads"], found["roles"]["member_of"]) == ([shop], [shop])
    assert not found["roles"]["oracle"]
    assert not found["roles"]["arbiter"]
    assert browser.who() == PEOPLE["sam"].address
    browser.delete("/identity/session")
    assert browser.who() is None


def test_the_cookie_is_out_of_reach_of_pages_and_other_sites(browser: Browser, world: World) -> None:
    text = browser.message(PEOPLE["sam"].address).text()
    body = {"message": text, "signature": personal_signature(text, PEOPLE["sam"])}
    header = browser.ask("POST", "/identity/sessions", body).headers["set-cookie"]
    assert header.startswith("heyi=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(header.split("; "))
    assert "Secure" not in header, "a service on this machine speaks no TLS"
    with Browser.over(world, public_origins=("https://heyi.example",)) as safe:
        text = safe.message(PEOPLE["sam"].address).text()
        body = {"message": text, "signature": personal_signature(text, PEOPLE["sam"])}
        header = safe.ask("POST", "/identity/sessions", body).headers["set-cookie"]
        assert header.startswith("__Host-heyi=")
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(header.split("; "))
        assert "omain" not in header
        assert safe.who() == PEOPLE["sam"].address
        safe.http.cookies = {"heyi": safe.cookie}  # type: ignore[assignment]
        assert safe.who() is None, "a name that other sites of the host could set is not looked at"


def test_the_database_holds_no_token(browser: Browser) -> None:
    browser.sign_in("sam")
    with browser.service.database.reading() as connection:
        rows = connection.execute(sa.select(identities.session)).all()
    assert rows
    assert browser.cookie not in str(rows)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"domain": "heyi.example"}, "SignInElsewhere"),
        ({"domain": "testserver:80"}, "SignInElsewhere"),
        ({"domain": "testserver@evil.example"}, "SignInElsewhere"),
        ({"scheme": "https"}, "SignInElsewhere"),
        ({"uri": "http://testserver.evil.example"}, "SignInElsewhere"),
        ({"uri": "http://testserver@evil.example/"}, "SignInElsewhere"),
        ({"uri": "https://testserver/"}, "SignInElsewhere"),
        ({"uri": "urn:testserver"}, "SignInElsewhere"),
        ({"chain_id": 1}, "SignInOfOtherChain"),
        ({"nonce": "a" * 22}, "NonceUnknown"),
        ({"expiration_time": -1}, "SignInExpired"),
        ({"expiration_time": 0}, "SignInExpired"),
        ({"issued_at": -331}, "SignInExpired"),
        ({"issued_at": 31}, "SignInNotYet"),
        ({"not_before": 31}, "SignInNotYet"),
    ],
)
def test_messages_for_another_place_or_time(browser: Browser, changes: dict[str, Any], code: str) -> None:
    changes = {
        name: browser.time(each) if name.endswith(("time", "at", "before")) else each for name, each in changes.items()
    }
    assert browser.sign_in("sam", 422, **changes)["code"] == code
    assert browser.who() is None


def test_a_clock_may_be_a_little_ahead(browser: Browser) -> None:
    browser.sign_in("sam", issued_at=browser.time(30), not_before=browser.time(30), expiration_time=browser.time(1))
    browser.sign_in("sam", scheme="http", uri=f"{ORIGIN}/sign-in?next=%2Fdrafts", statement="Sign in to Heyi.")


def test_a_nonce_counts_once_and_for_minutes(browser: Browser) -> None:
    text = browser.message(PEOPLE["sam"].address).text()
    browser.sign(text, PEOPLE["sam"])
    assert browser.sign(text, PEOPLE["sam"], 422)["code"] == "NonceUnknown"
    late = browser.message(PEOPLE["sam"].address)
    browser.clock.now += 300
    assert browser.sign(late.text(), PEOPLE["sam"], 422)["code"] == "NonceUnknown"


def test_a_nonce_is_gone_with_the_first_signature_whosever_it_is(browser: Browser) -> None:
    text = browser.message(PEOPLE["sam"].address).text()
    assert browser.sign(text, PEOPLE["eve"], 422)["code"] == "SignInNotSigned"
    assert browser.sign(text, PEOPLE["sam"], 422)["code"] == "NonceUnknown"


def test_nonces_are_bounded_and_forgotten(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.clock.now += 10_000
    monkeypatch.setattr(signing_in, "MOST_NONCES", 2)
    assert len({browser.post("/identity/nonces", {}, 201)["nonce"] for _ in range(2)}) == 2
    assert browser.post("/identity/nonces", {}, 503)["code"] == "TooManyNonces"
    browser.clock.now += 300
    browser.post("/identity/nonces", {}, 201)


def test_signatures_that_are_none(browser: Browser) -> None:
    """Also the second form that anybody can make of one, and one over other words."""
    for spoil in (_turned, lambda raw: raw[:64], lambda raw: raw[:64] + b"\x00", lambda raw: b"\xff" * len(raw)):
        text = browser.message(PEOPLE["sam"].address).text()
        raw = bytes.fromhex(personal_signature(text, PEOPLE["sam"])[2:])
        assert browser.hand_in(text, "0x" + spoil(raw).hex(), 422)["code"] == "SignInNotSigned"
    text = browser.message(PEOPLE["sam"].address).text()
    other = personal_signature(text + " ", PEOPLE["sam"])
    assert browser.hand_in(text, other, 422)["code"] == "SignInNotSigned"


def _turned(raw: bytes) -> bytes:
    return raw[:32] + (ORDER - int.from_bytes(raw[32:64])).to_bytes(32) + bytes([55 - raw[64]])


def test_lines_that_are_smuggled_in(browser: Browser) -> None:
    """A statement with a line break could hold a second message; the grammar has no place for one."""
    text = browser.message(PEOPLE["sam"].address, statement="So be it").text()
    for changed in (
        text.replace("So be it", "So be it\n\nURI: http://evil.example"),
        text.replace("So be it", "So be it\r"),
        text.replace("So be it", "So be\x00it"),
        text.replace("So be it", "So be it\u2028"),
        text.replace("\nVersion: 1", "\nVersion: 2"),
        text.replace(PEOPLE["sam"].address, PEOPLE["sam"].address.lower()),
        text + "\nNonce: 12345678",
        text + "\n",
        " " + text,
        text + "\nRequest ID: a\nRequest ID: b",
        text.replace("Issued At: 20", "Issued At: 2026-02-31T00:00:00Z\nExpiration Time: 20"),
    ):
        assert browser.sign(changed, PEOPLE["sam"], 422)["code"] == "SignInMessageWrong", changed
    browser.sign(text, PEOPLE["sam"])


def test_very_long_messages_are_not_even_read(browser: Browser) -> None:
    message = browser.message(PEOPLE["sam"].address)
    text = message.text() + "\nResources:" + "\n- a:" * 1_000
    assert browser.sign(text, PEOPLE["sam"], 422)["code"] == "InvalidRequest"
    body = {"message": message.text(), "signature": "0x" + "00" * 20_000}
    assert browser.post("/identity/sessions", body, 422)["code"] == "InvalidRequest"


# --- CONTRACTS ---


def test_a_unit_signs_in_by_its_leader_or_a_quorum(browser: Browser, world: World) -> None:
    shop = world.addresses["shop"]
    assert browser.sign(browser.message(shop).text(), PEOPLE["sam"])["address"] == shop
    assert browser.who() == shop

    def by(*members: str) -> str:
        signed = [(PEOPLE[each].address, bytes.fromhex(personal_signature(text, PEOPLE[each])[2:])) for each in members]
        return "0x" + enterprise_signature_by_members(signed).hex()

    text = browser.message(shop).text()
    assert browser.hand_in(text, by("sue", "ann"))["address"] == shop
    for members in (("sue",), ("sue", "eve"), ()):
        text = browser.message(shop).text()
        assert browser.hand_in(text, by(*members), 422)["code"] == "SignInNotSigned"
    assert browser.sign(browser.message(shop).text(), PEOPLE["sue"], 422)["code"] == "SignInNotSigned"
    assert (
        browser.sign(browser.message(world.addresses["mill"]).text(), PEOPLE["sam"], 422)["code"] == "SignInNotSigned"
    )


def test_any_contract_that_speaks_for_itself_signs_in(browser: Browser, world: World) -> None:
    yes, no = (world.company.chain.create(code, [], []) for code in (YES, NO))
    world.company.contract("Treasury")  # known by its own interface, which has nothing to ask it with
    assert browser.hand_in(browser.message(yes).text(), "0x1234")["address"] == yes
    for silent in (no, world.company.deployment.addresses["Treasury"]):
        assert browser.hand_in(browser.message(silent).text(), "0x1234", 422)["code"] == "SignInNotSigned"


def test_without_an_origin_nobody_signs_in(world: World) -> None:
    with Browser.over(world, public_origins=()) as browser:
        assert browser.post("/identity/nonces", {}, 503)["code"] == "SignInUnavailable"
