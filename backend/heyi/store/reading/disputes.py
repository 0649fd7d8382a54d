"""Disputes: who challenges which figures under which agreement, for what bond, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from heyi.store import cached
from heyi.store.reading.events import places
from heyi.store.reading.facts import Place
from heyi.store.reading.unknown import NoSuchDispute

__all__ = ["Dispute", "DisputeState", "dispute_of", "disputes"]

DisputeState = Literal["open", "upheld", "void", "lapsed"]


@dataclass(frozen=True)
class Dispute:
    """A challenge. number: all disputes are counted. parties: of the agreement, as decide() takes them. lapses_at: unix
    seconds; from then on nobody decides it. reason, ruling: hashes of words.

    upheld, arbiter, ruling, bond_to, decided: None while nobody has decided. bond_to: who got the bond, None if there
    is none. returned: when what lay there went back to the challenger, after a challenge that lapsed.
    """

    number: int
    subject: str
    period: int
    agreement: str
    challenger: str
    parties: tuple[str, ...]
    reason: str
    bond: int
    lapses_at: int
    challenged: Place
    upheld: bool | None
    arbiter: str | None
    ruling: str | None
    bond_to: str | None
    decided: Place | None
    returned: Place | None

    def state(self, now: int) -> DisputeState:
        """upheld: the figures stand. void: they count for nothing. lapsed: nobody decided in time, so they stand."""
        if self.upheld is None:
            return "open" if now < self.lapses_at else "lapsed"
        return "upheld" if self.upheld else "void"


def disputes(
    connection: sa.Connection, arbitration: int, now: int, state: DisputeState | None, before: int | None, most: int
) -> list[Dispute]:
    """The newest first, from a number down. arbitration: the window, seconds. state: only those that stand so now."""
    asked = _asked(arbitration, now, state)
    if before is not None:
        asked = asked.where(_challenge.number < before)
    return _disputes(connection, arbitration, connection.execute(asked.limit(most)).all())


def dispute_of(connection: sa.Connection, arbitration: int, number: int) -> Dispute:
    """Raises NoSuchDispute."""
    rows = connection.execute(_asked(arbitration, 0, None).where(_challenge.number == number)).all()
    if not rows:
        raise NoSuchDispute(number)
    return _disputes(connection, arbitration, rows)[0]


_challenge = cached.dispute.alias("challenge").c
_decision = cached.dispute.alias("decision")


def _asked(arbitration: int, now: int, state: DisputeState | None) -> sa.Select[Any]:
    decision, block = _decision.c, cached.block.c
    asked = (
        sa.select(
            *(_challenge[name] for name in ("block", "log_index", "number", "subject", "period", "agreement")),
            *(_challenge[name] for name in ("challenger", "parties", "reason", "bond")),
            *(decision[name] for name in ("upheld", "arbiter", "ruling", "bond_to")),
            decision.block.label("decided_block"),
            decision.log_index.label("decided_index"),
        )
        .select_from(_challenge.number.table)
        .join(cached.block, block.number == _challenge.block)
        .outerjoin(_decision, sa.and_(decision.number == _challenge.number, decision.kind == "decided"))
        .where(_challenge.kind == "challenged")
        .order_by(_challenge.number.desc())
    )
    if state is None:
        return asked
    if state in ("upheld", "void"):
        return asked.where(decision.upheld == (state == "upheld"))
    lapsed = block.timestamp + arbitration <= now
    return asked.where(decision.number.is_(None), lapsed if state == "lapsed" else ~lapsed)


def _disputes(connection: sa.Connection, arbitration: int, rows: Sequence[Any]) -> list[Dispute]:
    returns = _returns(connection, rows)
    spots = [(row.block, row.log_index) for row in rows]
    spots += [(row.decided_block, row.decided_index) for row in rows if row.decided_block is not None]
    found = places(connection, [*spots, *(spot for some in returns.values() for spot in some)])
    return [_dispute(row, arbitration, returns, found) for row in rows]


def _dispute(
    row: Any,
    arbitration: int,
    returns: Mapping[tuple[str, int, str], Sequence[tuple[int, int]]],
    found: Mapping[tuple[int, int], Place],
) -> Dispute:
    challenged = found[row.block, row.log_index]
    decided = None if row.decided_block is None else found[row.decided_block, row.decided_index]
    back = [spot for spot in returns.get((row.subject, row.period, row.challenger), ()) if spot > (row.block, 0)]
    return Dispute(
        number=row.number,
        subject=row.subject,
        period=row.period,
        agreement=row.agreement,
        challenger=row.challenger,
        parties=tuple(row.parties),
        reason=row.reason,
        bond=row.bond,
        lapses_at=challenged.time + arbitration,
        challenged=challenged,
        upheld=row.upheld,
        arbiter=row.arbiter,
        ruling=row.ruling,
        bond_to=row.bond_to if row.bond else None,
        decided=decided,
        returned=found[back[0]] if back and decided is None else None,
    )


def _returns(connection: sa.Connection, rows: Sequence[Any]) -> dict[tuple[str, int, str], list[tuple[int, int]]]:
    """Where bonds went back, by subject, period and challenger."""
    table = cached.dispute.c
    subjects = {row.subject for row in rows}
    asked = sa.select(cached.dispute).where(table.kind == "returned", table.subject.in_(subjects))
    found: dict[tuple[str, int, str], list[tuple[int, int]]] = {}
    for row in connection.execute(asked.order_by(table.block, table.log_index)):
        found.setdefault((row.subject, row.period, row.challenger), []).append((row.block, row.log_index))
    return found
