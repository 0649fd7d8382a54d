"""Accepts what is to be relayed: reads it, tries it on the chain, counts it, and puts it in the outbox."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import sqlalchemy as sa
from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from sqlalchemy.exc import IntegrityError

from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.company import Company
from heyi.core.errors import HeyiError, InvalidValue
from heyi.core.messages import types_of
from heyi.core.signing import VALID
from heyi.core.solidity import checksummed
from heyi.core.terms import Terms
from heyi.core.typed_data import Domain
from heyi.processes.relaying.arguments import read_arguments
from heyi.processes.relaying.verbs import ENTERPRISE, UnknownVerb, Verb, account_of, verbs_of
from heyi.store import cached, outbox
from heyi.store.database import Database
from heyi.store.kept.outbox import outbox as table
from heyi.store.outbox import Entry, Wanted

__all__ = ["Asked", "CallUnderWay", "LimitReached", "Relay", "RelayLimits", "Simulated", "UnknownEnterprise"]

HOUR = 3600

TAKES_ANY_SIGNATURE = f"0x63{VALID.hex()}60e01b60005260206000f3"
"""Code of an account that answers VALID to everything: PUSH4 VALID, shifted to the left, stored and returned."""
ANSWER = "0x" + VALID.hex().ljust(64, "0")  # as eth_call returns it


@dataclass(eq=False)
class LimitReached(HeyiError):  # noqa: N818 - errors are named after facts
    """frees_at: Unix seconds when the next one is accepted."""

    account: str
    verb: str
    limit: int
    frees_at: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "{account} has had {limit} times {verb} relayed within an hour: again after {frees_at}"


@dataclass(eq=False)
class CallUnderWay(HeyiError):  # noqa: N818
    """id: of the entry that carries the same call, accepted with another idempotency key."""

    id: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "the very same call is on its way already: entry {id}"


@dataclass(eq=False)
class UnknownEnterprise(HeyiError):  # noqa: N818
    enterprise: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "the book knows of no enterprise {enterprise}"


@dataclass(frozen=True)
class RelayLimits:
    """per_hour: how often one verb is relayed for one account."""

    per_hour: int = 60


@dataclass(frozen=True)
class Asked:
    """What somebody wants relayed. enterprise: whose contract, for the verbs of one. arguments: by name, as in JSON."""

    key: str
    contract: str
    verb: str
    arguments: Mapping[str, Any]
    enterprise: str | None = None


@dataclass(frozen=True)
class Simulated:
    """What a call would do if its signer signed it. refused: by what; tried: False where that can't be found out."""

    tried: bool
    refused: ContractRefused | None = None


class Relay:
    """The relay of one company, for any number of threads."""

    def __init__(
        self,
        company: Company,
        database: Database,
        sender: str,
        limits: RelayLimits | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """sender: whose key will sign; it isn't needed here."""
        self.verbs = verbs_of(company.artifacts)
        self.sender = checksummed(sender)
        self._company = company
        self._database = database
        self._limits = limits or RelayLimits()
        self._clock = clock
        self._one_at_a_time = threading.Lock()  # the chain's connection is not for several threads
        self._token_name = ""

    def relay(self, asked: Asked) -> Entry:
        """Accepts a call, which a Sender will carry out; the same key with the same content is the same entry.

        Raises UnknownVerb, UnknownEnterprise, InvalidValue, IdempotencyKeyReused, CallUnderWay, LimitReached, and
        ContractRefused or NodeRefused if the chain would refuse it now.
        """
        wanted = self._wanted(asked)
        with self._database.reading() as connection:
            known = outbox.entry_by_key(connection, wanted.sender, wanted.key)
        if known is None:
            self._try(wanted)
        try:
            return self._enqueue(wanted)
        except IntegrityError:  # it was asked for twice at the same moment
            return self._enqueue(wanted)

    def simulate(self, asked: Asked, signer: str) -> Simulated:
        """Tries a call before it is signed: with any signature in its place, which `signer` is supposed to have made.

        Contracts ask a signer that has code whether a signature is its own (ERC-1271). So in a call that changes
        nothing the signer is given code that says yes, and everything else is checked as it will be. It can't be found
        out for signers that have code already, nor where the node doesn't suppose anything.

        Raises UnknownVerb, UnknownEnterprise, InvalidValue and NoNode.
        """
        wanted = self._wanted(replace(asked, key=""))
        call = {"from": wanted.sender, "to": wanted.contract, "data": "0x" + wanted.data.hex()}
        supposed = {signer: TAKES_ANY_SIGNATURE}
        with self._one_at_a_time:
            chain = self._company.chain
            try:
                if chain.code_at(signer) or chain.supposed({"to": signer, "data": "0x"}, supposed) != ANSWER:
                    return Simulated(tried=False)
                chain.supposed(call, supposed)
            except ContractRefused as error:
                return Simulated(tried=True, refused=error)
            except NodeRefused:
                return Simulated(tried=False)
        return Simulated(tried=True)

    def key_of(self, account: str | None, key: str) -> str:
        """An idempotency key in the outbox, where those of different accounts are different."""
        return f"{account}:{key}"

    def now(self) -> float:
        """Unix seconds, as entries bear them."""
        return self._clock()

    def domain(self, verb: Verb, enterprise: str | None = None) -> Domain | None:
        """The EIP-712 domain of what is signed for a verb; None for one of enterprises, unless one is named."""
        company, addresses = self._company, self._company.deployment.addresses
        if verb.contract == ENTERPRISE:
            return company.enterprise_domain(enterprise) if enterprise else None
        if verb.messages in (("permit",), ("redemption",)):
            return Domain(self._name_of_token(), company.chain.chain_id, addresses["SettlementToken"])
        return company.domain(verb.contract)

    def message_types(self, verb: Verb) -> list[tuple[str, dict[str, list[dict[str, str]]]]]:
        """Primary type and types of each message that is signed for a verb."""
        return [types_of(self._company.messages, builder) for builder in verb.messages]

    # --- INSIDE ---

    def _wanted(self, asked: Asked) -> Wanted:
        verb = self.verbs.get((asked.contract, asked.verb))
        if verb is None:
            raise UnknownVerb(asked.contract, asked.verb)
        contract = self._address(verb, asked.enterprise)
        try:
            arguments = read_arguments(verb.parameters, asked.arguments)
        except InvalidValue as error:
            raise error.inside("arguments") from None
        account = account_of(verb, contract, arguments)
        return Wanted(
            sender=self.sender,
            key=self.key_of(account, asked.key),
            verb=f"{verb.contract}.{verb.name}",
            contract=contract,
            data=_data(verb, arguments),
            account=account,
            agreement=self._agreement(verb, arguments),
        )

    def _address(self, verb: Verb, enterprise: str | None) -> str:
        if verb.contract != ENTERPRISE:
            return str(self._company.deployment.addresses[verb.contract])
        if enterprise is None:
            raise InvalidValue("enterprise", "is missing")
        try:
            address = checksummed(enterprise)
        except InvalidValue as error:
            raise error.inside("enterprise") from None
        known = sa.select(cached.enterprise.c.enterprise).where(cached.enterprise.c.enterprise == address)
        with self._database.reading() as connection:
            if connection.scalar(known) is None:
                raise UnknownEnterprise(address)
        return address

    def _agreement(self, verb: Verb, arguments: Mapping[str, Any]) -> bytes | None:
        if verb.name in ("open", "accept"):
            return self._company.messages.terms_hash(Terms.from_abi(arguments["terms"]))
        return arguments.get("agreement")

    def _try(self, wanted: Wanted) -> None:
        call = {"from": wanted.sender, "to": wanted.contract, "data": "0x" + wanted.data.hex()}
        with self._one_at_a_time:
            (answer,) = self._company.chain.tried([call])
        if isinstance(answer, HeyiError):
            raise answer

    def _enqueue(self, wanted: Wanted) -> Entry:
        now = self._clock()
        with self._database.writing() as connection:
            known = outbox.entry_by_key(connection, wanted.sender, wanted.key)
            if known is None:
                # Signed once, it would be carried out once, and the second would only cost gas.
                if (same := outbox.under_way(connection, wanted)) is not None:
                    raise CallUnderWay(same)
                self._check_limit(connection, wanted, now)
            return outbox.enqueue(connection, wanted, now)

    def _check_limit(self, connection: sa.Connection, wanted: Wanted, now: float) -> None:
        mine = (table.c.account == wanted.account, table.c.verb == wanted.verb, table.c.created_at > now - HOUR)
        accepted = sa.select(table.c.created_at).where(*mine).order_by(table.c.created_at.desc())
        latest = list(connection.scalars(accepted.limit(self._limits.per_hour)))
        if len(latest) == self._limits.per_hour:
            raise LimitReached(str(wanted.account), wanted.verb, self._limits.per_hour, int(latest[-1] + HOUR) + 1)

    def _name_of_token(self) -> str:
        with self._one_at_a_time:
            if not self._token_name:
                self._token_name = self._company.chain.call(self._company.token.functions.name())
            return self._token_name


def _data(verb: Verb, arguments: Mapping[str, Any]) -> bytes:
    types = [collapse_if_tuple(dict(part)) for part in verb.parameters]
    values = [_plain(arguments[part["name"]]) for part in verb.parameters]
    return function_abi_to_4byte_selector(verb.entry) + encode(types, values)  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    """Structs as tuples."""
    if isinstance(value, Mapping):
        return tuple(_plain(each) for each in value.values())
    return [_plain(each) for each in value] if isinstance(value, list) else value
