"""What answers are made of: amounts, hashes, periods, who is meant, and where something stands on the chain."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from heyi.company.constants import Constants
from heyi.store.reading.facts import Place as StoredPlace
from heyi.store.reading.memory.open_book import State

__all__ = ["Address", "Amount", "Exact", "Firmness", "Hash", "Party", "Period", "Place", "Shown", "Subject", "Time"]

_WHOLE = {"type": "string", "pattern": r"^-?[0-9]+$"}

Amount = Annotated[
    int,
    PlainSerializer(str, return_type=str),
    WithJsonSchema({**_WHOLE, "description": "Minor units of the token.", "examples": ["72214400"]}),
]
"""An int in Python, a string in JSON: no JavaScript number holds every amount exactly."""

Exact = Annotated[
    int,
    PlainSerializer(str, return_type=str),
    WithJsonSchema({**_WHOLE, "description": "A whole number of any size.", "examples": ["950"]}),
]

Hash = Annotated[
    str,
    Field(pattern="^0x[0-9a-f]{64}$", examples=["0x8c1f5a0b7d3e29461f5a0b7d3e29468c1f5a0b7d3e29468c1f5a0b7d3e294610"]),
]
Address = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$", examples=["0x5FbDB2315678afecb367f032d93F642f64180aa3"])]
Period = Annotated[str, Field(description="As the company's calendar writes it.", examples=["2011-03"])]
Time = Annotated[int, Field(description="Unix seconds.", examples=[1301616000])]
Firmness = Literal["seen", "confirmed", "final"]


class Party(BaseModel):
    """Who is meant. name: null if nobody said it. kind: a unit has a charter on chain; everybody else is a person."""

    address: Address
    name: str | None = Field(examples=["Kitchen Line"])
    kind: Literal["unit", "person"] = Field(examples=["unit"])


class Subject(BaseModel):
    """What figures are about: a unit (then with its address), or a benchmark."""

    subject: Hash
    address: Address | None
    name: str | None = Field(examples=["Kitchen Line"])


class Place(BaseModel):
    """Where something stands on the chain, and how firmly.

    seen: in the last block read; confirmed: another block stands on it; final: it can't be undone.
    """

    transaction: Hash
    block: int = Field(examples=[214])
    log_index: int = Field(examples=[3])
    time: Time
    state: Firmness = Field(examples=["final"])


class Shown:
    """Turns what the book says into what is answered: names for addresses, texts for periods."""

    def __init__(self, state: State, constants: Constants) -> None:
        self.state = state
        self.constants = constants

    def party(self, address: str) -> Party:
        kind: Literal["unit", "person"] = "unit" if address in self.state.names.enterprises else "person"
        return Party(address=address, name=self.state.names.of(address), kind=kind)

    def subject(self, subject: str) -> Subject:
        # A subject below 2**160 is an enterprise's address.
        address = self.state.names.address_of(subject)
        return Subject(subject=subject, address=address, name=self.state.names.of_subject(subject))

    def period(self, period: int) -> str:
        return self.constants.calendar.format(period)

    def period_or_none(self, period: int | None) -> str | None:
        """None, also for what came before the first period."""
        return None if period is None or period < 0 else self.period(period)

    def place(self, place: StoredPlace) -> Place:
        return Place(
            transaction=place.transaction,
            block=place.block,
            log_index=place.log_index,
            time=place.time,
            state=self.state.heads.firmness(place.block),
        )
