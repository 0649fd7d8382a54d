"""Requests to the API: tried again where that changes nothing, and problems as exceptions.

Answers that come with an ETag are kept and asked for again only if they have changed.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import requests

from heyi.core.errors import HeyiError

__all__ = ["Http", "Json", "Problem", "Unreachable"]

Json = dict[str, Any]

MOST_KEPT = 256  # answers
AGAIN = (0.1, 0.3, 1.0, 3.0)  # seconds to wait before trying again
BUSY = (503,)


class Problem(HeyiError):  # noqa: N818 - as RFC 9457 calls it
    """What the API answers when it refuses. code: stable, the error's name; facts: what it is about, by name."""

    def __init__(self, status: int, code: str, detail: str, facts: Mapping[str, Any]) -> None:
        Exception.__init__(self, status, code, detail, facts)
        self.status = status  # type: ignore[misc]  # of this answer, where the class has the API's own
        self.code = code  # type: ignore[misc]
        self.detail = detail
        self._facts = dict(facts)

    def facts(self) -> dict[str, Any]:
        return self._facts

    def __str__(self) -> str:
        return f"{self.detail} ({self.code})"


@dataclass(eq=False)
class Unreachable(HeyiError):  # noqa: N818 - named after the fact
    url: str
    reason: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "No Heyi answers at {url}: {reason}"


@dataclass
class Http:
    """One connection to one API. wait: what passes the time between two tries, which tests replace. key: an API key."""

    def __post_init__(self) -> None:
        # A cookie counts only with the word that the request comes from the service's own pages; so does a client's.
        self.session.headers["Origin"] = self.base_url
        if self.key is not None:
            self.session.headers["Authorization"] = f"Bearer {self.key}"
            self.session.trust_env = False  # a .netrc would put its own in that place

    def forget(self) -> None:
        """Answers that were kept for who was asking before."""
        self._kept.clear()

    base_url: str
    timeout: float = 30.0
    wait: Callable[[float], None] = time.sleep
    session: requests.Session = field(default_factory=requests.Session)
    key: str | None = field(default=None, repr=False)
    _kept: OrderedDict[str, tuple[str, Json]] = field(default_factory=OrderedDict)

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Json:
        """Raises Problem and Unreachable."""
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        key = f"{path}?{sorted(asked.items())}"
        etag, before = self._kept.get(key, ("", {}))
        answer = self._again("GET", path, params=asked, headers={"If-None-Match": etag} if etag else {})
        if answer.status_code == 304:
            self._kept.move_to_end(key)
            return before
        found = _read(answer)
        if fresh := answer.headers.get("ETag"):
            self._kept[key] = (fresh, found)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def post(self, path: str, body: Mapping[str, Any], key: str | None = None, *, safe: bool = False) -> Json:
        """key: an Idempotency-Key, with which the same request is tried again; safe: it changes nothing anyway.

        Raises Problem and Unreachable.
        """
        headers = {"Idempotency-Key": key} if key else {}
        send = self._again if key or safe else self._once
        return _read(send("POST", path, json=dict(body), headers=headers))

    def delete(self, path: str) -> None:
        """Raises Problem and Unreachable."""
        answer = self._once("DELETE", path)
        if not answer.ok:
            _read(answer)

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[Json]:
        """All entries of all pages."""
        cursor: str | None = None
        while True:
            page = self.get(path, {**query, "cursor": cursor})
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def close(self) -> None:
        self.session.close()

    def _once(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            return self.session.request(method, self.base_url + path, timeout=self.timeout, **options)
        except requests.exceptions.RequestException as error:
            raise Unreachable(self.base_url, _why(error)) from error

    def _again(self, method: str, path: str, **options: Any) -> requests.Response:
        """Tries several times while nobody answers or the service says that it is busy."""
        for seconds in AGAIN:
            try:
                answer = self._once(method, path, **options)
            except Unreachable:
                self.wait(seconds)
                continue
            if answer.status_code not in BUSY:
                return answer
            said = answer.headers.get("Retry-After", "")
            self.wait(float(said) if said.isdigit() else seconds)
        return self._once(method, path, **options)


def _read(answer: requests.Response) -> Json:
    try:
        found = answer.json()
    except requests.exceptions.JSONDecodeError:
        found = None
    if answer.ok and isinstance(found, dict):
        return found
    if isinstance(found, dict) and "code" in found:
        raise Problem(answer.status_code, found["code"], found.get("detail", ""), found.get("facts", {}))
    raise Problem(answer.status_code, "NotHeyi", f"{answer.url} does not answer as Heyi does", {})


def _why(error: requests.exceptions.RequestException) -> str:
    """In a few words: requests' own are made for those who debug it."""
    if isinstance(error, requests.exceptions.Timeout):
        return "it takes too long"
    return "nobody listens there" if isinstance(error, requests.exceptions.ConnectionError) else str(error)
