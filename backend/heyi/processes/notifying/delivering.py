"""Sends what waits, signed, until it has arrived or is given up: each message at least once, always under its own id.

Of one endpoint messages are tried in their order. One that fails is tried again after `PAUSES`, and later ones go on
meanwhile; while nothing arrives at all, the endpoint rests in between, and after `pause_after` it is paused: then it is
tried once an hour, and nothing of what waits is given up for two weeks. A process can be killed between any two lines:
what was sent and not noted is sent again.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

import sqlalchemy as sa
import structlog

from heyi.core.errors import HeyiError
from heyi.processes.notifying.endpoints import Endpoint
from heyi.processes.notifying.gathering import addressed
from heyi.processes.notifying.messages import Message, body_of, id_of
from heyi.processes.notifying.posting import Answer, Poster, Undelivered
from heyi.store import deliveries
from heyi.store.database import Database
from heyi.store.deliveries import Delivery, Fares
from heyi.store.kept.webhooks import DEAD, DELIVERED, WAITING
from heyi.store.leases import Lessee

__all__ = ["DAY", "GIVEN_UP_AFTER", "HOUR", "PAUSES", "PROBED_EVERY", "Courier", "Pace", "Sent"]

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
PAUSES = (5, 30, 2 * MINUTE, 10 * MINUTE, HOUR / 2, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 20 * HOUR, DAY)
"""Seconds before each further attempt: three days in all."""

PROBED_EVERY = HOUR  # while it is paused
GIVEN_UP_AFTER = 14 * DAY  # whatever became of it
AT_ONCE = 50  # messages of one endpoint in a round
FOR_EVER = 2.0**62  # seconds
GONE = 410  # the status by which an endpoint says that it wants no more

log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """pause_after: seconds in which nothing has arrived. round: seconds after which a round begins nothing more."""

    pause_after: float = DAY
    round: float = 10.0


@dataclass(frozen=True)
class Sent:
    """What a round did. more: whether there is more to send at once."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    more: bool = False

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.dead + other.dead,
            self.more or other.more,
        )


@dataclass(frozen=True)
class Courier:
    """lease: held by whoever sends. chance: from 0 to 1, spreads attempts so that they don't come all at once."""

    database: Database
    endpoints: Sequence[Endpoint]
    poster: Poster
    lease: Lessee
    clock: Callable[[], float]
    pace: Pace = Pace()
    chance: Callable[[], float] = random.random
    _one_writes: Lock = field(default_factory=Lock, repr=False, compare=False)

    def round(self) -> Sent:
        """Sends what may be sent now; endpoints don't wait for one another. Raises LeaseLost and NoDatabase."""
        with self._writing() as (connection, now):
            lapsed = deliveries.give_up(connection, now - GIVEN_UP_AFTER, now)
            deliveries.forget(connection, now - GIVEN_UP_AFTER)
        done = Sent(dead=lapsed)
        if not self.endpoints:
            return done
        with ThreadPoolExecutor(max_workers=min(len(self.endpoints), 16), thread_name_prefix="webhook") as pool:
            return sum(pool.map(self._serve, self.endpoints), done)

    def test(self, hook: Endpoint, now: float) -> Answer:
        """Posts a message that says nothing, at once. Raises Undelivered and SecretUnusable."""
        id_ = id_of("test", hook.name, str(now))
        body = body_of("endpoint.test", now, {"endpoint": hook.name})
        return self.poster.post(hook.url, hook.headers(id_, body, now), body.encode())

    @contextmanager
    def _writing(self) -> Iterator[tuple[sa.Connection, float]]:
        """A transaction that is committed only if we still lead, and the time. One thread at a time renews the lease:
        two would be in each other's way."""
        with self._one_writes, self.database.writing() as connection:
            now = self.clock()
            self.lease.hold(connection, now)
            yield connection, now

    # --- ONE ENDPOINT ---

    def _serve(self, hook: Endpoint) -> Sent:
        done, began = Sent(), self.clock()
        with self.database.reading() as connection:
            fares = deliveries.fares_of(connection, hook.name)
            waiting = self._waiting(connection, fares, began)
        for each in waiting:
            fares, result = self._attempt(hook, each, fares)
            done += result
            if fares.failures or self.clock() - began > self.pace.round:
                return done  # what fails rests; what takes long goes on in the next round
        return replace(done, more=len(waiting) == AT_ONCE)

    def _waiting(self, connection: sa.Connection, fares: Fares, now: float) -> Sequence[Delivery]:
        if fares.retry_at > now:
            return ()
        if fares.failures:
            return deliveries.probe(connection, fares.name, now if fares.paused_at is None else FOR_EVER)
        return deliveries.due(connection, fares.name, now, AT_ONCE)

    def _attempt(self, hook: Endpoint, each: Delivery, fares: Fares) -> tuple[Fares, Sent]:
        now = self.clock()
        answer, problem = None, None
        try:
            answer = self.poster.post(hook.url, hook.headers(each.id, each.body, now), each.body.encode())
        except Undelivered as error:
            problem = error.reason
        except HeyiError as error:  # a secret that isn't there
            problem = str(error)
        if answer is not None and not 200 <= answer.status < 300:
            problem = f"HTTP {answer.status}"
        if problem is None:
            return self._arrived(each, fares)
        return self._failed(hook, each, fares, problem, answer)

    def _arrived(self, each: Delivery, fares: Fares) -> tuple[Fares, Sent]:
        with self._writing() as (connection, now):
            deliveries.note(connection, each.number, DELIVERED, each.attempts + 1, now, None, now)
            after = Fares(name=fares.name, last_success=now)
            deliveries.fares(connection, after)
        if fares.failures:
            log.info("webhook arrives again", endpoint=fares.name, failures=fares.failures)
        return after, Sent(delivered=1)

    def _failed(
        self, hook: Endpoint, each: Delivery, fares: Fares, problem: str, answer: Answer | None
    ) -> tuple[Fares, Sent]:
        with self._writing() as (connection, now):
            after = self._fares_worse(fares, problem, answer, now)
            # While an endpoint is paused, an attempt says nothing about the message.
            attempts = each.attempts + (fares.paused_at is None)
            over = attempts > len(PAUSES)
            asked = answer.retry_after if answer is not None and answer.retry_after else 0
            next_at = now + max(min(asked, DAY), self._spread(PAUSES[min(attempts, len(PAUSES)) - 1]))
            deliveries.note(connection, each.number, DEAD if over else WAITING, attempts, next_at, problem, now)
            deliveries.fares(connection, after)
            if after.paused_at is not None and fares.paused_at is None:
                self._tell_paused(connection, hook, after, now)
        log.warning(
            "webhook not delivered", endpoint=hook.name, id=each.id, reason=problem, attempt=attempts, dead=over
        )
        return after, Sent(failed=1, dead=int(over))

    def _fares_worse(self, fares: Fares, problem: str, answer: Answer | None, now: float) -> Fares:
        since = now if fares.failing_since is None else fares.failing_since
        gone = answer is not None and answer.status == GONE
        paused = fares.paused_at
        if paused is None and (gone or now - since >= self.pace.pause_after):
            paused = now
        rest = PROBED_EVERY if paused is not None else min(PAUSES[min(fares.failures, len(PAUSES) - 1)], HOUR)
        return Fares(
            name=fares.name,
            failures=fares.failures + 1,
            failing_since=since,
            retry_at=now + self._spread(rest),
            paused_at=paused,
            last_success=fares.last_success,
            last_error=problem,
        )

    def _tell_paused(self, connection: sa.Connection, hook: Endpoint, fares: Fares, now: float) -> None:
        log.error("webhook paused", endpoint=hook.name, reason=fares.last_error, failures=fares.failures)
        body = body_of("endpoint.paused", now, {"endpoint": hook.name, "reason": fares.last_error})
        message = Message(id_of("paused", hook.name, str(now)), "endpoint.paused", body, frozenset())
        others = [other for other in self.endpoints if other is not hook]
        deliveries.add(connection, addressed(others, message), now)

    def _spread(self, seconds: float) -> float:
        """A fifth more or less, as chance has it."""
        return seconds * (0.8 + 0.4 * self.chance())
