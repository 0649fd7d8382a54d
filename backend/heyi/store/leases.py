"""Leases: what only one process may do at a time, and which one does it for now.

A lease is taken by compare-and-set and ends by time, so that another process goes on when its owner was killed. Every
transaction that relies on it renews it first: then none is committed by a process that has lost it without noticing.
"""

import os
import socket
import uuid
from dataclasses import dataclass
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from heyi.core.errors import HeyiError
from heyi.store.kept.outbox import lease

__all__ = ["LeaseLost", "Lessee", "owner_here"]


@dataclass(eq=False)
class LeaseLost(HeyiError):  # noqa: N818 - named after the fact
    """Another process does it now; the transaction has changed nothing."""

    name: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "another process has taken over: {name}"


@dataclass(frozen=True)
class Lessee:
    """One process that may hold a lease. lasts: seconds from each renewal on; clocks must agree better than that."""

    name: str
    owner: str
    lasts: float

    def take(self, connection: sa.Connection, now: float) -> bool:
        """Takes the lease or renews it; False while another has it."""
        if self._renew(connection, now):
            return True
        if connection.scalar(sa.select(lease.c.owner).where(lease.c.name == self.name)) is not None:
            return False
        try:
            with connection.begin_nested():
                row = {"name": self.name, "owner": self.owner, "until": now + self.lasts}
                connection.execute(sa.insert(lease), row)
        except IntegrityError:  # another has made the row in the meantime
            return False
        return True

    def hold(self, connection: sa.Connection, now: float) -> None:
        """Renews the lease for what this transaction does. Raises LeaseLost."""
        if not self._renew(connection, now):
            raise LeaseLost(self.name)

    def give_back(self, connection: sa.Connection) -> None:
        """Lets another process take it at once; nothing if it is another's already."""
        mine = (lease.c.name == self.name, lease.c.owner == self.owner)
        connection.execute(sa.delete(lease).where(*mine))

    def _renew(self, connection: sa.Connection, now: float) -> bool:
        free = sa.or_(lease.c.owner == self.owner, lease.c.until <= now)
        renewed = sa.update(lease).where(lease.c.name == self.name, free)
        return connection.execute(renewed.values(owner=self.owner, until=now + self.lasts)).rowcount > 0


def owner_here() -> str:
    """A name for an owner in this process that nobody else has, and that says to people who it is."""
    return f"{socket.gethostname()[:30]} {os.getpid()} {uuid.uuid4().hex[:16]}"
