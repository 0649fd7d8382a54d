"""Every message that people, enterprises and oracle nodes sign, as a typed builder.

`Messages` takes the contracts' ABIs once, for the types of Terms, Statement, Charter and Tender; a builder takes the
domain and the message's values in the order of its EIP-712 type, and returns a `typed_data.Message` to hash, show and
sign. The types are in `types`.
"""

import re
from collections.abc import Sequence
from typing import Any

from eth_utils.crypto import keccak

from heyi.core import solidity
from heyi.core.charter import Charter
from heyi.core.errors import InvalidValue
from heyi.core.facts import Statement
from heyi.core.messages.types import TYPES
from heyi.core.records import Record
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.tender import Tender
from heyi.core.terms import Terms
from heyi.core.typed_data import Abi, Domain, Member, Message, Types, struct_types, with_dependencies

__all__ = [
    "COMMUNITY_AGREEMENTS",
    "ENTERPRISE",
    "ENTERPRISE_REGISTRY",
    "REVENUE_ORACLE",
    "SERVICE_AGREEMENTS",
    "SETTLEMENT_TOKEN",
    "TENDERS",
    "TREASURY",
    "VAM_AGREEMENTS",
    "Messages",
    "sentence_hash",
    "types_of",
]

# The contracts' EIP-712 names, each at version 1. A token's messages (permit, redemption) are under its ERC-20 name.
SERVICE_AGREEMENTS = "Heyi ServiceAgreements"
COMMUNITY_AGREEMENTS = "Heyi CommunityAgreements"
VAM_AGREEMENTS = "Heyi VamAgreements"
TENDERS = "Heyi Tenders"
REVENUE_ORACLE = "Heyi RevenueOracle"
ENTERPRISE = "Heyi Enterprise"
ENTERPRISE_REGISTRY = "Heyi EnterpriseRegistry"
TREASURY = "Heyi Treasury"
SETTLEMENT_TOKEN = "Heyi SettlementToken"

_TYPE = re.compile(r"(\w+)\((.*)\)")


def sentence_hash(sentence: str) -> bytes:
    """How a contract sees the sentence that a wallet showed."""
    return keccak(text=sentence)


class Messages:
    """The builders. Deadlines are unix seconds; amounts are in the token's minor units; hashes and ids have 32 bytes.

    on_behalf_of: the party that the signer speaks for: itself, or an enterprise. Every builder raises InvalidValue for
    values that do not fit their types.
    """

    def __init__(self, *abis: Abi) -> None:
        """abis: any that use Terms, Statement, Charter and Tender between them. Raises AmbiguousAbi."""
        self._structs = struct_types(abis)

    def terms_hash(self, terms: Terms) -> bytes:
        """The EIP-712 struct hash of terms: the id of the agreement whose first terms they are.

        It does not depend on chain or contract.
        """
        nowhere = Domain("", 0, ZERO_ADDRESS)
        types = with_dependencies(self._structs, [{"name": "terms", "type": "Terms"}])
        return Message(nowhere, "Terms", types, terms.to_message()).struct_hash()

    # AGREEMENTS

    def consent(self, domain: Domain, sentence: str, on_behalf_of: str, terms: Terms, deadline: int) -> Message:
        """To open an agreement."""
        return self._message(
            domain,
            TYPES["consent"],
            (sentence, on_behalf_of, terms, deadline),
        )

    def offer(
        self, domain: Domain, sentence: str, on_behalf_of: str, terms: Terms, acceptor: str, times: int, deadline: int
    ) -> Message:
        """To offer a service: the client is parties[0], zero until somebody accepts, and so is firstPeriod.

        acceptor: who may accept, the zero address for anyone; times: how often. Raises InvalidValue for terms that name
        a client or a start already.
        """
        if terms.parties[:1] != (ZERO_ADDRESS,):
            raise InvalidValue("terms.parties[0]", "is named before the offer is accepted")
        if terms.first_period != 0:
            raise InvalidValue("terms.firstPeriod", "is set before the offer is accepted")
        return self._message(
            domain,
            TYPES["offer"],
            (sentence, on_behalf_of, terms, acceptor, times, deadline),
        )

    def amendment(
        self, domain: Domain, sentence: str, on_behalf_of: str, agreement: bytes, terms: Terms, deadline: int
    ) -> Message:
        """To put new terms in force from their first period on."""
        return self._message(
            domain,
            TYPES["amendment"],
            (sentence, on_behalf_of, agreement, terms, deadline),
        )

    def notice(self, domain: Domain, sentence: str, on_behalf_of: str, agreement: bytes, deadline: int) -> Message:
        """To end an agreement after its notice periods."""
        return self._message(
            domain,
            TYPES["notice"],
            (sentence, on_behalf_of, agreement, deadline),
        )

    def ending(
        self, domain: Domain, sentence: str, on_behalf_of: str, agreement: bytes, end_period: int, deadline: int
    ) -> Message:
        """To end an agreement by all its parties; end_period is the first that does not count any more."""
        return self._message(
            domain,
            TYPES["ending"],
            (sentence, on_behalf_of, agreement, end_period, deadline),
        )

    def message_withdrawal(
        self, domain: Domain, sentence: str, on_behalf_of: str, message: bytes, deadline: int
    ) -> Message:
        """To withdraw a signed message before it is used; `message` is its struct_hash()."""
        return self._message(
            domain,
            TYPES["message_withdrawal"],
            (sentence, on_behalf_of, message, deadline),
        )

    def challenge(
        self,
        domain: Domain,
        sentence: str,
        on_behalf_of: str,
        agreement: bytes,
        subject: bytes,
        period: int,
        reason: bytes,
        deadline: int,
    ) -> Message:
        """To dispute a statement inside its window; reason: the hash of the reasons' text."""
        return self._message(
            domain,
            TYPES["challenge"],
            (sentence, on_behalf_of, agreement, subject, period, reason, deadline),
        )

    # TENDERS

    def publication(self, domain: Domain, sentence: str, on_behalf_of: str, tender: Tender, deadline: int) -> Message:
        """To publish a tender; the client."""
        return self._message(
            domain,
            TYPES["publication"],
            (sentence, on_behalf_of, tender, deadline),
        )

    def tender_withdrawal(
        self, domain: Domain, sentence: str, on_behalf_of: str, tender: bytes, deadline: int
    ) -> Message:
        """To withdraw a tender that is not awarded; `tender` is its id."""
        return self._message(
            domain,
            TYPES["tender_withdrawal"],
            (sentence, on_behalf_of, tender, deadline),
        )

    def bid(
        self, domain: Domain, sentence: str, on_behalf_of: str, tender: bytes, offer: bytes, price: int, deadline: int
    ) -> Message:
        """To answer a tender; offer: the struct_hash() of the supplier's offer(), price: per period at the most."""
        return self._message(
            domain,
            TYPES["bid"],
            (sentence, on_behalf_of, tender, offer, price, deadline),
        )

    def tender_id(self, tender: Tender) -> bytes:
        """The EIP-712 struct hash of a tender: its id, on every chain."""
        types = with_dependencies(self._structs, [{"name": "tender", "type": "Tender"}])
        return Message(Domain("", 0, ZERO_ADDRESS), "Tender", types, tender.to_message()).struct_hash()

    # ORACLE

    def report(self, domain: Domain, period: int, statements: Sequence[Statement]) -> Message:
        """A node's signature of one batch."""
        return self._message(domain, TYPES["report"], (period, statements))

    def correction(
        self, domain: Domain, period: int, booked_in: int, nonce: int, statements: Sequence[Statement]
    ) -> Message:
        """A second figure for a final period, booked in one that has not ended; nonce: the oracle's."""
        return self._message(
            domain,
            TYPES["correction"],
            (period, booked_in, nonce, statements),
        )

    def decision(
        self, domain: Domain, subject: bytes, period: int, dispute: int, upheld: bool, ruling: bytes, deadline: int
    ) -> Message:
        """An arbiter's decision; dispute: its number, ruling: the hash of its words."""
        return self._message(
            domain,
            TYPES["decision"],
            (subject, period, dispute, upheld, ruling, deadline),
        )

    def rotate_node(self, domain: Domain, node: str, new_node: str, nonce: int, deadline: int) -> Message:
        """To give a node another key; both keys sign. nonce: the old one's, at the oracle."""
        return self._message(domain, TYPES["rotate_node"], (node, new_node, nonce, deadline))

    # ENTERPRISES (nonce: the enterprise's)

    def found(self, domain: Domain, charter: Charter, deadline: int) -> Message:
        """To found an enterprise; every member signs."""
        return self._message(domain, TYPES["found"], (charter, deadline))

    def admit(self, domain: Domain, member: str, units: int, nonce: int, deadline: int) -> Message:
        """To admit a member; the newcomer and a quorum sign the same message."""
        return self._message(
            domain,
            TYPES["admit"],
            (member, units, nonce, deadline),
        )

    def change_units(
        self, domain: Domain, members: Sequence[str], units: Sequence[int], nonce: int, deadline: int
    ) -> Message:
        """To change members' units; a quorum and everyone whose units fall."""
        return self._message(
            domain,
            TYPES["change_units"],
            (members, units, nonce, deadline),
        )

    def leave(self, domain: Domain, member: str, nonce: int, deadline: int) -> Message:
        """To end one's own membership."""
        return self._message(domain, TYPES["leave"], (member, nonce, deadline))

    def elect(self, domain: Domain, leader: str, nonce: int, deadline: int) -> Message:
        """To elect a leader among the members; a quorum."""
        return self._message(domain, TYPES["elect"], (leader, nonce, deadline))

    def succeed(self, domain: Domain, challenger: str, units: int, offer: bytes, nonce: int, deadline: int) -> Message:
        """To make a challenger the leader, whose offer (its text's hash) is accepted; the challenger and a quorum."""
        return self._message(
            domain,
            TYPES["succeed"],
            (challenger, units, offer, nonce, deadline),
        )

    def set_allowance(self, domain: Domain, allowance: int, nonce: int, deadline: int) -> Message:
        """To set what may be spent per period outside closings; a quorum of members and every investor."""
        return self._message(
            domain,
            TYPES["set_allowance"],
            (allowance, nonce, deadline),
        )

    def name_committee(self, domain: Domain, nodes: Sequence[str], quorum: int, nonce: int, deadline: int) -> Message:
        """To name the oracle nodes that sign the enterprise's figures; a quorum of members and every investor."""
        return self._message(
            domain,
            TYPES["name_committee"],
            (nodes, quorum, nonce, deadline),
        )

    def spend(self, domain: Domain, receiver: str, amount: int, purpose: bytes, nonce: int, deadline: int) -> Message:
        """To pay within the allowance; the leader. purpose: the hash of its text."""
        return self._message(
            domain,
            TYPES["spend"],
            (receiver, amount, purpose, nonce, deadline),
        )

    def endorsement(self, domain: Domain, asker: str, digest: bytes) -> Message:
        """How an enterprise signs as a member, founder or investor of another: for its leader or a quorum to sign.

        domain: the signing enterprise's. asker: the registry or the enterprise that asks for the signature of `digest`.
        Agreement contracts ask for it over their own digest instead.
        """
        return self._message(domain, TYPES["endorsement"], (asker, digest))

    # MONEY (nonce: the owner's, at the Treasury or the token)

    def treasury_withdrawal(
        self, domain: Domain, owner: str, token: str, amount: int, to: str, nonce: int, deadline: int
    ) -> Message:
        """To take tokens out of the Treasury."""
        return self._message(
            domain,
            TYPES["treasury_withdrawal"],
            (owner, token, amount, to, nonce, deadline),
        )

    def transfer(
        self, domain: Domain, owner: str, receiver: str, id_: int, amount: int, nonce: int, deadline: int
    ) -> Message:
        """To move money inside the Treasury; id_: the token's address as a number."""
        return self._message(
            domain,
            TYPES["transfer"],
            (owner, receiver, id_, amount, nonce, deadline),
        )

    def set_operator(
        self, domain: Domain, owner: str, operator: str, approved: bool, nonce: int, deadline: int
    ) -> Message:
        """To make a contract operator of one's Treasury balances, or end that."""
        return self._message(
            domain,
            TYPES["set_operator"],
            (owner, operator, approved, nonce, deadline),
        )

    def permit(self, domain: Domain, owner: str, spender: str, value: int, nonce: int, deadline: int) -> Message:
        """ERC-2612: to let `spender` take tokens. The domain's name is the token's."""
        return self._message(
            domain,
            TYPES["permit"],
            (owner, spender, value, nonce, deadline),
        )

    def redemption(
        self, domain: Domain, owner: str, amount: int, reference: bytes, nonce: int, deadline: int
    ) -> Message:
        """To have credit burnt that payroll pays out in cash; the domain has the token's own name."""
        return self._message(
            domain,
            TYPES["redemption"],
            (owner, amount, reference, nonce, deadline),
        )

    def _message(self, domain: Domain, signature: str, values: Sequence[Any]) -> Message:
        """The message of the EIP-712 type `signature`; what is not a struct in it is checked against its type."""
        primary_type, members = _parsed(signature)
        types = {primary_type: members, **with_dependencies(self._structs, members)}
        message = {member["name"]: _value(member, value) for member, value in zip(members, values, strict=True)}
        return Message(domain, primary_type, types, message)


def types_of(messages: Messages, builder: str) -> tuple[str, Types]:
    """The primary type of the message that the builder of that name makes, and all types it needs."""
    primary_type, members = _parsed(TYPES[builder])
    return primary_type, {primary_type: members, **with_dependencies(messages._structs, members)}


def _parsed(signature: str) -> tuple[str, list[Member]]:
    parts = _TYPE.fullmatch(signature)
    assert parts, signature
    members = []
    for member in parts[2].split(","):
        kind, name = member.split(" ")
        members.append({"name": name, "type": kind})
    return parts[1], members


def _value(member: Member, value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_message()
    if member["type"][0].isupper():
        return [record.to_message() for record in value]
    try:
        checked = solidity.checked(member["type"], list(value) if member["type"].endswith("[]") else value)
    except InvalidValue as error:
        raise error.inside(member["name"]) from None
    return list(checked) if isinstance(checked, tuple) else checked
