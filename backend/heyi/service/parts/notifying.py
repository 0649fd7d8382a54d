"""Webhooks and notices as a part of the service: one process of several leads, the others stand by.

A step: lease -> what the book has made final becomes deliveries -> new notices are given -> mails are put into the
spool folder -> deliveries are sent. It can be killed between any two of these.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.errors import HeyiError
from heyi.processes.notifying.delivering import Courier, Pace, Sent
from heyi.processes.notifying.endpoints import Endpoint
from heyi.processes.notifying.gathering import Gatherer, addressed
from heyi.processes.notifying.messages import Message, Writer, body_of
from heyi.service.health import Readiness, listening_for
from heyi.service.loop import Progress, run_loop
from heyi.service.metrics import Metrics
from heyi.service.parts.hooking import endpoints_of, poster_of
from heyi.service.parts.spooling import spool
from heyi.service.stopping import Stop
from heyi.service.workplace import Workplace
from heyi.statements.notices import Notice, Scene, notices
from heyi.statements.notices.mail import mail_of
from heyi.store import deliveries, given
from heyi.store.kept.webhooks import WAITING
from heyi.store.leases import LeaseLost, Lessee, owner_here
from heyi.store.reading.memory.open_book import OpenBook

__all__ = ["LEASE", "Notifying", "notify"]

LEASE = "notify"
NOTICED_EVERY = 30.0  # seconds
HOUR = 3_600


def notify(workplace: Workplace, stop: Stop) -> None:
    """Sends webhooks and gives notices, until `stop`. Raises, before it begins, SecretUnusable and NoRecord."""
    section, metrics, progress = workplace.settings.notify, Metrics(), Progress()
    hooks = endpoints_of(workplace.settings, workplace.environment)
    notifying = Notifying(workplace, hooks, metrics)
    readiness = Readiness({"notify": progress.problems})
    with listening_for("notify", workplace.settings.metrics, metrics, readiness):
        try:
            run_loop(notifying.step, section.poll, stop, metrics.step_failed, progress)
        finally:
            with suppress(HeyiError):
                notifying.stop()


@dataclass
class Notifying:
    """One process that may lead."""

    place: Workplace
    hooks: list[Endpoint]
    metrics: Metrics
    clock: Callable[[], float] = time.time
    lease: Lessee = field(init=False)
    _noticed: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.lease = Lessee(LEASE, owner_here(), self.place.settings.notify.lease)

    def step(self) -> bool:
        """Whether there is more to do at once. Raises NoNode, NoDatabase and SpoolUnusable."""
        with self.place.database.writing() as connection:
            if not self.lease.take(connection, self.clock()):
                return False
        try:
            more = self._gather()
            self._notice()
            self._spool()
            sent = self.courier.round()
        except LeaseLost:
            return False
        self._count(sent)
        return more or sent.more

    def stop(self) -> None:
        """Lets another process take over at once."""
        with self.place.database.writing() as connection:
            self.lease.give_back(connection)

    @cached_property
    def courier(self) -> Courier:
        settings = self.place.settings
        pace = Pace(settings.notify.pause_after * HOUR, settings.notify.lease / 4)
        return Courier(self.place.database, self.hooks, poster_of(settings), self.lease, self.clock, pace)

    @cached_property
    def constants(self) -> Constants:
        return Constants.of(self.place.company())

    @cached_property
    def _open_book(self) -> OpenBook:
        return OpenBook(self.place.database, self.constants)

    @cached_property
    def _gatherer(self) -> Gatherer:
        writer = Writer(self.constants.calendar, self.place.settings.notify.public_url)
        return Gatherer(self.place.book, self.hooks, writer)

    # --- STEPS ---

    def _gather(self) -> bool:
        gatherer = self._gatherer  # asks chain and database the first time: not inside a transaction that writes
        with self.place.database.writing() as connection:
            now = self.clock()
            self.lease.hold(connection, now)
            return gatherer.gather(connection, now)

    def _notice(self) -> None:
        if self.clock() - self._noticed < NOTICED_EVERY:
            return
        state = self._open_book.state()
        with self.place.database.reading() as connection:
            scene = Scene(connection, self.place.book, self.constants, state, self.place.settings.notify.public_url)
            found = notices(scene) if state.heads.now else []
        with self.place.database.writing() as connection:
            now = self.clock()
            self.lease.hold(connection, now)
            known = given.known(connection, [each.id for each in found])
            for each in found:
                if each.id not in known:
                    self._give(connection, each, now)
        self._noticed = self.clock()
        self.metrics.notices.clear()
        for each in found:
            self.metrics.notices.labels(each.kind).inc()

    def _give(self, connection: sa.Connection, notice: Notice, now: float) -> None:
        section = self.place.settings.notices
        mailboxes = dict(section.mail)
        mailbox = mailboxes.get(notice.account) or mailboxes.get(notice.reader or "")
        mail = mail_of(notice, mailbox, section.sender, now) if mailbox and section.spool else None
        given.give(connection, notice.id, notice.account, notice.kind, now, mail)
        data = {
            "notice": notice.id,
            "account": notice.account,
            "reader": notice.reader,
            "subject": notice.subject,
            "text": notice.text,
            "due": notice.due,
            "links": {"read": notice.link},
        }
        message = Message(f"msg_{notice.id}", notice.kind, body_of(notice.kind, now, data), notice.concerned)
        deliveries.add(connection, addressed(self.hooks, message), now)

    def _spool(self) -> None:
        folder = self.place.settings.notices.spool
        if folder is None:
            return
        with self.place.database.reading() as connection:
            waiting = given.mails(connection, 1_000)
        for id_, mail in waiting:
            spool(Path(folder), id_, mail)
            with self.place.database.writing() as connection:
                given.mailed(connection, id_)

    def _count(self, sent: Sent) -> None:
        for outcome in ("delivered", "failed", "dead"):
            self.metrics.webhooks.labels(outcome).inc(getattr(sent, outcome))
        with self.place.database.reading() as connection:
            counted = deliveries.counted(connection)
            paused = [hook for hook in self.hooks if deliveries.fares_of(connection, hook.name).paused_at is not None]
        for hook in self.hooks:
            self.metrics.webhook_backlog.labels(hook.name).set(counted.get((hook.name, WAITING), 0))
        self.metrics.webhooks_paused.set(len(paused))
