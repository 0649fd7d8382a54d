"""What the routes work with: one company's book, its chain, and the API's settings."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from heyi.company import Company
from heyi.processes.relaying import Relay
from heyi.store.book import Book
from heyi.store.database import Database

__all__ = ["Limits", "Service", "TheService"]


@dataclass(frozen=True)
class Limits:
    """max_request_bytes: of one request's body. page_size: entries of a page unless less is asked for; the most."""

    max_request_bytes: int = 1_000_000
    page_size: int = 100


@dataclass(frozen=True)
class Service:
    """chain calls are made with `company.chain`, one at a time: routes take `reader()` instead where they wait.

    relay: None where nothing is relayed.
    """

    database: Database
    book: Book
    company: Company
    limits: Limits = Limits()
    relay: Relay | None = None


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(_service)]
"""A route's parameter of this type is the service it runs in."""
