"""The cache of a chain: takes blocks in, undoes them, and says what it holds.

`take` adds a run of blocks with all their logs in one transaction, so that whatever ends this process, a block is there
with everything that follows from it, or not at all. `undo` forgets blocks that were reorganised away.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa

from heyi.core.errors import HeyiError
from heyi.core.events import Event, EventDecoder
from heyi.core.solidity import as_bytes
from heyi.core.typed_data import Abi
from heyi.store import cached, kept
from heyi.store.database import Database
from heyi.store.projection import Projection, Row, hexed

__all__ = ["Block", "Book", "BookOfOtherCompany", "Cursor", "CursorMoved", "Log"]

LATEST = 512  # blocks that are kept without events in them, to tell reorganisations by
ROWS_AT_ONCE = 5_000  # of a table that is read whole


@dataclass(eq=False)
class CursorMoved(HeyiError):  # noqa: N818 - named after the fact
    """Another process has read the chain in the meantime; nothing was written."""

    expected: int
    found: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the next block was {expected} and is {found} now: another indexer is at work"


@dataclass(eq=False)
class BookOfOtherCompany(HeyiError):  # noqa: N818
    url: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = (
        "The database at {url} holds the book of another company: name another database, or the record of that company."
    )


@dataclass(frozen=True)
class Block:
    """hash, parent: 32 bytes. timestamp: unix seconds."""

    number: int
    hash: bytes
    parent: bytes
    timestamp: int


Log = Mapping[str, Any]
"""As `Chain.logs` gives it."""


@dataclass(frozen=True)
class Cursor:
    """next_block: the first that was not read. final_block: the last that can't be reorganised away any more.

    version: rises with every change. epoch: rises with every undoing.
    """

    next_block: int
    final_block: int
    version: int
    epoch: int


class Book:
    """One company's cache.

    emitters: its contracts. clone_abi: of its enterprises, which are told by who founded them and not by address.
    """

    def __init__(
        self, database: Database, abis: Iterable[Abi], emitters: Iterable[str], clone_abi: Abi, first_block: int
    ) -> None:
        """Makes the tables, if need be. Raises NoDatabase and BookOfOtherCompany."""
        self.database = database
        self.decoder = EventDecoder(*abis)
        self.emitters = tuple(emitters)
        self.clone_topics = EventDecoder(clone_abi).topics
        self.first_block = first_block
        self._projection = Projection(self._history)
        self._clones: set[str] = set()
        self._epoch = -1
        database.create()
        with database.writing() as connection:
            company = hashlib.sha256(" ".join([*self.emitters, str(first_block)]).encode()).hexdigest()
            found = connection.scalar(sa.select(cached.cursor.c.company))
            if found is None:
                start = {"id": 1, "next_block": first_block, "final_block": -1, "version": 0, "epoch": 0}
                connection.execute(sa.insert(cached.cursor), {**start, "company": company})
            elif found != company:
                raise BookOfOtherCompany(database.url)

    # --- WRITE ---

    def take(self, cursor: Cursor, blocks: Sequence[Block], logs: Iterable[Log], last: int, final: int) -> Cursor:
        """Adds the blocks from cursor.next_block to `last`, those with logs at least, and all their logs.

        A log that comes twice counts once; one of a contract that isn't the company's does not count. final: the last
        block that can't be undone. Raises CursorMoved.
        """
        if cursor.epoch != self._epoch:
            self._projection.forget()
            self._clones = set(self._founded())
            self._epoch = cursor.epoch
        found = [(log, event) for log in _in_order(logs) if (event := self._event(log)) is not None]
        tables = self._projection.rows(event for _, event in found)
        with_events = {event.block for _, event in found}
        some = [block for block in blocks if block.number in with_events or block.number > last - LATEST]
        after = Cursor(last + 1, final, cursor.version + 1, cursor.epoch)
        try:
            with self.database.writing() as connection:
                _move(connection, cursor, after)
                _insert(connection, cached.block, [_block_row(block) for block in some])
                _insert(connection, cached.event, [_event_row(log, event) for log, event in found])
                for name, rows in tables.items():
                    _insert(connection, cached.FACTS[name], rows)
                _prune(connection, last - LATEST)
        except BaseException:
            self._epoch = -1  # what was folded was not written
            raise
        return after

    def finalise(self, cursor: Cursor, final: int) -> Cursor:
        """Notes that blocks up to `final` can't be undone. Raises CursorMoved."""
        after = Cursor(cursor.next_block, final, cursor.version + 1, cursor.epoch)
        with self.database.writing() as connection:
            _move(connection, cursor, after)
        return after

    def undo(self, cursor: Cursor, first: int) -> Cursor:
        """Forgets the blocks from `first` on with all that follows from them. Raises CursorMoved."""
        after = Cursor(first, min(cursor.final_block, first - 1), cursor.version + 1, cursor.epoch + 1)
        with self.database.writing() as connection:
            _move(connection, cursor, after)
            connection.execute(sa.delete(cached.block).where(cached.block.c.number >= first))
        return after

    def clear(self) -> None:
        """Forgets everything that follows from the chain; what doesn't, stays."""
        while True:
            try:
                self.undo(self.cursor(), self.first_block)
                return
            except CursorMoved:
                continue  # another indexer has read on in between

    # --- READ ---

    def cursor(self) -> Cursor:
        with self.database.reading() as connection:
            return Cursor(*connection.execute(sa.select(*_CURSOR)).one())

    def version(self) -> str:
        """What changes whenever an answer out of this database may: of the chain's part and of the kept one."""
        asked = sa.select(cached.cursor.c.version, sa.select(kept.revision.c.number).scalar_subquery())
        with self.database.reading() as connection:
            return "-".join(map(str, connection.execute(asked).one()))

    def latest_blocks(self, before: int, count: int) -> list[Block]:
        """The last blocks below `before` that are kept, latest first."""
        asked = sa.select(cached.block).where(cached.block.c.number < before).order_by(cached.block.c.number.desc())
        with self.database.reading() as connection:
            return [_block(row) for row in connection.execute(asked.limit(count)).mappings()]

    def events(self, *where: sa.ColumnElement[bool], after: tuple[int, int] = (-1, -1), most: int = 0) -> list[Event]:
        """Events in chain order that come later than `after` (block and log index); most: how many, 0 for all."""
        table = cached.event
        block, index = after
        later = sa.or_(table.c.block > block, sa.and_(table.c.block == block, table.c.log_index > index))
        asked = sa.select(table).where(later, *where).order_by(table.c.block, table.c.log_index)
        with self.database.reading() as connection:
            return [self.decoded(row) for row in connection.execute(asked.limit(most or None)).mappings()]

    def decoded(self, row: Mapping[Any, Any]) -> Event:
        """The event of a row of `cached.event`."""
        topics = row["topics"]
        log = {
            "topics": [topics[start : start + 32] for start in range(0, len(topics), 32)],
            "data": row["data"],
            "address": row["contract"],
            "blockNumber": row["block"],
            "logIndex": row["log_index"],
            "transactionHash": row["transaction"],
        }
        event = self.decoder.decode(log)
        assert event is not None  # only known events are written
        return event

    def content_hash(self, connection: sa.Connection | None = None, last: int | None = None) -> str:
        """SHA-256 over every row that follows from the chain: the same for two caches of the same blocks.

        connection: the transaction whose state is meant; without one, the latest. last: the last block that counts.
        """
        if connection is None:
            with self.database.reading() as own:
                return self.content_hash(own, last)
        digest = hashlib.sha256()
        with_events = cached.block.c.number.in_(sa.select(cached.event.c.block))
        tables = {"block": sa.select(cached.block).where(with_events), "event": sa.select(cached.event)}
        tables |= {name: sa.select(table) for name, table in cached.FACTS.items()}
        for name, asked in tables.items():
            digest.update(f"{name}\n".encode())
            key = list((cached.METADATA.tables[name]).primary_key)  # of all of them the block comes first
            some = asked if last is None else asked.where(key[0] <= last)
            for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(some.order_by(*key)):
                digest.update(json.dumps([_plain(value) for value in row]).encode() + b"\n")
        return digest.hexdigest()

    # --- PARTS ---

    def _event(self, log: Log) -> Event | None:
        event = self.decoder.decode(log)
        if event is None or (event.contract not in self.emitters and event.contract not in self._clones):
            return None
        if event.name == "Founded":
            self._clones.add(event.args["enterprise"])
        return event

    def _founded(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(sa.select(cached.enterprise.c.enterprise)))

    def _history(self, agreement: bytes) -> list[Event]:
        return self.events(cached.event.c.agreement == hexed(agreement))


_CURSOR = [cached.cursor.c[name] for name in ("next_block", "final_block", "version", "epoch")]


def _move(connection: sa.Connection, before: Cursor, after: Cursor) -> None:
    """Compare and set: two who read the same chain at once don't write the same twice."""
    table = cached.cursor
    values = {name: getattr(after, name) for name in ("next_block", "final_block", "version", "epoch")}
    moved = connection.execute(sa.update(table).where(table.c.version == before.version).values(values))
    if moved.rowcount == 0:
        raise CursorMoved(before.next_block, connection.scalar(sa.select(table.c.next_block)) or 0)


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _prune(connection: sa.Connection, before: int) -> None:
    empty = ~sa.exists().where(cached.event.c.block == cached.block.c.number)
    connection.execute(sa.delete(cached.block).where(cached.block.c.number <= before, empty))


def _in_order(logs: Iterable[Log]) -> Iterator[Log]:
    """Each log once, in chain order."""
    unique = {(log["blockNumber"], log["logIndex"]): log for log in logs}
    return (unique[place] for place in sorted(unique))


def _block_row(block: Block) -> Row:
    hashes = {"hash": hexed(block.hash), "parent": hexed(block.parent)}
    return {"number": block.number, **hashes, "timestamp": block.timestamp}


def _block(row: Mapping[Any, Any]) -> Block:
    return Block(row["number"], as_bytes(row["hash"]), as_bytes(row["parent"]), row["timestamp"])


def _event_row(log: Log, event: Event) -> Row:
    agreement = event.args.get("agreement")
    return {
        "block": event.block,
        "log_index": event.log_index,
        "transaction": hexed(event.transaction),
        "contract": event.contract,
        "name": event.name,
        "agreement": None if agreement is None else hexed(agreement),
        "topics": b"".join(as_bytes(topic) for topic in log["topics"]),
        "data": as_bytes(log["data"]),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, Decimal) else value
