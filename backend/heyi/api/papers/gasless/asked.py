"""What is asked for to be signed, and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from heyi.api.papers.arguments import Arguments
from heyi.company import Company
from heyi.core.errors import InvalidValue
from heyi.core.messages import sentence_hash
from heyi.core.typed_data import Domain, Message
from heyi.store.projection import hexed

__all__ = ["Asked", "Builder", "Built", "by_sig", "consenting"]


@dataclass(frozen=True)
class Asked:
    """What is to be signed. named: the enterprise's address. sentence: empty where the verb has words of its own."""

    company: Company
    contract: str
    named: str | None
    arguments: Arguments
    sentence: str
    deadline: int

    @property
    def domain(self) -> Domain:
        if self.contract == "Enterprise":
            return self.company.enterprise_domain(self.enterprise)
        if self.contract == "SettlementToken":
            name = self.company.chain.call(self.company.token.functions.name())
            return Domain(name, self.company.chain.chain_id, self.company.deployment.addresses["SettlementToken"])
        return self.company.domain(self.contract)

    @property
    def enterprise(self) -> str:
        if self.named is None:
            raise InvalidValue("enterprise", "is missing: the enterprise's address")
        return self.named

    def words(self, otherwise: str) -> str:
        """The sentence that is signed."""
        return self.sentence or otherwise

    def needed_words(self) -> str:
        if not self.sentence:
            raise InvalidValue("sentence", "is missing: it is signed with the terms")
        return self.sentence


@dataclass(frozen=True)
class Built:
    """What is signed. party: on whose behalf.

    arguments: of the call, with a place for the signature; None where several sign. signature_at: the way to it.
    """

    message: Message
    party: str
    arguments: dict[str, Any] | None = None
    signature_at: tuple[str, ...] = field(default=())


Builder = Callable[[Asked], Built]


def by_sig(asked: Asked, message: Message, party: str) -> Built:
    """Functions that take deadline and signature as their last arguments."""
    arguments = {**asked.arguments.json, "deadline": str(asked.deadline), "signature": "0x"}
    return Built(message, party, arguments, ("signature",))


def consenting(asked: Asked, message: Message, party: str) -> Built:
    """Functions that take a `Signed` as their last argument."""
    said = hexed(sentence_hash(message.message["sentence"]))
    consent = {"sentence": said, "deadline": str(asked.deadline), "signature": "0x"}
    return Built(message, party, {**asked.arguments.json, "consent": consent}, ("consent", "signature"))
