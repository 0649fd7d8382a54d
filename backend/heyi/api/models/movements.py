"""What moved into and out of an account, one line each."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Hash, Party, Period, Place, Shown
from heyi.api.models.privacy import Look, PayAmount, Personal, Whose
from heyi.core.solidity import ZERO_ADDRESS
from heyi.store.reading.transfers import Transfer

__all__ = ["MovementItem"]


class AgreementNamed(BaseModel):
    agreement: Hash
    name: str | None = Field(examples=["ireland-kitchen"])


class MovementItem(Personal):
    """One movement. amount: above 0 it came in, below 0 it went out. balance: in the Treasury after it.

    moved_in: the period in which it moved; period: the one it was for, where there is one. other: whose pool it came
    from, or who gave or got it; null for the outside and for what lies locked under the agreement.
    """

    number: int = Field(description="Of the account's movements; the first is 1.", examples=[12])
    account: Address
    amount: PayAmount
    balance: PayAmount
    kind: str = Field(examples=["claim"])
    nature: str | None = Field(examples=["fee"])
    agreement: AgreementNamed | None
    period: Period | None
    moved_in: Period
    other: Party | None
    place: Place

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        between = {self.account} | ({self.other.address} if self.other else set())
        persons = frozenset(each for each in between if look.is_person(each))
        return Whose(persons, units=frozenset(between - persons))

    @classmethod
    def of(
        cls,
        number: int,
        account: str,
        moved: Transfer,
        balance: int,
        keys: Mapping[str, tuple[str, str, int]],
        shown: Shown,
    ) -> Self:
        """keys: what accounts of contracts are for."""
        comes_in = moved.receiver == account
        other = moved.sender if comes_in else moved.receiver
        whose, what, _ = keys.get(other, (other, "", 0))
        is_nobody = other == ZERO_ADDRESS or what == "escrow"
        calendar = shown.constants.calendar
        named = moved.agreement and AgreementNamed(
            agreement=moved.agreement, name=shown.state.names.of(moved.agreement)
        )
        return cls(
            number=number,
            account=account,
            amount=moved.amount if comes_in else -moved.amount,
            balance=balance,
            kind=moved.kind,
            nature=moved.nature,
            agreement=named or None,
            period=shown.period_or_none(moved.period),
            moved_in=shown.period(calendar.period_at(max(moved.place.time, calendar.epoch))),
            other=None if is_nobody else shown.party(whose),
            place=shown.place(moved.place),
        )
