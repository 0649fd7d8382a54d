"""Cursor paging: a page says where the next one begins, and the cursor is opaque to whoever passes it on.

Entries are ordered by what the cursor holds, so pages neither skip nor repeat any, whatever comes in between.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from heyi.api.service import TheService
from heyi.core.errors import InvalidInput

__all__ = ["Cursor", "CursorWrong", "Limit", "Page", "after", "cursor_of"]

MOST = 500  # entries of a page
STORED = range(-(2**63), 2**63)  # whole numbers that a database keeps

T = TypeVar("T")

Cursor = Annotated[str | None, Query(description="`next` of the page before; without it the first page.")]
_Limit = Annotated[
    int | None,
    Query(ge=1, le=MOST, description="The most entries of a page; without it as many as the service is set to."),
]


def _limit(service: TheService, limit: _Limit = None) -> int:
    return service.limits.page_size if limit is None else limit


Limit = Annotated[int, Depends(_limit)]
"""A route's parameter of this type is how many entries its page has at most."""


class Page(BaseModel, Generic[T]):
    """Entries, and the cursor of the next page; null at the end."""

    items: list[T]
    next: str | None = Field(None, examples=["WzEyLDNd"])


@dataclass(eq=False)
class CursorWrong(InvalidInput):
    cursor: str
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "the cursor {cursor!r} is not one that a page has given"


def cursor_of(place: Sequence[Any]) -> str:
    """The cursor of the page that begins after `place`: plain values, by which entries are ordered."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def after(cursor: str | None, kinds: Sequence[type], *, stored: bool = True) -> tuple[Any, ...] | None:
    """The place a page begins after; None for the first page. kinds: of its values. stored: whether a database is
    asked for them, so that whole numbers have limits. Raises CursorWrong."""
    if cursor is None:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise CursorWrong(cursor) from None
    if not isinstance(place, list) or [type(value) for value in place] != list(kinds):
        raise CursorWrong(cursor)
    if stored and any(isinstance(value, int) and value not in STORED for value in place):
        raise CursorWrong(cursor)
    return tuple(place)
