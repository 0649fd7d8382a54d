"""What oracle nodes tell one another of a period: figures they have read, and signatures of batches of them.

Nobody has to trust who keeps the exchange: a node signs only what it has read itself, and the contract checks every
signature of a batch. All that a false exchange can do is to keep nodes from agreeing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.typed_data import Domain, Message, Types
from heyi.processes.attesting.agreeing import Agreed, Committee, Readings, agree
from heyi.store.kept.oracle import Offered

__all__ = [
    "Batch",
    "Booking",
    "CorrectionBatch",
    "Exchange",
    "Figures",
    "calendar_of",
    "correction_message",
    "offer_message",
    "report_message",
]

DOMAIN = "Heyi oracle exchange"
"""Its EIP-712 name differs from the contract's, so no contract takes an offer for a report."""

_OFFER: Types = {
    "Offer": [
        {"name": "period", "type": "uint32"},
        {"name": "sequence", "type": "uint64"},
        {"name": "report", "type": "bytes32"},
    ]
}


@dataclass(frozen=True)
class Figures:
    """What was offered for a period. nodes: those registered now; offers: by node, of each the last one counts.

    committees: of subjects whose figures need more than the company's quorum.
    """

    period: int
    quorum: int
    nodes: tuple[str, ...]
    offers: Mapping[str, tuple[Offered, ...]]
    committees: Mapping[bytes, Committee] = field(default_factory=dict)

    def said(self, node: str) -> Mapping[bytes, Statement]:
        """What a node's last offer says, by subject."""
        offers = self.offers.get(node)
        return {each.subject: each for each in offers[-1].statements} if offers else {}

    @cached_property
    def readings(self) -> Readings:
        """What counts: the last offer of every registered node that has made one."""
        return {node: self.said(node) for node in self.nodes if self.offers.get(node)}

    @cached_property
    def agreed(self) -> Agreed:
        return agree(self.readings, self.quorum, self.committees)


@dataclass(frozen=True)
class Batch:
    """Statements that nodes have signed together. hash: of the report. signatures: by node, of registered ones only.

    is_ready: whether they are a quorum.
    """

    hash: bytes
    statements: tuple[Statement, ...]
    signatures: Mapping[str, bytes]
    is_ready: bool


@dataclass(frozen=True)
class Booking:
    """Where a correction is booked. period: the one corrected. booked_in: one that has not ended. nonce: the
    contract's."""

    period: int
    booked_in: int
    nonce: int


@dataclass(frozen=True)
class CorrectionBatch(Batch):
    """Corrected statements that nodes have signed together. hash: of the correction."""

    booking: Booking


class Exchange(Protocol):
    """Where nodes meet. What is offered or signed twice counts once."""

    def figures(self, period: int) -> Figures: ...

    def offer(self, period: int, node: str, sequence: int, statements: Sequence[Statement], signature: bytes) -> None:
        """Statements ascend by subject; signature: of the `offer_message`. sequence: above that of the last offer."""

    def attest(self, period: int, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        """Statements ascend by subject, each as the node has last offered it; signature: of the `report_message`."""

    def batches(self, period: int) -> list[Batch]: ...

    def correct(self, booking: Booking, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        """Statements as in `attest`; signature: of the `correction_message`."""

    def corrections(self, period: int) -> list[CorrectionBatch]:
        """Of this period, those that could be booked now."""

    def missing_evidence(self, period: int) -> set[bytes]:
        """Evidence that offers name and nobody has given."""

    def keep_evidence(self, evidence: bytes, rows: Sequence[str]) -> None: ...


def report_message(company: Company, period: int, statements: Sequence[Statement]) -> Message:
    """What nodes sign for the oracle contract. Its hash names the batch."""
    return company.messages.report(company.domain("RevenueOracle"), period, statements)


def correction_message(company: Company, booking: Booking, statements: Sequence[Statement]) -> Message:
    """What nodes sign to correct figures that are final."""
    domain = company.domain("RevenueOracle")
    return company.messages.correction(domain, booking.period, booking.booked_in, booking.nonce, statements)


def offer_message(company: Company, period: int, sequence: int, statements: Sequence[Statement]) -> Message:
    """What a node signs to offer figures: it holds on one chain, for one oracle contract, and for one sequence."""
    contract = company.deployment.addresses["RevenueOracle"]
    report = report_message(company, period, statements).struct_hash()
    said = {"period": period, "sequence": sequence, "report": report}
    return Message(Domain(DOMAIN, company.chain.chain_id, contract), "Offer", _OFFER, said)


def calendar_of(company: Company) -> Calendar:
    """The oracle contract's. It never changes."""
    found = company.chain.call(company.oracle.functions.calendar())
    return Calendar(length=found["length"], epoch=found["epoch"])
