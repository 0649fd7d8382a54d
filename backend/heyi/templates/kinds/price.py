"""price: the smallest agreement. One says what success is, and what it costs."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Clause, Leg, Point
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.building.condition import Condition
from heyi.templates.fields import above_zero, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["PriceText"]


@dataclass(frozen=True, kw_only=True)
class PriceText(Agreement):
    """The client pays the supplier `price`, once, if success was measured at the end; otherwise nothing."""

    client: str
    supplier: str
    success: Condition
    price: int

    kind = "price"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.client, self.supplier)

    def draft(self, addresses: Addresses) -> Draft:
        gates = (self.success.gate(addresses),)
        clause = Clause(window=self.success.periods, gates=gates, points=(Point(0, self.price),))
        return Draft((Leg(0, 1),), (clause,))

    def says(self, words: Words) -> str:
        return (
            f"Success: {self.success.says(words)}. Price: {words.name(self.client)} pays {words.name(self.supplier)} "
            f"{words.money(self.price)} for it, and nothing without it."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        success = Condition.read(entry.inside("success"), entry.text("supplier"))
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults, success.periods),
            client=entry.text("client"),
            supplier=entry.text("supplier"),
            success=success,
            price=above_zero(entry, "price"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.party(entry, "client", self.client)
        cast.party(entry, "supplier", self.supplier)
        if self.client == self.supplier:
            entry.wrong("supplier", f"{self.supplier} is the client")
        self.success.check(entry.inside("success"), cast)
