"""tender: a client says in public what it wants, how success is seen, and what it pays at the most.

Suppliers answer with signed offers of a price or a service; accepting one is one signature.
"""

from dataclasses import dataclass
from typing import Self

from heyi.core.tender import Tender
from heyi.templates.agreement import Addresses, Defaults, Term
from heyi.templates.fields import above_zero, period_of, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.terms_of import salt_of
from heyi.templates.words import Words

__all__ = ["TenderText"]


@dataclass(frozen=True, kw_only=True)
class TenderText:
    """closes: the period with whose end bidding ends; closes_at: that second. term: the service lies inside it."""

    id: str
    client: str
    goal: str
    measure: str
    highest_price: int
    term: Term
    closes: int
    closes_at: int

    kind = "tender"

    def tender(self, addresses: Addresses, token: str) -> Tender:
        return Tender(
            client=addresses[self.client],
            goal=self.goal,
            measure=self.measure,
            token=token,
            highest_price=self.highest_price,
            first_period=self.term.first_period,
            last_period=self.term.last_period,
            closes_at=self.closes_at,
            salt=salt_of(self.id),
        )

    def says(self, words: Words) -> str:
        span = words.window(self.term.first_period, self.term.periods)
        return (
            f"{words.name(self.client)} asks for {self.goal}. Success: {self.measure}. It pays at most "
            f"{words.money(self.highest_price)} a {words.period}, within {span}. Offers are taken until the end of "
            f"{words.when(self.closes)}; none need be accepted. Amounts are in {words.symbol}."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term, closes = term_of(entry, defaults), period_of(entry, "closes", defaults.calendar)
        if closes > term.last_period:
            entry.wrong("closes", "lies after the last period of the service")
        return cls(
            id=entry.text("id"),
            client=entry.text("client"),
            goal=entry.text("goal").rstrip("."),
            measure=entry.text("measure").rstrip("."),
            highest_price=above_zero(entry, "highest_price"),
            term=term,
            closes=closes,
            closes_at=defaults.calendar.end_of(closes),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.party(entry, "client", self.client)
