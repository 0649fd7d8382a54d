"""Who signs what: the people of a scenario with their wallets, and the gasless verbs they use.

Every function here takes a signature from a wallet and has it carried to the chain by whoever runs this.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction

from heyi.company import Company
from heyi.core.charter import Charter
from heyi.core.signing import Signed, enterprise_signature_by_leader, sign, signed
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.tender import Tender
from heyi.core.terms import Terms
from heyi.core.typed_data import Domain, Message

__all__ = ["Cast", "Offer"]


@dataclass(frozen=True)
class Offer:
    """A supplier's signed offer. hash: of its message. form: who may accept, how often, and the salt of its terms.

    terms: without client and start, as they are signed with the sentence.
    """

    hash: bytes
    form: tuple[str, int, bytes]
    signed: Signed
    terms: Terms
    sentence: str


@dataclass
class Cast:
    """The people of one company on one chain, from its first day on.

    deadline: unix time until which what they sign now is good. leaders: who signs for an enterprise, by its address.
    """

    company: Company
    wallets: Mapping[str, LocalAccount]
    deadline: int
    leaders: dict[str, LocalAccount] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nonces: dict[str, int] = defaultdict(int)  # from 0 on, as in a new company nobody has signed anything yet
        self._by_address: dict[str, LocalAccount] = {wallet.address: wallet for wallet in self.wallets.values()}

    def found(self, charter: Charter) -> str:
        """Every member signs the charter; returns the enterprise's address."""
        company, deadline = self.company, self.deadline
        message = company.messages.found(company.domain("EnterpriseRegistry"), charter, deadline)
        signatures = [sign(message, self._by_address[member]) for member in charter.members]
        registry = company.registry.functions
        company.chain.send(registry.found(charter.to_abi(), deadline, signatures))
        address: str = company.chain.call(registry.addressOf(charter.to_abi()))
        self.leaders[address] = self._by_address[charter.leader]
        return address

    def consent(self, kind: str, party: str, terms: Terms, sentence: str) -> Signed:
        """A party's consent to terms, for an enterprise by its leader."""
        domain = self.company.domain(kind)
        return self._signed(self.company.messages.consent(domain, sentence, party, terms, self.deadline), party)

    def let_all_pay(self, kind: str, terms: Terms) -> None:
        """People who are party to it let the contract take what they owe; enterprises need not."""
        for party in terms.parties:
            if party not in self.leaders:
                self.let_pay(party, kind)

    def opening(self, kind: str, terms: Terms, sentence: str) -> ContractFunction:
        """What opens an agreement with the consent of all its parties; to be sent."""
        consents = [self.consent(kind, party, terms, sentence).to_abi() for party in terms.parties]
        return self.company.contract(kind).functions.open(terms.to_abi(), consents)

    def amendment(self, kind: str, party: str, agreement: bytes, terms: Terms, sentence: str) -> Signed:
        """A party's consent to new terms of an agreement."""
        domain = self.company.domain(kind)
        build = self.company.messages.amendment
        return self._signed(build(domain, sentence, party, agreement, terms, self.deadline), party)

    def challenge(self, kind: str, agreement: bytes, party: str, about: tuple[bytes, int, bytes], said: str) -> Signed:
        """A party's challenge of figures that an agreement reads. about: subject, period, and the reason's hash."""
        domain = self.company.domain(kind)
        build = self.company.messages.challenge
        return self._signed(build(domain, said, party, agreement, *about, self.deadline), party)

    def offer(self, terms: Terms, sentence: str, deadline: int, to: str | None = None, times: int = 1) -> Offer:
        """The supplier's offer of these terms: it is signed without client and start.

        to: who may accept it; None: their client.
        """
        client, supplier = terms.parties
        acceptor = client if to is None else to
        form = (acceptor, times, terms.salt)
        offered = replace(terms, parties=(ZERO_ADDRESS, supplier), first_period=0)
        domain = self.company.domain("ServiceAgreements")
        message = self.company.messages.offer(domain, sentence, supplier, offered, acceptor, times, deadline)
        return Offer(message.struct_hash(), form, self._signed(message, supplier), offered, sentence)

    def accept(self, terms: Terms, sentence: str, offer: Offer) -> None:
        """The client takes an offer up, with one signature."""
        consent = self.consent("ServiceAgreements", terms.parties[0], terms, sentence)
        accept = self.company.services.functions.accept
        self.company.chain.send(accept(terms.to_abi(), offer.form, offer.signed.to_abi(), consent.to_abi()))

    def publish(self, tender: Tender, sentence: str) -> None:
        """The client publishes a tender."""
        company = self.company
        domain = company.domain("Tenders")
        message = company.messages.publication(domain, sentence, tender.client, tender, self.deadline)
        consent = self._signed(message, tender.client)
        company.chain.send(company.tenders.functions.publish(tender.to_abi(), consent.to_abi()))

    def bid(self, tender: Tender, supplier: str, offer: Offer, price: int, sentence: str) -> None:
        """A supplier answers a tender with an offer."""
        company = self.company
        domain, identity = company.domain("Tenders"), company.messages.tender_id(tender)
        message = company.messages.bid(domain, sentence, supplier, identity, offer.hash, price, self.deadline)
        answer, consent = (supplier, offer.hash, price), self._signed(message, supplier)
        company.chain.send(company.tenders.functions.bid(tender.to_abi(), answer, consent.to_abi()))

    def award(self, tender: Tender, terms: Terms, offer: Offer) -> None:
        """Notes which accepted offer has won; anyone can, so nobody signs."""
        said = offer.signed
        award = self.company.tenders.functions.award
        self.company.chain.send(award(tender.to_abi(), terms.to_abi(), offer.form, said.sentence, said.deadline))

    def let_pay(self, person: str, kind: str) -> None:
        """A person lets agreements of a kind pay out of their Treasury account."""
        company, deadline = self.company, self.deadline
        operator = company.deployment.addresses[kind]
        nonce = self._next(f"Treasury {person}")
        message = company.messages.set_operator(company.domain("Treasury"), person, operator, True, nonce, deadline)
        signature = sign(message, self._by_address[person])
        company.chain.send(company.treasury.functions.setOperatorBySig(person, operator, True, deadline, signature))

    def spend(self, enterprise: str, receiver: str, amount: int, purpose: bytes) -> ContractFunction:
        """A leader signs for spending within the allowance; to be sent. It is refused to an enterprise in arrears."""
        company, deadline = self.company, self.deadline
        functions = company.enterprise(enterprise).functions
        nonce = self._next(enterprise)
        domain = company.enterprise_domain(enterprise)
        message = company.messages.spend(domain, receiver, amount, purpose, nonce, deadline)
        signature = sign(message, self.leaders[enterprise])
        return functions.spend(receiver, amount, purpose, deadline, signature)

    def withdraw(self, person: str, amount: int) -> ContractFunction:
        """A person signs for taking credit out of the Treasury to their own wallet; to be sent."""
        company, deadline = self.company, self.deadline
        token = company.deployment.addresses["SettlementToken"]
        nonce = self._next(f"Treasury {person}")
        domain = company.domain("Treasury")
        message = company.messages.treasury_withdrawal(domain, person, token, amount, person, nonce, deadline)
        signature = sign(message, self._by_address[person])
        return company.treasury.functions.withdrawBySig(person, token, amount, person, deadline, signature)

    def redeem(self, person: str, amount: int, reference: bytes) -> None:
        """A person has credit in their wallet paid out in cash, which burns it."""
        company, deadline = self.company, self.deadline
        functions = company.token.functions
        nonce = self._next(f"token {person}")
        name = company.chain.call(functions.name())
        token = company.deployment.addresses["SettlementToken"]
        domain = Domain(name, company.chain.chain_id, token)
        message = company.messages.redemption(domain, person, amount, reference, nonce, deadline)
        signature = sign(message, self._by_address[person])
        company.chain.send(functions.redeemBySig(person, amount, reference, deadline, signature))

    def _next(self, signer: str) -> int:
        """The nonce of a signer's next message."""
        self._nonces[signer] += 1
        return self._nonces[signer] - 1

    def _signed(self, message: Message, party: str) -> Signed:
        if party in self.leaders:
            signature = enterprise_signature_by_leader(sign(message, self.leaders[party]))
            return signed(message, signature)
        return signed(message, sign(message, self._by_address[party]))
