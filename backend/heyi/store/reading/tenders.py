"""Tenders: what clients ask for, who bids how much, and who won."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from heyi.store import cached
from heyi.store.reading.events import places
from heyi.store.reading.facts import Place
from heyi.store.reading.unknown import NoSuchTender

__all__ = ["Bid", "Tender", "TenderState", "tender_of", "tenders"]

TenderState = Literal["open", "closed", "awarded", "withdrawn"]


@dataclass(frozen=True)
class Bid:
    """price: per period at the most, minor units. offer: what the supplier signed."""

    supplier: str
    offer: str
    price: int
    place: Place


@dataclass(frozen=True)
class Tender:
    """highest_price: per period. closes_at: unix seconds. outcome: the row of the award or the withdrawal, if any."""

    tender: str
    client: str
    goal: str
    measure: str
    highest_price: int
    first_period: int
    last_period: int
    closes_at: int
    place: Place
    bids: tuple[Bid, ...]
    outcome: Any | None
    ended: Place | None

    def state(self, now: int) -> TenderState:
        """closed: no bid is taken any more, and none was accepted yet."""
        if self.outcome is not None:
            return "awarded" if self.outcome.name == "awarded" else "withdrawn"
        return "open" if now <= self.closes_at else "closed"


def tenders(connection: sa.Connection, client: str | None, after: tuple[int, int] | None, most: int) -> list[Tender]:
    """The newest first, from a place on."""
    table = cached.tender.c
    asked = sa.select(cached.tender)
    if client is not None:
        asked = asked.where(table.client == client)
    if after is not None:
        block, index = after
        asked = asked.where(sa.or_(table.block < block, sa.and_(table.block == block, table.log_index < index)))
    asked = asked.order_by(table.block.desc(), table.log_index.desc()).limit(most)
    return _tenders(connection, connection.execute(asked).all())


def tender_of(connection: sa.Connection, tender: str) -> Tender:
    """Raises NoSuchTender."""
    rows = connection.execute(sa.select(cached.tender).where(cached.tender.c.tender == tender)).all()
    if not rows:
        raise NoSuchTender(tender)
    return _tenders(connection, rows)[0]


def _tenders(connection: sa.Connection, rows: Sequence[Any]) -> list[Tender]:
    wanted = [row.tender for row in rows]
    bids, outcomes = (_of(connection, table, wanted) for table in (cached.bid, cached.award))
    everything = [*rows, *(row for some in (bids, outcomes) for each in some.values() for row in each)]
    found = places(connection, [_spot(row) for row in everything])
    return [_tender(row, bids[row.tender], outcomes[row.tender], found) for row in rows]


def _tender(row: Any, bids: Sequence[Any], outcomes: Sequence[Any], found: Mapping[tuple[int, int], Place]) -> Tender:
    outcome = outcomes[-1] if outcomes else None
    return Tender(
        tender=row.tender,
        client=row.client,
        goal=row.goal,
        measure=row.measure,
        highest_price=row.highest_price,
        first_period=row.first_period,
        last_period=row.last_period,
        closes_at=row.closes_at,
        place=found[_spot(row)],
        bids=tuple(Bid(bid.supplier, bid.offer, bid.price, found[_spot(bid)]) for bid in bids),
        outcome=outcome,
        ended=None if outcome is None else found[_spot(outcome)],
    )


def _of(connection: sa.Connection, table: sa.Table, tenders: Sequence[str]) -> dict[str, list[Any]]:
    asked = sa.select(table).where(table.c.tender.in_(tenders)).order_by(table.c.block, table.c.log_index)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.tender].append(row)
    return found


def _spot(row: Any) -> tuple[int, int]:
    return row.block, row.log_index
