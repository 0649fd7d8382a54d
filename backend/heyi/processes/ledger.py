"""The agreements of a company as its events tell them.

`Ledger.refresh()` reads the logs since it last looked and folds them; everything else is a question to what was folded.
"""

from collections.abc import Iterable, Mapping

from heyi.company import Company, abis_of
from heyi.core.events import AgreementState, Event, EventDecoder, fold

__all__ = ["KINDS", "Ledger"]

# In the order in which a closing pays them.
KINDS = ("ServiceAgreements", "CommunityAgreements", "VamAgreements")
_EMITTERS = (
    "Treasury",
    "RevenueOracle",
    "ProfitShare",
    "BookClosing",
    "EnterpriseRegistry",
    "SettlementToken",
    "Tenders",
    *KINDS,
)


class Ledger:
    """Follows one company's events. It keeps all of them: meant for a company on a local chain."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._decoder = EventDecoder(*abis_of(company.artifacts))
        self._next_block = company.deployment.first_block
        self._names = {company.deployment.addresses[name]: name for name in _EMITTERS}
        self.events: list[Event] = []
        self.agreements: Mapping[bytes, AgreementState] = {}

    def refresh(self) -> "Ledger":
        """Takes in what has happened since the last time."""
        height = self._company.chain.height()
        if height < self._next_block:
            return self
        logs = self._company.chain.logs(list(self._names), self._next_block, height)
        news = [event for event in map(self._decoder.decode, logs) if event is not None]
        self.events += news
        self.agreements = fold(news, self.agreements)
        self._next_block = height + 1
        return self

    def named(self, *names: str) -> Iterable[Event]:
        """The events of these names, in order."""
        return (event for event in self.events if event.name in names)

    def kind_of(self, agreement: bytes) -> str:
        """The name of the contract that keeps an agreement."""
        return self._names[self.agreements[agreement].contract]

    def of_party(self, address: str) -> list[AgreementState]:
        """The agreements a party has signed, by ascending id."""
        mine = (a for a in self.agreements.values() if address in a.parties)
        return sorted(mine, key=lambda state: state.agreement)
