"""What the API takes and gives for offers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from heyi.api.papers.models import Address, Given, Hash, Hexadecimal, Ready, Time

__all__ = ["Acceptance", "AcceptanceView", "OfferGiven", "OfferView"]


class OfferGiven(Given):
    """A supplier's signed offer. terms: with the zero address for a client and 0 for the first period.

    acceptor: who may accept; left out: anyone. times: how often.
    """

    terms: dict[str, Any]
    sentence: str = Field(max_length=20_000)
    acceptor: Address | None = None
    times: int = Field(1, ge=1, lt=2**32)
    deadline: Time
    signature: Hexadecimal


class OfferView(BaseModel):
    """hash: of the message, by which it is accepted, bid and withdrawn. accepted: how often it was."""

    hash: str
    supplier: str
    acceptor: str | None
    times: int
    accepted: int
    terms: dict[str, Any]
    sentence: str
    deadline: int
    created_at: int


class Acceptance(Given):
    """Who accepts, and from which period on. signature: of the typed data that this gives without one.

    salt: sets agreements apart that are equal otherwise; left out, it follows from all of these.
    """

    client: Address
    from_: str = Field(alias="from", max_length=12, examples=["2026-01"])
    salt: Hash | None = None
    deadline: Time | None = None
    signature: Hexadecimal | None = None

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class AcceptanceView(BaseModel):
    """The agreement that it becomes, and what the client signs. ready: what is to be relayed, once it is signed."""

    agreement: str
    terms: dict[str, Any]
    sentence: str
    deadline: int
    typed_data: dict[str, Any]
    digest: str
    ready: Ready | None
