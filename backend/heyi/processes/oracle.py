"""Oracle nodes: each reads its own source, offers its figures, and signs those that a quorum has read alike.

The path of a month: every node's `read` -> `agree` (which figures a quorum shares, which differ) -> every node's
`attest` -> `report` posts one batch. A node signs only what it has read itself. Here all nodes are in one process; for
nodes that are not, see `attesting`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eth_account.signers.local import LocalAccount

from heyi.chain.client import Receipt
from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.signing import ascending, sign

__all__ = [
    "Agreed",
    "Committee",
    "Differing",
    "NoQuorum",
    "Node",
    "Readings",
    "Source",
    "agree",
    "readings_of",
    "report",
]


class NoQuorum(Exception):  # noqa: N818 - named after the fact
    """On no statement of the period do enough nodes agree."""


class Source(Protocol):
    """What a node reads: the statements of a period, one per subject, and the rows behind them."""

    def statements(self, period: int) -> Sequence[Statement]:
        """Raises SourceError, naming file, row and column, when anything in it can't be read."""

    def evidence(self, period: int) -> Mapping[bytes, Sequence[str]]:
        """By the statements' subjects, the rows behind each, as text: their hash is what the statement has as evidence.

        Raises as `statements` does.
        """


@dataclass(frozen=True)
class Committee:
    """Nodes, and how many of them must have read alike."""

    nodes: tuple[str, ...]
    quorum: int

    def is_quorum(self, nodes: Iterable[str]) -> bool:
        return len(set(self.nodes) & set(nodes)) >= self.quorum


@dataclass(frozen=True)
class Node:
    """One node: its key and its own reading of the facts."""

    account: LocalAccount
    source: Source

    def read(self, period: int) -> dict[bytes, Statement]:
        """This node's statements by subject."""
        return {statement.subject: statement for statement in self.source.statements(period)}

    def attest(self, company: Company, period: int, statements: Sequence[Statement]) -> bytes | None:
        """This node's signature of a batch; None unless it has read every figure in it exactly so."""
        mine = self.read(period)
        if any(mine.get(statement.subject) != statement for statement in statements):
            return None
        return sign(company.messages.report(company.domain("RevenueOracle"), period, statements), self.account)


Readings = Mapping[str, Mapping[bytes, Statement]]
"""What nodes have read, by node and subject."""

Differing = Mapping[bytes, Mapping[str, Statement | None]]
"""By subject, who has read what."""


@dataclass(frozen=True)
class Agreed:
    """batches: statements that a quorum has read alike, by the nodes that did. apart: the others, by who read what.

    outvoted: subjects of statements in the batches that some have read otherwise, by who read what.
    """

    batches: Mapping[tuple[str, ...], tuple[Statement, ...]]
    apart: Differing
    outvoted: Differing

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for batch in self.batches.values() for statement in batch)


def readings_of(nodes: Sequence[Node], period: int) -> Readings:
    """What each node reads now. Raises SourceError."""
    return {node.account.address: node.read(period) for node in nodes}


def agree(readings: Readings, quorum: int, committees: Mapping[bytes, Committee] | None = None) -> Agreed:
    """Compares readings of one period, subject by subject, so that one they differ on never holds up the rest.

    A node has one reading, so it counts once. committees: of subjects that need more than `quorum`: also so many of
    those nodes. Statements that the same nodes have read alike share a batch: with honest nodes and sound sources there
    is just one.
    """
    batches: dict[tuple[str, ...], tuple[Statement, ...]] = {}
    apart: dict[bytes, Mapping[str, Statement | None]] = {}
    outvoted: dict[bytes, Mapping[str, Statement | None]] = {}
    for subject in sorted({subject for reading in readings.values() for subject in reading}):
        found = {address: reading.get(subject) for address, reading in readings.items()}
        own = (committees or {}).get(subject)
        enough = [Committee(tuple(found), quorum), *([own] if own else [])]
        statement, alike = _most_alike(found, enough)
        if not all(each.is_quorum(alike) for each in enough):
            apart[subject] = found
            continue
        batches[alike] = (*batches.get(alike, ()), statement)
        if len(alike) < len(found):
            outvoted[subject] = found
    return Agreed(batches, apart, outvoted)


def _most_alike(
    found: Mapping[str, Statement | None], enough: Sequence[Committee]
) -> tuple[Statement, tuple[str, ...]]:
    """The statement that most nodes have read, and who they are; before any other, one that enough of them have."""
    by_statement: dict[Statement, tuple[str, ...]] = {}
    for address, read in found.items():
        if read is not None:
            by_statement[read] = (*by_statement.get(read, ()), address)
    return max(by_statement.items(), key=lambda pair: (all(c.is_quorum(pair[1]) for c in enough), len(pair[1])))


def report(company: Company, nodes: Sequence[Node], period: int, agreed: Agreed) -> list[Receipt]:
    """Collects the nodes' signatures and posts the batches. Raises NoQuorum, and ContractRefused."""
    if not agreed.batches:
        raise NoQuorum(f"the nodes agree on no statement of period {period}")
    return [_post(company, nodes, period, batch) for batch in agreed.batches.values()]


def _post(company: Company, nodes: Sequence[Node], period: int, batch: Sequence[Statement]) -> Receipt:
    given = [(node.account.address, node.attest(company, period, batch)) for node in nodes]
    attestations = ascending((address, signature) for address, signature in given if signature is not None)
    statements = [statement.to_abi() for statement in batch]
    return company.chain.send(company.oracle.functions.post(period, statements, attestations))
