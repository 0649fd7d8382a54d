"""Agreements in lists, and one in full."""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Amount, Hash, Party, Period, Place, Shown
from heyi.core.events import AgreementState
from heyi.core.terms import ALL_PARTNERS, Leg, Nature, Terms
from heyi.store.reading.agreements import Listed

__all__ = ["AgreementItem", "LegPage", "Status"]

Status = Literal["open", "ended"]


class AgreementItem(BaseModel):
    """An agreement in a list. versions: how many terms it has had. end_period: the first that does not count."""

    agreement: Hash
    name: str | None = Field(examples=["ireland-kitchen"])
    kind: str = Field(examples=["service"])
    status: Status = Field(description="ended: over, and nothing owed.", examples=["open"])
    versions: int = Field(examples=[1])
    first_period: Period
    end_period: Period
    parties: list[Party]
    opened: Place

    @classmethod
    def of(cls, listed: Listed, shown: Shown) -> Self:
        return cls(
            agreement=listed.agreement,
            name=shown.state.names.of(listed.agreement),
            kind=shown.constants.kind_of(listed.contract),
            status="ended" if listed.ended else "open",
            versions=listed.versions,
            first_period=shown.period(listed.first_period),
            end_period=shown.period(listed.end_period),
            parties=[shown.party(address) for address in listed.parties],
            opened=shown.place(listed.opened),
        )


class LegPage(BaseModel):
    """Who owes whom on one leg, and where it stands. Above 0 the debtor owes or paid; below 0 the other way round.

    creditors: all partners, if it is paid to all by their weights. accrued = due + paid + cancelled. escrow: what lies
    locked; from_escrow, from_backers: parts of paid. backers: who pays what the debtor does not. A leg of shares counts
    shares; one of control is carried out at once, and nothing is due on it. clauses: what each of its clauses accrued.
    """

    leg: int = Field(examples=[0])
    nature: str = Field(examples=["fee"])
    debtor: Party
    creditors: list[Party]
    backers: list[Party]
    accrued: Amount
    due: Amount
    paid: Amount
    cancelled: Amount
    escrow: Amount
    from_escrow: Amount
    from_backers: Amount
    clauses: dict[int, Amount] = Field(description="Accrued by the number of the clause.", examples=[{"0": "80000"}])

    @classmethod
    def of(cls, state: AgreementState, number: int, shown: Shown) -> Self:
        terms = state.versions[-1]
        leg = terms.legs[number]
        of_clauses = {i: state.accrued[i] for i, clause in enumerate(terms.clauses) if clause.leg == number}
        return cls(
            leg=number,
            nature=leg.nature.name.lower(),
            debtor=shown.party(terms.parties[leg.debtor]),
            creditors=[shown.party(address) for address in creditors_of(terms, leg)],
            backers=[shown.party(each) for i, each in enumerate(terms.parties) if leg.is_backed_by(i)],
            accrued=state.due[number] + state.paid[number] + state.cancelled[number],
            due=0 if leg.nature is Nature.Control else state.due[number],
            paid=state.paid[number],
            cancelled=state.cancelled[number],
            escrow=state.escrow[number],
            from_escrow=state.from_escrow[number],
            from_backers=state.from_backers[number],
            clauses=of_clauses,
        )


def creditors_of(terms: Terms, leg: Leg) -> tuple[str, ...]:
    """Who a leg is paid to: one party, or all partners."""
    return terms.parties[1:] if leg.creditor == ALL_PARTNERS else (terms.parties[leg.creditor],)


class SentencePage(BaseModel):
    """What one party signed. text: null if nobody has kept it; the chain has its hash only."""

    party: Party
    hash: Hash
    text: str | None = Field(examples=["Ireland Desk pays Kitchen Line 40 % of what it sells."])


class Difference(BaseModel):
    """Where terms differ from the version before. before, after: null where there is nothing."""

    where: str = Field(examples=["clauses[0].points[1].y"])
    before: Any = Field(examples=["1000"])
    after: Any = Field(examples=["1200"])


class VersionPage(BaseModel):
    """Terms that all parties signed. They count from their first period on. differences: to the version before."""

    number: int = Field(examples=[0])
    terms_hash: Hash
    first_period: Period
    end_period: Period
    terms: dict[str, Any] = Field(description="As the contract's struct Terms.", examples=[{"ceiling": "1000000"}])
    differences: list[Difference]
    sentences: list[SentencePage]
    signed: Place


class EventItem(BaseModel):
    """One event of the chain. args: by the names of the contract's ABI; whole numbers are strings."""

    name: str = Field(examples=["Accrued"])
    contract: Address
    contract_name: str | None = Field(examples=["ServiceAgreements"])
    agreement: Hash | None
    args: dict[str, Any] = Field(examples=[{"period": "494", "amounts": ["80000"]}])
    place: Place


class AgreementPage(AgreementItem):
    """One agreement in full. next_period: the first that was not accrued. timeline: its latest events, oldest first;
    events: how many there are, all of them under /book/events?agreement=."""

    contract: Address
    token: Address
    ceiling: Amount
    next_period: Period
    legs: list[LegPage]
    terms: list[VersionPage]
    events: int = Field(examples=[31])
    timeline: list[EventItem]
