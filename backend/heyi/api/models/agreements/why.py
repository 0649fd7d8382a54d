"""Why a period of an agreement added what it did; its payments, and its account."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from heyi.api.models.agreements.items import creditors_of
from heyi.api.models.base import Exact, Hash, Party, Period, Place, Shown, Subject
from heyi.api.models.privacy import HIDDEN, Look, PayAmount, PayExact, Personal, Whose
from heyi.core.terms import Point
from heyi.statements.open_book.why import BaseWhy, ClauseWhy, GateWhy, Read, Segment, Why, steps_of
from heyi.store.projection import hexed
from heyi.store.reading.payments import Payment

__all__ = ["PaymentItem", "PeriodItem", "WhyPage"]

Finality = Literal["pending", "final", "absent"]


class ReadPage(BaseModel):
    """A figure that was read. counted: as it went into a sum; of an absent one what the terms take it to be, with
    corrections booked in the period. corrected: whether such corrections are in it."""

    subject: Subject
    metric: str = Field(examples=["revenue"])
    period: Period
    finality: Finality = Field(examples=["final"])
    value: Exact
    corrected: bool = Field(examples=[True])
    counted: Exact

    @classmethod
    def of(cls, read: Read, shown: Shown) -> Self:
        return cls(
            subject=shown.subject(hexed(read.subject)),
            metric=read.metric.name.lower(),
            period=shown.period(read.period),
            finality=finality_word(read.finality.name),
            value=read.value,
            corrected=read.corrected,
            counted=read.counted,
        )


def finality_word(name: str) -> Finality:
    """As it is written in answers."""
    words: dict[str, Finality] = {"Pending": "pending", "Final": "final", "Absent": "absent"}
    return words[name]


class GateWindow(BaseModel):
    """One window a gate looks at. figure: null where it is absent, which fails the gate."""

    first: Period
    last: Period
    figure: Exact | None
    promise: Exact


class GatePage(BaseModel):
    """A condition: at_least <= figure - promise < below, in each window; none, if there are too few yet."""

    subject: Subject
    metric: str = Field(examples=["score"])
    at_least: Exact
    below: Exact
    windows: list[GateWindow]
    holds: bool = Field(examples=[True])
    reads: list[ReadPage]

    @classmethod
    def of(cls, why: GateWhy, shown: Shown) -> Self:
        gate = why.gate
        return cls(
            subject=shown.subject(hexed(gate.subject)),
            metric=gate.metric.name.lower(),
            at_least=gate.at_least,
            below=gate.below,
            windows=[
                GateWindow(
                    first=shown.period(run.first), last=shown.period(run.last), figure=run.figure, promise=run.promise
                )
                for run in why.windows
            ],
            holds=why.holds,
            reads=[ReadPage.of(read, shown) for read in why.reads],
        )


class BasePage(BaseModel):
    """A part of the base. from_: promises, earlier, benchmark, days, accrued or dividends. value: what it adds."""

    from_: str = Field(alias="from", examples=["promises"])
    value: Exact
    reads: list[ReadPage]

    @classmethod
    def of(cls, why: BaseWhy, shown: Shown) -> Self:
        reads = [ReadPage.of(read, shown) for read in why.reads]
        return cls(**{"from": why.base.from_.name.lower()}, value=why.value, reads=reads)


class FractionPage(BaseModel):
    """An exact fraction. A denominator of 0 or less reads as the limit towards 0 from above."""

    numerator: Exact
    denominator: Exact


class PointPage(BaseModel):
    """A corner of the polyline: x in the metric's units, scaled points or days; y in minor units or shares."""

    x: Exact
    y: Exact

    @classmethod
    def of(cls, point: Point | None) -> Self | None:
        return None if point is None else cls(x=point.x, y=point.y)


class SegmentPage(BaseModel):
    """Between which points x lies. left is null before the first, right beyond the last. y: exact, before rounding."""

    left: PointPage | None
    right: PointPage | None
    y: FractionPage

    @classmethod
    def of(cls, segment: Segment) -> Self:
        y = FractionPage(numerator=segment.y.numerator, denominator=segment.y.denominator)
        return cls(left=PointPage.of(segment.left), right=PointPage.of(segment.right), y=y)


class SumsPage(BaseModel):
    """What a cumulative clause had added up before the period, and what it had accrued."""

    actual: Exact
    base: Exact
    accrued: Exact


class WindowPage(BaseModel):
    """A window of the clause, counted from 0."""

    number: int = Field(examples=[0])
    first: Period
    last: Period


class ClausePage(BaseModel):
    """One clause in the period, step by step. Null or empty is what the clause did not come to.

    outcome: no window ends, constant, gates fail, computed, restated (after the term, by corrections), nothing to
    restate. actual, base: of this window; x: with a cumulative clause's sums; entitlement: y rounded down; added:
    computed here; accrued: by the chain. steps: the same in sentences.
    """

    clause: int = Field(examples=[0])
    leg: int = Field(examples=[0])
    form: str = Field(examples=["variance"])
    span: str = Field(examples=["window"])
    outcome: str = Field(examples=["computed"])
    window: WindowPage | None
    gates: list[GatePage]
    gates_hold: bool = Field(examples=[True])
    reads: list[ReadPage]
    actual: Exact | None
    bases: list[BasePage]
    base: Exact | None
    sums: SumsPage | None
    x: FractionPage | None
    segment: SegmentPage | None
    entitlement: Exact | None
    added: Exact
    accrued: Exact
    equal: bool = Field(examples=[True])
    steps: list[str] = Field(examples=[["Window 1 is 2010-12.", "The amount is fixed: 80000."]])

    @classmethod
    def of(cls, why: ClauseWhy, shown: Shown) -> Self:
        clause, window = why.clause, why.window
        return cls(
            clause=why.index,
            leg=clause.leg,
            form=clause.form.name.lower(),
            span=clause.span.name.lower(),
            outcome=why.outcome,
            window=window and WindowPage(number=window[0], first=shown.period(window[1]), last=shown.period(window[2])),
            gates=[GatePage.of(gate, shown) for gate in why.gates],
            gates_hold=why.counts,
            reads=[ReadPage.of(read, shown) for read in why.reads],
            actual=why.actual,
            bases=[BasePage.of(base, shown) for base in why.bases],
            base=why.base,
            sums=None if why.sums is None else SumsPage.model_validate(why.sums, from_attributes=True),
            x=why.x and FractionPage(numerator=why.x.numerator, denominator=why.x.denominator),
            segment=None if why.segment is None else SegmentPage.of(why.segment),
            entitlement=why.entitlement,
            added=why.added,
            accrued=why.accrued,
            equal=why.equal,
            steps=steps_of(why, shown.constants.calendar, lambda subject: _called(subject, shown)),
        )


class LegSum(Personal):
    """What the period adds on a leg: above 0 the debtor owes it. computed: here; accrued: by the chain."""

    leg: int = Field(examples=[0])
    nature: str = Field(examples=["fee"])
    debtor: Party
    creditors: list[Party]
    computed: PayExact
    accrued: PayExact

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return outer.of(self.debtor, *self.creditors)


class WhyPage(Personal):
    """Why a period added what it did, computed from the book's own facts. equal: whether the chain says the same.

    version: number of the terms that count. accrued_at: when the chain accrued it.
    """

    agreement: Hash
    name: str | None = Field(examples=["ireland-kitchen"])
    period: Period
    version: int = Field(examples=[0])
    equal: bool = Field(examples=[True])
    accrued_at: Place
    legs: list[LegSum]
    clauses: list[ClausePage] | None = Field(json_schema_extra=HIDDEN)

    @classmethod
    def of(cls, agreement: str, why: Why, accrued_at: Place, shown: Shown) -> Self:
        terms, legs = why.terms, []
        for number, leg in enumerate(terms.legs):
            computed, accrued = why.of_leg(number)
            legs.append(
                LegSum(
                    leg=number,
                    nature=leg.nature.name.lower(),
                    debtor=shown.party(terms.parties[leg.debtor]),
                    creditors=[shown.party(address) for address in creditors_of(terms, leg)],
                    computed=computed,
                    accrued=accrued,
                )
            )
        return cls(
            agreement=agreement,
            name=shown.state.names.of(agreement),
            period=shown.period(why.period),
            version=why.version,
            equal=why.equal,
            accrued_at=accrued_at,
            legs=legs,
            clauses=[ClausePage.of(clause, shown) for clause in why.clauses],
        )


class PeriodItem(Personal):
    """An accrued period: what each clause added, in their order."""

    period: Period
    amounts: list[Exact] | None = Field(json_schema_extra=HIDDEN)
    accrued_at: Place


class PaymentItem(Personal):
    """A payment. period: the last accrued before it. closing: the payer's closing it was part of; null: paid at once.

    out_of_escrow: out of what the payer had locked. backer: whoever paid in the payer's place. amount: minor units, or
    shares if the nature is shares.
    """

    leg: int = Field(examples=[0])
    nature: str = Field(examples=["fee"])
    period: Period | None
    payer: Party
    receiver: Party
    amount: PayAmount
    out_of_escrow: bool = Field(examples=[False])
    backer: Party | None
    closing: Period | None
    place: Place

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return outer.of(self.payer, self.receiver, self.backer)

    @classmethod
    def of(cls, payment: Payment, shown: Shown) -> Self:
        return cls(
            leg=payment.leg,
            nature=payment.nature.name.lower(),
            period=shown.period_or_none(payment.period),
            payer=shown.party(payment.payer),
            receiver=shown.party(payment.receiver),
            amount=payment.amount,
            out_of_escrow=payment.out_of_escrow,
            backer=None if payment.backer is None else shown.party(payment.backer),
            closing=shown.period_or_none(payment.closing),
            place=shown.place(payment.place),
        )


def _called(subject: bytes, shown: Shown) -> str:
    found = shown.subject(hexed(subject))
    return found.name or found.address or found.subject
