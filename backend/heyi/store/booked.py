"""What the book says of an agreement's terms and of the figures that they read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import sqlalchemy as sa

from heyi.core.facts import Figure, Finality, Metric
from heyi.core.terms import Terms
from heyi.store import cached, kept
from heyi.store.projection import hexed

__all__ = ["BookedFacts", "sentence_of_agreement", "versions_of"]

Key = tuple[bytes, Metric, int]


@dataclass(frozen=True)
class BookedFacts:
    """Implements `core.facts.Facts` for looking ahead: whatever was posted counts, final or not yet.

    posted: figures by subject, metric and period. corrections: by how much each was changed, and in which period that
    was booked.
    """

    posted: Mapping[Key, int]
    corrections: Mapping[Key, tuple[tuple[int, int], ...]]

    @classmethod
    def read(cls, connection: sa.Connection, subjects: Iterable[bytes]) -> Self:
        table = cached.statement
        wanted = table.c.subject.in_([hexed(each) for each in subjects])
        asked = sa.select(table).where(wanted, table.c.kind.in_(["posted", "corrected"]))
        posted: dict[Key, int] = {}
        current: dict[Key, int] = {}
        corrections: dict[Key, tuple[tuple[int, int], ...]] = defaultdict(tuple)
        for row in connection.execute(asked.order_by(table.c.block, table.c.log_index)).mappings():
            names = {Metric.Revenue: "revenue", Metric.Profit: "profit", Metric(row["other_metric"]): "other"}
            for metric, name in (names | {Metric.Score: "score"}).items():
                key = (bytes.fromhex(row["subject"][2:]), metric, row["period"])
                if row["kind"] == "posted":
                    posted[key] = row[name]
                elif metric is not Metric.Score:
                    change = row[name] - current.get(key, 0)
                    corrections[key] = (*corrections[key], (row["booked_in"], change))
                current[key] = row[name]
        return cls(posted, corrections)

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        booked = self._booked_in(subject, metric, period) if corrected else 0
        value = self.posted.get((subject, metric, period))
        if value is None:
            return Figure(Finality.Pending, 0)
        return Figure(Finality.Final, value + booked)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        changes = self.corrections.get((subject, metric, period), ())
        return sum(change for booked_in, change in changes if booked_in <= through)

    def _booked_in(self, subject: bytes, metric: Metric, period: int) -> int:
        return sum(
            change
            for (of, what, _), changes in self.corrections.items()
            if of == subject and what is metric
            for booked_in, change in changes
            if booked_in == period
        )


def versions_of(connection: sa.Connection, agreement: str) -> list[Terms]:
    """The terms of an agreement, the first ones and every amendment; none if the book has no such agreement."""
    version = cached.version.c
    asked = sa.select(version.terms).where(version.agreement == agreement).order_by(version.number)
    return [Terms.from_json(terms) for terms in connection.scalars(asked)]


def sentence_of_agreement(connection: sa.Connection, agreement: str) -> str | None:
    """The words that its first party signed last, if they are kept."""
    version = cached.version.c
    asked = sa.select(version.sentences).where(version.agreement == agreement).order_by(version.number.desc()).limit(1)
    signed = connection.scalar(asked)
    return (
        connection.scalar(sa.select(kept.sentence.c.text).where(kept.sentence.c.hash == signed[0])) if signed else None
    )
