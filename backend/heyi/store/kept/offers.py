"""Signed offers that may be accepted.

Every function takes a connection. How often an offer was accepted, and whether it was withdrawn, the book says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.core.solidity import ZERO_ADDRESS
from heyi.store import cached, kept

__all__ = [
    "Offer",
    "add_offer",
    "count_offers",
    "offer_of",
    "offers_for",
    "was_withdrawn",
]

offer = sa.Table(
    "offer",
    kept.METADATA,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("hash", sa.String(66), nullable=False, unique=True),
    sa.Column("supplier", sa.String(42), nullable=False, index=True),
    sa.Column("acceptor", sa.String(42), nullable=False, index=True),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("deadline", sa.BigInteger, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
"""hash: the struct hash of the signed message. terms: without client and start. acceptor: the zero address: anyone."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A row of `offer`. accepted: how often, as far as the book has read."""

    hash: str
    supplier: str
    acceptor: str
    times: int
    terms: Mapping[str, Any]
    sentence: str
    deadline: int
    signature: bytes
    created_at: int
    number: int = 0
    accepted: int = 0


_COLUMNS = [column.name for column in offer.columns if column.name != "number"]

# --- OFFERS ---


def add_offer(connection: sa.Connection, new: Offer) -> None:
    connection.execute(sa.insert(offer), {name: getattr(new, name) for name in _COLUMNS})


def offer_of(connection: sa.Connection, offer_hash: str) -> Offer | None:
    found = _offers(connection, [offer.c.hash == offer_hash], 1)
    return found[0] if found else None


def offers_for(
    connection: sa.Connection,
    seen: Collection[str] | None,
    acceptor: str | None,
    supplier: str | None,
    now: int,
    before: int | None,
    most: int,
) -> list[Offer]:
    """Offers that are still good, the latest first; those that anyone may accept are for every acceptor.

    seen: accounts whose offers may be seen beside those that anyone may accept; None: all.
    """
    where = [offer.c.deadline >= now, _accepted() < offer.c.times]
    if seen is not None:
        where.append(sa.or_(offer.c.acceptor.in_([*seen, ZERO_ADDRESS]), offer.c.supplier.in_(seen)))
    if acceptor is not None:
        where.append(offer.c.acceptor.in_([acceptor, ZERO_ADDRESS]))
    if supplier is not None:
        where.append(offer.c.supplier == supplier)
    if before is not None:
        where.append(offer.c.number < before)
    return _offers(connection, where, most)


def count_offers(connection: sa.Connection, supplier: str, now: int) -> int:
    """How many offers of a supplier have not expired."""
    asked = sa.select(sa.func.count()).select_from(offer)
    return connection.scalar(asked.where(offer.c.supplier == supplier, offer.c.deadline >= now)) or 0


def was_withdrawn(connection: sa.Connection, contract: str, party: str, message: bytes) -> bool:
    """Whether a party has withdrawn a signed message on chain."""
    topic = keccak(text="MessageWithdrawn(address,bytes32)")
    topics = topic + bytes(12) + bytes.fromhex(party[2:]) + message
    event = cached.event.c
    asked = sa.exists().where(event.name == "MessageWithdrawn", event.contract == contract, event.topics == topics)
    return bool(connection.scalar(sa.select(asked)))


def _offers(connection: sa.Connection, where: list[sa.ColumnElement[bool]], most: int) -> list[Offer]:
    asked = sa.select(offer, _accepted().label("accepted")).where(*where).order_by(offer.c.number.desc()).limit(most)
    return [Offer(**row) for row in connection.execute(asked).mappings()]


def _accepted() -> sa.ColumnElement[int]:
    times = sa.select(sa.func.max(cached.acceptance.c.times)).where(cached.acceptance.c.offer == offer.c.hash)
    return sa.func.coalesce(times.scalar_subquery(), 0)
