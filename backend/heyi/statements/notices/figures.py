"""Figures that wait: posted ones that can be challenged, disputes, and periods whose figures are late."""

from collections.abc import Iterator

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.core.facts import Finality, Stage, enterprise_of, subject_of
from heyi.core.solidity import as_bytes, checksummed
from heyi.statements.notices.notice import Notice, when
from heyi.statements.notices.scene import DAY, Scene
from heyi.store import cached
from heyi.store.projection import hexed
from heyi.store.reading.facts import Report, reports

__all__ = ["LATE_AFTER", "figures", "open_periods"]

LATE_AFTER = 3 * DAY
"""After a period's end."""

_ARBITER = keccak(text="ARBITER_ROLE")


def figures(scene: Scene) -> Iterator[Notice]:
    """What is not final yet, by who may do something about it."""
    for report in _pending(scene):
        if report.stage is Stage.Posted:
            yield from _challengeable(scene, report)
        elif report.stage is Stage.Challenged:
            yield from _disputed(scene, report)
    yield from _late(scene)


def open_periods(scene: Scene) -> list[int]:
    """Periods that have ended and whose figures time alone has not made final."""
    calendar, absent = scene.constants.calendar, scene.constants.windows.absent
    first = calendar.period_at(max(calendar.epoch, scene.now - absent))
    return [period for period in range(first, scene.period) if calendar.end_of(period) + absent > scene.now]


def _pending(scene: Scene) -> list[Report]:
    windows = scene.constants.windows
    since = scene.now - max(windows.challenge, windows.arbitration)
    spots = set()
    for table in (cached.statement, cached.dispute):
        asked = sa.select(table.c.subject, table.c.period).join(cached.block, cached.block.c.number == table.c.block)
        spots |= set(scene.connection.execute(asked.where(cached.block.c.timestamp >= since)))
    if not spots:
        return []
    statement = cached.statement.c
    found = reports(scene.connection, sa.tuple_(statement.subject, statement.period).in_(sorted(spots)))
    return [each for each in found.values() if each.finality(scene.constants, scene.now) is Finality.Pending]


def _challengeable(scene: Scene, report: Report) -> Iterator[Notice]:
    unit = _unit_of(report)
    if unit is None:
        return
    due = report.final_at(scene.constants)
    whose, period = scene.name(unit), scene.label(report.period)
    for account in sorted({unit, *scene.counterparties(unit)}):
        yield scene.notice(
            "figures.challengeable",
            account,
            [report.subject, report.period, report.since],
            subject=f"Figures of {whose} for {period} can still be challenged",
            what=f"Oracle nodes have posted the figures of {whose} for {period}. Look whether they are right.",
            otherwise="Otherwise they become final, and everything that follows from them is owed and paid.",
            due=due,
            path=scene.figures_page(report.period),
        )


def _disputed(scene: Scene, report: Report) -> Iterator[Notice]:
    due = report.final_at(scene.constants)
    unit = _unit_of(report)
    whose, period = scene.name(unit) if unit else report.subject, scene.label(report.period)
    challenger = scene.name(report.challenger) if report.challenger else "somebody"
    for arbiter in _arbiters(scene):
        yield scene.notice(
            "dispute.undecided",
            arbiter,
            [report.subject, report.period, report.since],
            subject=f"Figures of {whose} for {period} are disputed and wait for you",
            what=f"{challenger} disputes the figures of {whose} for {period}. The reason has the hash {report.reason}.",
            otherwise="Otherwise the challenge lapses, and the figures become final as they are.",
            due=due,
            path=scene.figures_page(report.period),
        )


def _arbiters(scene: Scene) -> list[str]:
    held: dict[str, None] = {}
    for event in scene.last_events("RoleGranted", "RoleRevoked"):
        if event["role"] == _ARBITER:
            account = str(event["account"])
            if event["name"] == "RoleGranted":
                held[account] = None
            else:
                held.pop(account, None)
    return list(held)


def _late(scene: Scene) -> Iterator[Notice]:
    """For finance: the enterprise that collects the company's revenue."""
    calendar, statement, books = scene.constants.calendar, cached.statement.c, cached.books.c
    periods = [period for period in open_periods(scene) if calendar.end_of(period) + LATE_AFTER <= scene.now]
    if not periods:
        return
    said = sa.select(statement.subject, statement.period).where(statement.period.in_(periods))
    posted = set(scene.connection.execute(said))
    opened = dict(
        scene.connection.execute(sa.select(books.enterprise, books.period).where(books.name == "opened")).all()
    )
    for address, unit in scene.state.units.items():
        first, end = opened.get(address), unit.wound_up_from
        for period in periods:
            counts = first is not None and first <= period and (end is None or period < end)
            if counts and (hexed(subject_of(address)), period) not in posted:
                yield _late_one(scene, address, period)


def _late_one(scene: Scene, unit: str, period: int) -> Notice:
    absent = scene.constants.calendar.end_of(period) + scene.constants.windows.absent
    return scene.notice(
        "figures.late",
        scene.constants.clearing,
        [unit, period],
        subject=f"Figures of {scene.name(unit)} for {scene.label(period)} are late",
        what=f"No figures of {scene.name(unit)} for {scene.label(period)} were posted since it ended on "
        f"{when(scene.constants.calendar.end_of(period))}. See which nodes have offered some, and whether they agree.",
        otherwise="Otherwise the period is final without figures, and terms say what is owed then.",
        due=absent,
        path=scene.figures_page(period),
    )


def _unit_of(report: Report) -> str | None:
    enterprise = enterprise_of(as_bytes(report.subject))
    return None if enterprise is None else checksummed(enterprise)
