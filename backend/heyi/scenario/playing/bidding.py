"""The tenders of a scenario: published and bid for while bidding is open, awarded when the service begins."""

from collections.abc import Collection, Mapping

from heyi.core.terms import Terms
from heyi.scenario.model import Scenario
from heyi.scenario.playing.cast import Cast, Offer
from heyi.templates.kinds.service import ServiceText
from heyi.templates.kinds.tender import TenderText
from heyi.templates.terms_of import sentence_of, terms_of

__all__ = ["Bidding"]


class Bidding:
    """addresses: of units and people by id."""

    def __init__(self, cast: Cast, scenario: Scenario, addresses: Mapping[str, str]) -> None:
        self._cast = cast
        self._words = scenario.words
        self._calendar = scenario.calendar
        self._addresses = addresses
        self._token = cast.company.deployment.addresses["SettlementToken"]
        self._offers: dict[str, Offer] = {}

    def open(self, tender: TenderText, without: Collection[str] = ()) -> None:
        """The client publishes the tender, and bidders answer with signed offers, but for those named."""
        asked = tender.tender(self._addresses, self._token)
        self._cast.publish(asked, tender.says(self._words))
        # An offer can be accepted until the first period of the service is over.
        deadline = self._calendar.end_of(tender.term.first_period)
        for bid in tender.bids:
            if bid.supplier in without:
                continue
            service = tender.offered(bid)
            offer = self._cast.offer(self.terms(service), sentence_of(service, self._words), deadline)
            supplier = self._addresses[bid.supplier]
            self._cast.bid(asked, supplier, offer, bid.price, tender.bid_says(bid, self._words))
            self._offers[service.id] = offer

    def award(self, tender: TenderText, won: ServiceText) -> None:
        """The client accepts what the winner has offered, and that is noted."""
        terms, offer = self.terms(won), self._offers[won.id]
        self._cast.accept(terms, sentence_of(won, self._words), offer)
        self._cast.award(tender.tender(self._addresses, self._token), terms, offer)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """All that bidders have signed."""
        return tuple(self._offers.values())

    def terms(self, service: ServiceText) -> Terms:
        return terms_of(service, self._addresses, self._token)
