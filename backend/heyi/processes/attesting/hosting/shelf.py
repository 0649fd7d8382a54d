"""Evidence on the exchange: rows are taken if a node offers a statement with their hash, and found again by it.

Evidence whose rows differ is compared group by group: nodes that name the same hash have the same rows.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.exc import IntegrityError

from heyi.company import Company
from heyi.core.errors import InvalidValue
from heyi.processes.attesting.refusals import EvidenceNotNamed, EvidenceUnknown, EvidenceWrong
from heyi.sources.evidence import evidence_hash
from heyi.store.database import Database
from heyi.store.kept.oracle import Named, add_evidence, evidence_rows, missing_evidence, named_of, rows_kept

__all__ = ["MOST_SHOWN", "Apart", "Shelf", "differences"]

LONGEST_ROW = 65_536  # characters
MOST_SHOWN = 500
"""Rows of a difference that are told one by one; of the others, only how many."""


@dataclass(frozen=True)
class Apart:
    """Of one evidence beside others: rows that none of those has, and rows that all of those have and it lacks.

    The numbers count all of them, the rows are the first ones.
    """

    only: int
    lacks: int
    only_rows: tuple[str, ...]
    lacks_rows: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """clock: Unix time. Every method raises NoDatabase."""

    company: Company
    database: Database
    clock: Callable[[], float]

    def check_named(self, evidence: bytes) -> None:
        """Raises EvidenceNotNamed unless a node, registered now, has offered a statement with it; and NoNode."""
        nodes = set(self.company.chain.call(self.company.oracle.functions.nodes()))
        if not any(each.node in nodes for each in self.named(evidence)):
            raise EvidenceNotNamed(evidence)

    def keep(self, evidence: bytes, rows: Sequence[str]) -> None:
        """Raises EvidenceNotNamed, EvidenceWrong, InvalidValue and NoNode. What is kept already changes nothing."""
        self.check_named(evidence)
        for number, row in enumerate(rows):
            if "\n" in row:
                raise InvalidValue(f"rows[{number}]", "holds a line feed, which ends a row")
            if len(row) > LONGEST_ROW:
                raise InvalidValue(f"rows[{number}]", f"is longer than {LONGEST_ROW} characters")
        try:
            found = evidence_hash(rows)
        except UnicodeEncodeError:
            raise InvalidValue("rows", "hold half of a surrogate pair, which is no character") from None
        if found != evidence:
            raise EvidenceWrong(evidence, found)
        try:
            with self.database.writing() as connection:
                if rows_kept(connection, evidence) is None:
                    add_evidence(connection, evidence, rows, int(self.clock()))
        except IntegrityError:  # the same, at the same moment by another request
            return

    def missing(self, period: int) -> set[bytes]:
        """What statements of the period name and nobody has given."""
        with self.database.reading() as connection:
            return set(missing_evidence(connection, period))

    def named(self, evidence: bytes) -> list[Named]:
        with self.database.reading() as connection:
            return named_of(connection, evidence)

    def count(self, evidence: bytes) -> int | None:
        """How many rows it has; None if nobody has given it."""
        with self.database.reading() as connection:
            return rows_kept(connection, evidence)

    def rows(self, evidence: bytes, first: int = 0, count: int | None = None) -> list[str]:
        """Raises EvidenceUnknown."""
        with self.database.reading() as connection:
            if rows_kept(connection, evidence) is None:
                raise EvidenceUnknown(evidence)
            return evidence_rows(connection, evidence, first, count)


@lru_cache(maxsize=64)
def differences(shelf: Shelf, evidences: tuple[bytes, ...]) -> Mapping[bytes, Apart]:
    """How each of these differs from all the others; what has a hash never changes. Raises EvidenceUnknown."""
    counted = {evidence: Counter(shelf.rows(evidence)) for evidence in evidences}
    return {evidence: _apart(evidence, counted) for evidence in evidences}


def _apart(evidence: bytes, counted: Mapping[bytes, Counter[str]]) -> Apart:
    mine = counted[evidence]
    anybody, everybody = Counter[str](), None
    for other, rows in counted.items():
        if other != evidence:
            anybody |= rows
            everybody = rows if everybody is None else everybody & rows
    if everybody is None:
        return Apart(0, 0, (), ())
    only, lacks = mine - anybody, everybody - mine
    return Apart(only.total(), lacks.total(), _first(only), _first(lacks))


def _first(rows: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(rows.elements())[:MOST_SHOWN])
