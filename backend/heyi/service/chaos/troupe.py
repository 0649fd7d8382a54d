"""The people of the story and what they sign: each signature is a call that anybody can carry to the chain, once."""

from collections.abc import Sequence

from web3.contract.contract import ContractFunction

from heyi.chain.client import development_account
from heyi.company import Company
from heyi.company.development import CLEARING, NODES, PLATFORM
from heyi.core.charter import Charter
from heyi.core.facts import Statement
from heyi.core.signing import ascending, sign
from heyi.core.terms import Clause, Leg, Metric, Nature, Point, Terms, subject_of
from heyi.core.typed_data import Domain
from heyi.scenario.playing.cast import Cast
from heyi.scenario.playing.wallets import wallet

__all__ = ["MOST", "Troupe", "collection", "constant", "troupe"]

MOST = 10**9  # minor units; no figure and no payment of the story comes near it
FOREVER = 2**40  # Unix seconds; until when signatures are good
PEOPLE = ("ada", "ben", "cem", "dua")
LEADERS = {"Shop": "shop's leader", "Mill": "mill's leader"}
SERVICES = "ServiceAgreements"


class Troupe(Cast):
    """The cast, with more verbs; a verb's nonce is taken when it is signed, so what is signed is to be carried out."""

    def transfer(self, owner: str, receiver: str, amount: int) -> ContractFunction:
        """A person signs for moving credit inside the Treasury."""
        company, deadline = self.company, self.deadline
        domain, nonce = company.domain("Treasury"), self._next(f"Treasury {owner}")
        message = company.messages.transfer(domain, owner, receiver, company.token_id, amount, nonce, deadline)
        signature = sign(message, self._by_address[owner])
        return company.treasury.functions.transferBySig(owner, receiver, company.token_id, amount, deadline, signature)

    def deposit(self, owner: str, amount: int) -> ContractFunction:
        """A person signs for bringing credit back from their wallet."""
        company, deadline = self.company, self.deadline
        treasury, token = (company.deployment.addresses[name] for name in ("Treasury", "SettlementToken"))
        nonce = self._next(f"token {owner}")
        message = company.messages.permit(self._token_domain, owner, treasury, amount, nonce, deadline)
        raw = sign(message, self._by_address[owner])
        r, s, v = raw[:32], raw[32:64], raw[64]
        return company.treasury.functions.depositWithPermit(token, owner, amount, deadline, v, r, s)

    def cash(self, owner: str, amount: int, reference: bytes) -> ContractFunction:
        """A person signs for being paid out, which burns credit in their wallet."""
        company, deadline = self.company, self.deadline
        nonce = self._next(f"token {owner}")
        message = company.messages.redemption(self._token_domain, owner, amount, reference, nonce, deadline)
        signature = sign(message, self._by_address[owner])
        return company.token.functions.redeemBySig(owner, amount, reference, deadline, signature)

    def agree(self, terms: Terms) -> ContractFunction:
        """All parties sign terms."""
        sentence = f"As agreed, from period {terms.first_period} on."
        consents = [self.consent(SERVICES, party, terms, sentence).to_abi() for party in terms.parties]
        return self.company.services.functions.open(terms.to_abi(), consents)

    def attest(self, period: int, statements: Sequence[Statement]) -> ContractFunction:
        """The oracle's nodes sign a period's figures."""
        company = self.company
        message = company.messages.report(company.domain("RevenueOracle"), period, statements)
        nodes = [development_account(index) for index in NODES]
        signed = ascending((node.address, sign(message, node)) for node in nodes)
        return company.oracle.functions.post(period, [each.to_abi() for each in statements], signed)

    @property
    def _token_domain(self) -> Domain:
        # The name is the one that development settings give.
        token = self.company.deployment.addresses["SettlementToken"]
        return Domain("Internal credit", self.company.chain.chain_id, token)


def troupe(company: Company, units: dict[str, str]) -> tuple[Troupe, list[str]]:
    """The cast of a development company, with two more units added to `units`; and the people's addresses."""
    people = {name: wallet("chaos", name) for name in PEOPLE}
    leaders = {unit: wallet("chaos", name) for unit, name in LEADERS.items()}
    cast = Troupe(company, {**people, **leaders}, FOREVER)
    cast.leaders[units["Clearing"]] = development_account(CLEARING)
    cast.leaders[units["Platform"]] = development_account(PLATFORM)
    for unit, leader in leaders.items():
        address = str(leader.address)
        units[unit] = cast.found(
            Charter(name=unit, leader=address, quorum=1, members=(address,), units=(1,), total_shares=1_000_000)
        )
    return cast, [str(person.address) for person in people.values()]


def collection(company: Company, debtor: str, creditor: str, first_period: int) -> Terms:
    """What the clearing enterprise collected for a unit it passes on."""
    clause = Clause(subject=subject_of(creditor), metric=Metric.Revenue, points=(Point(0, 0), Point(MOST, MOST)))
    return Terms(
        parties=(debtor, creditor),
        token=company.deployment.addresses["SettlementToken"],
        ceiling=MOST,
        first_period=first_period,
        periods=1_000,
        legs=(Leg(0, 1, Nature.Collection),),
        clauses=(clause,),
    )


def constant(
    company: Company, parties: tuple[str, str], amounts: Sequence[int], first_period: int, periods: int, salt: int
) -> Terms:
    """The first party pays the other the same amounts each period, each on a leg of its own."""
    return Terms(
        parties=parties,
        token=company.deployment.addresses["SettlementToken"],
        ceiling=max(amounts),
        first_period=first_period,
        periods=periods,
        legs=(Leg(0, 1),) * len(amounts),
        clauses=tuple(Clause(leg=leg, points=(Point(0, amount),)) for leg, amount in enumerate(amounts)),
        salt=salt.to_bytes(32),
    )
