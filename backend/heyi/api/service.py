"""What the routes work with: one company's book, its chain, and the API's settings."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from heyi.api.identity.access import Access
from heyi.company import Company
from heyi.company.constants import Constants
from heyi.core.errors import HeyiError
from heyi.processes.relaying import Relay
from heyi.service.metrics import Metrics
from heyi.store.book import Book
from heyi.store.database import Database
from heyi.store.reading.memory.open_book import OpenBook

__all__ = ["Limits", "Service", "TheService"]

_ONCE = Lock()


@dataclass(frozen=True)
class Limits:
    """max_request_bytes: of one request's body. page_size: entries of a page unless the request says.
    requests_per_minute: of one address. requests_at_once: of everybody. cors_origins: pages of which other sites may
    ask."""

    max_request_bytes: int = 1_000_000
    page_size: int = 100
    requests_per_minute: int = 6_000
    requests_at_once: int = 100
    cors_origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """company: by a connection that only reads. secrets: texts that no answer may hold. relay: None where nothing is
    relayed. access: who has which role beside the chain's, and how people sign in. public_url: where this API is for
    those who are given links. wallets: what the keys of a local chain's people derive from, by name. wallet_rpc_url:
    where wallets reach the chain. clock: Unix seconds."""

    database: Database
    book: Book
    company: Company
    limits: Limits = Limits()
    metrics: Metrics = field(default_factory=Metrics)
    secrets: tuple[str, ...] = ()
    relay: Relay | None = None
    public_url: str = "http://127.0.0.1:8600"
    access: Access = field(default_factory=Access)
    wallets: Mapping[str, str] = field(default_factory=dict)
    wallet_rpc_url: str | None = None
    clock: Callable[[], float] = time.time

    def now(self) -> int:
        """Unix seconds by the service's own clock, for what has nothing to do with the chain's."""
        return int(self.clock())

    def height(self) -> int | None:
        """The chain's last block; None if it does not answer."""
        try:
            return self.company.chain.height()
        except HeyiError:
            return None

    @property
    def constants(self) -> Constants:
        """What the company has for life. Raises NoNode as long as the chain was never reached."""
        return self.open_book.constants

    @property
    def open_book(self) -> OpenBook:
        """What the open book's pages are made of, kept in memory."""
        with _ONCE:
            return self._open_book

    @cached_property
    def _open_book(self) -> OpenBook:
        return OpenBook(self.database, Constants.of(self.company))


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(_service)]
"""A route's parameter of this type is the service it runs in."""
