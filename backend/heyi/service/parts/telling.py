"""Tells in the log what became of a key's transactions, each with its hash and the agreement it is about."""

from dataclasses import dataclass, field

import structlog

from heyi.service.logs import about
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.kept.outbox import outbox as table
from heyi.store.outbox import Attempt, Entry, State

__all__ = ["Told"]

TELLING = {
    State.MINED: "info",
    State.FAILED: "warning",
    State.REPLACED: "warning",
    State.DROPPED: "info",
    State.SENT: "debug",
    State.FINAL: "debug",
}

log = structlog.get_logger()


@dataclass
class Told:
    """What was told already of one key's outbox. since: Unix seconds; nothing older is told."""

    database: Database
    sender: str
    since: float
    _last: dict[int, State] = field(default_factory=dict)

    def tell(self) -> None:
        """Tells what has changed since the last time."""
        with self.database.reading() as connection:
            # What changed in the very second that was looked at last is looked at again, and told once.
            entries = outbox.entries(connection, table.c.sender == self.sender, table.c.updated_at >= self.since)
            attempts = outbox.attempts_of(connection, [entry.id for entry in entries])
        for entry in entries:
            if self._last.get(entry.id) is not entry.state:
                self._last[entry.id] = entry.state
                _told(entry, attempts.get(entry.id, []))
        self.since = max((entry.updated_at for entry in entries), default=self.since)
        over = [entry.id for entry in entries if entry.state.is_over and entry.updated_at < self.since]
        for known in over:
            self._last.pop(known, None)


def _told(entry: Entry, attempts: list[Attempt]) -> None:
    level = TELLING.get(entry.state)
    if level is None:
        return
    facts = {"id": entry.id, "verb": entry.wanted.verb, "nonce": entry.nonce, "block": entry.block}
    if entry.error:
        facts["reason"] = entry.error.get("detail")
    with about(agreement=entry.wanted.agreement, transaction=attempts[-1].hash if attempts else None):
        getattr(log, level)(f"transaction {entry.state}", **facts)
