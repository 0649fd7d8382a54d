"""A `Keeper` does what is due, with its own key and through its own Sender, step by step.

It keeps nothing that it could not find again: what is due follows from book and chain, what is under way stands in the
outbox, under a key that says what it is. So it can be killed anywhere, and two of them do nothing twice.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from heyi.company import Company
from heyi.core.errors import HeyiError
from heyi.processes.closing import books_of
from heyi.processes.keeping.due import Due, Task, Troubles
from heyi.processes.ledger import Ledger
from heyi.processes.sending import Sender
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.kept.outbox import outbox as table
from heyi.store.outbox import Entry, State, Wanted

__all__ = ["Backlog", "Keeper", "KeeperSettings", "Kept", "Tell"]

UNDER_WAY = (State.QUEUED, State.SIMULATED, State.SIGNED, State.SENT)
GONE_WRONG = (State.FAILED, State.DROPPED, State.REPLACED)

Tell = Callable[[int, int, float | None], None]
"""Closings done since this keeper began, how many that makes with those to come, and the seconds these may take (None:
unknown)."""


@dataclass(frozen=True)
class KeeperSettings:
    """gas_target: what one page of a closing may use. retry_after, retry_most: seconds before what has failed is tried
    again, doubled each time, up to the most."""

    gas_target: int = 12_000_000
    retry_after: float = 30
    retry_most: float = 3600


@dataclass(frozen=True)
class Kept:
    """What a step did. leads: whether the key is ours to use. waits: whether the book must catch up first. enqueued:
    how many tasks. under_way: those sent and not yet in a block that the book has read."""

    leads: bool
    waits: bool = False
    enqueued: int = 0
    under_way: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is due or under way."""
        return self.leads and not (self.waits or self.enqueued or self.under_way)


@dataclass(frozen=True)
class Backlog:
    """closings: periods of enterprises that have ended and are not closed. under_way: transactions. troubles: what is
    left alone for a while, by slot, with its reason."""

    closings: int
    under_way: int
    troubles: Mapping[str, str]


@dataclass
class _Rest:
    """Why a slot is left alone, how often running it went wrong, and until when."""

    reason: str
    times: int
    until: float


@dataclass
class Keeper:
    """ledger: of the company's book, which an indexer keeps up. sender: of the key that the company's chain has."""

    company: Company
    ledger: Ledger
    database: Database
    sender: Sender
    settings: KeeperSettings = field(default_factory=KeeperSettings)
    clock: Callable[[], float] = time.time
    tell: Tell | None = None

    def __post_init__(self) -> None:
        self._rests: dict[str, _Rest] = {}
        self._began: tuple[float, int] | None = None

    def step(self) -> Kept:
        """Sends what waits, and enqueues what is due. Raises NoNode, NodeRefused and NoDatabase; then, or after being
        killed, the next step goes on."""
        if not self.sender.step().leads:
            return Kept(leads=False)
        under_way, read_to = self._under_way()
        if self._last_block() >= read_to:
            return Kept(leads=True, waits=True, under_way=len(under_way))
        self.ledger.refresh()
        self._report()
        enqueued = self._enqueue(self._due({entry.wanted.key.rpartition("@")[0] for entry in under_way}))
        if enqueued:
            self.sender.step()
        return Kept(leads=True, enqueued=enqueued, under_way=len(under_way))

    def backlog(self) -> Backlog:
        """What there is to do."""
        self.ledger.refresh()
        under_way, _ = self._under_way()
        now = self.clock()
        troubles = {slot: rest.reason for slot, rest in self._rests.items() if rest.until > now}
        return Backlog(self._left()[1], len(under_way), troubles)

    # --- WHAT IS DUE ---

    def _due(self, busy: Iterable[str]) -> list[Task]:
        """Credit and closings; when there are none, what comes after them."""
        slots = {_slot(key) for key in busy}
        troubles: Troubles = {}
        due = Due(self.company, self.ledger, self.settings.gas_target, self._is_resting, troubles)
        issuing = any(slot.startswith("issue") for slot in slots)
        tasks = [] if issuing else list(due.credit())
        tasks += due.closings(slots, credit_is_due=issuing or bool(tasks))
        if not tasks and not slots:
            tasks = [*due.accruals(), *due.winding_up()]
        for slot, error in troubles.items():
            self._note(slot, error, self.clock())
        return tasks

    def _enqueue(self, tasks: Iterable[Task]) -> int:
        number = 0
        with self.database.writing() as connection:
            now = self.clock()
            for task in tasks:
                key = self._free_key(connection, task, now)
                if key is not None:
                    wanted = Wanted(
                        self.sender.address, key, task.verb, task.contract, task.data, agreement=task.agreement
                    )
                    outbox.enqueue(connection, wanted, now)
                    number += 1
        return number

    def _free_key(self, connection: sa.Connection, task: Task, now: float) -> str | None:
        """The key for a task; None if it is under way or done, or failed too short a time ago.

        What failed is tried again under the same key with the next number.
        """
        earlier: list[Entry] = []
        while (found := self._by_key(connection, f"{task.key}@{len(earlier)}")) is not None:
            earlier.append(found)
        if not earlier:
            return f"{task.key}@0"
        last = earlier[-1]
        if last.state not in GONE_WRONG:
            return None
        until = last.updated_at + self._delay(len(earlier))
        if until > now:
            self._rests[task.slot] = _Rest((last.error or {}).get("detail", last.state), len(earlier), until)
            return None
        return f"{task.key}@{len(earlier)}"

    def _by_key(self, connection: sa.Connection, key: str) -> Entry | None:
        return outbox.entry_by_key(connection, self.sender.address, key)

    # --- TROUBLES ---

    def _is_resting(self, slot: str) -> bool:
        return slot in self._rests and self._rests[slot].until > self.clock()

    def _note(self, slot: str, error: HeyiError, now: float) -> None:
        times = self._rests[slot].times + 1 if slot in self._rests else 1
        self._rests[slot] = _Rest(str(error), times, now + self._delay(times))

    def _delay(self, times: int) -> float:
        return float(min(self.settings.retry_after * 2 ** min(times - 1, 20), self.settings.retry_most))

    # --- HOW FAR IT IS ---

    def _under_way(self) -> tuple[list[Entry], int]:
        """Entries that are in no block yet, and the first block that the book has not read."""
        mine = (table.c.sender == self.sender.address, table.c.state.in_(UNDER_WAY))
        with self.database.reading() as connection:
            entries = outbox.entries(connection, *mine)
        return entries, self.ledger.book.cursor().next_block

    def _last_block(self) -> int:
        """The highest block with a transaction of ours; -1: there is none."""
        asked = sa.select(sa.func.max(table.c.block)).where(table.c.sender == self.sender.address)
        with self.database.reading() as connection:
            last = connection.scalar(asked)
        return -1 if last is None else int(last)

    def _left(self) -> tuple[int, int]:
        """The sum of all enterprises' next periods, which rises with every closing, and how many closings are left."""
        due = Due(self.company, self.ledger, self.settings.gas_target, self._is_resting)
        current, enterprises = due.now(), due.enterprises()
        periods = [int(books["nextPeriod"]) for books in books_of(self.company, enterprises)]
        return sum(periods), sum(max(0, current - period) for period in periods)

    def _report(self) -> None:
        if self.tell is None:
            return
        (reached, left), now = self._left(), self.clock()
        if self._began is None:
            self._began = now, reached
        began, first = self._began
        done = reached - first
        self.tell(done, done + left, (now - began) / done * left if done else None)
        if not left:
            self._began = None  # what comes next is counted anew, with whoever was founded by then


def _slot(key: str) -> str:
    """The slot of a key: its first two parts, or the first where credit is issued."""
    parts = key.split(":")
    return parts[0] if parts[0] == "issue" else ":".join(parts[:2])
