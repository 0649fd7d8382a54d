"""Simulations: what the chain would make of a call, before its owner signs it."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.identity.permissions import Verb, permit
from heyi.api.identity.viewer import TheViewer
from heyi.api.papers.models import Address, Call, Given
from heyi.api.routes.relay import relay_of
from heyi.api.service import TheService
from heyi.chain.refusals import told
from heyi.processes.relaying import Asked

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/simulations", tags=["relay"])


class SimulationGiven(Given):
    """call: with any signature in its place; an enterprise's leader puts 0x00 before it. signer: who would sign."""

    call: Call
    signer: Address


class SimulationRefusal(BaseModel):
    """The contract's error, as the relay would tell it."""

    code: str = Field(examples=["SignatureExpired"])
    detail: str
    facts: dict[str, Any]


class SimulationView(BaseModel):
    """passes: the contract would carry it out now; unknown: the node can't try it, or the signer is a contract."""

    state: Literal["passes", "refused", "unknown"]
    refusal: SimulationRefusal | None = None


@router.post("")
def simulate(service: TheService, viewer: TheViewer, given: SimulationGiven) -> SimulationView:
    """Tries a call as if its signer had signed it; nothing changes. For the signer alone: what the contract says of it
    may tell balances."""
    permit(viewer, Verb.SIMULATE, [given.signer])
    call = given.call
    asked = Asked("", call.contract, call.verb, call.arguments, call.enterprise)
    found = relay_of(service).simulate(asked, given.signer)
    if not found.tried:
        return SimulationView(state="unknown")
    if found.refused is not None:
        return SimulationView(state="refused", refusal=SimulationRefusal(**told(found.refused)))
    return SimulationView(state="passes")
