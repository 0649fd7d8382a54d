"""The exchange itself: checks what nodes offer and sign against the chain, and keeps it in the database.

HeyiError
├── NotNode              403  not registered with the oracle contract (the contract's own error)
├── WrongSignature       403  not the node's signature of this (the contract's own error)
├── PeriodNotEnded       409  figures of a period before its end (the contract's own error)
├── SequencePassed       409  the node has offered something later, or something else, already
├── NotOffered           409  signed, but last offered otherwise
└── SubjectsNotAscending 422  a list in another order, or with a subject twice
"""
# ruff: noqa: N818 - errors are named after facts

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from sqlalchemy.exc import IntegrityError

from heyi.company import Company
from heyi.core.errors import HeyiError, InvalidInput
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.signing import recover
from heyi.core.solidity import checksummed
from heyi.core.typed_data import Message
from heyi.processes.attesting.exchange import Batch, Figures, calendar_of, offer_message, report_message
from heyi.store.database import Database
from heyi.store.kept.oracle import Attested, Offered, add_attestation, add_offer, attestations_of, offers_of

__all__ = [
    "Board",
    "NotNode",
    "NotOffered",
    "PeriodNotEnded",
    "SequencePassed",
    "SubjectsNotAscending",
    "WrongSignature",
]

SIGNATURE_LENGTH = 65  # bytes: r, s, v
HIGHEST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0  # half of the curve's order


@dataclass(eq=False)
class NotNode(HeyiError):
    node: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "{node} is no node of the oracle"


@dataclass(eq=False)
class WrongSignature(HeyiError):
    """digest: what should have been signed."""

    signer: str
    digest: bytes
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "the signature is not that of {signer} over {digest}"


@dataclass(eq=False)
class PeriodNotEnded(HeyiError):
    """Times in Unix seconds, timestamp: the chain's."""

    period: int
    endsAt: int  # noqa: N815 - as the contract has it
    timestamp: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "period {period} ends at {endsAt}, and it is {timestamp} now"


@dataclass(eq=False)
class SequencePassed(HeyiError):
    """last: the highest sequence there is; if it is `sequence` itself, other figures were offered with it."""

    node: str
    sequence: int
    last: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} has made offer {last} already, so its offer {sequence} comes too late"


@dataclass(eq=False)
class NotOffered(HeyiError):
    node: str
    subject: bytes
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{node} signs figures of {subject} that it does not offer"


@dataclass(eq=False)
class SubjectsNotAscending(InvalidInput):
    previous: bytes
    subject: bytes
    sentence: ClassVar[str] = "statements ascend by subject, each once: {subject} follows {previous}"


@dataclass(frozen=True)
class _Rules:
    """What the contract says now."""

    nodes: tuple[str, ...]
    quorum: int


@dataclass(frozen=True)
class Board:
    """One company's exchange. Every method raises NoNode and NoDatabase. clock: Unix time."""

    company: Company
    database: Database
    clock: Callable[[], float] = field(default=time.time)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.company)

    # --- READ ---

    def figures(self, period: int) -> Figures:
        """What was offered for a period, also by nodes that are none any more."""
        rules = self._rules()
        found: dict[str, list[Offered]] = defaultdict(list)
        with self.database.reading() as connection:
            for offer in offers_of(connection, period):
                found[offer.node].append(offer)
        return Figures(period, rules.quorum, rules.nodes, {node: tuple(offers) for node, offers in found.items()})

    def batches(self, period: int) -> list[Batch]:
        """The batches that any registered node has signed, by hash."""
        rules = self._rules()
        with self.database.reading() as connection:
            found = [each for each in attestations_of(connection, period) if each.node in rules.nodes]
        by_hash: dict[bytes, list[Attested]] = defaultdict(list)
        for each in found:
            by_hash[each.batch].append(each)
        return [
            Batch(hash_, each[0].statements, {a.node: a.signature for a in each}, len(each) >= rules.quorum)
            for hash_, each in by_hash.items()
        ]

    # --- WRITE ---

    def offer(self, period: int, node: str, sequence: int, statements: Sequence[Statement], signature: bytes) -> None:
        """Keeps what a node offers. The last offer once more changes nothing.

        Raises NotNode, WrongSignature, PeriodNotEnded, SequencePassed and SubjectsNotAscending.
        """
        node = checksummed(node)
        _check_order(statements)
        _check_signature(node, offer_message(self.company, period, sequence, statements), signature)
        self._check_may_report(period, node)
        new = Offered(node, sequence, tuple(statements), signature, int(self.clock()))
        try:
            with self.database.writing() as connection:
                before = [each for each in offers_of(connection, period) if each.node == node]
                if before and _is_again(before[-1], new):
                    return
                add_offer(connection, period, new)
        except IntegrityError:  # at the same moment by another request
            raise SequencePassed(node, sequence, sequence) from None

    def attest(self, period: int, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        """Keeps a node's signature of a batch.

        Raises NotNode, WrongSignature, PeriodNotEnded, NotOffered and SubjectsNotAscending.
        """
        node = checksummed(node)
        _check_order(statements)
        message = report_message(self.company, period, statements)
        _check_signature(node, message, signature)
        self._check_may_report(period, node)
        new = Attested(node, message.struct_hash(), tuple(statements), signature, int(self.clock()))
        try:
            with self.database.writing() as connection:
                if any((each.node, each.batch) == (node, new.batch) for each in attestations_of(connection, period)):
                    return
                _check_offered(node, statements, offers_of(connection, period))
                add_attestation(connection, period, new)
        except IntegrityError:  # the same signature, at the same moment by another request
            return

    # --- PARTS ---

    def _rules(self) -> _Rules:
        oracle = self.company.oracle.functions
        nodes, quorum = self.company.chain.call_all([oracle.nodes(), oracle.quorum()])
        return _Rules(tuple(nodes), quorum)

    def _check_may_report(self, period: int, node: str) -> None:
        """Raises NotNode and PeriodNotEnded."""
        oracle, chain = self.company.oracle.functions, self.company.chain
        if not chain.call(oracle.isNode(node)):
            raise NotNode(node)
        ends_at, now = self.calendar.end_of(period), chain.timestamp()
        if now < ends_at:
            raise PeriodNotEnded(period, ends_at, now)


def _check_order(statements: Sequence[Statement]) -> None:
    for before, after in pairwise(statements):
        if before.subject >= after.subject:
            raise SubjectsNotAscending(before.subject, after.subject)


def _check_signature(node: str, message: Message, signature: bytes) -> None:
    """Raises WrongSignature, also for a form that the contract refuses: else one node could spoil a batch for all."""
    strict = len(signature) == SIGNATURE_LENGTH and signature[-1] in (27, 28)
    strict = strict and int.from_bytes(signature[32:64]) <= HIGHEST_S
    try:
        signer = recover(message, signature) if strict else ""
    except (BadSignature, ValidationError, ValueError):
        signer = ""
    if signer != node:
        raise WrongSignature(node, message.digest())


def _is_again(last: Offered, new: Offered) -> bool:
    """Whether it is the last offer once more. Raises SequencePassed if it is neither that nor a later one."""
    if new.sequence > last.sequence:
        return False
    if (new.sequence, new.statements) == (last.sequence, last.statements):
        return True
    raise SequencePassed(new.node, new.sequence, last.sequence)


def _check_offered(node: str, statements: Sequence[Statement], offers: Sequence[Offered]) -> None:
    mine = [offer for offer in offers if offer.node == node]
    offered = {each.subject: each for each in mine[-1].statements} if mine else {}
    for statement in statements:
        if offered.get(statement.subject) != statement:
            raise NotOffered(node, statement.subject)
