"""People: in the ranking, and in full."""

from typing import Literal, Self

from pydantic import Field

from heyi.api.models.agreements.items import AgreementItem
from heyi.api.models.base import Address, Party, Shown
from heyi.api.models.privacy import Look, PayAmount, PayExact, Personal, Whose
from heyi.api.models.units import PartPage
from heyi.statements.wound_up import last_free_day
from heyi.store.reading.memory.standing import PersonStanding
from heyi.store.reading.people import Involved

__all__ = ["InvolvedPage", "PersonItem", "PersonPage", "PersonSort"]

PersonSort = Literal["earned", "received", "withdrawn", "held", "name"]


class UnitOfPerson(Personal):
    """A unit the person has a part in. free_until: the last day in the talent pool, if the unit was wound up."""

    unit: Party
    units: PayExact
    leads: bool = Field(examples=[False])
    free_until: str | None = Field(examples=["2011-07-31"])

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return Whose(outer.persons, units=frozenset({self.unit.address}))


class PersonItem(Personal):
    """A person in the ranking, with what it comes to to date.

    earned: claimed from the pools of units; received, paid: under agreements; withdrawn: to a wallet; held: in the
    Treasury. Whoever has a part in units, or leads them, is in them.
    """

    address: Address
    name: str | None = Field(examples=["Grace Osei"])
    earned: PayAmount
    received: PayAmount
    paid: PayAmount
    withdrawn: PayAmount
    held: PayAmount
    units: list[UnitOfPerson]

    def whose(self, _outer: Whose, _look: Look, /) -> Whose:
        return Whose(frozenset({self.address}))

    @classmethod
    def of(cls, row: PersonStanding, shown: Shown) -> Self:
        return cls(
            address=row.address,
            name=row.name,
            earned=row.earned,
            received=row.received,
            paid=row.paid,
            withdrawn=row.withdrawn,
            held=row.held,
            units=[_unit(unit, row, shown) for unit in dict.fromkeys((*row.units, *row.leads))],
        )


class InvolvedPage(Personal):
    """A person's part in a unit: units as a member, shares as an investor; null for what the person is not any more.

    invested: what the person brought; earned: claimed from the unit's pool.
    """

    unit: Party
    member: PartPage | None
    investor: PartPage | None
    invested: PayAmount
    earned: PayAmount

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        return Whose(outer.persons, units=frozenset({self.unit.address}))

    @classmethod
    def of(cls, involved: Involved, shown: Shown) -> Self:
        return cls(
            unit=shown.party(involved.unit),
            member=None if involved.member is None else PartPage.of(involved.member, shown),
            investor=None if involved.investor is None else PartPage.of(involved.investor, shown),
            invested=involved.invested,
            earned=involved.earned,
        )


class PersonPage(PersonItem):
    """A person in full. agreements: how many the person is party to; newest: the latest of them."""

    involved: list[InvolvedPage]
    agreements: int = Field(examples=[2])
    newest: list[AgreementItem]


def _unit(unit: str, row: PersonStanding, shown: Shown) -> UnitOfPerson:
    end = shown.state.units[unit].wound_up_from
    return UnitOfPerson(
        unit=shown.party(unit),
        units=row.units.get(unit, 0),
        leads=unit in row.leads,
        free_until=None if end is None else last_free_day(shown.constants.calendar.start_of(end)),
    )
