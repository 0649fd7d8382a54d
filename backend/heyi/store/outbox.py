"""The outbox: transactions that were decided on, from the moment they were until a block that stays holds them.

`enqueue` writes one in the same database transaction as whatever decided it; a `processes.sending.Sender` carries it
out. Its path:

    queued -> simulated -> signed -> sent -> mined -> final
       └─ dropped   └─ failed             ^─────┘└─── failed, replaced

Signed means that its raw bytes are kept, whether a node has them or not. A reorganisation takes mined back to signed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa

from heyi.core.errors import HeyiError
from heyi.store.kept.outbox import attempt, outbox
from heyi.store.projection import hexed

__all__ = [
    "Attempt",
    "Entry",
    "IdempotencyKeyReused",
    "NotQueued",
    "State",
    "UnknownEntry",
    "Wanted",
    "add_attempt",
    "attempts_of",
    "cancel",
    "counted",
    "drop",
    "enqueue",
    "entries",
    "entry",
    "entry_by_key",
    "latest_of",
    "move",
    "note_sent",
    "under_way",
]


class State(StrEnum):
    """Where a transaction is; see the module."""

    QUEUED = "queued"
    SIMULATED = "simulated"
    SIGNED = "signed"
    SENT = "sent"
    MINED = "mined"
    FINAL = "final"
    FAILED = "failed"
    DROPPED = "dropped"
    REPLACED = "replaced"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self in (State.FINAL, State.FAILED, State.DROPPED, State.REPLACED)


@dataclass(eq=False)
class IdempotencyKeyReused(HeyiError):  # noqa: N818 - errors are named after facts
    """id: of the entry that has the key."""

    key: str
    id: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the idempotency key {key} was used for something else: entry {id}"


@dataclass(eq=False)
class UnknownEntry(HeyiError):  # noqa: N818
    id: int
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "there is no transaction {id} in the outbox"


@dataclass(eq=False)
class NotQueued(HeyiError):  # noqa: N818
    id: int
    state: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "transaction {id} is {state} and can't be cancelled any more"


@dataclass(frozen=True)
class Wanted:
    """A transaction to send. sender: whose key signs it. account: whom it is for, None for the service itself."""

    sender: str
    key: str
    verb: str
    contract: str
    data: bytes
    account: str | None = None
    agreement: bytes | None = None


@dataclass(frozen=True)
class Entry:
    """A row of the outbox. Times are Unix seconds."""

    id: int
    wanted: Wanted
    state: State
    nonce: int | None
    gas: int | None
    error: Mapping[str, Any] | None
    block: int | None
    created_at: float
    updated_at: float


@dataclass(frozen=True)
class Attempt:
    """A signed transaction. raw: its bytes; fees: the fields that pay for it; see `kept.outbox.attempt`."""

    outbox: int
    number: int
    hash: str
    nonce: int
    raw: bytes
    fees: Mapping[str, int]
    empty: bool
    sent_at: float | None = None
    sent_at_height: int | None = None


# --- WRITE ---


def enqueue(connection: sa.Connection, wanted: Wanted, now: float) -> Entry:
    """The entry of its key, made if there is none. Raises IdempotencyKeyReused if that has another content."""
    known = entry_by_key(connection, wanted.sender, wanted.key)
    if known is not None:
        if known.wanted != wanted:
            raise IdempotencyKeyReused(wanted.key, known.id)
        return known
    row = {
        "sender": wanted.sender,
        "idempotency_key": wanted.key,
        "verb": wanted.verb,
        "account": wanted.account,
        "contract": wanted.contract,
        "data": wanted.data,
        "agreement": None if wanted.agreement is None else hexed(wanted.agreement),
        "state": State.QUEUED,
        "created_at": now,
        "updated_at": now,
    }
    made = connection.execute(sa.insert(outbox).values(row).returning(outbox)).mappings().one()
    return _entry(made)


def move(
    connection: sa.Connection, id_: int, before: Collection[State], after: State, now: float, **values: Any
) -> bool:
    """Changes an entry's state and `values`, if it is in one of the states `before`; whether it was."""
    moved = sa.update(outbox).where(outbox.c.id == id_, outbox.c.state.in_(before))
    return connection.execute(moved.values(state=after, updated_at=now, **values)).rowcount > 0


def cancel(connection: sa.Connection, id_: int, now: float) -> Entry:
    """Drops an entry that nobody has signed yet; twice does no harm. Raises NotQueued and UnknownEntry."""
    if not move(connection, id_, (State.QUEUED, State.SIMULATED, State.DROPPED), State.DROPPED, now):
        raise NotQueued(id_, entry(connection, id_).state)
    return entry(connection, id_)


def drop(connection: sa.Connection, id_: int) -> None:
    """Forgets an entry with its attempts; its key and content may be wanted again."""
    connection.execute(sa.delete(outbox).where(outbox.c.id == id_))


def add_attempt(connection: sa.Connection, made: Attempt) -> None:
    connection.execute(sa.insert(attempt), {name: getattr(made, name) for name in attempt.c.keys()})  # noqa: SIM118


def note_sent(connection: sa.Connection, made: Attempt, now: float, height: int) -> None:
    """Notes when a node has first taken it."""
    mine = (attempt.c.outbox == made.outbox, attempt.c.number == made.number, attempt.c.sent_at.is_(None))
    connection.execute(sa.update(attempt).where(*mine).values(sent_at=now, sent_at_height=height))


# --- READ ---


def entry(connection: sa.Connection, id_: int) -> Entry:
    """Raises UnknownEntry."""
    found = entries(connection, outbox.c.id == id_)
    if not found:
        raise UnknownEntry(id_)
    return found[0]


def entry_by_key(connection: sa.Connection, sender: str, key: str) -> Entry | None:
    found = entries(connection, outbox.c.sender == sender, outbox.c.idempotency_key == key)
    return found[0] if found else None


def under_way(connection: sa.Connection, wanted: Wanted) -> int | None:
    """The entry that carries the same call and is in no block yet, whatever its key."""
    same = (outbox.c.sender == wanted.sender, outbox.c.account == wanted.account, outbox.c.contract == wanted.contract)
    states = (State.QUEUED, State.SIMULATED, State.SIGNED, State.SENT)
    asked = sa.select(outbox.c.id).where(*same, outbox.c.data == wanted.data, outbox.c.state.in_(states))
    return connection.scalar(asked.limit(1))


def entries(connection: sa.Connection, *where: sa.ColumnElement[bool], most: int = 0) -> list[Entry]:
    """Entries by id; most: how many, 0 for all."""
    asked = sa.select(outbox).where(*where).order_by(outbox.c.id).limit(most or None)
    return [_entry(row) for row in connection.execute(asked).mappings()]


def latest_of(connection: sa.Connection, sender: str, account: str, before: int | None, most: int) -> list[Entry]:
    """What a sender has for an account, latest first, from below the id `before` on (None: all)."""
    where = [outbox.c.sender == sender, outbox.c.account == account]
    where += [] if before is None else [outbox.c.id < before]
    asked = sa.select(outbox).where(*where).order_by(outbox.c.id.desc()).limit(most)
    return [_entry(row) for row in connection.execute(asked).mappings()]


def attempts_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[Attempt]]:
    """All attempts of entries, by entry and in order."""
    found: dict[int, list[Attempt]] = {id_: [] for id_ in ids}
    asked = sa.select(attempt).where(attempt.c.outbox.in_(ids)).order_by(attempt.c.outbox, attempt.c.number)
    for row in connection.execute(asked).mappings():
        found[row["outbox"]].append(Attempt(**{**row, "raw": bytes(row["raw"])}))
    return found


def counted(connection: sa.Connection, sender: str) -> dict[State, int]:
    """How many of a sender's entries are in each state that has any."""
    asked = sa.select(outbox.c.state, sa.func.count()).where(outbox.c.sender == sender).group_by(outbox.c.state)
    return {State(state): number for state, number in connection.execute(asked)}


def _entry(row: Mapping[Any, Any]) -> Entry:
    wanted = Wanted(
        sender=row["sender"],
        key=row["idempotency_key"],
        verb=row["verb"],
        contract=row["contract"],
        data=bytes(row["data"]),
        account=row["account"],
        agreement=None if row["agreement"] is None else bytes.fromhex(row["agreement"][2:]),
    )
    plain = {name: row[name] for name in ("id", "nonce", "gas", "error", "block", "created_at", "updated_at")}
    return Entry(wanted=wanted, state=State(row["state"]), **plain)
