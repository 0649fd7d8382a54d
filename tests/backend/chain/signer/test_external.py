"""An account in an external signer signs like a local one, and what it did not sign so is thrown away."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from ssl import CERT_REQUIRED, PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import pytest
import rlp
from eth_account.messages import encode_typed_data

from heyi.chain.signer import (
    CredentialUnreadable,
    ExternalAccount,
    NoSigner,
    SignerAccess,
    SignerPlace,
    SignerRefused,
    SignerWrong,
)
from heyi.core.facts import Statement
from heyi.core.messages import Messages
from heyi.core.signing import recover, sign
from heyi.core.typed_data import Domain, Message
from tests.backend.chain.signer import standin
from tests.backend.chain.signer.standin import Authority, RefusalError, StandIn, malleated, new_key, running
from tests.vectors.interfaces import interface_abis

KEY, OTHER = new_key("keeper"), new_key("stranger")
LEGACY = {"to": OTHER.address, "data": "0xabcd", "gasPrice": 7, "nonce": 0, "gas": 30_000, "chainId": 31337, "value": 0}
DYNAMIC: dict[str, Any] = {
    "to": OTHER.address,
    "data": "0x" + "00ff" * 40_000,
    "maxFeePerGas": 10**10,
    "maxPriorityFeePerGas": 0,
    "nonce": 300,
    "gas": 15_000_000,
    "chainId": 31337,
    "value": 5,
}
CREATING = {name: value for name, value in LEGACY.items() if name != "to"}
UNIT = "0x1111111111111111111111111111111111111111"


@pytest.fixture
def signer() -> Iterator[StandIn]:
    with running(StandIn([KEY, OTHER])) as stand_in:
        yield stand_in


@pytest.fixture
def account(signer: StandIn) -> ExternalAccount:
    return ExternalAccount(SignerPlace(signer.url, KEY.address))


@pytest.fixture(scope="module")
def report() -> Message:
    """What an oracle node signs: a list of structs with wide and with negative numbers."""
    abis = interface_abis()
    messages = Messages(*(abis[name] for name in ("IAgreements", "IRevenueOracle", "IEnterpriseRegistry", "ITenders")))
    subject = bytes(12) + bytes.fromhex(UNIT[2:])
    said = Statement(subject=subject, revenue=2**62, profit=-12_345, score=900, evidence=b"\x07" * 32)
    return messages.report(Domain("Heyi RevenueOracle", 31337, UNIT), 24_000, [said, said])


@pytest.mark.parametrize("asked", [LEGACY, DYNAMIC, CREATING, {**LEGACY, "gasPrice": 0, "nonce": 2**40}])
def test_transactions_are_the_bytes_that_the_key_itself_would_give(account: ExternalAccount, asked: Any) -> None:
    assert account.sign_transaction(asked) == KEY.sign_transaction(asked)


def test_typed_data_is_signed_as_by_the_key_itself(account: ExternalAccount, report: Message) -> None:
    assert sign(report, account) == sign(report, KEY)
    assert recover(report, sign(report, account)) == KEY.address == account.address


def test_a_v_of_zero_or_one_is_made_what_contracts_take(
    signer: StandIn, account: ExternalAccount, report: Message
) -> None:
    signer.spoil = lambda raw: raw[:64] + bytes([raw[64] - 27])
    assert sign(report, account) == sign(report, KEY)


def _changed(**fields: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda asked: {**asked, **fields}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"nonce": 1}, "has another nonce than was asked for"),
        ({"to": KEY.address}, "has another to than"),
        ({"to": b""}, "has another to than"),
        ({"data": "0xabce"}, "has another data than"),
        ({"value": 1}, "has another value than"),
        ({"gas": 30_001, "gasPrice": 8}, "has another gasPrice and gas than"),
        ({"chainId": 1}, "is for another chain than was asked for"),
    ],
)
def test_another_transaction_is_thrown_away(
    signer: StandIn, account: ExternalAccount, changed: Any, problem: str
) -> None:
    signer.lie = _changed(**changed)
    with pytest.raises(SignerWrong, match=problem):
        account.sign_transaction(LEGACY)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": 301},
        {"maxFeePerGas": 10**11},
        {"maxPriorityFeePerGas": 1},
        {"gas": 15_000_001},
        {"to": KEY.address},
        {"value": 6},
        {"data": "0x"},
        {"chainId": 1},
        {"accessList": [{"address": OTHER.address, "storageKeys": []}]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_so_is_one_with_any_other_field_of_the_newer_type(
    signer: StandIn, account: ExternalAccount, changed: Any
) -> None:
    signer.lie = _changed(**changed)
    with pytest.raises(SignerWrong, match=f"has another {next(iter(changed))} than"):
        account.sign_transaction(DYNAMIC)


def _legacy_instead(asked: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in asked.items() if not name.startswith("max")}
    return {**kept, "gasPrice": 10**10}


def test_one_of_another_type_is(signer: StandIn, account: ExternalAccount) -> None:
    signer.lie = _legacy_instead
    with pytest.raises(SignerWrong, match="is a transaction of another type"):
        account.sign_transaction(DYNAMIC)


def _with_high_s(raw: bytes) -> bytes:
    fields = rlp.decode(raw)
    v, s = int.from_bytes(fields[6]), standin.ORDER - int.from_bytes(fields[8])
    other = (31337 * 2 + 35) * 2 + 1 - v
    return bytes(rlp.encode([*fields[:6], other.to_bytes(2 if other < 65536 else 3), fields[7], s.to_bytes(32)]))


def _with_zeros(raw: bytes) -> bytes:
    fields = rlp.decode(raw)
    return bytes(rlp.encode([*fields[:7], b"\x00" + fields[7][:31], fields[8]]))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_with_high_s, "its s is high"),
        (lambda raw: raw + b"\x00", "is no transaction"),
        (lambda raw: raw[:-1], "is no transaction"),
        (lambda _: b"", "is no transaction"),
        (lambda _: b"\xc1" * 200_000, "is no transaction"),
        (lambda raw: rlp.encode([*rlp.decode(raw), b"\x01"]), "is no transaction"),
        (lambda raw: rlp.encode([*rlp.decode(raw)[:8], [b"\x01"]]), "is no transaction"),
        (lambda raw: rlp.encode([*rlp.decode(raw)[:8], b""]), "out of range"),
        (lambda raw: rlp.encode([*rlp.decode(raw)[:8], b"\xff" * 32]), "out of range"),
        (lambda raw: rlp.encode([*rlp.decode(raw)[:6], b"\x1b", *rlp.decode(raw)[7:]]), "another chain"),
        (_with_zeros, "not encoded as a transaction|signed by|no valid signature"),
    ],
)
def test_what_is_spoiled_is(signer: StandIn, account: ExternalAccount, spoil: Any, problem: str) -> None:
    signer.spoil = spoil
    with pytest.raises(SignerWrong, match=problem):
        account.sign_transaction(LEGACY)


def test_another_keys_signature_is(signer: StandIn, account: ExternalAccount, report: Message) -> None:
    signer.signs_as = OTHER
    with pytest.raises(SignerWrong, match=f"is signed by {OTHER.address}"):
        account.sign_transaction(LEGACY)
    with pytest.raises(SignerWrong, match="by another key, or of another message"):
        sign(report, account)


def test_a_signature_of_another_message_is(signer: StandIn, account: ExternalAccount, report: Message) -> None:
    signer.lie = lambda typed: {**typed, "message": {**typed["message"], "period": 24_001}}
    with pytest.raises(SignerWrong, match="or of another message"):
        sign(report, account)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (malleated, "its s is high"),
        (lambda raw: raw[:64], "has 64 bytes"),
        (lambda raw: raw[:64] + b"\x1d", "has 29 for v"),
        (lambda raw: bytes(32) + raw[32:], "out of range"),
        (lambda raw: b"\xff" * 64 + raw[64:], "out of range"),
    ],
)
def test_a_signature_in_another_form_is(
    signer: StandIn, account: ExternalAccount, report: Message, spoil: Any, problem: str
) -> None:
    signer.spoil = spoil
    with pytest.raises(SignerWrong, match=problem):
        sign(report, account)


def test_what_is_refused_is_told_in_the_signers_words(signer: StandIn, account: ExternalAccount) -> None:
    signer.keys = [OTHER]
    with pytest.raises(SignerRefused, match=f"refuses to sign for {KEY.address}: No unlocked account matches"):
        account.sign_transaction(LEGACY)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, b""), NoSigner),
        ((502, b"<html>"), NoSigner),
        ((200, b"OK"), NoSigner),
        ((200, b"[]"), NoSigner),
        ((200, b'{"result": 1}'), SignerWrong),
        ((200, b'{"result": "0xabc"}'), SignerWrong),
        ((200, b"[" * 100_000), NoSigner),
        ((200, b" " * 2**21), NoSigner),
        ((302, b""), SignerRefused),
        ((403, b""), SignerRefused),
    ],
)
def test_what_is_no_answer_is_an_error_of_ours(
    signer: StandIn, account: ExternalAccount, answer: Any, error: Any
) -> None:
    signer.answer = answer
    with pytest.raises(error):
        account.sign_transaction(LEGACY)


def test_a_signer_that_is_ill_or_away_is_tried_again_later(signer: StandIn, account: ExternalAccount) -> None:
    assert account.problems() == []
    signer.ill = standin.INTERNAL
    with pytest.raises(NoSigner, match="it says: Internal error") as caught:
        account.sign_transaction(LEGACY)
    assert caught.value.status == 503
    assert account.problems() == [
        f"No external signer answers at {signer.url} (it answers HTTP 500): see that it runs and is reached."
    ]
    away = ExternalAccount(SignerPlace("http://127.0.0.1:1", KEY.address))
    with pytest.raises(NoSigner, match="no connection"):
        away.sign_transaction(LEGACY)
    assert len(away.problems()) == 1


def test_a_slow_one_is_not_awaited(signer: StandIn) -> None:
    signer.hangs = True
    slow = ExternalAccount(SignerPlace(signer.url, KEY.address), SignerAccess(timeout=0.1))
    with pytest.raises(NoSigner, match=r"it has taken longer than 0.1 s"):
        slow.sign_transaction(LEGACY)
    assert len(slow.problems()) == 1


def test_a_refusal_of_many_lines_is_one_short_line(signer: StandIn, account: ExternalAccount) -> None:
    signer.ill = RefusalError(400, -32000, "no\n" * 500)
    with pytest.raises(SignerRefused) as caught:
        account.sign_transaction(LEGACY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_token_is_sent_and_shown_nowhere(signer: StandIn, tmp_path: Path) -> None:
    signer.token = "s3cr3t-t0ken"
    file = tmp_path / "token"
    account = ExternalAccount(SignerPlace(signer.url, KEY.address), SignerAccess(token_file=file))
    for content, reason in ((None, "No such file"), ("", "is no token"), ("a b", "is no token"), ("é", "no text")):
        if content is not None:
            file.write_text(content)
        with pytest.raises(CredentialUnreadable, match=reason):
            account.sign_transaction(LEGACY)
    file.write_text("another-one\n")
    with pytest.raises(SignerRefused, match="HTTP 401") as caught:
        account.sign_transaction(LEGACY)
    assert "another-one" not in f"{caught.value!r}{account!r}"
    file.write_text(signer.token + "\n")  # taken up without a new start
    assert account.sign_transaction(LEGACY) == KEY.sign_transaction(LEGACY)


def test_by_tls_both_sides_know_each_other(tmp_path: Path) -> None:
    def made(name: str) -> tuple[Path, Path]:
        return Authority(tmp_path).issue(name, lambda words: subprocess.run(words, check=True, capture_output=True))

    (certificate, key), (ours, our_key), (strange, strange_key) = made("signer"), made("part"), made("stranger")
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    tls.load_verify_locations(ours)
    tls.verify_mode = CERT_REQUIRED
    with running(StandIn([KEY]), tls) as signer:
        place = SignerPlace(signer.url, KEY.address)
        known = ExternalAccount(place, SignerAccess(certificate, ours, our_key))
        assert known.sign_transaction(LEGACY) == KEY.sign_transaction(LEGACY)
        for access in (SignerAccess(None, ours, our_key), SignerAccess(certificate, strange, strange_key)):
            with pytest.raises(NoSigner, match=r"TLS|no connection"):
                ExternalAccount(place, access).sign_transaction(LEGACY)
        with pytest.raises(CredentialUnreadable, match="there is no such file"):
            ExternalAccount(place, SignerAccess(tmp_path / "none")).sign_transaction(LEGACY)


def test_an_examination_finds_out_whether_it_has_the_key(signer: StandIn, account: ExternalAccount) -> None:
    account.examine()
    (request,) = signer.asked
    assert request["params"][1]["domain"]["name"] == "Heyi probe"
    signer.keys = [OTHER]
    with pytest.raises(SignerRefused):
        account.examine()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"web3signer+https://signer.example:9000#{KEY.address}", "https://signer.example:9000"),
        (f"web3signer+https://signer.example/eth1/#{KEY.address.lower()}", "https://signer.example/eth1"),
        (f"web3signer+http://127.0.0.1:9000#{KEY.address}", "http://127.0.0.1:9000"),
        (f"web3signer+http://[::1]:9000#{KEY.address}", "http://[::1]:9000"),
        (f"web3signer+http://localhost:9000#{KEY.address}", "http://localhost:9000"),
    ],
)
def test_a_place_is_a_url_and_an_account(text: str, url: str) -> None:
    assert SignerPlace.read(text) == SignerPlace(url, KEY.address)


@pytest.mark.parametrize(
    "text",
    [
        f"web3signer+http://signer.example:9000#{KEY.address}",
        f"web3signer+http://127.0.0.1.example:9000#{KEY.address}",
        f"web3signer+https://user:password@signer.example:9000#{KEY.address}",
        f"web3signer+https://signer.example:9000?token=1#{KEY.address}",
        f"web3signer+https://signer.example:0x50#{KEY.address}",
        f"web3signer+ftp://signer.example#{KEY.address}",
        f"https://signer.example:9000#{KEY.address}",
        "web3signer+https://signer.example:9000",
        "web3signer+https://signer.example:9000#0x1234",
        f"web3signer+https://signer.example:9000#{KEY.address[:-1]}" + KEY.address[-1].swapcase(),
        f"web3signer+https://#{KEY.address}",
    ],
)
def test_other_places_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what is allowed is told by the setting
        SignerPlace.read(text)


def test_the_stand_in_hashes_typed_data_as_json_has_it(report: Message) -> None:
    """Decimal strings and all: what web3j reads the same."""
    assert encode_typed_data(full_message=json.loads(json.dumps(report.typed_data()))).body == report.struct_hash()
