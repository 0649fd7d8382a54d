"""Couriers over a database, with endpoints at receivers of this machine, and a clock that tests move."""

import base64
from collections.abc import Sequence

from heyi.processes.notifying.delivering import Courier, Pace
from heyi.processes.notifying.endpoints import Endpoint
from heyi.processes.notifying.messages import body_of
from heyi.processes.notifying.posting import Poster
from heyi.store import deliveries
from heyi.store.database import Database
from heyi.store.deliveries import Delivery
from heyi.store.kept.webhooks import delivery
from heyi.store.leases import Lessee
from tests.backend.processes.sending.killing import Clock

SECRET = "whsec_" + base64.b64encode(b"the present secret, of 32 bytes!").decode()
FORMER = "whsec_" + base64.b64encode(b"the former secret, that goes away").decode()
LEASE = "notify"

__all__ = ["FORMER", "LEASE", "SECRET", "courier", "hook", "put", "states"]


def hook(name: str, url: str, types: Sequence[str] = ("*",), about: str = "all", *secrets: str) -> Endpoint:
    return Endpoint(name, url, tuple(types), about, lambda: secrets or (SECRET,))


def courier(
    database: Database, clock: Clock, *hooks: Endpoint, owner: str = "one", poster: Poster | None = None
) -> Courier:
    """One that leads from the start. Its spreading is none: chance is even."""
    made = Courier(
        database,
        hooks,
        poster or Poster(timeout=5),
        Lessee(LEASE, owner, 60),
        clock,
        Pace(),
        chance=lambda: 0.5,
    )
    with database.writing() as connection:
        made.lease.take(connection, clock())
    return made


def put(database: Database, clock: Clock, endpoint: str, *ids: str, type_: str = "payment.made") -> None:
    body = body_of(type_, clock(), {"amount": "100"})
    new = [Delivery(endpoint=endpoint, id=id_, type=type_, body=body) for id_ in ids]
    with database.writing() as connection:
        deliveries.add(connection, new, clock())


def states(database: Database) -> dict[str, tuple[str, int]]:
    """State and attempts by id."""
    with database.reading() as connection:
        rows = connection.execute(delivery.select().order_by(delivery.c.number))
        return {row.id: (row.state, row.attempts) for row in rows}
