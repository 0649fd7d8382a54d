"""Keeper and relayer as parts of the service: each owns one key, and carries out what the outbox holds for it."""

import time
from collections.abc import Callable, Mapping

import structlog

from heyi.processes.keeping.keeper import Keeper, KeeperSettings
from heyi.processes.ledger import Ledger
from heyi.processes.relaying.relay import Relay, RelayLimits
from heyi.processes.sending import Pace, Sender
from heyi.service.health import Check, Part, Readiness, listening_for
from heyi.service.keys import address_of, signer_checks
from heyi.service.loop import Progress, run_loop
from heyi.service.metrics import Metrics
from heyi.service.parts.telling import Told
from heyi.service.stopping import Stop
from heyi.service.workplace import Workplace
from heyi.store import outbox

__all__ = ["keep", "relay", "relay_of"]

log = structlog.get_logger()


def relay(workplace: Workplace, stop: Stop) -> None:
    """Carries what people have signed to the chain, until `stop`."""
    place, section = workplace, workplace.settings.relayer
    company = place.company(place.account("relayer"))
    place.database.create()
    sender, metrics = Sender(company.chain, place.database, pace=Pace(section.lease)), Metrics()
    told = Told(place.database, sender.address, time.time())

    def step() -> bool:
        done = sender.step()
        _count(place, sender, metrics, told)
        return done.leads and bool(done.under_way) and place.profile.block_time == 0

    _run(place, "relay", step, section.poll, stop, metrics, sender, signer_checks(company.chain.account))


def keep(workplace: Workplace, stop: Stop) -> None:
    """Closes books and does whatever else is due, until `stop`."""
    place, section = workplace, workplace.settings.keeper
    company = place.company(place.account("keeper"))
    ledger = Ledger(company, place.book)
    sender, metrics = Sender(company.chain, place.database, pace=Pace(section.lease)), Metrics()
    told = Told(place.database, sender.address, time.time())
    keeper = Keeper(
        company, ledger, place.database, sender, KeeperSettings(gas_target=section.gas_target), tell=_told()
    )

    def step() -> bool:
        done = keeper.step()
        if done.leads and not done.waits:
            _watch(keeper, metrics)
        _count(place, sender, metrics, told)
        return bool(done.enqueued)

    _run(place, "keep", step, section.poll, stop, metrics, sender, signer_checks(company.chain.account))


def relay_of(workplace: Workplace) -> Relay:
    """What takes in what is to be relayed; the relayer's key signs it later, and isn't needed for this."""
    section = workplace.settings.relayer
    sender = address_of("relayer", section, workplace.profile, workplace.environment)
    return Relay(workplace.company(), workplace.database, sender, RelayLimits(section.limit_per_hour))


def _run(
    place: Workplace,
    part: Part,
    step: Callable[[], bool],
    poll: float,
    stop: Stop,
    metrics: Metrics,
    sender: Sender,
    checks: Mapping[str, Check],
) -> None:
    progress = Progress()
    readiness = Readiness({part: progress.problems, **checks})
    with listening_for(part, place.settings.metrics, metrics, readiness):
        try:
            run_loop(step, poll, stop, metrics.step_failed, progress)
        finally:
            sender.stop()


def _count(place: Workplace, sender: Sender, metrics: Metrics, told: Told) -> None:
    told.tell()
    with place.database.reading() as connection:
        for state, number in outbox.counted(connection, sender.address).items():
            metrics.transactions.labels(state.value).set(number)


def _watch(keeper: Keeper, metrics: Metrics) -> None:
    backlog = keeper.backlog()
    metrics.keeper_backlog.set(backlog.closings)
    for slot, reason in backlog.troubles.items():
        log.warning("left alone for a while", what=slot, reason=reason)


def _told() -> Callable[[int, int, float | None], None]:
    """Tells of closings as they are done: how many, of how many, and how long the rest takes."""
    before = 0

    def tell(done: int, of: int, seconds: float | None) -> None:
        nonlocal before
        if done > before:
            before = done
            log.info("books closed", done=done, of=of, seconds_left=None if seconds is None else round(seconds))

    return tell
