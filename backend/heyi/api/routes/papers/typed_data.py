"""Typed data: what is signed for each thing that people do without gas; and the words of what was signed elsewhere."""

from typing import Any

from eth_utils.crypto import keccak
from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.papers.arguments import Arguments
from heyi.api.papers.gasless import Asked, built
from heyi.api.papers.models import Address, Call, Given, Time
from heyi.api.papers.refusals import SentenceOfNobody
from heyi.api.papers.texts import plain
from heyi.api.service import TheService
from heyi.core.signing import SIGNED_WITHIN
from heyi.store.kept.sentences import is_hash_known, keep_sentence, leader_of
from heyi.store.projection import hexed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["typed data"])

_ZERO = "0x" + 64 * "0"


class TypedDataGiven(Given):
    """A function's arguments by the names of its interface, without deadline and signatures.

    enterprise: its address, of functions of Enterprise. Where several parties sign, `party` says for whom.
    sentence: shown and signed with it; needed for terms.
    """

    contract: str = Field(max_length=40, examples=["Treasury"])
    enterprise: Address | None = None
    arguments: dict[str, Any] = Field(examples=[{"owner": "0x5FbDB2315678afecb367f032d93F642f64180aa3", "amount": "5"}])
    sentence: str = Field("", max_length=20_000)
    deadline: Time | None = None


class TypedDataView(BaseModel):
    """What a wallet signs by eth_signTypedData_v4. hash: of the message, by which it can be withdrawn.

    signature_prefix: what stands before the signature of an enterprise's leader. call: to be relayed with the signature
    at `signature_at`; null where several sign.
    """

    typed_data: dict[str, Any]
    digest: str
    hash: str
    deadline: int
    party: str
    signature_prefix: str
    call: Call | None
    signature_at: list[str]


class SentenceGiven(Given):
    text: str = Field(max_length=20_000, examples=["Shop pays Mill 20.00 a month."])


class SentenceView(BaseModel):
    """kept: whether it was new."""

    hash: str = Field(examples=[_ZERO])
    kept: bool


@router.post("/typed-data/{verb}")
def typed_data(service: TheService, verb: str, given: TypedDataGiven) -> TypedDataView:
    """What is signed for a function; nonces are the chain's present ones."""
    company = service.company
    if given.sentence:
        plain("sentence", given.sentence)
    deadline = given.deadline or company.chain.timestamp() + SIGNED_WITHIN
    asked = Asked(company, given.contract, given.enterprise, Arguments(given.arguments), given.sentence, deadline)
    found = built(asked, verb[:40])
    speaks_for_others = "onBehalfOf" in found.message.message
    with service.database.reading() as connection:
        leader = leader_of(connection, found.party) if speaks_for_others else None
    call = None
    if found.arguments is not None:
        call = Call(contract=given.contract, verb=verb, arguments=found.arguments, enterprise=given.enterprise)
    return TypedDataView(
        typed_data=found.message.typed_data(),
        digest=hexed(found.message.digest()),
        hash=hexed(found.message.struct_hash()),
        deadline=deadline,
        party=found.party,
        signature_prefix="0x00" if leader else "0x",
        call=call,
        signature_at=list(found.signature_at),
    )


@router.post("/sentences", status_code=201)
def sentences(service: TheService, given: SentenceGiven) -> SentenceView:
    """Adds the words of something in the book that was signed elsewhere; whoever has them can."""
    text = plain("text", given.text)
    known = hexed(keccak(text=text))
    with service.database.writing() as connection:
        if not is_hash_known(connection, known):
            raise SentenceOfNobody(known)
        return SentenceView(hash=known, kept=keep_sentence(connection, text))
