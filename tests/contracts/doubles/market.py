"""A market: Tenders beside a double of ServiceAgreements, in a company of real enterprises.

What is signed there is built by the package itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import brownie
from doubles.company import BY_LEADER, Company, person
from eth_account.signers.local import LocalAccount

from heyi.core.messages import SERVICE_AGREEMENTS, TENDERS, Messages, sentence_hash
from heyi.core.signing import sign
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.tender import Tender
from heyi.core.terms import Clause, Leg, Nature, Point, Terms
from heyi.core.typed_data import Domain, Message

FOREVER = 2**40
CLIENT, SUPPLIER, RIVAL, STRANGER = (person(name) for name in ("client", "supplier", "rival", "stranger"))
NOBODY = (bytes(32), 0, b"")


@dataclass
class Market:
    company: Company
    services: Any
    tenders: Any

    def __post_init__(self) -> None:
        self.messages = Messages(self.tenders.abi)
        self.domain = self._domain(TENDERS, self.tenders)

    def _domain(self, name: str, contract: Any) -> Domain:
        return Domain(name, brownie.chain.id, contract.address)

    # What is said

    def tender(self, **changes: Any) -> Tender:
        """600 per period at the most, for periods 610 to 621; bids for an hour."""
        fields: dict[str, Any] = {
            "client": CLIENT.address,
            "goal": "Rooms are clean by noon.",
            "measure": "Guests' score is 90 or more.",
            "token": self.company.token.address,
            "highest_price": 600,
            "first_period": 610,
            "last_period": 621,
            "closes_at": brownie.chain.time() + 3_600,
        }
        return Tender(**fields | changes)

    def terms(self, supplier: Any = SUPPLIER, **changes: Any) -> Terms:
        """Between client and supplier, for 550 a period, over the tender's whole term."""
        fields: dict[str, Any] = {
            "parties": (CLIENT.address, supplier.address),
            "token": self.company.token.address,
            "ceiling": 550,
            "first_period": 610,
            "periods": 12,
            "legs": (Leg(0, 1, Nature.Fee),),
            "clauses": (Clause(points=(Point(0, 550),)),),
        }
        return Terms(**fields | changes)

    def offer(self, terms: Terms, acceptor: str = ZERO_ADDRESS, times: int = 1) -> Message:
        """The supplier's message in ServiceAgreements about these terms."""
        offered = replace(terms, parties=(ZERO_ADDRESS, terms.parties[1]), first_period=0)
        domain = self._domain(SERVICE_AGREEMENTS, self.services)
        return self.messages.offer(domain, "I offer.", terms.parties[1], offered, acceptor, times, FOREVER)

    def signed(self, message: Message, signer: LocalAccount, prefix: bytes = b"") -> tuple[bytes, int, bytes]:
        said = message.message
        return sentence_hash(said["sentence"]), said["deadline"], prefix + bytes(sign(message, signer))

    # What is done

    def id_of(self, tender: Tender) -> bytes:
        return self.messages.tender_id(tender)

    def publish(
        self,
        tender: Tender,
        signer: LocalAccount = CLIENT,
        prefix: bytes = b"",
        signed_as: Tender | None = None,
        **changes: Any,
    ) -> Any:
        signed = signed_as or tender
        words = {"sentence": "I look for.", "on_behalf_of": tender.client, "tender": signed, "deadline": FOREVER}
        message = self.messages.publication(self.domain, **words | changes)
        return self.tenders.publish(tender.to_abi(), self.signed(message, signer, prefix), self.by)

    def withdraw(self, tender: Tender, signer: LocalAccount = CLIENT) -> Any:
        message = self.messages.tender_withdrawal(
            self.domain, "Not any more.", tender.client, self.id_of(tender), FOREVER
        )
        return self.tenders.withdraw(tender.to_abi(), self.signed(message, signer), self.by)

    def bid(
        self, tender: Tender, offer: Message, price: int = 550, signer: LocalAccount = SUPPLIER, **changes: Any
    ) -> Any:
        supplier = offer.message["onBehalfOf"]
        words = {
            "sentence": "I bid.",
            "on_behalf_of": supplier,
            "tender": self.id_of(tender),
            "offer": offer.struct_hash(),
            "price": price,
            "deadline": FOREVER,
        }
        message = self.messages.bid(self.domain, **words | changes)
        answer = (supplier, offer.struct_hash(), price)
        prefix = b"" if supplier == signer.address else BY_LEADER
        return self.tenders.bid(tender.to_abi(), answer, self.signed(message, signer, prefix), self.by)

    def accept(self, terms: Terms, offer: Message) -> None:
        """What the client's acceptance leaves behind in ServiceAgreements."""
        self.services.accept(terms.parties[1], offer.struct_hash())
        self.services.open(self.messages.terms_hash(terms))

    def award(self, tender: Tender, terms: Terms, offer: Message) -> Any:
        said = offer.message
        form = (said["acceptor"], said["times"], said["terms"]["salt"])
        return self.tenders.award(
            tender.to_abi(), terms.to_abi(), form, sentence_hash(said["sentence"]), said["deadline"], self.by
        )

    def state(self, tender: Tender) -> int:
        return int(self.tenders.stateOf(self.id_of(tender)))

    @property
    def by(self) -> dict[str, Any]:
        """A stranger carries everything."""
        return {"from": self.company.sender}
