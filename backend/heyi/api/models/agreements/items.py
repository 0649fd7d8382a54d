"""Agreements in lists, and one in full."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from heyi.api.models.agreements.standing import Standing
from heyi.api.models.base import Address, Amount, Hash, Party, Period, Place, Shown
from heyi.api.models.privacy import HIDDEN, Look, PayAmount, Personal, Whose
from heyi.core.events import AgreementState
from heyi.core.terms import ALL_PARTNERS, Leg, Nature, Terms
from heyi.store.reading.agreements import Listed

__all__ = ["AgreementItem", "LegPage", "Status"]

Status = Literal["open", "ended"]

ADDRESS_LENGTH = 42
HARMLESS = ("period", "leg", "endPeriod", "fromPeriod", "firstPeriod", "bookedIn", "id", "deadline", "nonce", "times")
"""Arguments of events that are numbers and no amounts."""

GUESSED = ("sentence", "sentences", "termsHash", "reference_", "purpose")
"""Arguments that are hashes of what says an amount: whoever has a guess could check it."""


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


class LegPage(Personal):
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
    accrued: PayAmount
    due: PayAmount
    paid: PayAmount
    cancelled: PayAmount
    escrow: PayAmount
    from_escrow: PayAmount
    from_backers: PayAmount
    clauses: dict[int, Amount] | None = Field(
        description="Accrued by the number of the clause.", examples=[{"0": "80000"}], json_schema_extra=HIDDEN
    )

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return outer.of(self.debtor, *self.creditors, *self.backers)

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


def addresses_in(value: Any) -> Iterator[str]:
    """All that stand anywhere in an event's arguments."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from addresses_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from addresses_in(each)
    elif isinstance(value, str) and len(value) == ADDRESS_LENGTH and value.startswith("0x"):
        yield value


def tells(name: str, value: Any) -> bool:
    """Whether an argument may tell an amount: whole numbers do, terms do, and so do hashes that can be guessed at."""
    if name in GUESSED:
        return True
    if isinstance(value, Mapping):
        return True
    if isinstance(value, list):
        return any(tells(name, each) for each in value)
    return isinstance(value, str) and value.lstrip("-").isdigit()


def creditors_of(terms: Terms, leg: Leg) -> tuple[str, ...]:
    """Who a leg is paid to: one party, or all partners."""
    return terms.parties[1:] if leg.creditor == ALL_PARTNERS else (terms.parties[leg.creditor],)


class SentencePage(Personal):
    """What one party signed. text: null if nobody has kept it; the chain has its hash only."""

    party: Party
    hash: Hash | None = Field(json_schema_extra=HIDDEN)
    text: str | None = Field(
        examples=["Ireland Desk pays Kitchen Line 40 % of what it sells."], json_schema_extra=HIDDEN
    )


class Difference(BaseModel):
    """Where terms differ from the version before. before, after: null where there is nothing."""

    where: str = Field(examples=["clauses[0].points[1].y"])
    before: Any = Field(examples=["1000"])
    after: Any = Field(examples=["1200"])


class VersionPage(Personal):
    """Terms that all parties signed. They count from their first period on. differences: to the version before."""

    number: int = Field(examples=[0])
    terms_hash: Hash
    first_period: Period
    end_period: Period
    terms: dict[str, Any] | None = Field(
        description="As the contract's struct Terms.", examples=[{"ceiling": "1000000"}], json_schema_extra=HIDDEN
    )
    differences: list[Difference] | None = Field(json_schema_extra=HIDDEN)
    sentences: list[SentencePage]
    signed: Place


class EventItem(Personal):
    """One event of the chain. args: by the names of the contract's ABI; whole numbers are strings.

    Of one that tells of somebody's pay, what would tell it is null in args, and `hidden` names it, as in args.amount.
    """

    name: str = Field(examples=["Accrued"])
    contract: Address
    contract_name: str | None = Field(examples=["ServiceAgreements"])
    agreement: Hash | None
    args: dict[str, Any] = Field(examples=[{"period": "494", "amounts": ["80000"]}], json_schema_extra=HIDDEN)
    place: Place

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        if look.is_about_facts(self.contract):
            return Whose()
        signed = Whose() if self.agreement is None else look.parties(self.agreement)
        named = frozenset(addresses_in({name: value for name, value in self.args.items() if name != "caller"}))
        persons = frozenset(each for each in named if look.is_person(each))
        units = {unit for each in (*named, self.contract) if (unit := look.unit_of(each))}
        return Whose(signed.persons | persons, units=signed.units | units)

    def hide(self) -> None:
        for name, value in self.args.items():
            if name not in HARMLESS and tells(name, value):
                self.args[name] = None
                self.hidden.append(f"args.{name}")


class AgreementPage(AgreementItem, Personal):
    """One agreement in full. next_period: the first that was not accrued. timeline: its latest events, oldest first;
    events: how many there are, all of them under /book/events?agreement=.

    standing: waiting (its first period has not begun), active, arrears (a party owes what should be paid by now),
    disputed (somebody challenges figures that it reads) or ended. disputes: the open ones, by number.
    """

    standing: Standing = Field(examples=["active"])
    in_arrears: list[Party]
    disputes: list[int] = Field(examples=[[]])
    contract: Address
    token: Address
    ceiling: PayAmount
    next_period: Period
    legs: list[LegPage]
    terms: list[VersionPage]
    events: int = Field(examples=[31])
    timeline: list[EventItem]

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        return look.parties(self.agreement)
