"""One key's entries in the outbox, and what every step does with them: read them, change them, sign for them.

Whatever is changed is changed under the key's lease, which is renewed by the same transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.chain.client import Call, Chain
from heyi.chain.fees import fee_fields
from heyi.chain.refusals import FeesTooHigh
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.kept.outbox import outbox as table
from heyi.store.leases import Lessee
from heyi.store.outbox import Attempt, Entry, State

__all__ = ["EMPTY_GAS", "UNMINED", "WAITING", "Fees", "Outgoing"]

WAITING = (State.QUEUED, State.SIMULATED)
UNMINED = (State.SIGNED, State.SENT)
EMPTY_GAS = 21_000  # of a transaction that does nothing

Fees = Mapping[str, int]
"""The fields of a transaction that pay for its gas."""


@dataclass(frozen=True)
class Outgoing:
    """One key's part of the outbox. clock: Unix seconds."""

    chain: Chain
    database: Database
    clock: Callable[[], float]
    lease: Lessee

    @property
    def address(self) -> str:
        return str(self.chain.account.address)

    @contextmanager
    def writing(self) -> Iterator[tuple[sa.Connection, float]]:
        """A transaction that is committed only if the key is still ours, and the time. Raises LeaseLost."""
        with self.database.writing() as connection:
            now = self.clock()
            self.lease.hold(connection, now)
            yield connection, now

    def entries(self, connection: sa.Connection, states: Sequence[State], most: int = 0) -> list[Entry]:
        """The key's entries in these states, by id."""
        return outbox.entries(connection, *self._mine(states), most=most)

    def with_attempts(self, states: Sequence[State]) -> list[tuple[Entry, list[Attempt]]]:
        """Entries in these states, each with the attempts that bear its nonce."""
        with self.database.reading() as connection:
            entries = self.entries(connection, states)
            attempts = outbox.attempts_of(connection, [entry.id for entry in entries])
        return [(each, [made for made in attempts[each.id] if made.nonce == each.nonce]) for each in entries]

    def count(self, connection: sa.Connection, states: Sequence[State]) -> int:
        return connection.scalar(sa.select(sa.func.count()).where(*self._mine(states))) or 0

    def call(self, entry: Entry) -> Call:
        """What an entry does."""
        return {"from": self.address, "to": entry.wanted.contract, "data": "0x" + entry.wanted.data.hex()}

    def paying(self) -> Fees | None:
        """What to offer for gas; None while that is above the profile's cap."""
        try:
            return fee_fields(self.chain.rpc, self.chain.profile.gas)
        except FeesTooHigh:
            return None

    def attempt(self, entry: Entry, nonce: int, paying: Fees, empty: bool = False) -> Attempt:
        """Signs an entry, or for an empty one a transaction that does nothing.

        Outside of any transaction of the database: an external signer may take its time. As long as it isn't kept, and
        so not sent, nothing has come of it.
        """
        nothing = {"from": self.address, "to": self.address, "data": "0x"}
        call, gas = (nothing, EMPTY_GAS) if empty else (self.call(entry), entry.gas or 0)
        raw = self.chain.signed(call, nonce, paying, gas)
        return Attempt(entry.id, 0, "0x" + keccak(raw).hex(), nonce, raw, dict(paying), empty)

    def keep(self, connection: sa.Connection, made: Attempt) -> None:
        """Keeps the bytes of an attempt as the entry's latest."""
        number = len(outbox.attempts_of(connection, [made.outbox])[made.outbox])
        outbox.add_attempt(connection, replace(made, number=number))

    def _mine(self, states: Sequence[State]) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.sender == self.address, table.c.state.in_(states)
