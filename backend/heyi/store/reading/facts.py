"""Facts out of the book: the twin of contracts/RevenueOracle.sol, which answers from statements as events told them.

`reports` replays what was posted, challenged, decided and corrected into a Report per subject and period; `StoredFacts`
asks them as agreements do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import Figure, Finality, Metric, Stage
from heyi.store import cached
from heyi.store.projection import hexed

__all__ = ["Correction", "Figures", "Place", "Report", "StoredFacts", "reports"]


@dataclass(frozen=True)
class Place:
    """Where an event stands. time: the block's, unix seconds."""

    block: int
    log_index: int
    transaction: str
    time: int


@dataclass(frozen=True)
class Figures:
    """What a statement says, or by how much a correction changes it. other_metric: None while nothing was said."""

    revenue: int = 0
    profit: int = 0
    other: int = 0
    other_metric: Metric | None = None
    score: int = 0

    def value(self, metric: Metric) -> int | None:
        """One figure; None for a metric that isn't the statement's."""
        if metric in (Metric.Revenue, Metric.Profit, Metric.Score):
            return int(getattr(self, metric.name.lower()))
        return self.other if metric is self.other_metric else None

    def plus(self, other: "Figures") -> "Figures":
        return Figures(
            self.revenue + other.revenue,
            self.profit + other.profit,
            self.other + other.other,
            other.other_metric or self.other_metric,
            self.score,
        )

    def minus(self, other: "Figures") -> "Figures":
        return Figures(
            self.revenue - other.revenue, self.profit - other.profit, self.other - other.other, self.other_metric
        )


@dataclass(frozen=True)
class Correction:
    """booked_in: the period whose figures it changes. figures: as they are now; differences: to what counted before."""

    booked_in: int
    figures: Figures
    differences: Figures
    evidence: str
    place: Place


@dataclass(frozen=True)
class Report:
    """A subject's statement of a period. since: when it was posted, challenged, or decided against; 0 if never posted.

    apart: figures outside their band, which count for nothing; alone: those that the unit's committee did not sign.
    """

    subject: str
    period: int
    stage: Stage = Stage.None_
    since: int = 0
    figures: Figures = field(default_factory=Figures)
    evidence: str | None = None
    posted: Place | None = None
    challenger: str | None = None
    reason: str | None = None
    upheld: bool | None = None
    corrections: tuple[Correction, ...] = ()
    apart: tuple[tuple[Figures, str, Place], ...] = ()
    alone: tuple[tuple[Figures, str, Place], ...] = ()

    def final_at(self, constants: Constants) -> int | None:
        """From when on it is final, with figures or as absent, unless something comes; None: decided for good."""
        windows = constants.windows
        if self.stage is Stage.Decided:
            return None
        if self.stage is Stage.None_:
            return max(constants.calendar.end_of(self.period), self.since) + windows.absent
        return self.since + (windows.challenge if self.stage is Stage.Posted else windows.arbitration)

    def finality(self, constants: Constants, now: int) -> Finality:
        """Where it stands at a time."""
        final_at = self.final_at(constants)
        if final_at is not None and now < final_at:
            return Finality.Pending
        return Finality.Absent if self.stage is Stage.None_ else Finality.Final


def reports(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[tuple[str, int], Report]:
    """Reports by subject and period. where: conditions on subject and period, as on `cached.statement`."""
    statements = _rows(connection, cached.statement, where)
    # A condition names columns of statements; disputes have the same under the same names.
    subjects = {row["subject"] for row in statements}
    disputes = [row for row in _rows(connection, cached.dispute, ()) if row["subject"] in subjects]
    found: dict[tuple[str, int], Report] = {}
    wanted = {(row["subject"], row["period"]) for row in statements}
    for row in sorted([*statements, *disputes], key=lambda each: (each["block"], each["log_index"])):
        key = (row["subject"], row["period"])
        if key in wanted:
            found[key] = _STEPS[row["kind"]](found.get(key, Report(*key)), row)
    return found


class StoredFacts:
    """Implements `core.facts.Facts` as at the time `now`. Reads what is known of a subject once."""

    def __init__(self, connection: sa.Connection, constants: Constants, now: int) -> None:
        self._connection = connection
        self._constants = constants
        self._now = now
        self._reports: dict[str, Mapping[int, Report]] = {}
        self._booked: dict[tuple[str, int], Figures] = defaultdict(Figures)

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        """IRevenueOracle.figure."""
        report = self.report(hexed(subject), period)
        finality, value = report.finality(self._constants, self._now), 0
        if finality is Finality.Pending:
            return Figure(finality, 0)
        if finality is Finality.Final:
            said = report.figures.value(metric)
            finality, value = (Finality.Absent, 0) if said is None else (finality, said)
        if corrected and metric is not Metric.Score:
            value += self._booked[hexed(subject), period].value(metric) or 0
        return Figure(finality, value)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        """IRevenueOracle.correctionOf."""
        if metric is Metric.Score:
            return 0
        corrections = self.report(hexed(subject), period).corrections
        return sum(each.differences.value(metric) or 0 for each in corrections if each.booked_in <= through)

    def report(self, subject: str, period: int) -> Report:
        """What is known of a subject in a period."""
        if subject not in self._reports:
            found = reports(self._connection, cached.statement.c.subject == subject)
            self._reports[subject] = {of: report for (_, of), report in found.items()}
            for each in found.values():
                for correction in each.corrections:
                    place = (subject, correction.booked_in)
                    self._booked[place] = self._booked[place].plus(correction.differences)
        return self._reports[subject].get(period, Report(subject, period))


def _rows(connection: sa.Connection, table: sa.Table, where: Iterable[sa.ColumnElement[bool]]) -> list[dict[str, Any]]:
    event, block = cached.event.c, cached.block.c
    asked = (
        sa.select(table, event.transaction, block.timestamp)
        .join(cached.event, sa.and_(event.block == table.c.block, event.log_index == table.c.log_index))
        .join(cached.block, block.number == table.c.block)
        .where(*where)
    )
    return [dict(row) for row in connection.execute(asked).mappings()]


# --- STEPS ---


def _posted(report: Report, row: Mapping[str, Any]) -> Report:
    place = _place(row)
    return replace(
        report,
        stage=Stage.Posted,
        since=place.time,
        figures=_figures(row),
        evidence=row["evidence"],
        posted=place,
    )


def _apart(report: Report, row: Mapping[str, Any]) -> Report:
    return replace(report, apart=(*report.apart, (_figures(row), row["evidence"], _place(row))))


def _alone(report: Report, row: Mapping[str, Any]) -> Report:
    return replace(report, alone=(*report.alone, (_figures(row), row["evidence"], _place(row))))


def _returned(report: Report, _row: Mapping[str, Any]) -> Report:
    """A bond that goes back says nothing of figures."""
    return report


def _corrected(report: Report, row: Mapping[str, Any]) -> Report:
    now, before = _figures(row), report.figures
    for each in report.corrections:
        before = before.plus(each.differences)
    correction = Correction(row["booked_in"], now, now.minus(before), row["evidence"], _place(row))
    return replace(report, corrections=(*report.corrections, correction))


def _challenged(report: Report, row: Mapping[str, Any]) -> Report:
    who = {"challenger": row["challenger"], "reason": row["reason"], "upheld": None}
    return replace(report, stage=Stage.Challenged, since=row["timestamp"], **who)


def _decided(report: Report, row: Mapping[str, Any]) -> Report:
    if row["upheld"]:
        return replace(report, stage=Stage.Decided, upheld=True)
    void = replace(report, figures=Figures(), evidence=None, posted=None)
    return replace(void, stage=Stage.None_, since=row["timestamp"], upheld=False)


_STEPS = {
    "posted": _posted,
    "apart": _apart,
    "alone": _alone,
    "corrected": _corrected,
    "challenged": _challenged,
    "decided": _decided,
    "returned": _returned,
}


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(row["revenue"], row["profit"], row["other"], Metric(row["other_metric"]), row["score"])


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["block"], row["log_index"], row["transaction"], row["timestamp"])
