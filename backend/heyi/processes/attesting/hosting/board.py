"""The exchange itself: checks what nodes offer and sign against the chain, and keeps it in the database."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.exc import IntegrityError

from heyi.company import Company
from heyi.company.constants import Constants, Windows
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.solidity import checksummed
from heyi.processes.attesting.exchange import (
    Batch,
    Booking,
    CorrectionBatch,
    Figures,
    calendar_of,
    correction_message,
    offer_message,
    report_message,
)
from heyi.processes.attesting.hosting.checking import check_offered, check_order, check_signature
from heyi.processes.attesting.hosting.proofs import conflicting_subject, keep_proof, reports_differing
from heyi.processes.attesting.hosting.shelf import Shelf
from heyi.processes.attesting.refusals import (
    CorrectionOvertaken,
    NotNode,
    PeriodNotEnded,
    SequencePassed,
    SignedOtherwise,
    TooManySignatures,
)
from heyi.processes.attesting.rules import Rules, rules_of
from heyi.store.database import Database
from heyi.store.kept.oracle import (
    Attested,
    Corrected,
    Offered,
    add_attestation,
    add_correction,
    add_offer,
    attestations_of,
    corrections_of,
    name_evidence,
    offer_of,
    offers_of,
)

__all__ = ["Board"]

OFFERS_SHOWN = 20
"""Of one node for one period: a source that flickers makes ever more."""

MOST_BATCHES = 1_000
"""Signed by one node for one period, or under one nonce. Honest nodes sign a batch for each hundred statements."""


@dataclass(frozen=True)
class Board:
    """One company's exchange. Every method raises NoNode and NoDatabase.

    clock: Unix time, only to note when something came; what is allowed when goes by the chain's. constants: the
    company's, where they are known; else what never changes is asked of the chain once.
    """

    company: Company
    database: Database
    clock: Callable[[], float] = field(default=time.time)
    constants: Constants | None = None

    @cached_property
    def calendar(self) -> Calendar:
        return self.constants.calendar if self.constants else calendar_of(self.company)

    @cached_property
    def shelf(self) -> Shelf:
        """Where evidence is."""
        return Shelf(self.company, self.database, self.clock)

    @cached_property
    def windows(self) -> Windows:
        if self.constants:
            return self.constants.windows
        found = self.company.chain.call(self.company.oracle.functions.windows())
        return Windows(found["challenge"], found["arbitration"], found["absentAfter"])

    # --- READ ---

    def figures(self, period: int) -> Figures:
        """What was offered for a period, also by nodes that are none any more; of each its last offers."""
        found: dict[str, list[Offered]] = defaultdict(list)
        with self.database.reading() as connection:
            for offer in offers_of(connection, period, newest=OFFERS_SHOWN):
                found[offer.node].append(offer)
        rules = self.rules(period, [each for offers in found.values() for each in offers[-1].statements])
        offers = {node: tuple(offers) for node, offers in found.items()}
        return Figures(period, rules.quorum, rules.nodes, offers, rules.committees)

    def batches(self, period: int) -> list[Batch]:
        """The batches that any registered node has signed, by hash."""
        with self.database.reading() as connection:
            found = attestations_of(connection, period)
        rules = self.rules(period, [each for attested in found for each in attested.statements])
        by_hash: dict[bytes, list[Attested]] = defaultdict(list)
        for each in found:
            if each.node in rules.nodes:
                by_hash[each.batch].append(each)
        return [
            Batch(hash_, each[0].statements, {a.node: a.signature for a in each}, _ready(rules, each))
            for hash_, each in by_hash.items()
        ]

    def corrections(self, period: int) -> list[CorrectionBatch]:
        """The corrections of a period that registered nodes have signed, and that could be booked now."""
        nonce = self.company.chain.call(self.company.oracle.functions.correctionNonce())
        with self.database.reading() as connection:
            found = corrections_of(connection, period, nonce)
        rules = self.rules(period, [each for corrected in found for each in corrected.statements])
        by_hash: dict[bytes, list[Corrected]] = defaultdict(list)
        for each in found:
            if each.node in rules.nodes and (each.nonce, each.booked_in) == (rules.nonce, rules.open_period):
                by_hash[each.batch].append(each)
        booking = Booking(period, rules.open_period, rules.nonce)
        return [
            CorrectionBatch(
                hash_, each[0].statements, {c.node: c.signature for c in each}, _ready(rules, each), booking
            )
            for hash_, each in by_hash.items()
        ]

    # --- WRITE ---

    def offer(self, period: int, node: str, sequence: int, statements: Sequence[Statement], signature: bytes) -> None:
        """Keeps what a node offers. The last offer once more changes nothing.

        Raises NotNode, WrongSignature, PeriodNotEnded, SequencePassed and SubjectsNotAscending.
        """
        node = checksummed(node)
        check_order(statements)
        check_signature(node, offer_message(self.company, period, sequence, statements), signature)
        self._check_may_report(period, node)
        new = Offered(node, sequence, tuple(statements), signature, self._now())
        try:
            with self.database.writing() as connection:
                before = offers_of(connection, period, newest=1, node=node)
                if before and _is_again(before[-1], new):
                    return
                add_offer(connection, period, new)
                name_evidence(connection, period, node, statements)
        except SequencePassed:
            self._keep_proof_of_offer(period, new)
            raise
        except IntegrityError:  # at the same moment by another request
            self._keep_proof_of_offer(period, new)
            raise SequencePassed(node, sequence, sequence) from None

    def attest(self, period: int, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        """Keeps a node's signature of a batch.

        Raises NotNode, WrongSignature, PeriodNotEnded, NotOffered, SignedOtherwise, TooManySignatures and
        SubjectsNotAscending.
        """
        node = checksummed(node)
        check_order(statements)
        message = report_message(self.company, period, statements)
        check_signature(node, message, signature)
        self._check_may_report(period, node)
        new = Attested(node, message.struct_hash(), tuple(statements), signature, self._now())
        harmless: set[bytes] = set()  # subjects of which the chain lets a node sign other figures
        while True:
            try:
                with self.database.writing() as connection:
                    mine = attestations_of(connection, period, node)
                    if any(each.batch == new.batch for each in mine):
                        return
                    differing = reports_differing(new, mine)
                    if differing.keys() <= harmless:
                        check_offered(node, statements, offers_of(connection, period, newest=1, node=node))
                        _check_number(node, mine)
                        add_attestation(connection, period, new)
                        return
            except IntegrityError:  # the same signature, at the same moment by another request
                return
            # The chain is asked with nobody's writing held up, and what is there is looked at once more.
            conflict = conflicting_subject(self.company, period, differing)
            if conflict is not None:
                keep_proof(self.database, period, conflict, differing[conflict], new, self._now())
                raise SignedOtherwise(node, conflict)
            harmless |= differing.keys()

    def correct(self, booking: Booking, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        """Keeps a node's signature of a correction.

        Raises NotNode, WrongSignature, CorrectionOvertaken, NotOffered, TooManySignatures and SubjectsNotAscending.
        """
        node = checksummed(node)
        check_order(statements)
        message = correction_message(self.company, booking, statements)
        check_signature(node, message, signature)
        self._check_may_report(booking.period, node)
        rules = self.rules(booking.period)
        if (booking.booked_in, booking.nonce) != (rules.open_period, rules.nonce):
            raise CorrectionOvertaken(booking.booked_in, booking.nonce, rules.open_period, rules.nonce)
        hash_ = message.struct_hash()
        new = Corrected(node, hash_, booking.booked_in, booking.nonce, tuple(statements), signature, self._now())
        try:
            with self.database.writing() as connection:
                mine = corrections_of(connection, booking.period, booking.nonce, node)
                if any(each.batch == hash_ for each in mine):
                    return
                check_offered(node, statements, offers_of(connection, booking.period, newest=1, node=node))
                _check_number(node, mine)
                add_correction(connection, booking.period, new)
        except IntegrityError:  # the same signature, at the same moment by another request
            return

    # --- EVIDENCE ---

    def missing_evidence(self, period: int) -> set[bytes]:
        return self.shelf.missing(period)

    def keep_evidence(self, evidence: bytes, rows: Sequence[str]) -> None:
        """Raises EvidenceNotNamed, EvidenceWrong and InvalidValue."""
        self.shelf.keep(evidence, rows)

    # --- PARTS ---

    def rules(self, period: int, statements: Sequence[Statement] = ()) -> Rules:
        """What the contract says now, with the committees of these statements."""
        return rules_of(self.company, {each.subject for each in statements}, period)

    def _now(self) -> int:
        return int(self.clock())

    def _keep_proof_of_offer(self, period: int, new: Offered) -> None:
        with self.database.reading() as connection:
            earlier = offer_of(connection, period, new.node, new.sequence)
        if earlier is not None and earlier.statements != new.statements:
            keep_proof(self.database, period, new.sequence, earlier, new, self._now())

    def _check_may_report(self, period: int, node: str) -> None:
        """Raises NotNode and PeriodNotEnded."""
        oracle, chain = self.company.oracle.functions, self.company.chain
        if not chain.call(oracle.isNode(node)):
            raise NotNode(node)
        ends_at, now = self.calendar.end_of(period), chain.timestamp()
        if now < ends_at:
            raise PeriodNotEnded(period, ends_at, now)


def _ready(rules: Rules, signed: Sequence[Attested] | Sequence[Corrected]) -> bool:
    return rules.suffice(signed[0].statements, (each.node for each in signed))


def _is_again(last: Offered, new: Offered) -> bool:
    """Whether it is the last offer once more. Raises SequencePassed if it is neither that nor a later one."""
    if new.sequence > last.sequence:
        return False
    if (new.sequence, new.statements) == (last.sequence, last.statements):
        return True
    raise SequencePassed(new.node, new.sequence, last.sequence)


def _check_number(node: str, mine: Sequence[object]) -> None:
    """Raises TooManySignatures. A node could sign any choice of its statements, and each would be a batch."""
    if len(mine) >= MOST_BATCHES:
        raise TooManySignatures(node, MOST_BATCHES)
