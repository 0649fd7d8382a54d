"""Errors as RFC 9457 tells them: application/problem+json with a stable code, a sentence, and the facts behind it.

The code is the error's class name, or the name of the contract's custom error; `heyi explain CODE` says more of it.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from heyi.chain.refusals import told
from heyi.core.errors import HeyiError

__all__ = ["PROBLEMS", "Problem", "ProblemResponse", "handle_problems", "problem_of"]

TYPE = "/api/v1/problems/"  # and the code
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class Problem(BaseModel):
    """An error. facts: what it is about, by name; hashes and amounts are strings."""

    type: str = Field(examples=["/api/v1/problems/UnknownUnit"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no unit 0x5FbDB2315678afecb367f032d93F642f64180aa3"])
    code: str = Field(examples=["UnknownUnit"])
    facts: dict[str, Any] = Field(default_factory=dict)


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        # What it quotes may be half a character (JSON's "\\ud800"), which no encoding has; as an escape it stays JSON.
        said = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return said.encode("utf-8", "backslashreplace")


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "What was asked for can't be had; `code` says why."},
    "5XX": {"model": Problem, "description": "The service, its database or its chain fails; ask again later."},
}
"""The answers that every route may give besides its own, for OpenAPI."""


def problem_of(error: HeyiError) -> Problem:
    """What the API says of an error."""
    said = told(error)
    return _problem(said["code"], error.status, said["detail"], said["facts"])


def handle_problems(app: FastAPI) -> None:
    """Makes every error of a route a problem; one of ours that nobody foresaw tells nothing of the inside."""

    @app.exception_handler(HeyiError)
    def of_heyi(_request: Request, error: HeyiError) -> ProblemResponse:
        again_in = error.facts().get("again_in")
        return _response(problem_of(error), {} if again_in is None else {"retry-after": str(again_in)})

    @app.exception_handler(RequestValidationError)
    def of_input(_request: Request, error: RequestValidationError) -> ProblemResponse:
        wrong = [{"where": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in error.errors()]
        detail = "; ".join(f"{each['where']}: {each['problem']}" for each in wrong)
        return _response(_problem("InvalidRequest", 422, detail, {"errors": wrong}))

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> ProblemResponse:
        code = HTTPStatus(error.status_code).phrase.title().replace(" ", "").replace("-", "")
        problem = _problem(code, error.status_code, str(error.detail), {})
        allowed = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        return _response(problem, {"Allow": _methods(request)} if allowed else error.headers)

    @app.exception_handler(Exception)
    def of_nobody(_request: Request, _error: Exception) -> ProblemResponse:
        return _response(_problem("Unexpected", 500, "The service has failed; its log says more.", {}))


def _problem(code: str, status: int, detail: str, facts: dict[str, Any]) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(type=TYPE + code, title=title, status=status, detail=detail, code=code, facts=facts)


def _methods(request: Request) -> str:
    """All that a path takes; Starlette itself names those of the first route of several."""

    def takes(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return ", ".join(filter(takes, METHODS))


def _response(problem: Problem, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    return ProblemResponse(jsonable_encoder(problem), status_code=problem.status, headers=headers)
