"""Cursors: what no page has given is refused, whoever made it up; how long a page is can be set."""

import base64
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from heyi.api.paging import CursorWrong, Limit, after, cursor_of
from heyi.api.service import Limits


def made_up(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_cursor_that_a_page_has_given() -> None:
    assert after(cursor_of([7, "x"]), [int, str]) == (7, "x")
    assert after(None, [int]) is None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%",
        "x" * 2_000,
        *map(made_up, ["{}", "[true]", "[1.5]", "[1, 2]", "[" * 50_000, f"[{2**63}]", f"[{-(2**63) - 1}]"]),
    ],
)
def test_a_cursor_that_was_made_up(cursor: str) -> None:
    with pytest.raises(CursorWrong):
        after(cursor, [int])


def test_amounts_in_a_cursor_are_as_large_as_they_are() -> None:
    assert after(cursor_of([-(10**30)]), [int], stored=False) == (-(10**30),)


def test_how_long_a_page_is() -> None:
    app = FastAPI()

    @app.get("/")
    def most(limit: Limit) -> int:
        return limit

    class Serving:
        limits = Limits(page_size=7)

    service: Any = Serving()
    app.state.service = service
    with TestClient(app) as client:
        assert client.get("/").json() == 7
        assert client.get("/?limit=500").json() == 500
        assert client.get("/?limit=501").status_code == client.get("/?limit=0").status_code == 422
