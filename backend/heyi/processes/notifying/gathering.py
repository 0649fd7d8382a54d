"""From what the book has made final to deliveries, each event once for every endpoint that wants it.

Deliveries are made in the transaction that moves the cursor on, so however this ends none is lost and none is made
twice. Only blocks that can't be undone are read: what never happened is never told. Should a block be replaced that
counted as final, endpoints hear `book.undone`, and everything from there on is told anew, under other ids.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from heyi.processes.notifying.endpoints import Endpoint
from heyi.processes.notifying.messages import Message, Writer, body_of, id_of
from heyi.processes.notifying.types import OF_EVENTS
from heyi.store import cached, deliveries
from heyi.store.book import Book
from heyi.store.deliveries import Delivery, Spot
from heyi.store.reading.events import Happened, happened
from heyi.store.reading.memory.heads import Heads, heads

__all__ = ["AT_ONCE", "Gatherer", "addressed"]

AT_ONCE = 500  # events read in one transaction
BEYOND = 2**31 - 1  # above every log index of a block

log = structlog.get_logger()


@dataclass(frozen=True)
class Gatherer:
    """endpoints: those of the settings."""

    book: Book
    endpoints: Sequence[Endpoint]
    writer: Writer

    def gather(self, connection: sa.Connection, now: float) -> bool:
        """Makes deliveries of the next events; whether there are more.

        The first time ever it only notes how far the book is: nobody wants to be told a company's whole past at once.
        """
        present = heads(connection)
        spot = deliveries.after(connection)
        if spot is None:
            deliveries.move_on(connection, Spot(present.final, BEYOND, None))
            return False
        if self._was_replaced(connection, spot, present):
            spot = self._undone(connection, spot, now)
        found = happened(
            connection,
            self.book,
            cached.event.c.block <= present.final,
            after=(spot.block, spot.log_index),
            most=AT_ONCE,
        )
        if not found:
            return False
        hashes = _hashes(connection, {each.place.block for each in found})
        deliveries.add(connection, self._deliveries(connection, found, hashes), now)
        last = found[-1].place
        deliveries.move_on(connection, Spot(last.block, last.log_index, hashes[last.block]))
        return len(found) == AT_ONCE

    def _deliveries(
        self, connection: sa.Connection, found: Sequence[Happened], hashes: dict[int, str]
    ) -> list[Delivery]:
        parties = _parties(connection, {each.agreement for each in found if each.agreement is not None})
        made = []
        for each in found:
            type_ = OF_EVENTS.get(each.event.name)
            if type_ is None:
                continue
            block_hash = hashes[each.place.block]
            message = self.writer.told(type_, each, block_hash, parties.get(each.agreement or "", ()))
            spot = Spot(each.place.block, each.place.log_index, block_hash)
            made += addressed(self.endpoints, message, spot)
        return made

    # --- WHAT NEVER SHOULD HAPPEN ---

    def _was_replaced(self, connection: sa.Connection, spot: Spot, present: Heads) -> bool:
        """Whether the block of the last event told is another now. While a book is read anew, it is not there yet."""
        if spot.block_hash is None or present.indexed < spot.block:
            return False
        return _hashes(connection, {spot.block}).get(spot.block) != spot.block_hash

    def _undone(self, connection: sa.Connection, spot: Spot, now: float) -> Spot:
        numbers = sa.select(cached.block.c.number, cached.block.c.hash)
        back = deliveries.same_still(connection, numbers) or Spot(-1, BEYOND, None)
        log.error("blocks undone that were final", after=back.block, told=spot.block)
        said = body_of("book.undone", time.time(), {"from_block": back.block + 1})
        message = Message(id_of("undone", str(spot.block_hash), str(back.block)), "book.undone", said, frozenset())
        deliveries.add(connection, (each for hook in self.endpoints for each in _for(hook, message, None)), now)
        return back


def addressed(endpoints: Iterable[Endpoint], message: Message, spot: Spot | None = None) -> list[Delivery]:
    """The message for every endpoint that wants it."""
    wanting = [hook for hook in endpoints if hook.wants(message.type, message.concerned)]
    return [each for hook in wanting for each in _for(hook, message, spot)]


def _for(hook: Endpoint, message: Message, spot: Spot | None) -> list[Delivery]:
    return [Delivery(endpoint=hook.name, id=message.id, type=message.type, body=message.body, spot=spot)]


def _hashes(connection: sa.Connection, numbers: set[int]) -> dict[int, str]:
    block = cached.block.c
    asked = sa.select(block.number, block.hash).where(block.number.in_(numbers))
    return {number: hash_ for number, hash_ in connection.execute(asked)}  # noqa: C416 - rows are no pairs to mypy


def _parties(connection: sa.Connection, agreements: set[str]) -> dict[str, set[str]]:
    """Whoever is or was party to an agreement."""
    party = cached.party.c
    found: dict[str, set[str]] = {}
    for agreement, account in connection.execute(
        sa.select(party.agreement, party.account).where(party.agreement.in_(agreements))
    ):
        found.setdefault(agreement, set()).add(account)
    return found
