"""Every movement of money in the Treasury with what it was for: the journal, read in order and never held whole.

The contracts say what a movement is for right before they move it, so its cause is the last cause in its transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.reading.facts import Place

__all__ = ["Transfer", "key_accounts", "transfers"]

AT_ONCE = 2_000  # rows in memory

CAUSES = {
    "Paid": "payment",
    "Escrowed": "escrow",
    "Invested": "investment",
    "Claimed": "claim",
    "BooksClosed": "sharing",
    "Issued": "issue",
    "OpeningCapital": "capital",
    "Spent": "spending",
}


@dataclass(frozen=True)
class Transfer:
    """sender, receiver: Treasury accounts; the zero address is outside. amount: minor units of `token`.

    kind: payment, escrow, investment, claim, sharing, issue, capital, spending, deposit, withdrawal, or transfer, which
    owners make by themselves. nature: of the leg, of a payment. period: the last that was accrued under the agreement,
    or that a closing or an issue is for.
    """

    sender: str
    receiver: str
    token: str
    amount: int
    kind: str
    nature: str | None
    agreement: str | None
    period: int | None
    place: Place


def transfers(connection: sa.Connection, token: str, account: str | None = None) -> Iterator[Transfer]:
    """All of one token, in order. account: only what it gives or gets."""
    transfer, event, block = cached.transfer.c, cached.event.c, cached.block.c
    wanted = [transfer.token == token]
    if account is not None:
        wanted.append(sa.or_(transfer.sender == account, transfer.receiver == account))
    causes = _Causes(connection, None if account is None else wanted)
    asked = (
        sa.select(cached.transfer, event.transaction, block.timestamp)
        .join(cached.event, sa.and_(event.block == transfer.block, event.log_index == transfer.log_index))
        .join(cached.block, block.number == transfer.block)
        .where(*wanted)
        .order_by(transfer.block, transfer.log_index)
    )
    for row in connection.execution_options(yield_per=AT_ONCE).execute(asked):
        cause = causes.before(row.block, row.log_index, row.transaction)
        yield Transfer(
            sender=row.sender,
            receiver=row.receiver,
            token=row.token,
            amount=row.amount,
            kind=_kind(row, cause),
            nature=None if cause is None or cause.nature is None else Nature(cause.nature).name.lower(),
            agreement=None if cause is None else cause.agreement,
            period=None if cause is None or cause.period is None or cause.period < 0 else cause.period,
            place=Place(row.block, row.log_index, row.transaction, row.timestamp),
        )


def key_accounts(connection: sa.Connection, constants: Constants) -> Mapping[str, tuple[str, str, int]]:
    """What accounts of contracts are for: (enterprise, "pool", 0), or (agreement, "escrow", leg)."""
    enterprises = connection.scalars(sa.select(cached.enterprise.c.enterprise))
    found = {constants.pool_of(enterprise): (enterprise, "pool", 0) for enterprise in enterprises}
    movement, version = cached.movement.c, cached.version.c
    asked = (
        sa.select(version.contract, movement.agreement, movement.leg)
        .join(cached.version, sa.and_(version.agreement == movement.agreement, version.number == 0))
        .where(movement.kind == "escrowed")
        .distinct()
    )
    for contract, agreement, leg in connection.execute(asked):
        account = constants.escrow_of(contract, bytes.fromhex(agreement[2:]), leg)
        found[account] = (agreement, "escrow", leg)
    return found


class _Causes:
    """Reads causes along with the transfers, which come in the same order. among: which these are, if not all."""

    def __init__(self, connection: sa.Connection, among: Sequence[sa.ColumnElement[bool]] | None = None) -> None:
        event, movement, closing, issue = cached.event.c, cached.movement.c, cached.closing.c, cached.issue.c
        asked = (
            sa.select(
                event.block,
                event.log_index,
                event.transaction,
                event.name,
                event.agreement,
                sa.func.coalesce(movement.period, closing.period, issue.period).label("period"),
                sa.case((event.name == "Paid", movement.nature)).label("nature"),
            )
            .outerjoin(cached.movement, sa.and_(_at(movement), movement.line == 0))
            .outerjoin(cached.closing, _at(closing))
            .outerjoin(cached.issue, _at(issue))
            .where(event.name.in_(CAUSES))
            .order_by(event.block, event.log_index)
        )
        if among is not None:
            asked = asked.where(event.transaction.in_(_transactions(among)))
        self._rows = iter(connection.execution_options(yield_per=AT_ONCE).execute(asked))
        self._next = next(self._rows, None)
        self._last: Any = None

    def before(self, block: int, log_index: int, transaction: str) -> Any:
        """The last cause before a place in the same transaction; None if there is none."""
        while self._next is not None and (self._next.block, self._next.log_index) < (block, log_index):
            if not self._draws(self._next):
                self._last = self._next
            self._next = next(self._rows, None)
        return self._last if self._last is not None and self._last.transaction == transaction else None

    def _draws(self, row: Any) -> bool:
        """Whether an enterprise's spending is only how it pays what the event right before it was about."""
        last = self._last
        if last is None or row.name != "Spent" or last.name not in ("Invested", "Escrowed"):
            return False
        return bool((last.block, last.log_index + 1) == (row.block, row.log_index))


def _transactions(of: Sequence[sa.ColumnElement[bool]]) -> sa.Select[tuple[str]]:
    """In which some transfers are."""
    event = cached.event.alias()
    return (
        sa.select(event.c.transaction)
        .join(
            cached.transfer,
            sa.and_(cached.transfer.c.block == event.c.block, cached.transfer.c.log_index == event.c.log_index),
        )
        .where(*of)
    )


def _at(table: Any) -> sa.ColumnElement[bool]:
    event = cached.event.c
    return sa.and_(table.block == event.block, table.log_index == event.log_index)


def _kind(row: Any, cause: Any) -> str:
    if row.sender == ZERO_ADDRESS:
        return CAUSES[cause.name] if cause is not None and cause.name in ("Issued", "OpeningCapital") else "deposit"
    if row.receiver == ZERO_ADDRESS:
        return "withdrawal"
    return "transfer" if cause is None else CAUSES[cause.name]
