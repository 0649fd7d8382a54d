"""The description says what really comes: problems' media type, ETags, and where an answer leads to."""

from typing import Any

from heyi.api.describing import LINKS
from tests.backend.api.book import conftest
from tests.backend.api.book.asking import Asking

played, http, described = conftest.played, conftest.http, conftest.described


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, given in described["paths"].items() for method, one in given.items()]


def test_problems_have_their_own_media_type(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        for status in ("4XX", "5XX"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (method, path)


def test_what_is_kept_has_an_etag_and_says_so(described: dict[str, Any], http: Asking) -> None:
    kept = {path for path, _, one in operations(described) if "304" in one["responses"]}
    assert "/api/v1/book/units/{address}" in kept
    assert not [path for path in kept if "/exports/" in path]
    for path in (each for each in kept if "{" not in each):
        answer = http.client.get(path)
        again = http.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path


def test_who_may_ask_is_what_the_table_says(described: dict[str, Any], http: Asking) -> None:
    assert set(described["components"]["securitySchemes"]) == {"session", "key"}
    closed = [(method, path) for path, method, one in operations(described) if {} not in one["security"]]
    assert ("post", "/api/v1/drafts") in closed
    assert ("get", "/api/v1/book/units") not in closed
    for method, path in closed:
        if "{" not in path and method != "post":  # of others what is asked may be wrong before who asks is
            answer = http.client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (401, "NotSignedIn"), (method, path)


def test_links_lead_to_routes(described: dict[str, Any]) -> None:
    known = {operation["operationId"]: (path, operation) for path, _, operation in operations(described)}
    links = [
        link
        for _, _, operation in operations(described)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) == len(LINKS)
    for link in links:
        _, target = known[link["operationId"]]
        names = {parameter["name"] for parameter in target["parameters"]}
        assert {name.rpartition(".")[2] for name in link["parameters"]} <= names
