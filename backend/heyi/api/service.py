"""What the routes work with: one company's book, its chain, and the API's settings."""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from heyi.company import Company
from heyi.company.constants import Constants
from heyi.store.book import Book
from heyi.store.database import Database
from heyi.store.reading.memory.open_book import OpenBook

__all__ = ["Limits", "Service", "TheService"]

_ONCE = Lock()


@dataclass(frozen=True)
class Limits:
    """max_request_bytes: of one request's body. page_size: entries of a page unless less is asked for; the most."""

    max_request_bytes: int = 1_000_000
    page_size: int = 100


@dataclass(frozen=True)
class Service:
    """chain calls are made with `company.chain`, one at a time: routes take `reader()` instead where they wait."""

    database: Database
    book: Book
    company: Company
    limits: Limits = Limits()

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
