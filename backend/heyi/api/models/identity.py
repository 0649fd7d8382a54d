"""What the API takes and gives for signing in, keys and the audit log."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Time
from heyi.api.papers.models import Given, Hexadecimal
from heyi.core.messages.sign_in import MOST_CHARACTERS

__all__ = ["AuditItem", "KeyGiven", "KeyMade", "KeyView", "NonceView", "RolesView", "SessionGiven", "SessionView"]

EXAMPLE = (
    "heyi.example wants you to sign in with your Ethereum account:\n0x5FbDB2315678afecb367f032d93F642f64180aa3\n\n\n"
    "URI: https://heyi.example\nVersion: 1\nChain ID: 31337\nNonce: 3f9kWmQ2xT7bLp0RzYc4Va\n"
    "Issued At: 2026-01-01T12:00:00Z"
)
Scope = Annotated[str, Field(max_length=40, examples=["drafts.read"])]


class NonceView(BaseModel):
    """What a message that signs in must hold. chain_id: also. It counts once, and until expires_at."""

    nonce: str = Field(examples=["3f9kWmQ2xT7bLp0RzYc4Va"])
    chain_id: int = Field(examples=[31337])
    expires_at: Time


class SessionGiven(Given):
    """message: as EIP-4361 writes it, for this service's domain and URI. signature: of the account in it, by
    personal_sign; of a contract, what its isValidSignature takes."""

    message: str = Field(max_length=MOST_CHARACTERS, examples=[EXAMPLE])
    signature: Hexadecimal


class RolesView(BaseModel):
    """What the account has to do with units, by their addresses, and what else it is, at this moment.

    oracle, arbiter: as the oracle's contract says; null if the chain doesn't answer.
    """

    leads: list[Address]
    member_of: list[Address]
    invests_in: list[Address]
    finance: bool
    auditor: bool
    oracle: bool | None
    arbiter: bool | None


class SessionView(BaseModel):
    """Who is asking. address: null for whoever has not signed in. scopes: of a key; null for people."""

    address: Address | None
    by: Literal["session", "key"] | None = Field(examples=["session"])
    expires_at: Time | None
    scopes: list[Scope] | None
    roles: RolesView | None


class KeyGiven(Given):
    """scopes: what the key is for, each a verb that its maker may do."""

    name: str = Field(max_length=100, examples=["payroll"])
    scopes: list[Scope] = Field(min_length=1, max_length=20)
    expires_at: Time


class KeyView(BaseModel):
    """A key without its token. prefix: how that begins. revoked_at: null as long as it counts."""

    id: str = Field(examples=["5f1c0b7e1f0a4c7e"])
    name: str = Field(examples=["payroll"])
    prefix: str = Field(examples=["heyi_3f9kWm"])
    scopes: list[Scope]
    created_at: Time
    expires_at: Time
    revoked_at: Time | None


class KeyMade(KeyView):
    """token: goes into the header `Authorization: Bearer …`; it is told this once."""

    token: str = Field(examples=["heyi_3f9kWmQ2xT7bLp0RzYc4VaJ8uNdEsGiHo1l5r6q7w9A"])


class AuditItem(BaseModel):
    """What was done. who: null for whoever had not signed in; key: the id of the key it used; role: as what it was
    allowed. outcome: the HTTP status, with the error's code. hash: over the row and `before`, the hash before it."""

    number: int = Field(examples=[12])
    time: Time
    who: Address | None
    key: str | None = Field(examples=["5f1c0b7e1f0a4c7e"])
    role: str | None = Field(examples=["auditor"])
    verb: str = Field(examples=["drafts.sign"])
    object: str = Field(examples=["/api/v1/drafts/5f1c0b7e1f0a4c7e9d2b3a4c5d6e7f80/signatures"])
    outcome: str = Field(examples=["200"])
    request: str = Field(examples=["9c1f0a4c7e9d2b3a"])
    before: str = Field(examples=["0" * 64])
    hash: str = Field(examples=["8c1f5a0b" * 8])
