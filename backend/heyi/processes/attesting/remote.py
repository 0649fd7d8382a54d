"""A node's way to the exchange: HTTP requests to the API below /api/v1/oracle.

HeyiError
├── NoExchange       503  nobody answers there, or no Heyi
└── ExchangeRefused  409  the exchange refuses what it was given, by the code of its problem
"""
# ruff: noqa: N818 - errors are named after facts

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

import requests

from heyi.company import Company
from heyi.core.errors import HeyiError, InvalidInput, InvalidValue
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.solidity import from_json
from heyi.processes.attesting.exchange import Batch, Booking, CorrectionBatch, Figures, calendar_of
from heyi.store.kept.oracle import Offered
from heyi.store.projection import hexed

__all__ = ["ExchangeRefused", "NoExchange", "RemoteExchange"]

WITHIN = 30.0  # seconds for an answer


@dataclass(eq=False)
class NoExchange(HeyiError):
    url: str
    reason: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "No exchange of oracle nodes answers at {url} ({reason}): is `heyi serve` running there?"


@dataclass(eq=False)
class ExchangeRefused(HeyiError):
    """reason: the exchange's sentence. problem: its code."""

    problem: str
    reason: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "The exchange of oracle nodes refuses: {reason} ({problem})"


class RemoteExchange:
    """The exchange of a company behind an API. Every method raises NoExchange, ExchangeRefused, and NoNode at first."""

    def __init__(self, company: Company, url: str) -> None:
        """url: the API's, such as http://127.0.0.1:8600."""
        self._company = company
        self._url = f"{url.rstrip('/')}/api/v1/oracle"
        self._session = requests.Session()

    @cached_property
    def _calendar(self) -> Calendar:
        return calendar_of(self._company)

    def figures(self, period: int) -> Figures:
        found = self._asked("GET", period)
        try:
            offers = {each["node"]: tuple(_offered(each["node"], o) for o in each["offers"]) for each in found["nodes"]}
            nodes = tuple(each["node"] for each in found["nodes"] if each["registered"])
            return Figures(period, found["quorum"], nodes, offers)
        except (KeyError, TypeError, InvalidValue) as error:
            raise self._no_heyi(error) from None

    def batches(self, period: int) -> list[Batch]:
        found = self._asked("GET", period, "/batches")
        try:
            return [_batch(each) for each in found["batches"]]
        except (KeyError, TypeError, InvalidValue) as error:
            raise self._no_heyi(error) from None

    def offer(self, period: int, node: str, sequence: int, statements: Sequence[Statement], signature: bytes) -> None:
        said = {"sequence": sequence, "statements": [each.to_json() for each in statements]}
        self._asked("PUT", period, f"/figures/{node}", {**said, "signature": hexed(signature)})

    def attest(self, period: int, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        said = {"statements": [each.to_json() for each in statements], "signature": hexed(signature)}
        self._asked("PUT", period, f"/attestations/{node}", said)

    def correct(self, booking: Booking, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        said = {"statements": [each.to_json() for each in statements], "signature": hexed(signature)}
        where = {"bookedIn": self._calendar.format(booking.booked_in), "nonce": str(booking.nonce)}
        self._asked("PUT", booking.period, f"/corrections/{node}", {**said, **where})

    def corrections(self, period: int) -> list[CorrectionBatch]:
        found = self._asked("GET", period, "/corrections")
        try:
            booking = Booking(period, self._calendar.parse(found["bookedIn"]), int(found["nonce"]))
            batches = [_batch(each) for each in found["batches"]]
        except (KeyError, TypeError, ValueError, InvalidInput) as error:
            raise self._no_heyi(error) from None
        return [CorrectionBatch(b.hash, b.statements, b.signatures, b.is_ready, booking) for b in batches]

    def missing_evidence(self, period: int) -> set[bytes]:
        found = self._asked("GET", period, "/evidence")
        try:
            return {from_json("bytes32", each) for each in found["missing"]}
        except (KeyError, TypeError, InvalidValue) as error:
            raise self._no_heyi(error) from None

    def keep_evidence(self, evidence: bytes, rows: Sequence[str]) -> None:
        body = gzip.compress(json.dumps({"rows": list(rows)}, ensure_ascii=False).encode())
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        self._answered("PUT", f"{self._url}/evidence/{hexed(evidence)}", data=body, headers=headers)

    def _asked(self, method: str, period: int, path: str = "", body: Mapping[str, Any] | None = None) -> Any:
        url = f"{self._url}/periods/{quote(self._calendar.format(period))}{path}"
        return self._answered(method, url, json=body)

    def _answered(self, method: str, url: str, **sent: Any) -> Any:
        try:
            answer = self._session.request(method, url, timeout=WITHIN, **sent)
            found = answer.json() if answer.content else None
        except requests.RequestException as error:
            raise NoExchange(self._url, type(error).__name__) from None
        if answer.ok:
            return found
        if not isinstance(found, Mapping) or "code" not in found or answer.status_code >= 500:
            raise NoExchange(self._url, f"HTTP {answer.status_code} {answer.reason}")
        raise ExchangeRefused(str(found["code"]), str(found.get("detail", "")))

    def _no_heyi(self, error: Exception) -> NoExchange:
        return NoExchange(self._url, f"an answer of another form: {type(error).__name__} {error}")


def _offered(node: str, found: Mapping[str, Any]) -> Offered:
    statements = tuple(Statement.from_json(each) for each in found["statements"])
    return Offered(node, found["sequence"], statements, from_json("bytes", found["signature"]), found["offered_at"])


def _batch(found: Mapping[str, Any]) -> Batch:
    return Batch(
        from_json("bytes32", found["hash"]),
        tuple(Statement.from_json(each) for each in found["statements"]),
        {each["node"]: from_json("bytes", each["signature"]) for each in found["signatures"]},
        bool(found["ready"]),
    )
