"""What the routes of the open book share: parameters, and the page of a list."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from heyi.api.identity.masking import Masked
from heyi.api.middleware.caching import BOOK
from heyi.api.models.base import Shown
from heyi.api.paging import Page, cursor_of
from heyi.api.service import TheService
from heyi.core.solidity import checksummed

__all__ = [
    "AddressPath",
    "HashPath",
    "Like",
    "PeriodPath",
    "TheBook",
    "address_given",
    "hash_given",
    "page_of",
    "router_of",
]

AddressPath = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{40}$", description="An account's address.")]
HashPath = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{64}$", description="A hash, 32 bytes.")]
PeriodPath = Annotated[str, Path(max_length=20, description="As the company's calendar writes it: 2011-03, or #12.")]
Like = Annotated[str | None, Query(max_length=100, description="What the name contains.")]

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def _shown(service: TheService) -> Shown:
    book = service.open_book
    return Shown(book.state(), book.constants)


TheBook = Annotated[Shown, Depends(_shown)]
"""A route's parameter of this type is the book as it is now, with names for what is in it."""


def router_of(tag: str) -> APIRouter:
    """A router of the open book."""
    return APIRouter(prefix=BOOK, tags=[tag], route_class=Masked)


def address_given(text: str) -> str:
    """An address as the book writes it, however its letters were given."""
    return checksummed(text)


def hash_given(text: str) -> str:
    """A hash as the book writes it."""
    return text.lower()


def page_of(items: Sequence[M], place: Sequence[Any] | None) -> Page[M]:
    """place: what the next page begins after; None at the end."""
    return Page(items=list(items), next=None if place is None else cursor_of(place))
