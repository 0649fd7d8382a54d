"""Deliveries: what is to be sent to endpoints, what became of it, and how each endpoint fares.

Every function takes a connection, so that what belongs together is one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from heyi.store.kept.webhooks import DEAD, DELIVERED, WAITING, delivery, endpoint, told

__all__ = [
    "Delivery",
    "Fares",
    "Spot",
    "add",
    "after",
    "counted",
    "dead",
    "due",
    "fares_of",
    "forget",
    "give_up",
    "move_on",
    "note",
    "probe",
    "revive",
    "same_still",
]


@dataclass(frozen=True)
class Spot:
    """An event's place. block_hash: None where none was told yet."""

    block: int
    log_index: int
    block_hash: str | None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A row of `kept.webhooks.delivery`."""

    endpoint: str
    id: str
    type: str
    body: str
    spot: Spot | None = None
    number: int = 0
    state: str = WAITING
    attempts: int = 0
    next_at: float = 0
    created_at: float = 0
    updated_at: float = 0
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class Fares:
    """A row of `kept.webhooks.endpoint`; one that was never sent to fares well."""

    name: str
    failures: int = 0
    failing_since: float | None = None
    retry_at: float = 0
    paused_at: float | None = None
    last_success: float | None = None
    last_error: str | None = None


# --- THE BOOK'S CURSOR ---


def after(connection: sa.Connection) -> Spot | None:
    """What was told last; None at the very beginning."""
    row = connection.execute(sa.select(told.c.block, told.c.log_index, told.c.block_hash)).one_or_none()
    return None if row is None else Spot(*row)


def move_on(connection: sa.Connection, spot: Spot) -> None:
    connection.execute(sa.delete(told))
    connection.execute(sa.insert(told), {"id": 1, **vars(spot)})


# --- DELIVERIES ---


def add(connection: sa.Connection, new: Iterable[Delivery], now: float) -> int:
    """Adds what is new; a message that an endpoint has had already is not added again. How many there were."""
    count = 0
    for each in new:
        same = sa.select(delivery.c.number).where(delivery.c.endpoint == each.endpoint, delivery.c.id == each.id)
        if connection.scalar(same) is None:
            spot = vars(each.spot) if each.spot else {}
            values = {"endpoint": each.endpoint, "id": each.id, "type": each.type, "body": each.body, **spot}
            times = {"next_at": now, "created_at": now, "updated_at": now}
            connection.execute(sa.insert(delivery), {**values, **times, "state": WAITING, "attempts": 0})
            count += 1
    return count


def due(connection: sa.Connection, name: str, now: float, most: int) -> list[Delivery]:
    """What may be sent to an endpoint now, in order."""
    asked = sa.select(delivery).where(*_waiting(name), delivery.c.next_at <= now).order_by(delivery.c.number)
    return [_delivery(row) for row in connection.execute(asked.limit(most)).mappings()]


def probe(connection: sa.Connection, name: str, now: float) -> list[Delivery]:
    """One by which to find out whether an endpoint takes anything: the first of those that were tried least, so that a
    message which it never takes does not stand for all."""
    asked = sa.select(delivery).where(*_waiting(name), delivery.c.next_at <= now)
    ordered = asked.order_by(delivery.c.attempts, delivery.c.number).limit(1)
    return [_delivery(row) for row in connection.execute(ordered).mappings()]


def note(
    connection: sa.Connection, number: int, state: str, attempts: int, next_at: float, error: str | None, now: float
) -> bool:
    """What became of one that waited; False if it does no longer."""
    values = {"state": state, "attempts": attempts, "next_at": next_at, "error": error, "updated_at": now}
    changed = sa.update(delivery).where(delivery.c.number == number, delivery.c.state == WAITING)
    return connection.execute(changed.values(values)).rowcount > 0


def revive(connection: sa.Connection, id_or_name: str, now: float) -> int:
    """Lets dead messages wait again: the one with this id, or all of an endpoint, which is no longer paused then."""
    which = sa.or_(delivery.c.id == id_or_name, delivery.c.endpoint == id_or_name)
    values = {"state": WAITING, "attempts": 0, "next_at": now, "updated_at": now}
    again = connection.execute(sa.update(delivery).where(which, delivery.c.state == DEAD).values(values)).rowcount
    tried = {"paused_at": None, "failures": 0, "failing_since": None, "retry_at": now}
    held = sa.select(delivery.c.endpoint).where(delivery.c.id == id_or_name)
    whose = sa.or_(endpoint.c.name == id_or_name, endpoint.c.name.in_(held))
    connection.execute(sa.update(endpoint).where(whose).values(tried))
    return again


def give_up(connection: sa.Connection, before: float, now: float) -> int:
    """Ends the waiting of messages made before a time."""
    old = sa.update(delivery).where(delivery.c.state == WAITING, delivery.c.created_at < before)
    return connection.execute(old.values(state=DEAD, updated_at=now)).rowcount


def forget(connection: sa.Connection, before: float) -> None:
    """Drops messages that arrived before a time."""
    connection.execute(sa.delete(delivery).where(delivery.c.state == DELIVERED, delivery.c.updated_at < before))


def same_still(connection: sa.Connection, hashes: sa.Select[tuple[int, str]]) -> Spot | None:
    """The last event told whose block is among these (number, hash); None if there is none."""
    present = hashes.subquery()
    asked = sa.select(delivery.c.block, delivery.c.log_index, delivery.c.block_hash).join(
        present, sa.and_(present.c[0] == delivery.c.block, present.c[1] == delivery.c.block_hash)
    )
    row = connection.execute(asked.order_by(delivery.c.block.desc(), delivery.c.log_index.desc()).limit(1)).first()
    return None if row is None else Spot(*row)


# --- SHOWN ---


def fares_of(connection: sa.Connection, name: str) -> Fares:
    row = connection.execute(sa.select(endpoint).where(endpoint.c.name == name)).mappings().one_or_none()
    return Fares(name=name) if row is None else Fares(**row)


def fares(connection: sa.Connection, now_fares: Fares) -> None:
    """Keeps how an endpoint fares."""
    connection.execute(sa.delete(endpoint).where(endpoint.c.name == now_fares.name))
    connection.execute(sa.insert(endpoint), vars(now_fares))


def counted(connection: sa.Connection) -> Mapping[tuple[str, str], int]:
    """How many messages there are, by endpoint and state."""
    asked = sa.select(delivery.c.endpoint, delivery.c.state, sa.func.count())
    return {(name, state): number for name, state, number in connection.execute(asked.group_by("endpoint", "state"))}


def dead(connection: sa.Connection, most: int) -> Sequence[Delivery]:
    """Messages that were given up, the latest first."""
    asked = sa.select(delivery).where(delivery.c.state == DEAD).order_by(delivery.c.number.desc()).limit(most)
    return [_delivery(row) for row in connection.execute(asked).mappings()]


def _waiting(name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return delivery.c.endpoint == name, delivery.c.state == WAITING


def _delivery(row: sa.RowMapping) -> Delivery:
    spot = None if row["block"] is None else Spot(row["block"], row["log_index"], row["block_hash"])
    own = {name: value for name, value in row.items() if name not in ("block", "log_index", "block_hash")}
    return Delivery(**own, spot=spot)
