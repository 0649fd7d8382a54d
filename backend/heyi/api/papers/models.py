"""What the API takes and gives for drafts and previews."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from heyi.core.errors import InvalidValue
from heyi.core.solidity import checksummed

__all__ = [
    "Address",
    "Call",
    "Caution",
    "Change",
    "Difference",
    "DraftSummary",
    "DraftView",
    "Given",
    "Hash",
    "Hexadecimal",
    "PartyGiven",
    "PartyView",
    "Proposal",
    "RawGiven",
    "Ready",
    "SignatureGiven",
    "SignatureView",
    "TemplateGiven",
    "Time",
    "TypedData",
    "Withdrawn",
]

SHOP, MILL = "0x5FbDB2315678afecb367f032d93F642f64180aa3", "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"
TERMS = "0x8f1c3f2a5a4cb6a2f4f3f0a0c0e5a1d9b7e0c4d3a2918273645566778899aabb"

EXAMPLE: dict[str, Any] = {
    "kind": "service",
    "entry": {
        "id": "flour",
        "client": "shop",
        "supplier": "mill",
        "fee": "20",
        "share": "12.5 %",
        "at_most": "90.50",
        "from": "2026-01",
        "periods": 4,
    },
    "parties": {"shop": {"address": SHOP}, "mill": {"address": MILL}},
}


def _address(text: str) -> str:
    try:
        return checksummed(text)
    except InvalidValue as error:
        raise ValueError(error.problem) from None


Address = Annotated[str, AfterValidator(_address), Field(max_length=42, examples=[SHOP])]
Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", examples=[TERMS])]
Hexadecimal = Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2})+$", max_length=32_770)]
Time = Annotated[int, Field(ge=0, lt=2**63, examples=[1_767_225_600], description="Unix time.")]
Contract = Literal["ServiceAgreements", "CommunityAgreements", "VamAgreements"]
Kind = Literal["clearing", "price", "service", "job", "lend", "benefit", "community", "vam", "letter", "raw"]


class Given(BaseModel):
    """What comes in has no fields that nobody reads."""

    model_config = ConfigDict(extra="forbid")


class PartyGiven(Given):
    """Who an id of the template stands for. name: of an account that the book has no name for; left out: its address.
    has: what it is known to have to pay from, for the cautions."""

    address: Address
    name: str | None = Field(None, max_length=100, examples=["Shop"])
    has: str | None = Field(None, max_length=40, examples=["120.50"])


class TemplateGiven(Given):
    """Human terms, as docs/templates.md explains them: the entry of a kind. Amounts that aren't whole are text.

    from, to: the periods that `from` and `periods` of the entry lie in; left out: the present one, or the entry's
    `from`, and eleven more.
    """

    kind: Kind
    entry: dict[str, Any]
    parties: dict[str, PartyGiven] = Field(max_length=80)
    to: str | None = Field(None, max_length=12, examples=["2026-12"])

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})


class RawGiven(Given):
    """Terms as the contract has them (contracts/interfaces/IAgreements.sol), and the sentence that is signed."""

    contract: Contract
    terms: dict[str, Any]
    sentence: str = Field(max_length=20_000)


class Proposal(Given):
    """Either a template or raw terms. deadline: until when signatures are asked for; left out: for two weeks.

    amends: the agreement whose terms are to change. proposed_by: one of the parties, for the others to read.
    """

    template: TemplateGiven | None = None
    raw: RawGiven | None = None
    deadline: Time | None = None
    amends: Hash | None = None
    proposed_by: Address | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "Proposal":
        if (self.template is None) == (self.raw is None):
            raise ValueError("either template or raw is needed, and not both")
        return self


class SignatureGiven(Given):
    """A party's signature of its typed data; of an enterprise its leader's, one member's, or a whole one (ERC-1271).

    deadline: the one that was signed.
    """

    party: Address
    deadline: Time
    signature: Hexadecimal


class Caution(BaseModel):
    code: str = Field(examples=["single-indicator"])
    says: str = Field(examples=["A single indicator: everything hangs on revenue alone."])


class Call(BaseModel):
    """What `POST /api/v1/relay` takes: a function of a contract by the names of its interface.

    enterprise: an enterprise's address, where the contract is Enterprise.
    """

    contract: str = Field(examples=["ServiceAgreements"])
    verb: str = Field(examples=["open"])
    arguments: dict[str, Any]
    enterprise: str | None = None


class Ready(BaseModel):
    """What opens or amends, now that all have signed. refused: why the chain would not take it at the moment."""

    call: Call
    refused: str | None = None


class SignatureView(BaseModel):
    """whole: it is the party's; else one member's, of whom a quorum makes it whole."""

    signer: str
    deadline: int
    expired: bool
    whole: bool
    added_at: int


class PartyView(BaseModel):
    """A party, and what it signs. leader: of an enterprise, who signs for it alone; quorum: or so many members."""

    party: str
    name: str
    is_enterprise: bool
    leader: str | None
    quorum: int | None
    signed: bool
    signatures: list[SignatureView]
    digest: str
    typed_data: dict[str, Any]


class Change(BaseModel):
    """One value that differs: null where it isn't there."""

    where: str = Field(examples=["clauses[0].points[0].y"])
    before: Any
    after: Any


class Difference(BaseModel):
    """Two papers side by side. template: in human terms, if both were written in them."""

    sentence_before: str | None
    sentence_after: str
    terms: list[Change]
    template: list[Change]


class DraftSummary(BaseModel):
    """state: open, superseded (by a counter-offer that was signed), withdrawn, opened or expired.

    expires_at: when the first signature lapses, or its first period is over. missing: who has yet to sign; next: the
    first of them.
    """

    id: str = Field(examples=["5f1c0b7e1f0a4c7e9d2b3a4c5d6e7f80"])
    contract: str
    agreement: str
    amends: str | None
    parent: str | None
    parties: list[str]
    sentence: str
    state: Literal["open", "superseded", "withdrawn", "opened", "expired"]
    proposed_by: str | None
    created_at: int
    expires_at: int
    missing: list[str]
    next: str | None


class DraftView(DraftSummary):
    """One draft with all there is to it. difference: to the draft it answers, or to the terms it amends."""

    terms: dict[str, Any]
    terms_hash: str
    sentence_hash: str
    template: dict[str, Any] | None
    deadline: int
    cautions: list[Caution]
    signers: list[PartyView]
    difference: Difference | None
    ready: Ready | None


class TypedData(BaseModel):
    """What a wallet signs by eth_signTypedData_v4. digest: what is signed in the end, for whoever checks it."""

    typed_data: dict[str, Any]
    digest: str
    deadline: int


class Withdrawn(BaseModel):
    """call: what makes the withdrawal hold on chain too, to be relayed."""

    call: Call
