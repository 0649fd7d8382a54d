"""Live events: what the book takes in, as Server-Sent Events, and what a reorganisation undoes again.

An id says where an event stands (block and log index), in which epoch of the book it was sent, and which block was
final then. So whoever resumes after blocks were undone hears `undone` first, and then everything that may differ.
"""

import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import anyio
import sqlalchemy as sa
from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from heyi.api.identity.looking import Looking
from heyi.api.identity.masking import Eyes, eyes_of
from heyi.api.identity.permissions import Verb
from heyi.api.identity.viewer import seen_again
from heyi.api.models.agreements.page import event_item
from heyi.api.models.base import Shown
from heyi.api.service import Service, TheService
from heyi.core.errors import HeyiError, InvalidInput
from heyi.store.reading.events import Happened, happened
from heyi.store.reading.memory.heads import Heads, heads

__all__ = ["EventIdWrong", "router"]

router = APIRouter(prefix="/api/v1", tags=["live"])

POLLS_EVERY = 0.5  # seconds
BEATS_EVERY = 15.0  # seconds in which nothing was sent
AT_ONCE = 200  # events read together
BEYOND = 2**31 - 1  # above every log index of a block

_ID = re.compile(r"(\d{1,18})-(\d{1,10})-(\d{1,18})-(-?\d{1,18})")
_EXAMPLE = (
    "id: 102-13-0-96\nevent: happened\n"
    'data: {"name": "Paid", "args": {"leg": "0", "amount": "2132990"}, ...}\n\n'
    'id: 100-2147483647-1-100\nevent: undone\ndata: {"from_block": 101}\n\n'
)


@dataclass(eq=False)
class EventIdWrong(InvalidInput):
    event_id: str
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "{event_id!r} is no id of an event that was sent here"


@dataclass(frozen=True)
class Spot:
    """What was sent last. final: the last block that could not be undone any more when it was."""

    block: int
    log_index: int
    epoch: int
    final: int

    @classmethod
    def parse(cls, text: str) -> "Spot":
        """Raises EventIdWrong."""
        found = _ID.fullmatch(text)
        if not found:
            raise EventIdWrong(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.block}-{self.log_index}-{self.epoch}-{self.final}"


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-Sent Events: `happened` with an event as under /book/events, `undone` with the "
            "first block that does not count any more, and a comment when nothing happens.",
            "content": {"text/event-stream": {"example": _EXAMPLE}},
        }
    },
)
async def events(
    service: TheService,
    request: Request,
    last_event_id: Annotated[str | None, Header(description="Goes on after this event.")] = None,
    from_block: Annotated[int | None, Query(ge=0, le=10**18, description="Begins here, if there is no id.")] = None,
    follow: Annotated[bool, Query(description="Whether to wait for more at the end.")] = True,
) -> StreamingResponse:
    """Everything that happens from now on, from a block on, or after the event whose id is given.

    Where pay is hidden, it ends when the session or the key it was asked with does.
    """
    await run_in_threadpool(_begun, request)
    spot = Spot.parse(last_event_id) if last_event_id else await run_in_threadpool(_start, service, from_block)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(service, request, spot, follow), media_type="text/event-stream", headers=headers)


def _start(service: Service, from_block: int | None) -> Spot:
    with service.database.reading() as connection:
        present = heads(connection)
    last = present.indexed if from_block is None else from_block - 1
    return Spot(last, BEYOND, present.epoch, present.final)


def _begun(request: Request) -> None:
    """Notes that others' pay may be shown; who asks is looked at again whenever something is sent."""
    eyes = eyes_of(request)
    if eyes.viewer is not None and (eyes.see_all or eyes.viewer.parts.leads):
        eyes.viewer.deed.showed = Verb.READ_PAY.value


def _looking(request: Request) -> Eyes | None:
    """The eyes that are listening now; None if they are not whose they were when it began."""
    before = eyes_of(request)
    if before.viewer is None:
        return before
    try:
        now = seen_again(request)
    except HeyiError:
        return None
    return Eyes(now) if now.address == before.viewer.address else None


async def _stream(service: Service, request: Request, spot: Spot, follow: bool) -> AsyncIterator[str]:
    """Ends when whoever listens goes away, or at the end if nothing is to be followed."""
    yield "retry: 2000\n\n"
    sent = time.monotonic()
    while True:
        eyes = await run_in_threadpool(_looking, request)
        if eyes is None:
            return
        messages, spot, at_end = await run_in_threadpool(_news, service, eyes, spot)
        for message in messages:
            yield message
            sent = time.monotonic()
        if at_end and not follow:
            return
        if at_end:
            if time.monotonic() - sent > BEATS_EVERY:
                yield ": nothing new\n\n"
                sent = time.monotonic()
            await anyio.sleep(POLLS_EVERY)


def _news(service: Service, eyes: Eyes, spot: Spot) -> tuple[list[str], Spot, bool]:
    """What is to be sent now, the spot after it, and whether that is all there is."""
    messages = []
    state = service.open_book.state()
    with service.database.reading() as connection:
        present = heads(connection)
        if spot.epoch != present.epoch:
            spot, undone = _undone(spot, present)
            messages += [undone] if undone else []
        spot = replace(spot, final=present.final)
        found = _after(connection, service, spot)
    # Names may be a moment older than the events; how firmly these stand is as of now.
    shown = Shown(state.at(present), service.constants)
    items = [event_item(each, shown) for each in found]
    if items and eyes.viewer is not None:
        eyes.mask(items, Looking(service))
    for each, item in zip(found, items, strict=True):
        spot = replace(spot, block=each.place.block, log_index=each.place.log_index)
        messages.append(_message(spot, "happened", item.model_dump_json()))
    return messages, spot, len(found) < AT_ONCE


def _after(connection: sa.Connection, service: Service, spot: Spot) -> list[Happened]:
    return happened(connection, service.book, after=(spot.block, spot.log_index), most=AT_ONCE)


def _undone(spot: Spot, present: Heads) -> tuple[Spot, str | None]:
    """Which blocks were undone isn't kept, but none was that was final when the last event was sent."""
    first = spot.final + 1
    if spot.block < first:
        return replace(spot, epoch=present.epoch), None
    back = Spot(spot.final, BEYOND, present.epoch, present.final)
    return back, _message(back, "undone", json.dumps({"from_block": first}))


def _message(spot: Spot, event: str, data: str) -> str:
    return f"id: {spot}\nevent: {event}\ndata: {data}\n\n"
