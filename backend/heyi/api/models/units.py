"""Units: in the ranking, in full, and period by period."""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from heyi.api.models.agreements.items import AgreementItem
from heyi.api.models.base import Address, Amount, Exact, Hash, Party, Period, Shown
from heyi.api.models.oracle import CommitteePage
from heyi.api.models.privacy import HIDDEN, Look, PayAmount, PayExact, Personal, Whose
from heyi.statements.open_book.promises import GoalWindow
from heyi.store.reading.memory.standing import UnitStanding
from heyi.store.reading.payments import Flow
from heyi.store.reading.units import Part
from heyi.store.reading.units import UnitPeriod as StoredPeriod

__all__ = ["FlowItem", "PartPage", "PromiseItem", "UnitItem", "UnitPage", "UnitPeriod", "UnitSort", "UnitState"]

UnitSort = Literal["productivity", "profit", "result", "score", "revenue", "name"]
UnitState = Literal["at_work", "arrears", "wound_up", "scored"]


class UnitItem(Personal):
    """A unit in the ranking, with its books to date: final figures with their corrections.

    revenue, cost, profit: with the outside, as attested; of the clearing unit revenue and cost are null, because its
    revenue is that of the others. income, expense: accrued under agreements with others. result: profit + income -
    expense. productivity: result per member, rounded down. score: points from customers, the mean of the periods that
    have one, rounded down. received, paid: under agreements. held: in the Treasury.
    """

    address: Address
    name: str = Field(examples=["Kitchen Line"])
    leader: Party
    members: int = Field(examples=[3])
    productivity: Amount
    revenue: Amount | None
    cost: Amount | None
    profit: Amount
    income: Amount
    expense: Amount
    result: Amount
    score: int | None = Field(examples=[968])
    received: Amount
    paid: Amount
    arrears: Amount
    shared: Amount
    held: Amount
    closed_through: Period | None
    wound_up_from: Period | None = Field(description="The first period that does not count any more.")

    def whose(self, _outer: Whose, _look: Look, /) -> Whose:
        return Whose(units=frozenset({self.address}))

    @classmethod
    def of(cls, row: UnitStanding, shown: Shown) -> Self:
        return cls(**_item(row, shown))


class PartPage(Personal):
    """A member's units or an investor's shares: now, and from when on there will be others. what: units or shares."""

    account: Party
    now: PayExact
    scheduled: Exact | None = Field(description="Null if nothing changes.", json_schema_extra=HIDDEN)
    from_period: Period | None

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return Whose(units=outer.units).of(self.account)

    @classmethod
    def of(cls, part: Part, shown: Shown) -> Self:
        changes = part.scheduled != part.now
        return cls(
            account=shown.party(part.account),
            now=part.now,
            scheduled=part.scheduled if changes else None,
            from_period=shown.period(part.from_period) if changes else None,
        )


class ClosingPage(BaseModel):
    """owed: all obligations, earlier arrears among them; arrears: what was not paid of them. undistributed: results to
    date less what was shared. held: in the Treasury after the closing's block."""

    owed: Amount
    paid: Amount
    arrears: Amount
    shared: Amount
    undistributed: Amount
    held: Amount
    transaction: Hash


class UnitPeriod(BaseModel):
    """A unit's books in one period.

    finality: of its figures, which are null unless they are final. income, expense: accrued under agreements for the
    period; received, paid: of what was accrued by then. to_team, to_investors: shared out for the period, bonuses among
    it. closing: null before it.
    """

    period: Period
    finality: Literal["pending", "final", "absent"] = Field(examples=["final"])
    revenue: Amount | None
    cost: Amount | None
    profit: Amount | None
    score: int | None = Field(examples=[959])
    income: Amount
    expense: Amount
    received: Amount
    paid: Amount
    to_team: Amount
    to_investors: Amount
    closing: ClosingPage | None

    @classmethod
    def of(cls, stored: StoredPeriod, shown: Shown) -> Self:
        closing = stored.closing and ClosingPage.model_validate(stored.closing, from_attributes=True)
        values = {**vars(stored), "finality": stored.finality.name.lower(), "closing": closing}
        return cls(**{**values, "period": shown.period(stored.period)})


class FlowItem(Personal):
    """What moved between a unit and another party under one agreement.

    received, paid: by the unit; what a backer paid in a debtor's place is the debtor's here. outstanding: accrued and
    neither paid nor cancelled; above 0 the other owes it to the unit, below 0 the unit to the other.
    """

    agreement: Hash
    name: str | None = Field(examples=["ireland-kitchen"])
    kind: str = Field(examples=["service"])
    other: Party
    received: PayAmount
    paid: PayAmount
    outstanding: PayAmount

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        return look.parties(self.agreement).of(self.other)

    @classmethod
    def of(cls, flow: Flow, shown: Shown) -> Self:
        return cls(
            agreement=flow.agreement,
            name=shown.state.names.of(flow.agreement),
            kind=shown.constants.kind_of(flow.contract),
            other=shown.party(flow.other),
            received=flow.received,
            paid=flow.paid,
            outstanding=flow.outstanding,
        )


class PromiseItem(Personal):
    """What an agreement promised of a unit's figure for the periods first..last, and what became of it.

    promised, actual: minor units, or points of a score. compensation, bonus: what followed from it. shares: to the
    investors; below 0, to the team.
    """

    agreement: Hash
    name: str | None = Field(examples=["australia-vam"])
    first: Period
    last: Period
    metric: str = Field(examples=["revenue"])
    promised: PayExact
    actual: Exact
    is_met: bool | None = Field(examples=[True], json_schema_extra=HIDDEN)
    compensation: PayAmount
    bonus: PayAmount
    shares: PayExact

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        return look.parties(self.agreement)

    @classmethod
    def of(cls, agreement: str, window: GoalWindow, shown: Shown) -> Self:
        return cls(
            agreement=agreement,
            name=shown.state.names.of(agreement),
            first=shown.period(window.first),
            last=shown.period(window.last),
            metric=window.metric.name.lower(),
            promised=window.promised,
            actual=window.actual,
            is_met=window.is_met,
            compensation=window.compensation,
            bonus=window.bonus,
            shares=window.shares,
        )


class UnitPage(UnitItem):
    """A unit in full. pool: the account of what was shared and not claimed (unclaimed).

    committees: the nodes it named for its figures, the latest period first; none: always the company's.
    agreements: how many it is party to; owes_under, is_owed_under: the newest of them in which it is debtor, or
    creditor, of a leg; some are in both. All are under /book/agreements?party=.
    """

    quorum: int = Field(description="Members who sign for it without its leader.", examples=[2])
    total_shares: Exact
    allowance: Amount
    wind_up_after: int = Field(description="Closings in arrears running; 0: never.", examples=[2])
    first_period: Period
    pool: Address
    unclaimed: Amount
    team: list[PartPage]
    investors: list[PartPage]
    periods: list[UnitPeriod]
    committees: list[CommitteePage]
    agreements: int = Field(examples=[12])
    owes_under: list[AgreementItem]
    is_owed_under: list[AgreementItem]


def _item(row: UnitStanding, shown: Shown) -> dict[str, Any]:
    return {
        **vars(row),
        "leader": shown.party(row.leader),
        "closed_through": shown.period_or_none(row.closed_through),
        "wound_up_from": shown.period_or_none(row.wound_up_from),
    }
