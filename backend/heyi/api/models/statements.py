"""What oracle nodes have reported."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Exact, Hash, Party, Period, Place, Shown, Subject, Time
from heyi.core.facts import Finality, Stage
from heyi.store.reading.facts import Correction, Figures, Report
from heyi.store.reading.facts import Place as StoredPlace

__all__ = ["ReportPage"]

_STAGES = {Stage.None_: "none", Stage.Posted: "posted", Stage.Challenged: "challenged", Stage.Decided: "decided"}


class FiguresPage(BaseModel):
    """Money in minor units, a score in points. other: what other_metric says, collected cash or the ecosystem metric.

    Of a benchmark only revenue is used: it is the benchmark's value.
    """

    revenue: Exact
    profit: Exact
    other: Exact
    other_metric: str | None = Field(examples=["collected"])
    score: int = Field(examples=[959])

    @classmethod
    def of(cls, figures: Figures) -> Self:
        metric = figures.other_metric
        return cls(
            revenue=figures.revenue,
            profit=figures.profit,
            other=figures.other,
            other_metric=None if metric is None else metric.name.lower(),
            score=figures.score,
        )


class CorrectionPage(BaseModel):
    """A correction. It never changes the statement: differences are booked once, in a period that was open then."""

    booked_in: Period
    figures: FiguresPage
    differences: FiguresPage
    evidence: Hash
    place: Place

    @classmethod
    def of(cls, correction: Correction, shown: Shown) -> Self:
        return cls(
            booked_in=shown.period(correction.booked_in),
            figures=FiguresPage.of(correction.figures),
            differences=FiguresPage.of(correction.differences),
            evidence=correction.evidence,
            place=shown.place(correction.place),
        )


class ApartPage(BaseModel):
    """Figures that count for nothing. why: outside their sanity band (then all nodes must sign them), or signed by less
    than a quorum of the unit's committee."""

    why: Literal["band", "committee"] = Field(examples=["band"])
    figures: FiguresPage
    evidence: Hash
    place: Place

    @classmethod
    def of(cls, why: Literal["band", "committee"], said: tuple[Figures, str, StoredPlace], shown: Shown) -> Self:
        figures, evidence, place = said
        return cls(why=why, figures=FiguresPage.of(figures), evidence=evidence, place=shown.place(place))


class ReportPage(BaseModel):
    """What is known of a subject in a period.

    stage: none (nothing posted, or decided against), posted, challenged, decided (upheld). finality: pending, final or
    absent, at the time `now` of the last block read; final_at: when it becomes so if nothing comes in between, null if
    it was decided. figures: as posted, without corrections; null if nothing counts. evidence: hash of the rows behind
    them.
    """

    subject: Subject
    period: Period
    stage: Literal["none", "posted", "challenged", "decided"] = Field(examples=["posted"])
    finality: Literal["pending", "final", "absent"] = Field(examples=["final"])
    final_at: Time | None
    now: Time
    figures: FiguresPage | None
    evidence: Hash | None
    posted: Place | None
    challenger: Party | None
    reason: Hash | None
    upheld: bool | None = Field(description="What was decided; null while nothing was.", examples=[True])
    corrections: list[CorrectionPage]
    apart: list[ApartPage]

    @classmethod
    def of(cls, report: Report, shown: Shown) -> Self:
        constants, now = shown.constants, shown.state.heads.now
        finality = report.finality(constants, now)
        words = {Finality.Pending: "pending", Finality.Final: "final", Finality.Absent: "absent"}
        return cls.model_validate(
            {
                "subject": shown.subject(report.subject),
                "period": shown.period(report.period),
                "stage": _STAGES[report.stage],
                "finality": words[finality],
                "final_at": report.final_at(constants),
                "now": now,
                "figures": None if report.posted is None else FiguresPage.of(report.figures),
                "evidence": report.evidence,
                "posted": None if report.posted is None else shown.place(report.posted),
                "challenger": None if report.challenger is None else shown.party(report.challenger),
                "reason": report.reason,
                "upheld": report.upheld,
                "corrections": [CorrectionPage.of(each, shown) for each in report.corrections],
                "apart": [
                    *(ApartPage.of("band", each, shown) for each in report.apart),
                    *(ApartPage.of("committee", each, shown) for each in report.alone),
                ],
            }
        )
