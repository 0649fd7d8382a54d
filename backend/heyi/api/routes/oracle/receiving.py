"""A large body, perhaps packed: taken in piece by piece, and unpacked no further than it may be.

HeyiError
├── EncodingUnknown 415  packed otherwise than by gzip
└── BodyBroken      422  not what its encoding says, or cut off
"""
# ruff: noqa: N818 - errors are named after facts

import asyncio
import zlib
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request

from heyi.api.middleware.limiting import BodyTooLarge
from heyi.api.middleware.throttling import TooBusy
from heyi.core.errors import HeyiError, InvalidInput

__all__ = ["BodyBroken", "EncodingUnknown", "Receiving", "unpacked"]

GZIP = 31  # zlib's window bits for gzip's format
WITHIN = 60.0  # seconds for a whole body


@dataclass(eq=False)
class EncodingUnknown(HeyiError):
    encoding: str
    status: ClassVar[int] = 415
    sentence: ClassVar[str] = "a body is sent as it is or by gzip, not by {encoding}"


@dataclass(eq=False)
class BodyBroken(InvalidInput):
    problem: str
    sentence: ClassVar[str] = "the body cannot be read: {problem}"


class Receiving:
    """How many large bodies are taken in at once: each is in memory as a whole."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._under_way = 0

    async def body(self, request: Request) -> bytes:
        """Raises TooBusy, and BodyBroken for one that takes longer than a minute. Its size is limited by the API."""
        if self._under_way >= self._at_once:
            raise TooBusy(self._at_once)
        self._under_way += 1
        try:
            async with asyncio.timeout(WITHIN):
                return await request.body()
        except TimeoutError:
            raise BodyBroken(f"it took longer than {WITHIN:.0f} s to come") from None
        finally:
            self._under_way -= 1


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body as it was before it was packed. Raises EncodingUnknown, BodyTooLarge and BodyBroken."""
    if encoding.lower() in ("", "identity"):
        return body
    if encoding.lower() != "gzip":
        raise EncodingUnknown(encoding)
    unpacker = zlib.decompressobj(GZIP)
    try:
        found = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise BodyBroken(str(error)) from None
    if len(found) > most:  # it may hold far more: nothing of that was unpacked
        raise BodyTooLarge(most)
    if not unpacker.eof or unpacker.unused_data:
        raise BodyBroken("it ends before gzip says so, or goes on after")
    return found
