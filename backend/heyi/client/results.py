"""What comes back from the API, as frozen values. Amounts are int in minor units, times Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

__all__ = [
    "Acceptance",
    "Call",
    "Draft",
    "DraftSummary",
    "Health",
    "Identity",
    "MadeKey",
    "Offer",
    "Party",
    "Preview",
    "Readiness",
    "Ready",
    "Relayed",
    "Result",
    "SignatureAsked",
    "Supposition",
    "Withdrawal",
]


@dataclass(frozen=True)
class Result:
    """Fields have the API's names; what it says beyond them is left out, so that it may come to say more."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        given = {field.name: value[field.name] for field in fields(cls) if field.name in value}
        return cls(**given)


@dataclass(frozen=True)
class Health(Result):
    status: str


@dataclass(frozen=True)
class Readiness(Result):
    """indexed, final, chain: numbers of blocks. problems: why it isn't ready, by what is concerned."""

    ready: bool
    indexed: int | None
    final: int | None
    chain: int | None
    problems: Mapping[str, Any]


@dataclass(frozen=True)
class Identity(Result):
    """Who is asking. address: None for nobody in particular. roles: as the API has them."""

    address: str | None
    by: str | None
    expires_at: int | None
    scopes: Sequence[str] | None
    roles: Mapping[str, Any] | None


@dataclass(frozen=True)
class MadeKey(Result):
    """A new API key. token: goes into `HeyiClient(url, api_key=token)`."""

    id: str
    name: str
    prefix: str
    scopes: Sequence[str]
    expires_at: int
    token: str = field(repr=False)


@dataclass(frozen=True)
class Call(Result):
    """What is relayed. enterprise: whose function, of Enterprise."""

    contract: str
    verb: str
    arguments: Mapping[str, Any]
    enterprise: str | None = None

    def to_json(self) -> dict[str, Any]:
        said = {"contract": self.contract, "verb": self.verb, "arguments": dict(self.arguments)}
        return said if self.enterprise is None else {**said, "enterprise": self.enterprise}


@dataclass(frozen=True)
class Ready:
    """refused: why the chain would not take the call at the moment."""

    call: Call
    refused: str | None

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> "Ready | None":
        return None if value is None else cls(Call.of(value["call"]), value["refused"])


@dataclass(frozen=True)
class Party(Result):
    """A party of a draft, and what it signs. leader: of an enterprise."""

    party: str
    name: str
    is_enterprise: bool
    leader: str | None
    quorum: int | None
    signed: bool
    digest: str
    typed_data: Mapping[str, Any]


@dataclass(frozen=True)
class DraftSummary(Result):
    id: str
    contract: str
    agreement: str
    amends: str | None
    parent: str | None
    parties: tuple[str, ...]
    sentence: str
    state: str
    proposed_by: str | None
    created_at: int
    expires_at: int
    missing: tuple[str, ...]
    next: str | None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        return super().of({**value, "parties": tuple(value["parties"]), "missing": tuple(value["missing"])})


@dataclass(frozen=True)
class Draft(DraftSummary):
    """difference: to the draft it answers, or to the terms it amends, as the API has it."""

    terms: Mapping[str, Any]
    terms_hash: str
    sentence_hash: str
    template: Mapping[str, Any] | None
    deadline: int
    cautions: tuple[Mapping[str, str], ...]
    signers: tuple[Party, ...]
    difference: Mapping[str, Any] | None
    ready: Ready | None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        signers = tuple(Party.of(each) for each in value["signers"])
        made = {"cautions": tuple(value["cautions"]), "signers": signers, "ready": Ready.of(value["ready"])}
        return super().of({**value, **made})

    def signer(self, party: str) -> Party:
        """Raises KeyError for somebody who is no party."""
        for each in self.signers:
            if each.party == party:
                return each
        raise KeyError(party)


@dataclass(frozen=True)
class Supposition:
    """periods: as the API has them. in_all: what each party gets (above 0) or pays."""

    periods: tuple[Mapping[str, Any], ...]
    in_all: Mapping[str, int]
    assumed: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> "Supposition | None":
        if value is None:
            return None
        in_all = {party: int(amount) for party, amount in value["in_all"].items()}
        return cls(tuple(value["periods"]), in_all, tuple(value["assumed"]))


@dataclass(frozen=True)
class Preview(Result):
    contract: str
    terms: Mapping[str, Any]
    terms_hash: str
    sentence: str
    payoffs: tuple[Mapping[str, Any], ...]
    parties: tuple[Mapping[str, Any], ...]
    cautions: tuple[Mapping[str, str], ...]
    supposed: Supposition | None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        lists = {name: tuple(value[name]) for name in ("payoffs", "parties", "cautions")}
        return super().of({**value, **lists, "supposed": Supposition.of(value["supposed"])})


@dataclass(frozen=True)
class Offer(Result):
    """acceptor: None for anyone. accepted: how often it was."""

    hash: str
    supplier: str
    acceptor: str | None
    times: int
    accepted: int
    terms: Mapping[str, Any]
    sentence: str
    deadline: int
    created_at: int


@dataclass(frozen=True)
class Acceptance(Result):
    agreement: str
    terms: Mapping[str, Any]
    sentence: str
    deadline: int
    typed_data: Mapping[str, Any]
    digest: str
    ready: Ready | None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        return super().of({**value, "ready": Ready.of(value["ready"])})


@dataclass(frozen=True)
class Withdrawal(Result):
    """What is signed to withdraw a draft."""

    typed_data: Mapping[str, Any]
    digest: str
    deadline: int


@dataclass(frozen=True)
class SignatureAsked(Result):
    """What is signed for a function, and the call that it goes into; None where several sign."""

    typed_data: Mapping[str, Any]
    digest: str
    hash: str
    deadline: int
    party: str
    signature_prefix: str
    call: Call | None
    signature_at: tuple[str, ...]

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        call = None if value["call"] is None else Call.of(value["call"])
        return super().of({**value, "call": call, "signature_at": tuple(value["signature_at"])})


@dataclass(frozen=True)
class Relayed(Result):
    """A call on its way. state: as the relay has it; hashes: of the transactions that carried it, each
    in the place of the one before; stage: how firmly it stands; error: why it failed."""

    id: str | int
    state: str
    hashes: tuple[str, ...] = ()
    stage: str | None = None
    block: int | None = None
    error: Mapping[str, Any] | None = None

    @property
    def transaction(self) -> str | None:
        """The hash of the latest; None before the first is sent."""
        return self.hashes[-1] if self.hashes else None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        return super().of({**value, "hashes": tuple(value.get("hashes", ()))})
