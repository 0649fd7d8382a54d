"""A node gets another key: both sign, anyone carries it to the contract, and the node goes on under the new one.

Committees keep the node. What was offered and signed under the old key counts no more, so the node offers and signs
anew, as it does when it is started.

HeyiError
└── AlreadyNode 409  the new key is a node's already
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from web3.contract.contract import ContractFunction

from heyi.chain.client import Receipt, call_data
from heyi.company import Company
from heyi.core.errors import HeyiError
from heyi.core.signing import Key, sign
from heyi.processes.attesting.refusals import NotNode
from heyi.store.projection import hexed

__all__ = ["AlreadyNode", "Rotation", "rotation_of"]


@dataclass(eq=False)
class AlreadyNode(HeyiError):  # noqa: N818 - named after the fact
    node: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} is a node of the oracle already: name another key"


@dataclass(frozen=True)
class Rotation:
    """What both keys have signed. deadline: Unix seconds of the chain's clock."""

    node: str
    new_node: str
    deadline: int
    signature: bytes
    new_signature: bytes

    def function(self, company: Company) -> ContractFunction:
        rotate = company.oracle.functions.rotateNode
        return rotate(self.node, self.new_node, self.deadline, self.signature, self.new_signature)

    def send(self, company: Company) -> Receipt:
        """company: by a connection whose key pays. Raises ContractRefused and NoNode."""
        return company.chain.send(self.function(company))

    def to_json(self, company: Company) -> dict[str, Any]:
        """For whoever carries it to the chain: a call, and what it is made of."""
        return {
            "to": company.oracle.address,
            "data": call_data(self.function(company)),
            "function": "rotateNode",
            "node": self.node,
            "newNode": self.new_node,
            "deadline": str(self.deadline),
            "signature": hexed(self.signature),
            "newSignature": hexed(self.new_signature),
        }


def rotation_of(company: Company, key: Key, new_key: Key, within: int) -> Rotation:
    """Both keys' signatures, good for `within` seconds. Raises NotNode, AlreadyNode, NoNode, and what a key does."""
    oracle, chain = company.oracle.functions, company.chain
    node, new_node = str(key.address), str(new_key.address)
    is_node, is_new_node, nonce = chain.call_all([oracle.isNode(node), oracle.isNode(new_node), oracle.nonces(node)])
    if not is_node:
        raise NotNode(node)
    if is_new_node:
        raise AlreadyNode(new_node)
    deadline = chain.timestamp() + within
    message = company.messages.rotate_node(company.domain("RevenueOracle"), node, new_node, nonce, deadline)
    return Rotation(node, new_node, deadline, sign(message, key), sign(message, new_key))
