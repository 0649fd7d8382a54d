"""Asks the open book over HTTP."""

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

BOOK = "/api/v1/book"


@dataclass(frozen=True)
class Asking:
    client: TestClient

    def get(self, path: str, **query: Any) -> Any:
        """The answer's JSON; path: below /api/v1/book."""
        answer = self.client.get(BOOK + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def text(self, path: str, **query: Any) -> str:
        answer = self.client.get(BOOK + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def refused(self, path: str, **query: Any) -> tuple[int, str]:
        """Status and code of a refusal, which is a problem as RFC 9457 has it."""
        answer = self.client.get(BOOK + path, params=query)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["detail"]
        assert problem["type"].endswith(problem["code"])
        return answer.status_code, problem["code"]

    def pages(self, path: str, limit: int, **query: Any) -> list[dict[str, Any]]:
        """All entries, page by page; every page but the last is full."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=limit, **query, **cursor)
            found += page["items"]
            if page["next"] is None:
                assert len(page["items"]) <= limit
                return found
            assert len(page["items"]) == limit
            cursor = {"cursor": page["next"]}
