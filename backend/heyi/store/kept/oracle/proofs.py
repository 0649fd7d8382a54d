"""Proofs that a node has signed two things of which it may sign one: both, with its signatures, for anyone to check.

One proof is enough, so few are kept of each node: who signs rubbish all day fills nobody's disk.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from heyi.core.facts import Statement
from heyi.core.solidity import as_bytes
from heyi.store.kept import METADATA
from heyi.store.kept.oracle.figures import json_of, statements_of
from heyi.store.projection import hexed

__all__ = ["MOST_PROOFS", "Proof", "Said", "add_proof", "proofs"]

MOST_PROOFS = 20  # of one node

equivocations = sa.Table(
    "equivocation",
    METADATA,
    sa.Column("node", sa.String(42), primary_key=True),
    sa.Column("period", sa.BigInteger, primary_key=True),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("about", sa.String(66), primary_key=True),
    sa.Column("first", sa.JSON, nullable=False),
    sa.Column("first_signature", sa.LargeBinary, nullable=False),
    sa.Column("second", sa.JSON, nullable=False),
    sa.Column("second_signature", sa.LargeBinary, nullable=False),
    sa.Column("found_at", sa.BigInteger, nullable=False),
)
"""kind: offer (two with one sequence) or report (two with different figures of one subject). about: which."""


@dataclass(frozen=True)
class Said:
    """Statements that a node has signed as an offer or a report."""

    statements: tuple[Statement, ...]
    signature: bytes


@dataclass(frozen=True)
class Proof:
    """about: the sequence that both offers have, or the subject of which the two reports differ. found_at: Unix
    seconds."""

    node: str
    period: int
    about: int | bytes
    first: Said
    second: Said
    found_at: int

    @property
    def kind(self) -> str:
        return "offer" if isinstance(self.about, int) else "report"


def proofs(connection: sa.Connection, first: int = 0, count: int | None = None) -> list[Proof]:
    """By node, as they were found; from number `first` on, `count` at most."""
    table = equivocations
    asked = sa.select(table).order_by(table.c.node, table.c.found_at, table.c.period, table.c.kind, table.c.about)
    return [
        Proof(
            row.node,
            row.period,
            int(row.about) if row.kind == "offer" else as_bytes(row.about),
            Said(statements_of(row.first), bytes(row.first_signature)),
            Said(statements_of(row.second), bytes(row.second_signature)),
            row.found_at,
        )
        for row in connection.execute(asked.offset(first).limit(count))
    ]


def add_proof(connection: sa.Connection, proof: Proof) -> bool:
    """Whether it was kept: not if there is one of the same, or enough of the node's. Raises IntegrityError if it comes
    twice at the same moment."""
    table = equivocations
    about = str(proof.about) if isinstance(proof.about, int) else hexed(proof.about)
    mine = list(
        connection.execute(sa.select(table.c.period, table.c.kind, table.c.about).where(table.c.node == proof.node))
    )
    if len(mine) >= MOST_PROOFS or (proof.period, proof.kind, about) in {tuple(each) for each in mine}:
        return False
    row = {
        "node": proof.node,
        "period": proof.period,
        "kind": proof.kind,
        "about": about,
        "first": json_of(proof.first.statements),
        "first_signature": proof.first.signature,
        "second": json_of(proof.second.statements),
        "second_signature": proof.second.signature,
        "found_at": proof.found_at,
    }
    connection.execute(sa.insert(table), row)
    return True
