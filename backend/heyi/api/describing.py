"""The API's description of itself: what FastAPI makes of the routes, with what it can't know of them.

Problems have a media type of their own. Answers of the open book come with an ETag, and 304 if they have not changed.
Who has to sign in, and whom a machine's key is enough of, is what the table of verbs and roles says. Links say which
routes go on from an answer, so that programs (and `make fuzz`) can follow them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI

from heyi.api.identity.permissions import ROUTES, SCOPES, TABLE, Role, Verb
from heyi.api.identity.viewer import LOCAL_COOKIE, SAFE_COOKIE
from heyi.api.middleware.caching import BOOK, EXPORTS
from heyi.api.problems import ProblemResponse

__all__ = ["Described"]

JSON = "application/json"
TEXT = {"type": "string"}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that is known already.",
    "schema": TEXT,
}

SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SAFE_COOKIE,
        "description": f"By POST /identity/sessions; where the service is reached by http it is called {LOCAL_COOKIE}.",
    },
    "key": {"type": "http", "scheme": "bearer", "description": "A machine's, by POST /identity/keys."},
}
PARTLY = frozenset({Verb.READ_OFFERS, Verb.ACCEPT_OFFER, Verb.READ_NOTICES})
"""Some of what these are about is for everybody."""

DRAFT = {"draft": "$response.body#/id"}
OFFER = {"offer": "$response.body#/hash"}
PERIOD = {"period": "$request.path.period"}
CALL = {"id": "$response.body#/id"}
KEPT_KEY = {"header.Idempotency-Key": "$request.header.Idempotency-Key"}


class _Link(NamedTuple):
    """After an answer of this status, a route goes on with these values."""

    after: str
    status: str
    goes_on: str
    values: Mapping[str, str]


LINKS = (
    *(_Link("post /drafts", "201", f"get /drafts/{{draft}}{rest}", DRAFT) for rest in ("", "/withdrawal")),
    *(
        _Link("post /drafts", "201", f"post /drafts/{{draft}}/{rest}", DRAFT)
        for rest in ("signatures", "counter", "withdraw")
    ),
    _Link("post /drafts/{draft}/counter", "201", "get /drafts/{draft}", DRAFT),
    _Link("get /drafts", "200", "get /drafts/{draft}", {"draft": "$response.body#/items/0/id"}),
    _Link("post /offers", "201", "get /offers/{offer}", OFFER),
    _Link("post /offers", "201", "post /offers/{offer}/accept", OFFER),
    _Link("get /offers", "200", "get /offers/{offer}", {"offer": "$response.body#/items/0/hash"}),
    _Link("post /relay", "202", "get /relay/{id}", CALL),
    _Link("post /relay", "202", "post /relay/{id}/cancel", {**CALL, **KEPT_KEY}),
    _Link("put /oracle/periods/{period}/figures/{node}", "200", "get /oracle/periods/{period}", PERIOD),
    _Link("put /oracle/periods/{period}/attestations/{node}", "200", "get /oracle/periods/{period}/batches", PERIOD),
    _Link("get /book/units", "200", "get /book/units/{address}", {"address": "$response.body#/items/0/address"}),
    _Link("get /book/people", "200", "get /book/people/{address}", {"address": "$response.body#/items/0/address"}),
    _Link("get /book/disputes", "200", "get /book/disputes/{dispute}", {"dispute": "$response.body#/items/0/dispute"}),
    _Link("get /book/tenders", "200", "get /book/tenders/{tender}", {"tender": "$response.body#/items/0/tender"}),
    *(
        _Link("get /book/agreements", "200", f"get /book/agreements/{{agreement}}{rest}", {"agreement": found})
        for found in ("$response.body#/items/0/agreement",)
        for rest in ("", "/periods", "/payments")
    ),
)
"""Paths below /api/v1."""


class Described(FastAPI):
    """An API that describes itself."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            described = super().openapi()
            described["components"]["securitySchemes"] = SCHEMES
            for path, operations in described["paths"].items():
                for method, operation in operations.items():
                    _say(path, method, operation)
                    operation["security"] = list(_security(ROUTES[method.upper(), path]))
            _link(described["paths"])
        assert self.openapi_schema is not None
        return self.openapi_schema


def _say(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for status in ("4XX", "5XX"):
        problem = answers[status]["content"]
        problem[ProblemResponse.media_type] = problem.pop(JSON)
    if path.startswith("/api/"):
        answers["429"] = {**answers["4XX"], "description": "Too many requests.", "headers": _headers("Retry-After")}
    if path.startswith(BOOK) and method == "get" and not path.startswith(EXPORTS):
        answers["200"]["headers"] = _headers("ETag")
        answers["304"] = {"description": "It has not changed.", "headers": _headers("ETag")}
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)


def _security(verb: Verb) -> Iterator[dict[str, list[str]]]:
    """Who may ask, each in a way of its own: nobody in particular, people, machines."""
    if Role.ANYONE in TABLE[verb] or verb in PARTLY:
        yield {}
    yield {"session": []}
    if verb in SCOPES:
        yield {"key": []}


def _headers(name: str) -> dict[str, Any]:
    return {name: {"required": True, "schema": TEXT}}


def _link(paths: Mapping[str, Any]) -> None:
    for after, status, goes_on, values in LINKS:
        target = _operation(paths, goes_on)
        links = _operation(paths, after)["responses"][status].setdefault("links", {})
        links[target["operationId"]] = {"operationId": target["operationId"], "parameters": dict(values)}


def _operation(paths: Mapping[str, Any], route: str) -> Any:
    method, path = route.split()
    return paths[f"/api/v1{path}"][method]
