"""Money and books that wait: closings, arrears, and what people can claim and withdraw."""

from collections.abc import Iterator

import sqlalchemy as sa

from heyi.core.facts import Finality, subject_of
from heyi.statements.notices.notice import Notice
from heyi.statements.notices.scene import DAY, Scene
from heyi.store import cached
from heyi.store.projection import hexed
from heyi.store.reading.facts import StoredFacts
from heyi.store.reading.memory.standing import UnitStanding

__all__ = ["money"]

OVERDUE_AFTER = DAY
"""After a period's figures have become final."""


def money(scene: Scene) -> Iterator[Notice]:
    """What units and people could see to."""
    facts, books = StoredFacts(scene.connection, scene.constants, scene.now), cached.books.c
    opened = dict(
        scene.connection.execute(sa.select(books.enterprise, books.period).where(books.name == "opened")).all()
    )
    for unit in scene.state.units.values():
        if unit.address in opened:
            yield from _overdue(scene, facts, unit, opened[unit.address])
        if unit.arrears:
            yield _arrears(scene, unit)
    yield from _claimable(scene)
    for person in scene.state.people.values():
        if person.held > 0:
            yield _withdrawable(scene, person.address, person.held)


def _overdue(scene: Scene, facts: StoredFacts, unit: UnitStanding, first: int) -> Iterator[Notice]:
    period = first if unit.closed_through is None else unit.closed_through + 1
    if period >= scene.period or (unit.wound_up_from is not None and period >= unit.wound_up_from):
        return
    report = facts.report(hexed(subject_of(unit.address)), period)
    final_at = report.final_at(scene.constants) or report.since
    pending = report.finality(scene.constants, scene.now) is Finality.Pending
    if pending or scene.now - max(final_at, scene.constants.calendar.end_of(period)) < OVERDUE_AFTER:
        return
    yield scene.notice(
        "closing.overdue",
        unit.address,
        [period],
        subject=f"{scene.name(unit.address)}: {scene.label(period)} could have been closed",
        what=f"The figures of {scene.name(unit.address)} for {scene.label(period)} are final, and its books are not "
        "closed. Anybody may close them; the keeper usually does. Another unit that owes may have to close first.",
        otherwise="Until then nobody is paid what it owes, and nothing is shared.",
        path=f"units/{unit.address}",
    )


def _arrears(scene: Scene, unit: UnitStanding) -> Notice:
    return scene.notice(
        "arrears.owed",
        unit.address,
        [unit.closed_through],
        subject=f"{scene.name(unit.address)} is in arrears with {scene.money(unit.arrears)}",
        what=f"The last closing of {scene.name(unit.address)} left {scene.money(unit.arrears)} of what it owes unpaid.",
        otherwise="Its next closings pay that first. Until then it spends nothing, and after a number of them that its "
        "members have signed anybody may wind it up.",
        path=f"units/{unit.address}",
    )


def _claimable(scene: Scene) -> Iterator[Notice]:
    """Whoever has a part in a pool that was shared into since they have claimed last."""
    shared, claim = cached.distribution.c, cached.claim.c
    last = sa.select(shared.enterprise, sa.func.max(shared.block), sa.func.max(shared.period))
    claimed = sa.select(claim.enterprise, claim.account, sa.func.max(claim.block))
    claims = {
        (enterprise, account): block
        for enterprise, account, block in scene.connection.execute(claimed.group_by(claim.enterprise, claim.account))
    }
    for enterprise, block, period in scene.connection.execute(last.group_by(shared.enterprise)):
        for account in sorted(_parts(scene, enterprise)):
            if claims.get((enterprise, account), -1) >= block:
                continue
            whose = scene.name(enterprise)
            yield scene.notice(
                "profit.claimable",
                account,
                [enterprise, period],
                subject=f"{whose} has shared profit that you can claim",
                what=f"{whose} has shared what {scene.label(period)} left since you have claimed last.",
                otherwise="It stays yours in the pool for as long as you leave it there.",
                path="money",
                public=False,
            )


def _parts(scene: Scene, enterprise: str) -> set[str]:
    """Who has units or shares in an enterprise now, and is no enterprise."""
    found: dict[str, int] = {}
    for table, who, what in (
        (cached.units, cached.units.c.member, cached.units.c.units),
        (cached.shares, cached.shares.c.investor, cached.shares.c.shares),
    ):
        asked = sa.select(who, what).where(table.c.enterprise == enterprise).order_by(table.c.block, table.c.log_index)
        found |= {account: part for account, part in scene.connection.execute(asked) if part}
    return {account for account in found if account in scene.state.people}


def _withdrawable(scene: Scene, account: str, held: int) -> Notice:
    return scene.notice(
        "money.withdrawable",
        account,
        [scene.period],
        subject=f"You have {scene.money(held)} that you can withdraw",
        what=f"{scene.money(held)} are yours in the Treasury, and can be withdrawn to your wallet.",
        otherwise="They stay yours there.",
        path="money",
        public=False,
    )
