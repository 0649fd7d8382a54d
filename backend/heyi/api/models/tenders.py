"""Tenders with their bids and awards."""

from typing import Any, Self

from pydantic import Field

from heyi.api.models.base import Amount, Hash, Party, Period, Place, Shown, Time
from heyi.api.models.privacy import Look, PayAmount, Personal, Whose
from heyi.store.reading.tenders import Tender, TenderState

__all__ = ["TenderPage"]


class BidPage(Personal):
    """price: per period at the most. offer: the hash of what the supplier signed. won: whether it was accepted."""

    supplier: Party
    price: PayAmount
    offer: Hash
    won: bool = Field(examples=[True])
    place: Place

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return outer.of(self.supplier)


class AwardPage(Personal):
    """agreement: what was opened by accepting the offer. price: what can really be paid per period."""

    supplier: Party
    agreement: Hash
    offer: Hash
    price: PayAmount
    place: Place

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return outer.of(self.supplier)


class TenderPage(Personal):
    """What a client asks for. The service's periods lie between first_period and last_period, both included.

    state: open, closed (no bid is taken any more, none was accepted yet), awarded or withdrawn.
    """

    tender: Hash
    client: Party
    goal: str = Field(examples=["a summer catalogue in two languages"])
    measure: str = Field(examples=["printed by the end of May"])
    highest_price: Amount
    first_period: Period
    last_period: Period
    closes_at: Time
    state: TenderState = Field(examples=["awarded"])
    published: Place
    withdrawn: Place | None
    bids: list[BidPage]
    award: AwardPage | None

    def whose(self, _outer: Whose, _look: Look, /) -> Whose:
        client = frozenset({self.client.address})
        return Whose(units=client) if self.client.kind == "unit" else Whose(insiders=client)

    @classmethod
    def of(cls, tender: Tender, shown: Shown) -> Self:
        state = tender.state(shown.state.heads.now)
        outcome, ended = tender.outcome, tender.ended
        won = outcome.offer if outcome is not None and state == "awarded" else None
        return cls(
            tender=tender.tender,
            client=shown.party(tender.client),
            goal=tender.goal,
            measure=tender.measure,
            highest_price=tender.highest_price,
            first_period=shown.period(tender.first_period),
            last_period=shown.period(tender.last_period),
            closes_at=tender.closes_at,
            state=state,
            published=shown.place(tender.place),
            withdrawn=shown.place(ended) if ended and state == "withdrawn" else None,
            bids=[
                BidPage(
                    supplier=shown.party(bid.supplier),
                    price=bid.price,
                    offer=bid.offer,
                    won=bid.offer == won,
                    place=shown.place(bid.place),
                )
                for bid in tender.bids
            ],
            award=_award(outcome, shown.place(ended), shown) if ended and outcome and state == "awarded" else None,
        )


def _award(outcome: Any, place: Place, shown: Shown) -> AwardPage:
    return AwardPage(
        supplier=shown.party(outcome.supplier),
        agreement=outcome.agreement,
        offer=outcome.offer,
        price=outcome.price,
        place=place,
    )
