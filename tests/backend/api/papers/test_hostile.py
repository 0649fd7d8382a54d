"""What nobody means well: halves of characters, endless numbers, methods and paths that aren't. None is a 500."""

import json
from typing import Any

import pytest

from tests.backend.api.papers.world import World

HALF = "\ud800"  # of a character; JSON can write it, UTF-8 can't
DIGITS = "1" * 4_400  # more than Python makes a number of


def sent(world: World, path: str, body: Any) -> Any:
    headers = {"content-type": "application/json"}
    return world.http.post(f"/api/v1{path}", content=json.dumps(body).encode(), headers=headers)


def test_half_a_character_is_quoted_as_it_was_written(world: World) -> None:
    asked = {"contract": "ServiceAgreements", "arguments": {"terms": {HALF: 1}}, "sentence": "For nothing."}
    answer = sent(world, "/typed-data/offer", asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidValue")
    assert HALF in answer.json()["detail"]


@pytest.mark.parametrize("where", ["contract", "sentence", HALF])
def test_half_a_character_anywhere_else(world: World, where: str) -> None:
    asked = {"contract": "ServiceAgreements", "arguments": {}, "sentence": "For nothing.", where: HALF}
    assert sent(world, "/typed-data/offer", asked).status_code == 422


@pytest.mark.parametrize("number", [DIGITS, "-" + DIGITS, 10**400, -(10**400), "1" * 79])
def test_a_number_without_end(world: World, number: object) -> None:
    terms = {"ceiling": number, "parties": [], "legs": [], "clauses": []}
    asked = {"contract": "ServiceAgreements", "arguments": {"terms": terms}, "sentence": "For nothing."}
    answer = sent(world, "/typed-data/offer", asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidValue")


@pytest.mark.parametrize("period", [f"{'9' * 5_000}-01", "999999999-12", "٢٠١١-03"])
def test_a_period_beyond_all_that_can_be_counted(world: World, period: str) -> None:
    for path in (f"/oracle/periods/{period}", f"/book/winwin?period={period[:20]}"):
        answer = world.http.get(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["code"]) == (422, "InvalidPeriod"), path


def test_a_method_that_is_none_says_which_are(world: World) -> None:
    for path, methods in (("/api/v1/drafts", "GET, POST"), ("/health", "GET")):
        answer = world.http.request("PATCH", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)
        assert answer.json()["code"] == "MethodNotAllowed"


@pytest.mark.parametrize("path", ["/api/v1/drafts/", "/api/v1/book/units/", "/api/v1/nothing"])
def test_a_path_that_is_none_leads_nowhere(world: World, path: str) -> None:
    answer = world.http.get(path, headers={"host": "elsewhere.example"}, follow_redirects=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_of_another_kind(world: World, kind: str | None) -> None:
    answer = world.http.post("/api/v1/sentences", content=b"text=a", headers={"content-type": kind} if kind else {})
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidRequest")
