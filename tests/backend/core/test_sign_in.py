"""The message that signs in, read and written by EIP-4361's grammar: its own examples, and everything that is none."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.messages.sign_in import MOST_CHARACTERS, SignInMessage, SignInMessageWrong, seconds_of

ADDRESS = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"
EXAMPLE = f"""example.com wants you to sign in with your Ethereum account:
{ADDRESS}

I accept the ExampleOrg Terms of Service: https://example.com/tos

URI: https://example.com/login
Version: 1
Chain ID: 1
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z
Resources:
- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
- https://example.com/my-web2-claim.json"""
MESSAGE = SignInMessage(
    domain="heyi.example:8443",
    address=ADDRESS,
    uri="https://heyi.example:8443",
    chain_id=31337,
    nonce="12345678",
    issued_at="2026-01-01T12:00:00Z",
)
FIELDS = ("scheme", "domain", "statement", "uri", "nonce", "issued_at", "expiration_time", "not_before", "request_id")


@pytest.mark.parametrize("begins", ["", "https://"])
@pytest.mark.parametrize("domain", ["example.com", "example.com:3388", "[::1]:80", "user@example.com"])
def test_the_standards_own_examples(begins: str, domain: str) -> None:
    text = begins + EXAMPLE.replace("example.com wants", f"{domain} wants", 1)
    message = SignInMessage.parse(text)
    assert (message.domain, message.scheme) == (domain, begins.removesuffix("://") or None)
    assert message.resources is not None
    assert len(message.resources) == 2
    assert message.text() == text


def test_optional_fields_are_optional_and_in_their_order() -> None:
    assert SignInMessage.parse(MESSAGE.text()) == MESSAGE
    assert "\n\n\nURI" in MESSAGE.text()
    full = replace(
        MESSAGE,
        scheme="https",
        statement="Sign in.",
        expiration_time="2026-01-01T12:05:00+01:00",
        not_before="2026-01-01T11:00:00.123Z",
        request_id="a%20b",
        resources=(),
    )
    lines = full.text().splitlines()
    assert SignInMessage.parse(full.text()) == full
    assert lines[-4:] == [
        "Expiration Time: 2026-01-01T12:05:00+01:00", "Not Before: 2026-01-01T11:00:00.123Z", "Request ID: a%20b",
        "Resources:",
    ]  # fmt: skip
    swapped = [*lines[:-4], lines[-3], lines[-4], *lines[-2:]]
    with pytest.raises(SignInMessageWrong):
        SignInMessage.parse("\n".join(swapped))


@pytest.mark.parametrize("line", range(9))
def test_no_line_may_be_missing_twice_or_different(line: int) -> None:
    lines = MESSAGE.text().splitlines()
    assert len(lines) == 9
    for changed in (
        lines[:line] + lines[line + 1 :],
        [*lines[: line + 1], *lines[line:]],
        [*lines[:line], lines[line] + " ", *lines[line + 1 :]],
        [*lines[:line], lines[line] + "\r", *lines[line + 1 :]],
    ):
        text = "\n".join(changed)
        if text == MESSAGE.text():
            continue  # of two empty lines it doesn't matter which
        with pytest.raises(SignInMessageWrong):
            SignInMessage.parse(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": ""},
        {"statement": "a\nb"},
        {"statement": "a\n\nURI: https://evil.example"},
        {"statement": "naïve"},
        {"statement": 'quo"te'},
        {"domain": ""},
        {"domain": "a b"},
        {"domain": "a/b"},
        {"domain": "a\nb"},
        {"uri": "no uri"},
        {"uri": "https://a b"},
        {"uri": "//heyi.example"},
        {"nonce": "1234567"},
        {"nonce": "1234 5678"},
        {"nonce": "12345678\nIssued At: 2020-01-01T00:00:00Z"},
        {"chain_id": -1},
        {"issued_at": "2026-01-01"},
        {"issued_at": "2026-13-01T00:00:00Z"},
        {"issued_at": "2026-02-30T00:00:00Z"},
        {"issued_at": "2026-01-01T00:00:00"},
        {"issued_at": "0000-01-01T00:00:00Z"},
        {"expiration_time": "tomorrow"},
        {"request_id": "a b"},
        {"request_id": "a\nResources:"},
        {"resources": ("https://a.example\nb",)},
        {"resources": ("not a uri",)},
        {"address": ADDRESS.lower()},
        {"address": ADDRESS[:-1] + "3"},
        {"address": "0x12"},
    ],
)
def test_fields_that_hold_what_they_may_not(changes: dict[str, Any]) -> None:
    with pytest.raises(SignInMessageWrong):
        replace(MESSAGE, **changes).text()


@given(st.sampled_from(FIELDS), st.text(max_size=60))
def test_no_field_says_anything_in_the_place_of_another(field: str, value: str) -> None:
    """Whatever is written is read back as it was, or not written."""
    message = replace(MESSAGE, **{field: value})
    try:
        text = message.text()
    except SignInMessageWrong:
        return
    assert SignInMessage.parse(text) == message


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(SignInMessageWrong):
        SignInMessage.parse(text)


def test_long_texts_are_refused_at_once() -> None:
    text = MESSAGE.text()
    with pytest.raises(SignInMessageWrong, match="characters"):
        SignInMessage.parse(text + "\nResources:" + "\n- a:" * MOST_CHARACTERS)


def test_times_have_their_zone() -> None:
    assert seconds_of("1970-01-01T01:00:00+01:00") == 0
    assert seconds_of("1970-01-01t00:00:01z") == 1
    assert seconds_of("1970-01-01T00:00:00.5Z") == 0.5
