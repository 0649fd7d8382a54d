"""What shares have earned: the twin of ProfitShare.perShareOf, out of what was shared."""

from collections.abc import Sequence

import sqlalchemy as sa

from heyi.store import cached

__all__ = ["per_share"]

ONE = 32  # bits: one minor unit in the index

Spot = tuple[int, int]
"""Block and log index."""


def per_share(connection: sa.Connection, enterprise: str, spots: Sequence[Spot]) -> dict[Spot, int]:
    """What one share of the enterprise had earned before each spot, in 2**-32 minor units."""
    table, shares = cached.distribution.c, cached.shares.c
    shared = sa.select(cached.distribution).where(table.enterprise == enterprise, table.kind == "shared")
    sharings = connection.execute(shared.order_by(table.block, table.log_index)).all()
    held = sa.select(cached.shares).where(shares.enterprise == enterprise).order_by(shares.block, shares.log_index)
    changes = connection.execute(held).all()
    index, found, left = 0, {}, list(sharings)
    for spot in sorted(set(spots)):
        while left and (left[0].block, left[0].log_index) < spot:
            sharing = left.pop(0)
            if sharing.investors:
                scheduled = {
                    row.investor: row.shares
                    for row in changes
                    if row.from_period <= sharing.period
                    and (row.block, row.log_index) < (sharing.block, sharing.log_index)
                }
                # Rounded down, as the pool does.
                index += (sharing.investors << ONE) // sum(scheduled.values())
        found[spot] = index
    return found
