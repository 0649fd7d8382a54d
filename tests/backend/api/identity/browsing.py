"""A browser before the API: it keeps cookies, says where requests come from, and moves the service's clock by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.identity.access import Access
from heyi.api.service import Limits, Service
from heyi.core.messages.sign_in import SignInMessage
from tests.backend.api.papers.world import ORIGIN, PEOPLE, Json, World, personal_signature

BEGINS = 1_790_000_000  # Unix seconds of the service's clock


@dataclass
class Clock:
    now: float = BEGINS

    def __call__(self) -> float:
        return self.now


@dataclass
class Browser:
    """origin: what it says about where requests come from; None: nothing."""

    world: World
    service: Service
    http: TestClient
    clock: Clock
    origin: str | None = ORIGIN
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def over(cls, world: World, limits: Limits | None = None, **access: Any) -> Iterator["Browser"]:
        """Before a service of its own over the same book. access: what is set otherwise."""
        clock = Clock()
        chosen = replace(world.service.access, **access)
        limits = limits or world.service.limits
        service = replace(world.service, access=chosen, clock=clock, limits=limits)
        base = chosen.public_origins[0] if chosen.public_origins else ORIGIN
        with TestClient(create_app(service), base, raise_server_exceptions=False) as http:
            yield cls(world, service, http, clock, base)

    def at(self, **access: Access) -> "Browser":
        """The same cookies before a service that has chosen otherwise."""
        service = replace(self.service, access=replace(self.service.access, **access))
        http = TestClient(create_app(service), str(self.http.base_url), cookies=self.http.cookies)
        return replace(self, service=service, http=http)

    # --- REQUESTS ---

    def ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Any:
        headers = dict(self.headers) | ({} if self.origin is None else {"origin": self.origin})
        return self.http.request(method, f"/api/v1{path}", json=body, params=query, headers=headers)

    def get(self, path: str, status: int = 200, **query: Any) -> Json:
        return said(self.ask("GET", path, **query), status)

    def post(self, path: str, body: Json, status: int = 200) -> Json:
        return said(self.ask("POST", path, body), status)

    def delete(self, path: str, status: int = 204) -> Json:
        return said(self.ask("DELETE", path), status)

    # --- SIGNING IN ---

    def message(self, address: str, **changes: Any) -> SignInMessage:
        """What a page would have a wallet sign now."""
        given = self.post("/identity/nonces", {}, 201)
        origin = str(self.http.base_url)
        fields: Json = {"domain": origin.partition("://")[2], "uri": origin, "chain_id": given["chain_id"]}
        fields |= {"address": address, "nonce": given["nonce"], "issued_at": self.time()}
        return SignInMessage(**(fields | changes))

    def time(self, later: float = 0) -> str:
        return datetime.fromtimestamp(self.clock.now + later, UTC).isoformat()

    def sign_in(self, person: str, status: int = 201, **changes: Any) -> Json:
        return self.sign(self.message(PEOPLE[person].address, **changes).text(), PEOPLE[person], status)

    def sign(self, text: str, account: LocalAccount, status: int = 201) -> Json:
        return self.hand_in(text, personal_signature(text, account), status)

    def hand_in(self, text: str, signature: str, status: int = 201) -> Json:
        return self.post("/identity/sessions", {"message": text, "signature": signature}, status)

    def sign_in_raw(self) -> Any:
        """An attempt that is none."""
        return self.ask("POST", "/identity/sessions", {"message": "let me in", "signature": "0x00"})

    def who(self) -> str | None:
        address: str | None = self.get("/identity/session")["address"]
        return address

    @property
    def cookie(self) -> str | None:
        """The session's token."""
        return self.http.cookies.get("heyi") or self.http.cookies.get("__Host-heyi")


def said(answer: Any, status: int) -> Json:
    assert answer.status_code == status, answer.text
    found: Json = answer.json() if answer.content else {}
    return found
