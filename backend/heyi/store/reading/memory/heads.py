"""How far the book reaches, and how firmly: the last block that was read, that has one on top, that can't be undone."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from heyi.store import cached, kept

__all__ = ["Firmness", "Heads", "heads"]

Firmness = Literal["seen", "confirmed", "final"]


@dataclass(frozen=True)
class Heads:
    """indexed: the last block read; confirmed: the last that another one stands on; final: the last that can't be
    undone. now: the unix time of the block `indexed`, which is what counts as the present here. epoch: rises with every
    undoing. revision: of what people are called."""

    indexed: int
    confirmed: int
    final: int
    now: int
    epoch: int
    revision: int

    def firmness(self, block: int) -> Firmness:
        """How firmly a block stands."""
        if block <= self.final:
            return "final"
        return "confirmed" if block <= self.confirmed else "seen"


def heads(connection: sa.Connection) -> Heads:
    """As they are in the transaction."""
    cursor, block = cached.cursor.c, cached.block.c
    latest = sa.select(block.timestamp).order_by(block.number.desc()).limit(1).scalar_subquery()
    revised = sa.select(kept.revision.c.number).scalar_subquery()
    asked = sa.select(cursor.next_block, cursor.final_block, cursor.epoch, latest, revised)
    following, final, epoch, now, revision = connection.execute(asked).one()
    indexed = following - 1
    return Heads(indexed, max(final, indexed - 1), final, now or 0, epoch, revision)
