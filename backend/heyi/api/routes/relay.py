"""The relay: people without gas hand in what they have signed, and ask what has become of it.

A request only puts a call into the outbox; the relayer's process carries it out.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from heyi.api.identity.masking import Masked
from heyi.api.models.privacy import HIDDEN, Look, Personal, Whose
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.service import TheService
from heyi.core.errors import HeyiError, InvalidValue
from heyi.core.solidity import checksummed
from heyi.processes.relaying import Asked, Relay, Verb
from heyi.processes.relaying.arguments import Parameter, type_name
from heyi.store import outbox
from heyi.store.outbox import Attempt, Entry, State, UnknownEntry
from heyi.store.projection import hexed

__all__ = ["relay_of", "router"]

PREFIX = "/api/v1/relay"

router = APIRouter(prefix=PREFIX, tags=["relay"], route_class=Masked)

AN_ACCOUNT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
A_CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
A_HASH = "0x" + 64 * "a"

Stage = Literal["waiting", "seen", "confirmed", "final", "failed"]
"""waiting: no node has it yet; seen: a node has taken it; confirmed: it is in a block; final: in one that stays."""

_STAGES: dict[State, Stage] = {
    State.QUEUED: "waiting",
    State.SIMULATED: "waiting",
    State.SIGNED: "waiting",
    State.SENT: "seen",
    State.MINED: "confirmed",
    State.FINAL: "final",
}


@dataclass(eq=False)
class NothingRelayed(HeyiError):  # noqa: N818 - named after the fact
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "this service has no relayer: send the transaction with a wallet that has gas"


# --- WHAT IS SAID ---


class ToRelay(BaseModel):
    """A call that anybody may carry to the chain. arguments: by the names that /relay/verbs gives; structs are objects,
    integers numbers or decimal strings, bytes and addresses hexadecimal with 0x."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "contract": "Treasury",
                "verb": "withdrawBySig",
                "arguments": {
                    "owner": AN_ACCOUNT,
                    "token": A_CONTRACT,
                    "amount": "12500",
                    "to": AN_ACCOUNT,
                    "deadline": 1735689600,
                    "signature": "0x" + 130 * "b",
                },
            }
        },
    )

    contract: str = Field(description="Its name, such as ServiceAgreements.")
    enterprise: str | None = Field(None, description="Whose contract, for the verbs of Enterprise.")
    verb: str
    arguments: dict[str, Any]


class Refusal(Personal):
    """Why nothing came of it. code: the name of the contract's error, or of ours; detail and facts may name amounts."""

    code: str = Field(examples=["SignatureExpired"])
    detail: str | None = Field(
        examples=["The contract refuses: signature expired (deadline 1735689600, timestamp 1735700000)"],
        json_schema_extra=HIDDEN,
    )
    facts: dict[str, Any] | None = Field(
        default_factory=dict, examples=[{"deadline": "1735689600"}], json_schema_extra=HIDDEN
    )


class Relayed(Personal):
    """A call in the outbox. hashes: of the transactions that were sent for it, of which one counts, the latest last.
    in_book: whether the open book shows what it has done. Times are Unix seconds."""

    id: int = Field(examples=[12])
    state: State
    stage: Stage
    verb: str = Field(examples=["Treasury.withdrawBySig"])
    account: str | None = Field(examples=[AN_ACCOUNT])
    contract: str = Field(examples=[A_CONTRACT])
    agreement: str | None = Field(examples=[None])
    hashes: list[str] = Field(examples=[[A_HASH]])
    block: int | None = Field(examples=[1234])
    in_book: bool
    error: Refusal | None = None
    created_at: int = Field(examples=[1735689600])
    updated_at: int = Field(examples=[1735689601])
    location: str = Field(examples=[f"{PREFIX}/12"])

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        mine = self.account is not None and look.is_person(self.account)
        return Whose(frozenset({str(self.account)})) if mine else Whose()


class Argument(BaseModel):
    """members: of a struct, or of each in a list of them."""

    name: str = Field(examples=["amount"])
    type: str = Field(examples=["uint256"])
    members: list["Argument"] | None = None


class ToSign(BaseModel):
    """A message for eth_signTypedData_v4, but for its values. domain: null for an enterprise's until one is named."""

    primary_type: str = Field(examples=["Withdrawal"])
    types: dict[str, list[dict[str, str]]]
    domain: dict[str, Any] | None


class Relayable(BaseModel):
    """A verb. signed: the messages that it takes; an empty list is for anybody, without a signature."""

    contract: str = Field(examples=["Treasury"])
    verb: str = Field(examples=["withdrawBySig"])
    arguments: list[Argument]
    signed: list[ToSign]


# --- ROUTES ---


def relay_of(service: TheService) -> Relay:
    """Raises NothingRelayed."""
    if service.relay is None:
        raise NothingRelayed
    return service.relay


TheRelay = Annotated[Relay, Depends(relay_of)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, examples=["7c1d0b5e"])]
Id = Annotated[int, Path(alias="id", ge=1, le=2**63 - 1, examples=[12])]


@router.post(
    "", status_code=202, responses={202: {"headers": {"Location": {"required": True, "schema": {"type": "string"}}}}}
)
def post_relay(service: TheService, relay: TheRelay, key: Key, wanted: ToRelay, response: Response) -> Relayed:
    """Accepts a call to be carried out. The same key again, with the same content, gives what became of it.

    It is tried first: what the contract would refuse now is refused here, with the contract's own error.
    """
    asked = Asked(key, wanted.contract, wanted.verb, wanted.arguments, wanted.enterprise)
    entry = relay.relay(asked)
    shown = _shown(service, [entry])[0]
    response.headers["Location"] = shown.location
    return shown


@router.get("/verbs")
def get_verbs(
    relay: TheRelay, enterprise: Annotated[str | None, Query(description="Whose domain to show.")] = None
) -> list[Relayable]:
    """What is relayed: every verb with its arguments, and what has to be signed for it."""
    named = None if enterprise is None else _address("enterprise", enterprise)
    return [_relayable(relay, verb, named) for verb in relay.verbs.values()]


@router.get("/{id}")
def get_relayed(service: TheService, relay: TheRelay, number: Id) -> Relayed:
    """What has become of a call."""
    with service.database.reading() as connection:
        entry = outbox.entry(connection, number)
    _check_mine(relay, entry)
    return _shown(service, [entry])[0]


@router.get("")
def list_relayed(
    service: TheService,
    relay: TheRelay,
    account: Annotated[str, Query(examples=[AN_ACCOUNT])],
    limit: Limit,
    cursor: Cursor = None,
) -> Page[Relayed]:
    """What was relayed for an account, latest first."""
    before, *_ = after(cursor, [int]) or (None,)
    with service.database.reading() as connection:
        found = outbox.latest_of(connection, relay.sender, _address("account", account), before, limit + 1)
    page = found[:limit]
    last = cursor_of([page[-1].id]) if len(found) > limit else None
    return Page[Relayed](items=_shown(service, page), next=last)


@router.post("/{id}/cancel")
def cancel_relayed(service: TheService, relay: TheRelay, key: Key, number: Id) -> Relayed:
    """Takes a call back that is still queued. Who knows the key it came with may do so."""
    with service.database.writing() as connection:
        entry = outbox.entry(connection, number)
        _check_mine(relay, entry)
        if entry.wanted.key != relay.key_of(entry.wanted.account, key):
            raise UnknownEntry(number)
        entry = outbox.cancel(connection, number, relay.now())
    return _shown(service, [entry])[0]


# --- PARTS ---


def _check_mine(relay: Relay, entry: Entry) -> None:
    """Others' entries in the outbox, such as the keeper's, are none that were relayed."""
    if entry.wanted.sender != relay.sender or entry.wanted.account is None:
        raise UnknownEntry(entry.id)


def _shown(service: TheService, entries: list[Entry]) -> list[Relayed]:
    with service.database.reading() as connection:
        attempts = outbox.attempts_of(connection, [entry.id for entry in entries])
    read_to = service.book.cursor().next_block
    return [_relayed(entry, attempts[entry.id], read_to) for entry in entries]


def _relayed(entry: Entry, attempts: list[Attempt], read_to: int) -> Relayed:
    wanted = entry.wanted
    return Relayed(
        id=entry.id,
        state=entry.state,
        stage=_STAGES.get(entry.state, "failed"),
        verb=wanted.verb,
        account=wanted.account,
        contract=wanted.contract,
        agreement=None if wanted.agreement is None else hexed(wanted.agreement),
        hashes=[made.hash for made in attempts if made.nonce == entry.nonce],
        block=entry.block,
        in_book=entry.block is not None and entry.block < read_to,
        error=None if entry.error is None else Refusal(**entry.error),
        created_at=int(entry.created_at),
        updated_at=int(entry.updated_at),
        location=f"{PREFIX}/{entry.id}",
    )


def _relayable(relay: Relay, verb: Verb, enterprise: str | None) -> Relayable:
    messages = relay.message_types(verb)
    domain = relay.domain(verb, enterprise) if messages else None
    shown = None if domain is None else domain.to_json()
    signed = [ToSign(primary_type=primary, types=types, domain=shown) for primary, types in messages]
    arguments = [_argument(part) for part in verb.parameters]
    return Relayable(contract=verb.contract, verb=verb.name, arguments=arguments, signed=signed)


def _argument(part: Parameter) -> Argument:
    members = [_argument(each) for each in part["components"]] if "components" in part else None
    return Argument(name=part["name"], type=type_name(part), members=members)


def _address(where: str, text: str) -> str:
    try:
        return checksummed(text)
    except InvalidValue as error:
        raise error.inside(where) from None
