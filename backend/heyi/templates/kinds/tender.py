"""tender: a client says in public what it wants, how success is seen, and what it pays at the most.

Suppliers answer with signed offers of a price or a service; accepting one is one signature.
"""

from dataclasses import dataclass
from typing import Self

from heyi.core.checks import check
from heyi.core.errors import InvalidTerms, InvalidValue
from heyi.core.tender import Tender
from heyi.templates.agreement import Addresses, Defaults, Term
from heyi.templates.fields import above_zero, period_of, term_of
from heyi.templates.kinds.service import ServiceText
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.terms_of import SOME_TOKEN, placeholders, salt_of, sentence_of, terms_of
from heyi.templates.words import Words

__all__ = ["BidText", "TenderText"]


@dataclass(frozen=True)
class BidText:
    """A supplier's answer. price: per period, for all of the tender's term."""

    supplier: str
    price: int

    @classmethod
    def read(cls, entry: Entry) -> Self:
        return cls(supplier=entry.text("supplier"), price=above_zero(entry, "price"))


@dataclass(frozen=True, kw_only=True)
class TenderText:
    """closes: the period with whose end bidding ends; closes_at: that second. term: the service lies inside it.

    winner: the bidder whose offer is accepted when the term begins; empty: none is.
    """

    id: str
    client: str
    goal: str
    measure: str
    highest_price: int
    term: Term
    closes: int
    closes_at: int
    bids: tuple[BidText, ...] = ()
    winner: str = ""

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

    def offered(self, bid: BidText) -> ServiceText:
        """What a bidder offers: the service for its price, which is no agreement before it is accepted."""
        return ServiceText(
            id=f"{self.id}-{bid.supplier}", term=self.term, client=self.client, supplier=bid.supplier, fee=bid.price
        )

    def won(self) -> ServiceText | None:
        """What the winner offers; None if there is no winner."""
        return next((self.offered(bid) for bid in self.bids if bid.supplier == self.winner), None)

    def bid_says(self, bid: BidText, words: Words) -> str:
        price = words.money(bid.price)
        offer = sentence_of(self.offered(bid), words)
        return f"{words.name(bid.supplier)} bids {price} a {words.period} for {self.goal}. The offer: {offer}"

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
        elif closes > term.first_period and entry.has("winner"):
            entry.wrong("closes", "lies after the first period of the service, in which the winner begins")
        bids = tuple(BidText.read(item) for item in entry.items("bids"))
        if entry.has("winner") and entry.text("winner") not in {bid.supplier for bid in bids}:
            entry.wrong("winner", f"{entry.text('winner')} has not bid")
        return cls(
            id=entry.text("id"),
            client=entry.text("client"),
            goal=entry.text("goal").rstrip("."),
            measure=entry.text("measure").rstrip("."),
            highest_price=above_zero(entry, "highest_price"),
            term=term,
            closes=closes,
            closes_at=defaults.calendar.end_of(closes),
            bids=bids,
            winner=entry.text("winner"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        before = len(entry.findings)
        cast.party(entry, "client", self.client)
        seen: set[str] = set()
        for bid, item in zip(self.bids, entry.items("bids"), strict=True):
            cast.party(item, "supplier", bid.supplier)
            if bid.supplier == self.client:
                item.wrong("supplier", f"{bid.supplier} is the client")
            if bid.supplier in seen:
                item.wrong("supplier", f"{bid.supplier} has bid already")
            if bid.price > self.highest_price:
                item.wrong("price", f"{item.text('price')} is above the highest price, {entry.text('highest_price')}")
            seen.add(bid.supplier)
        if len(entry.findings) == before:
            self._check_numbers(entry, cast)

    def _check_numbers(self, entry: Entry, cast: Cast) -> None:
        """Notes what contracts would refuse, whoever the parties are."""
        addresses = placeholders(cast.units | cast.people)
        try:
            self.tender(addresses, SOME_TOKEN)
            for bid in self.bids:
                check(terms_of(self.offered(bid), addresses, SOME_TOKEN))
        except (InvalidTerms, InvalidValue) as error:
            entry.wrong("", str(error))
