"""What the API takes and gives for previews."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from heyi.api.papers.models import Caution, Given, RawGiven, TemplateGiven
from heyi.core.facts import Metric

__all__ = ["AgreementPreview", "FigureGiven", "PreviewGiven", "PreviewView", "Supposition", "WhatIf"]

Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,18}$", examples=["12050"], description="Minor units.")]


class FigureGiven(Given):
    """Supposed figures of a subject in a period. of: an id of the template, an address, or a benchmark's name.

    What isn't said is what the book knows, or 0.
    """

    of: str = Field(max_length=100, examples=["shop"])
    period: str = Field(max_length=12, examples=["2026-01"])
    revenue: Amount | None = None
    profit: Amount | None = None
    collected: Amount | None = None
    ecosystem: Amount | None = None
    score: int | None = Field(None, ge=0, le=65_535)

    def by_metric(self) -> dict[Metric, int]:
        """The figures that are said."""
        said = {metric: getattr(self, metric.name.lower()) for metric in Metric}
        return {metric: int(value) for metric, value in said.items() if value is not None}


class PreviewGiven(Given):
    """What would be signed, and figures at which amounts are wanted; without any there are none."""

    template: TemplateGiven | None = None
    raw: RawGiven | None = None
    amends: bool = Field(False, description="Whether the terms are to follow on others.")
    figures: list[FigureGiven] | None = Field(None, max_length=2_000)


class WhatIf(Given):
    figures: list[FigureGiven] = Field(default_factory=list, max_length=2_000)


class LegView(BaseModel):
    """What is due on a leg: above 0 its debtor owes, below 0 it is owed. to: what each creditor gets."""

    leg: int
    nature: str = Field(examples=["Fee"])
    debtor: str
    amount: str
    to: dict[str, str]


class PeriodView(BaseModel):
    period: str = Field(examples=["2026-01"])
    clauses: list[str]
    legs: list[LegView]


class Assumed(BaseModel):
    """A figure that nobody said, and which counted as 0."""

    subject: str
    metric: str
    period: str


class Supposition(BaseModel):
    """Amounts at supposed figures, computed by the contract.

    in_all: the money that each party gets (above 0) or pays. assumed: figures that count as 0, as nobody said them.
    """

    periods: list[PeriodView]
    in_all: dict[str, str]
    assumed: list[Assumed]


class PreviewView(BaseModel):
    """What would be signed, what it pays, the worst and the best for each party, and what to know before signing."""

    contract: str
    terms: dict[str, Any]
    terms_hash: str
    sentence: str
    payoffs: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    cautions: list[Caution]
    supposed: Supposition | None


class AgreementPreview(BaseModel):
    """An agreement of the book at supposed figures."""

    agreement: str
    sentence: str | None
    supposed: Supposition
