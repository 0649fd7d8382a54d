"""Who makes facts: the oracle's nodes, its bands, its arbiters and the committees that units have named."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.store import cached
from heyi.store.projection import hexed

__all__ = ["Committee", "Configuration", "committees_of", "configuration"]

ARBITER_ROLE = hexed(keccak(text="ARBITER_ROLE"))


@dataclass(frozen=True)
class Committee:
    """The nodes that sign a unit's figures from a period on, `quorum` of them; none: the company's nodes do. Rotated
    keys stand for the nodes that had others when it was named."""

    enterprise: str
    from_period: int
    nodes: tuple[str, ...]
    quorum: int


@dataclass(frozen=True)
class Configuration:
    """nodes: ascending. bands: subject, least, most. rotated: keys with the keys in whose places they are."""

    nodes: tuple[str, ...]
    quorum: int
    bands: tuple[tuple[str, int, int], ...]
    arbiters: tuple[str, ...]
    committees: tuple[Committee, ...]


def configuration(connection: sa.Connection, oracle: str) -> Configuration:
    """oracle: its contract's address."""
    nodes, quorum = _nodes(connection)
    return Configuration(nodes, quorum, _bands(connection), _arbiters(connection, oracle), committees_of(connection))


def committees_of(connection: sa.Connection, enterprise: str | None = None) -> tuple[Committee, ...]:
    """By enterprise, and of each the latest period first."""
    table = cached.committee.c
    asked = sa.select(cached.committee).order_by(table.block, table.log_index)
    if enterprise is not None:
        asked = asked.where(table.enterprise == enterprise)
    found: dict[tuple[str, int], Committee] = {}
    rotations = _rotations(connection)
    for row in connection.execute(asked):
        since = [pair for spot, *pair in rotations if spot > (row.block, row.log_index)]
        nodes = _ascending(_key_now(node, since) for node in row.nodes)
        # What was said last about a period counts.
        found[row.enterprise, row.from_period] = Committee(row.enterprise, row.from_period, nodes, row.quorum)
    return tuple(sorted(found.values(), key=lambda each: (each.enterprise, -each.from_period)))


def _nodes(connection: sa.Connection) -> tuple[tuple[str, ...], int]:
    table = cached.node_change.c
    nodes: list[str] = []
    quorum = 0
    for row in connection.execute(sa.select(cached.node_change).order_by(table.block, table.log_index)):
        if row.name == "set":
            nodes, quorum = list(row.nodes), row.quorum
        else:
            nodes = [row.new_node if node == row.node else node for node in nodes]
    return _ascending(nodes), quorum


def _rotations(connection: sa.Connection) -> list[tuple[tuple[int, int], str, str]]:
    table = cached.node_change.c
    asked = sa.select(cached.node_change).where(table.name == "rotated").order_by(table.block, table.log_index)
    return [((row.block, row.log_index), row.node, row.new_node) for row in connection.execute(asked)]


def _key_now(node: str, rotations: Iterable[list[str]]) -> str:
    for old, new in rotations:
        node = new if node == old else node
    return node


def _bands(connection: sa.Connection) -> tuple[tuple[str, int, int], ...]:
    table = cached.band.c
    rows = connection.execute(sa.select(cached.band).order_by(table.block, table.log_index))
    bands = {row.subject: (row.least, row.most) for row in rows}
    return tuple((subject, *band) for subject, band in sorted(bands.items()) if band != (0, 0))


def _arbiters(connection: sa.Connection, oracle: str) -> tuple[str, ...]:
    table = cached.role.c
    asked = sa.select(cached.role).where(table.contract == oracle, table.role == ARBITER_ROLE)
    held = {row.account: row.held for row in connection.execute(asked.order_by(table.block, table.log_index))}
    return _ascending(account for account, holds in held.items() if holds)


def _ascending(accounts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(accounts, key=lambda account: int(account, 16)))
