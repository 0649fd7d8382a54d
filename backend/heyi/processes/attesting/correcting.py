"""Corrections: figures that are final are read otherwise now, by a quorum, and not for a moment only.

A node tells the others in one step what it reads, and signs in a later one, if it still reads the same then: so a file
that is only half written corrects nothing. The offer is its memory of the first reading, so that this holds for a node
that is started anew for each step, and needs no clock. A signature holds for one nonce and one open period. Once either
has moved on it is worth nothing, and the node signs anew; so late data is booked once, in the period open then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heyi.chain.refusals import ContractRefused
from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.signing import Key, ascending, sign
from heyi.processes.attesting.agreeing import Committee
from heyi.processes.attesting.exchange import Booking, Exchange, correction_message
from heyi.processes.attesting.planning import Plan, Reading
from heyi.processes.attesting.step import Teller

__all__ = ["Corrector"]

LARGEST_CORRECTION = 50  # statements: some 5 million gas
ONLY_THE_SIGNATURES = "WrongSignature"
FOR_GOOD = ("CorrectedTooOften", "NotOtherMetric", "ScoreNotCorrectable", "NothingToCorrect")
"""What trying again doesn't help against."""


@dataclass(frozen=True)
class Corrector:
    """Signs corrections for one node."""

    company: Company
    exchange: Exchange
    account: Key
    tell: Teller

    def sign(self, plan: Plan, before: Reading) -> int:
        """Signs what a quorum reads otherwise than it counts. before: what this node had offered when its step began.

        How many statements that were. Raises NoNode, and what the exchange raises.
        """
        booking = Booking(plan.period, plan.rules.open_period, plan.rules.nonce)
        node = self.account.address
        known = {batch.hash for batch in plan.corrections if node in batch.signatures and batch.booking == booking}
        signed = 0
        for nodes, agreed in plan.figures.agreed.batches.items():
            # The exchange isn't trusted to say what this node has read.
            mine = [each for each in agreed if plan.offering.get(each.subject) == each == before.get(each.subject)]
            for statements in self._cut(plan, booking, mine) if node in nodes else ():
                message = correction_message(self.company, booking, statements)
                if message.struct_hash() in known:
                    continue
                self.exchange.correct(booking, node, statements, sign(message, self.account))
                self.tell.info(
                    "correction signed", plan.period, batch=message.struct_hash(), statements=len(statements)
                )
                signed += len(statements)
        return signed

    def _cut(self, plan: Plan, booking: Booking, agreed: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
        """Statements as they are corrected together: every node cuts them alike."""
        together: dict[Committee, list[Statement]] = {}
        for each in agreed:
            standing = plan.standings[each.subject]
            if not standing.is_final or standing.correction(each) is None or not self._is_taken(plan, booking, each):
                continue
            if standing.sets_apart(each):  # needs all nodes, and keeps nothing else waiting
                yield [each]
            else:
                together.setdefault(plan.rules.committee(each.subject), []).append(each)
        for some in together.values():
            for start in range(0, len(some), LARGEST_CORRECTION):
                yield some[start : start + LARGEST_CORRECTION]

    def _is_taken(self, plan: Plan, booking: Booking, statement: Statement) -> bool:
        """Whether the contract, which looks at signatures last, finds nothing else wrong: here they are empty.

        One statement that it refuses would take all others of its batch along. Raises ContractRefused for what may
        pass.
        """
        everybody = ascending((node, b"") for node in plan.rules.nodes)
        correct = self.company.oracle.functions.correct
        try:
            self.company.chain.call(correct(booking.period, booking.booked_in, [statement.to_abi()], everybody))
        except ContractRefused as refused:
            if refused.name in FOR_GOOD:
                self.tell.once("not to be corrected", booking.period, statement, why=refused.name)
                return False
            if refused.name != ONLY_THE_SIGNATURES:
                raise
        return True
