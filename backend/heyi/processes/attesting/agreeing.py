"""Agreeing: which figures of a period a quorum has read alike, subject by subject, and on which nodes differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from heyi.core.facts import Statement

__all__ = ["Agreed", "Committee", "Differing", "NoQuorum", "Readings", "Source", "agree"]


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
