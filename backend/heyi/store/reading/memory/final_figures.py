"""Final figures to date, added up by subject, and carried on as time makes statements final."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import Finality
from heyi.store import cached
from heyi.store.amounts import total
from heyi.store.reading.facts import StoredFacts, reports

__all__ = ["FinalFigures", "loose", "subject_key"]

SUMS = ("revenue", "profit", "scores", "scored")


class FinalFigures:
    """sums[what][subject]: revenue and profit with corrections, scores (added up), scored (how many there are), and
    pending (how many statements are not final yet).

    What nobody disputed is final by its time alone, and is added up as that comes; the few others are replayed.
    """

    def __init__(self, constants: Constants) -> None:
        self._constants = constants
        self._settled = -1  # the last block whose undisputed statements are final
        self._undisputed: dict[str, dict[str, int]] = {what: defaultdict(int) for what in SUMS}
        self.sums: Mapping[str, Mapping[str, int]] = {what: {} for what in (*SUMS, "pending")}

    def renew(self, connection: sa.Connection, now: int, special: Collection[str], news: bool) -> bool:
        """Whether anything is different. special: subjects with anything disputed or corrected; news: whether there are
        events since the last time."""
        block = cached.block.c
        final = now - self._constants.windows.challenge
        settled = connection.scalar(sa.select(sa.func.max(block.number)).where(block.timestamp <= final)) or -1
        if not news and settled <= self._settled:
            return False
        self._take(connection, settled)
        sums = {what: dict(sums) for what, sums in self._undisputed.items()}
        sums["pending"] = self._waiting(connection)
        for subject, what, value in self._replayed(connection, special, now):
            sums[what][subject] = sums[what].get(subject, 0) + value
        self.sums = sums
        return True

    def _take(self, connection: sa.Connection, settled: int) -> None:
        statement, subject = cached.statement.c, loose(cached.statement.c.subject)
        sums = [total(statement[name]) for name in ("revenue", "profit", "score")]
        scored = sa.func.count(sa.case((statement.score > 0, 1)))
        new = (statement.block > self._settled, statement.block <= settled)
        asked = sa.select(subject, *sums, scored).where(*new, *_undisputed()).group_by(subject)
        for who, *values in connection.execute(asked):
            for what, value in zip(SUMS, values, strict=True):
                self._undisputed[what][who] += value
        self._settled = settled

    def _waiting(self, connection: sa.Connection) -> dict[str, int]:
        statement, subject = cached.statement.c, loose(cached.statement.c.subject)
        asked = sa.select(subject, sa.func.count()).where(statement.block > self._settled, *_undisputed())
        return {row[0]: row[1] for row in connection.execute(asked.group_by(subject))}

    def _replayed(
        self, connection: sa.Connection, special: Collection[str], now: int
    ) -> Iterator[tuple[str, str, int]]:
        found = reports(connection, cached.statement.c.subject.in_(special)) if special else {}
        facts = StoredFacts(connection, self._constants, now)
        for (subject, _), report in found.items():
            finality, disputed = report.finality(self._constants, now), report.challenger or report.upheld
            if finality is Finality.Pending and disputed:
                yield subject, "pending", 1
            if finality is Finality.Final and disputed:
                yield subject, "revenue", report.figures.revenue
                yield subject, "profit", report.figures.profit
                yield subject, "scores", report.figures.score
                yield subject, "scored", int(report.figures.score > 0)
            for each in report.corrections:
                if facts.report(subject, each.booked_in).finality(self._constants, now) is not Finality.Pending:
                    yield subject, "revenue", each.differences.revenue
                    yield subject, "profit", each.differences.profit


def subject_key(address: str) -> str:
    """An enterprise's address as statements name it in the database."""
    return "0x" + 24 * "0" + address[2:].lower()


def loose(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """The column as an expression, which no index has. SQLite would read everything in the order of what it groups by,
    where only what is new is asked for, and that is found by the block."""
    return column.op("||")(sa.literal_column("''"))


def _undisputed() -> tuple[sa.ColumnElement[bool], ...]:
    statement, dispute = cached.statement.c, cached.dispute.c
    disputed = sa.exists().where(dispute.subject == statement.subject, dispute.period == statement.period)
    return statement.kind == "posted", ~disputed
