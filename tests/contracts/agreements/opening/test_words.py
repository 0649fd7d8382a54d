"""Terms are hashed word by word as they come; words that don't fit their types are refused at once (invariant 37).

So no terms can be opened that could never be read again, and a hash is that of one content only.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_account._utils.encode_typed_data.encoding_and_hashing import hash_type
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from world import BIG, COMMUNITIES, FOREVER, World, clause, person

from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.core.facts import Metric, benchmark_id
from heyi.core.messages import sentence_hash
from heyi.core.signing import enterprise_signature_by_leader
from heyi.core.terms import ALL_PARTNERS, Base, Form, Gate, Leg, Nature, Point, Reference, Terms, Tranche

ANN, BOB = person("ann"), person("bob")
WORD = 32
TOP_BIT = 0x80  # of a word's first byte: no type that is narrower than a word can have it changed
WHOLE_WORDS = 6  # have no bit too many: subjects of two clauses and a gate, benchmarks of two bases, the salt


@pytest.fixture
def terms(world: World) -> Terms:
    """Terms with at least one of each struct and list there is."""
    lead = world.found("Lead")
    world.let_pay(ANN, COMMUNITIES)
    world.fund(ANN, 100)
    gate = Gate(lead.subject, Metric.Score, at_least=1, promises=(-1,) * 12)
    target = Base(promises=(5,) * 12)
    shared = clause([(0, 0), (BIG, BIG)], lead.subject, form=Form.Variance, base=(target,), gates=(gate,))
    curve = (Point(-1, 0), Point(10, 10))
    follows = Base(from_=Reference.Benchmark, benchmark=benchmark_id("steel"), curve=curve)
    cost = clause([(0, 0), (BIG, BIG)], lead.subject, leg=1, form=Form.Variance, base=(follows,))
    return world.terms(
        (lead, ANN, BOB),
        [shared, cost],
        legs=(Leg(0, ALL_PARTNERS), Leg(0, 1, Nature.Fee)),
        tranches=(Tranche(1, 0, 100, 1),),
        weights=(2, 1),
    )


class Envelope:
    """A call of open() whose words can be spoilt, signed anew by all parties as it is."""

    def __init__(self, world: World, terms: Terms) -> None:
        self.world, self.terms = world, terms
        self.contract = world.company.contract(COMMUNITIES)
        consents = world.consents(terms, COMMUNITIES)
        self.data = bytes.fromhex(self.contract.encode_abi("open", args=[terms.to_abi(), consents])[2:])
        self.start = int.from_bytes(self.data[4 : 4 + WORD])
        self.end = int.from_bytes(self.data[4 + WORD : 4 + 2 * WORD])
        self.typehash = hash_type("Consent", world.consent(terms, ANN.address, COMMUNITIES).types)
        self.domain = world.chain.call(self.contract.functions.domainSeparator())

    def words(self) -> range:
        return range((self.end - self.start) // WORD)

    def spoilt(self, word: int) -> bytes:
        """The terms' words, the first bit of one changed."""
        body = bytearray(self.data[4 + self.start : 4 + self.end])
        body[word * WORD] ^= TOP_BIT
        return bytes(body)

    def opens(self, body: bytes) -> bool:
        """Whether terms written like this are opened when all parties sign what they are hashed to."""
        selector = bytes.fromhex(self.contract.encode_abi("hashTerms", args=[self.terms.to_abi()])[2:10])
        try:
            hashed = self._call(selector + encode(["uint256"], [WORD]) + body)
            consents = [self._signed(party, hashed) for party in self.terms.parties]
            tail = encode(["(bytes32,uint256,bytes)[]"], [consents])[WORD:]
            head = encode(["uint256", "uint256"], [2 * WORD, 2 * WORD + len(body)])
            self._call(self.data[:4] + head + body + tail)
        except (ContractRefused, NodeRefused):
            return False
        return True

    def _signed(self, party: str, hashed: bytes) -> tuple[Any, ...]:
        account: LocalAccount
        account, is_enterprise = self.world.signer(party)
        sentence, behalf = sentence_hash("I agree."), bytes.fromhex(party[2:]).rjust(WORD, b"\0")
        struct = keccak(self.typehash + sentence + behalf + hashed + FOREVER.to_bytes(WORD))
        signature = bytes(account.unsafe_sign_hash(keccak(b"\x19\x01" + self.domain + struct)).signature)
        return sentence, FOREVER, enterprise_signature_by_leader(signature) if is_enterprise else signature

    def _call(self, data: bytes) -> bytes:
        request = {"from": self.world.chain.account.address, "to": self.contract.address, "data": "0x" + data.hex()}
        return bytes.fromhex(self.world.chain.request("eth_call", request, "latest")[2:])


def is_pointer(body: bytes, word: int) -> bool:
    """Whether the word says where a list lies.

    Spoilt it points to nothing, and the list is empty to all who read it, the hash included: other terms, which all
    have signed.
    """
    value = int.from_bytes(body[word * WORD : (word + 1) * WORD])
    return 0 < value < len(body) and value % WORD == 0


def test_no_word_of_terms_can_hold_more_than_its_type(world: World, terms: Terms) -> None:
    envelope = Envelope(world, terms)
    whole = envelope.data[4 + envelope.start : 4 + envelope.end]
    assert envelope.opens(whole)
    opened = [word for word in envelope.words() if envelope.opens(envelope.spoilt(word))]
    assert len([word for word in opened if not is_pointer(whole, word)]) == WHOLE_WORDS


def test_a_hash_is_the_same_whoever_computes_it(world: World, terms: Terms) -> None:
    """The contract's, word by word, against the wallets' (eth_account's)."""
    contract = world.company.contract(COMMUNITIES)
    assert world.chain.call(contract.functions.hashTerms(terms.to_abi())) == world.id_of(terms)
