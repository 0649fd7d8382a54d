"""Who signs what: the people of a scenario with their wallets, and the gasless verbs they use.

Every function here takes a signature from a wallet and has it carried to the chain by whoever runs this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction

from heyi.company import Company
from heyi.core.charter import Charter
from heyi.core.signing import Signed, enterprise_signature_by_leader, sign, signed
from heyi.core.terms import Terms
from heyi.core.typed_data import Domain, Message

__all__ = ["Cast"]


@dataclass
class Cast:
    """The people of one company on one chain.

    deadline: unix time until which what they sign now is good. leaders: who signs for an enterprise, by its address.
    """

    company: Company
    wallets: Mapping[str, LocalAccount]
    deadline: int
    leaders: dict[str, LocalAccount] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nonces: dict[str, int] = {}
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

    def offer(self, party: str, terms: Terms, sentence: str, acceptor: str, times: int) -> Signed:
        """A supplier's offer: terms without client and start."""
        domain = self.company.domain("ServiceAgreements")
        messages, deadline = self.company.messages, self.deadline
        return self._signed(messages.offer(domain, sentence, party, terms, acceptor, times, deadline), party)

    def let_pay(self, person: str, kind: str) -> None:
        """A person lets agreements of a kind pay out of their Treasury account."""
        company, deadline = self.company, self.deadline
        operator = company.deployment.addresses[kind]
        nonce = self._next(f"Treasury {person}", company.treasury.functions.nonces(person))
        message = company.messages.set_operator(company.domain("Treasury"), person, operator, True, nonce, deadline)
        signature = sign(message, self._by_address[person])
        company.chain.send(company.treasury.functions.setOperatorBySig(person, operator, True, deadline, signature))

    def spend(self, enterprise: str, receiver: str, amount: int, purpose: bytes) -> None:
        """A leader spends within the allowance. Raises ContractRefused, as when in arrears."""
        company, deadline = self.company, self.deadline
        functions = company.enterprise(enterprise).functions
        nonce = self._next(enterprise, functions.spendNonce())
        domain = company.enterprise_domain(enterprise)
        message = company.messages.spend(domain, receiver, amount, purpose, nonce, deadline)
        signature = sign(message, self.leaders[enterprise])
        company.chain.send(functions.spend(receiver, amount, purpose, deadline, signature))

    def withdraw(self, person: str, amount: int) -> None:
        """A person takes credit out of the Treasury to their own wallet."""
        company, deadline = self.company, self.deadline
        token = company.deployment.addresses["SettlementToken"]
        nonce = self._next(f"Treasury {person}", company.treasury.functions.nonces(person))
        domain = company.domain("Treasury")
        message = company.messages.treasury_withdrawal(domain, person, token, amount, person, nonce, deadline)
        signature = sign(message, self._by_address[person])
        company.chain.send(company.treasury.functions.withdrawBySig(person, token, amount, person, deadline, signature))

    def redeem(self, person: str, amount: int, reference: bytes) -> None:
        """A person has credit in their wallet paid out in cash, which burns it."""
        company, deadline = self.company, self.deadline
        functions = company.token.functions
        nonce = self._next(f"token {person}", functions.nonces(person))
        name = company.chain.call(functions.name())
        token = company.deployment.addresses["SettlementToken"]
        domain = Domain(name, company.chain.profile.chain_id, token)
        message = company.messages.redemption(domain, person, amount, reference, nonce, deadline)
        signature = sign(message, self._by_address[person])
        company.chain.send(functions.redeemBySig(person, amount, reference, deadline, signature))

    def _next(self, signer: str, ask: ContractFunction) -> int:
        """The nonce of a signer's next message: asked for once, counted from then on."""
        if signer not in self._nonces:
            self._nonces[signer] = int(self.company.chain.call(ask))
        self._nonces[signer] += 1
        return self._nonces[signer] - 1

    def _signed(self, message: Message, party: str) -> Signed:
        if party in self.leaders:
            signature = enterprise_signature_by_leader(sign(message, self.leaders[party]))
            return signed(message, signature)
        return signed(message, sign(message, self._by_address[party]))
