"""Deliveries are taken once, whole, and from who holds the secret."""

import json
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from heyi.core.errors import HeyiError
from heyi.service.parts.receiving import receiving
from heyi.sources.errors import SecretMissing, SourceError, SourceWrong
from heyi.sources.kinds.webhook import SignatureWrong, Webhooks
from tests.backend.sources.tomls import FIGURES, HEAD, ROWS, opened, read, written

OLD, NEW, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_bmV3IG9uZQ==", "whsec_b3RoZXI="
SOURCE = '[source]\nkind = "webhook"\nsecrets_env = "SECRETS"\nlargest_body = 2048\n'
ROW = {"number": 1, "day": "2024-01-03", "who": "shop", "kind": "sale", "pieces": 2, "price": 50}


def signed(rows: Any, secret: str = NEW, id: str = "m1", ago: timedelta = timedelta()) -> tuple[dict[str, str], bytes]:  # noqa: A002
    body, when = json.dumps(rows), datetime.now(UTC) - ago
    signature = Webhook(secret).sign(id, when, body)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": signature,
    }, body.encode()


@pytest.fixture
def webhooks(tmp_path: Path) -> Webhooks:
    found = written(tmp_path, SOURCE + HEAD + ROWS + FIGURES, {"SECRETS": f"{OLD} {NEW}"}).webhooks
    assert found is not None
    return found


def total(webhooks: Webhooks) -> int:
    return read(opened(webhooks.journal.file.parent / "source.toml", {"SECRETS": NEW})).total


def test_any_of_the_secrets_signs(webhooks: Webhooks) -> None:
    assert webhooks.deliver(*signed([ROW], OLD, "a")).new == 1
    assert webhooks.deliver(*signed([ROW | {"number": 2}], NEW, "b")).new == 1
    assert total(webhooks) == 200
    assert OLD not in repr(webhooks)


def altered(headers: dict[str, str], **more: str) -> dict[str, str]:
    return headers | {name.replace("_", "-"): value for name, value in more.items()}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _, b: (signed([ROW], OTHER)[0], b), "No matching signature found"),
        (lambda h, b: (h, b.replace(b"50", b"60")), "No matching signature found"),
        (lambda h, b: (altered(h, webhook_id="m2"), b), "No matching signature found"),
        (lambda h, b: (altered(h, webhook_signature="v2,xyz"), b), "No matching signature found"),
        (lambda h, b: (altered(h, webhook_signature="xyz"), b), "The signature cannot be read"),
        (lambda h, b: (altered(h, webhook_signature="v1,%%%"), b), "."),
        (lambda _, b: ({}, b), "Missing required headers"),
        (lambda h, b: (altered(h, webhook_timestamp="soon"), b), "Invalid Signature Headers"),
        (lambda *_: signed([ROW], ago=timedelta(minutes=6)), "Message timestamp too old"),
        (lambda *_: signed([ROW], ago=-timedelta(minutes=6)), "Message timestamp too new"),
        (lambda h, _: (h, b"\xff"), "The signature cannot be read"),
    ],
)
def test_a_wrong_signature_takes_nothing(webhooks: Webhooks, change: Any, reason: str) -> None:
    with pytest.raises(SignatureWrong, match=reason) as raised:
        webhooks.deliver(*change(*signed([ROW])))
    assert raised.value.status == 401
    assert total(webhooks) == 0


def test_a_delivery_that_is_repeated_counts_once(webhooks: Webhooks) -> None:
    assert webhooks.deliver(*signed([ROW])).new == 1
    assert webhooks.deliver(*signed([ROW])).repeated
    with pytest.raises(SourceError, match="m1 was the id of another message"):
        webhooks.deliver(*signed([ROW | {"price": 60}]))
    assert webhooks.deliver(*signed([ROW], id="m2")).same == 1
    assert total(webhooks) == 100


def test_a_row_that_is_sent_otherwise_has_changed(webhooks: Webhooks) -> None:
    webhooks.deliver(*signed([ROW]))
    taken = webhooks.deliver(*signed([ROW | {"price": 60}], id="m2"))
    ((key, before, after),) = taken.changed
    assert (key, before["price"], after["price"]) == ('["1"]', 50, 60)
    assert total(webhooks) == 120


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ({"rows": []}, "no list of rows is at the top"),
        ([ROW, ROW | {"number": None}], "row 2, column number: is empty, and is the row's key"),
        ([ROW | {"price": 0.5}], "row 1, column price: is not a whole number: 0.5"),
        ([ROW | {"day": "3 January"}], "row 1, column day: is not a date"),
        ([ROW | {"who": "nobody"}], "row 1: no unit takes a line with"),
        ([{"number": 1}], "row 1, column day: is missing"),
        ([ROW | {"who": "\ud800"}], "is no text: half of a character stands alone"),
        ([ROW, ROW | {"price": 9}], "stands there twice, with unlike contents"),
    ],
)
def test_rows_that_no_figure_can_be_made_of_are_refused_at_the_door(
    webhooks: Webhooks, rows: Any, problem: str
) -> None:
    good = [ROW | {"number": 9}]
    with pytest.raises(SourceError, match=problem):
        webhooks.deliver(*signed([*good, *rows] if isinstance(rows, list) and "twice" in problem else rows))
    assert total(webhooks) == 0
    assert webhooks.deliver(*signed(good)).new == 1, "the sender may correct it under the same id"


def test_secrets_are_asked_for_as_they_should_be(tmp_path: Path) -> None:
    text = SOURCE + HEAD + ROWS + FIGURES
    with pytest.raises(SecretMissing):
        written(tmp_path, text)
    with pytest.raises(SourceWrong, match="secrets are not written as in whsec_") as raised:
        written(tmp_path, text, {"SECRETS": "hunter2"})
    assert "hunter2" not in str(raised.value)
    with pytest.raises(SourceWrong, match=r"\[rows\] key is missing: rows that are kept in the journal"):
        written(tmp_path, text.replace('key = ["number"]\n', ""), {"SECRETS": NEW})


# --- OVER HTTP ---


def post(port: int, body: bytes, headers: dict[str, str], method: str = "POST") -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, "/", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text.startswith(b"{") else None
    finally:
        connection.close()


def test_deliveries_over_http(webhooks: Webhooks) -> None:
    with receiving("127.0.0.1", 0, webhooks) as port:
        headers, body = signed([ROW])
        for _ in range(2):
            assert post(port, body, headers) == (204, None)
        status, problem = post(port, body, headers | {"webhook-id": "m2"})
        assert (status, problem["code"]) == (401, "SignatureWrong")
        headers, body = signed([{"number": 1}], id="m3")
        status, problem = post(port, body, headers)
        assert (status, problem["code"]) == (422, "SourceError")
        status, problem = post(port, b"x" * 2049, headers)
        assert (status, problem["code"]) == (413, "BodyTooLarge")
        status, problem = post(port, b"", headers | {"Content-Length": "-1"})
        assert (status, problem["code"]) == (411, "LengthRequired")
        status, problem = post(port, b"", headers | {"Transfer-Encoding": "chunked", "Content-Length": "0"})
        assert (status, problem["code"]) == (411, "LengthRequired")
        assert post(port, b"", {}, "GET")[0] == 501
    assert total(webhooks) == 100


def test_a_fault_of_ours_takes_nothing_and_tells_nothing(webhooks: Webhooks) -> None:
    def fails(_table: Any) -> None:
        raise RuntimeError("hunter2")

    webhooks.check = fails
    with receiving("127.0.0.1", 0, webhooks) as port:
        status, problem = post(port, *reversed(signed([ROW])))  # type: ignore[arg-type]
    assert (status, problem["code"]) == (500, HeyiError.code)
    assert "hunter2" not in str(problem)
    assert total(webhooks) == 0
