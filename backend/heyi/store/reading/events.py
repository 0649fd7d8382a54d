"""Events as the chain logged them, in chain order, each with its place and how firmly it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.core.events import Event
from heyi.core.records import Record
from heyi.store import cached
from heyi.store.book import Book
from heyi.store.projection import hexed
from heyi.store.reading.facts import Place

__all__ = ["Happened", "happened", "places", "plain_args"]


@dataclass(frozen=True)
class Happened:
    """An event and where it stands. agreement: the one it is about, if any."""

    event: Event
    agreement: str | None
    place: Place


def happened(
    connection: sa.Connection,
    book: Book,
    *where: sa.ColumnElement[bool],
    after: tuple[int, int] | None = None,
    newest_first: bool = False,
    most: int | None = None,
) -> list[Happened]:
    """Events that come after a place (block and log index), or before it if the newest come first."""
    table, block = cached.event.c, cached.block.c
    asked = sa.select(cached.event, block.timestamp).join(cached.block, block.number == table.block).where(*where)
    if after is not None:
        here, index = after
        if newest_first:
            beyond = sa.or_(table.block < here, sa.and_(table.block == here, table.log_index < index))
        else:
            beyond = sa.or_(table.block > here, sa.and_(table.block == here, table.log_index > index))
        asked = asked.where(beyond)
    order = (table.block.desc(), table.log_index.desc()) if newest_first else (table.block, table.log_index)
    return [_happened(book, row) for row in connection.execute(asked.order_by(*order).limit(most)).mappings()]


def places(connection: sa.Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Place]:
    """The places of events, by block and log index."""
    event, block = cached.event.c, cached.block.c
    asked = sa.select(event.block, event.log_index, event.transaction, block.timestamp).join(
        cached.block, block.number == event.block
    )
    found = connection.execute(asked.where(sa.tuple_(event.block, event.log_index).in_(wanted)))
    return {(number, index): Place(number, index, transaction, time) for number, index, transaction, time in found}


def plain_args(event: Event) -> dict[str, Any]:
    """An event's arguments as JSON has them: whole numbers as strings, hashes in hexadecimal."""
    return {name: _plain(value) for name, value in event.args.items()}


def _happened(book: Book, row: Mapping[Any, Any]) -> Happened:
    place = Place(row["block"], row["log_index"], row["transaction"], row["timestamp"])
    return Happened(book.decoded(row), row["agreement"], place)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hexed(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Record):
        return value.to_json()
    return value if isinstance(value, bool | str) or value is None else str(value)
