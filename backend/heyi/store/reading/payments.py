"""What moved under agreements: payments one by one with the closing they belong to, the whole account of one, and what
came to and went from an account under all of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.amounts import below_zero, total
from heyi.store.reading.facts import Place
from heyi.store.reading.memory.tally import MONEY

__all__ = ["Flow", "Moved", "Payment", "flows", "moved", "payments"]

Spot = tuple[int, int]
"""Block and log index."""

FOR_EVER: Spot = (2**62, 0)


@dataclass(frozen=True)
class Moved:
    """A line of an agreement's account. kind: accrued, paid, cancelled, escrowed, paid_from_escrow, paid_by_backer.

    amount: above 0 the debtor owes or pays, in minor units, or shares if the nature says so. period: for accrued its
    own; otherwise the last that was accrued before, None before the first. clause: of accrued only.
    """

    kind: str
    period: int | None
    leg: int
    clause: int | None
    nature: Nature
    debtor: str
    creditor: str
    amount: int
    place: Place


@dataclass(frozen=True)
class Payment:
    """Who paid whom how much on a leg; amount is above 0. backer: whoever paid it in the payer's place.

    closing: the payer's closing, by its period, that it was paid in; None if it was paid at once.
    """

    leg: int
    nature: Nature
    period: int | None
    payer: str
    receiver: str
    amount: int
    out_of_escrow: bool
    backer: str | None
    closing: int | None
    place: Place


@dataclass(frozen=True)
class Flow:
    """What moved between an account and another under one agreement, in minor units.

    received, paid: by the account; what a backer paid in a debtor's place is the debtor's here. outstanding: accrued
    and neither paid nor cancelled; above 0 the other owes it to the account, below 0 the account to the other.
    """

    agreement: str
    contract: str
    other: str
    received: int
    paid: int
    outstanding: int


def flows(connection: sa.Connection, account: str, token: str) -> list[Flow]:
    """By agreement and by whom it moved between; agreements in other tokens than the company's are left out."""
    movement, version = cached.movement.c, cached.version.c
    back = below_zero(movement.amount)
    keys = (movement.agreement, version.contract, movement.kind, back, movement.debtor, movement.creditor)
    asked = (
        sa.select(*keys, total(movement.amount))
        .join(cached.version, sa.and_(version.agreement == movement.agreement, version.number == 0))
        .where(
            sa.or_(movement.debtor == account, movement.creditor == account),
            movement.kind.in_(("accrued", "paid", "cancelled")),
            movement.nature.in_(MONEY),
            version.terms["token"].as_string() == token,
        )
        .group_by(*keys)
    )
    sums: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for agreement, contract, kind, is_back, debtor, creditor, amount in connection.execute(asked):
        owes = debtor == account
        of = sums[agreement, contract, creditor if owes else debtor]
        of["outstanding"] += amount if owes != (kind == "accrued") else -amount
        if kind == "paid":
            of["paid" if owes != bool(is_back) else "received"] += abs(amount)
    return [Flow(*key, of["received"], of["paid"], of["outstanding"]) for key, of in sorted(sums.items())]


def moved(connection: sa.Connection, agreement: str) -> list[Moved]:
    """Everything that moved, in order."""
    movement, event, block = cached.movement.c, cached.event.c, cached.block.c
    asked = (
        sa.select(cached.movement, event.transaction, block.timestamp)
        .join(cached.event, sa.and_(event.block == movement.block, event.log_index == movement.log_index))
        .join(cached.block, block.number == movement.block)
        .where(movement.agreement == agreement)
        .order_by(movement.block, movement.log_index, movement.line)
    )
    return [_moved(row) for row in connection.execute(asked)]


def payments(connection: sa.Connection, agreement: str) -> list[Payment]:
    """In order; what goes to all partners is a payment to each."""
    lines = moved(connection, agreement)
    paid = [line for line in lines if line.kind == "paid" and line.amount]
    closings = _Closings(connection, {party for line in paid for party in (line.debtor, line.creditor)})
    # What comes out of an escrow is told right before the payment.
    escrowed = {(m.place.block, m.place.log_index + 1) for m in lines if m.kind == "paid_from_escrow"}
    backers = _backers(lines)
    found = []
    for line in paid:
        payer, receiver = (line.debtor, line.creditor) if line.amount > 0 else (line.creditor, line.debtor)
        here = (line.place.block, line.place.log_index)
        at_once = here in escrowed or here in backers
        found.append(
            Payment(
                leg=line.leg,
                nature=line.nature,
                period=line.period,
                payer=payer,
                receiver=receiver,
                amount=abs(line.amount),
                out_of_escrow=here in escrowed,
                backer=backers.get(here),
                closing=None if at_once else closings.of(payer, here),
                place=line.place,
            )
        )
    return found


def _backers(lines: Iterable[Moved]) -> dict[Spot, str]:
    """Who paid in the debtor's place, by the payment: the last on the leg before the backer is told."""
    found: dict[Spot, str] = {}
    last: dict[int, Spot] = {}
    for line in lines:
        if line.kind == "paid":
            last[line.leg] = (line.place.block, line.place.log_index)
        elif line.kind == "paid_by_backer":
            found[last[line.leg]] = line.debtor
    return found


def _moved(row: Any) -> Moved:
    return Moved(
        kind=row.kind,
        period=row.period if row.period >= 0 else None,
        leg=row.leg,
        clause=row.clause,
        nature=Nature(row.nature),
        debtor=row.debtor,
        creditor=row.creditor,
        amount=row.amount,
        place=Place(row.block, row.log_index, row.transaction, row.timestamp),
    )


class _Closings:
    """Between which places each enterprise's closings paid."""

    def __init__(self, connection: sa.Connection, enterprises: Iterable[str]) -> None:
        wanted = list(enterprises)
        begun, closed = cached.result.c, cached.closing.c
        ends = {
            (row.enterprise, row.period): (row.block, row.log_index)
            for row in connection.execute(sa.select(cached.closing).where(closed.enterprise.in_(wanted)))
        }
        self._spans: dict[str, list[tuple[Spot, Spot, int]]] = {}
        asked = sa.select(cached.result).where(begun.enterprise.in_(wanted)).order_by(begun.block, begun.log_index)
        for row in connection.execute(asked):
            end = ends.get((row.enterprise, row.period), FOR_EVER)
            self._spans.setdefault(row.enterprise, []).append(((row.block, row.log_index), end, row.period))

    def of(self, payer: str, here: Spot) -> int | None:
        spans = self._spans.get(payer, [])
        return next((period for begin, end, period in spans if begin < here < end), None)
