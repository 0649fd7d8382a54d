"""Posting: what enough nodes have signed goes to the contract, whoever of them gets there first."""

from collections.abc import Callable
from dataclasses import dataclass

from heyi.chain.refusals import ContractRefused, NoNode
from heyi.chain.signer import NoSigner
from heyi.company import Company
from heyi.core.errors import HeyiError
from heyi.core.signing import ascending
from heyi.processes.attesting.exchange import Batch, CorrectionBatch, Exchange
from heyi.processes.attesting.planning import Plan
from heyi.processes.attesting.rules import rules_of
from heyi.processes.attesting.standing import standings_of
from heyi.processes.attesting.step import Step, Teller

__all__ = ["Poster"]

POSTED_BY_ANOTHER = ("AlreadyPosted", "PeriodFinal")
BOOKED_BY_ANOTHER = ("NothingToCorrect",)


@dataclass(frozen=True)
class Poster:
    """company: by a connection that pays for what is posted."""

    company: Company
    exchange: Exchange
    tell: Teller

    def post(self, plan: Plan) -> Step:
        """Every node does so, and the first one is enough."""
        done = Step()
        for batch in self.exchange.batches(plan.period):
            # What was posted long ago stays in the exchange; the chain is asked of the rest only.
            if not batch.is_ready or plan.knows_posted(batch.statements) or not self._may_be_posted(plan, batch):
                continue
            if refused := self._tried(lambda batch=batch: self._send(plan.period, batch)):  # type: ignore[misc]
                if getattr(refused, "name", "") in POSTED_BY_ANOTHER:
                    self.tell.info("posted by another", plan.period, batch=batch.hash)
                else:
                    done += self.tell.failed("batch not posted", plan.period, refused, batch=batch.hash)
            else:
                done += Step(posted=1)
        return done

    def correct(self, plan: Plan) -> Step:
        """Books what is signed. One at a time: each counts up the nonce, and the others have to be signed anew."""
        for batch in self.exchange.corrections(plan.period) if plan.corrections else ():
            if not self._may_be_booked(plan, batch):
                continue
            if refused := self._tried(lambda batch=batch: self._book(batch)):  # type: ignore[misc]
                if self._is_overtaken(batch, refused):
                    self.tell.info("corrected by another", plan.period, batch=batch.hash)
                    return Step()
                return self.tell.failed("correction not booked", plan.period, refused, batch=batch.hash)
            return Step(corrected=1)
        return Step()

    def _tried(self, send: Callable[[], None]) -> HeyiError | None:
        """What refuses it. Raises NoNode and NoSigner."""
        try:
            send()
        except (NoNode, NoSigner):
            raise
        except HeyiError as error:
            return error
        return None

    # --- FIGURES ---

    def _may_be_posted(self, plan: Plan, batch: Batch) -> bool:
        """As the chain is now: nothing of the batch was posted, and nothing of it would only be set apart again."""
        subjects = [each.subject for each in batch.statements]
        rules = rules_of(self.company, subjects, plan.period)
        if not batch.statements or not rules.suffice(batch.statements, batch.signatures):
            return False
        standings = standings_of(self.company, plan.period, subjects)
        signed_by_all = rules.all_have(batch.statements, batch.signatures)
        return all(
            standings[each.subject].is_open and (signed_by_all or not standings[each.subject].sets_apart(each))
            for each in batch.statements
        )

    def _send(self, period: int, batch: Batch) -> None:
        attestations = ascending(batch.signatures.items())
        statements = [statement.to_abi() for statement in batch.statements]
        receipt = self.company.chain.send(self.company.oracle.functions.post(period, statements, attestations))
        self.tell.info("posted", period, batch=batch.hash, transaction=receipt["transactionHash"])

    # --- CORRECTIONS ---

    def _may_be_booked(self, plan: Plan, batch: CorrectionBatch) -> bool:
        """As the chain is now: it is still the correction's turn, and all of it still changes something."""
        booking, subjects = batch.booking, [each.subject for each in batch.statements]
        rules = rules_of(self.company, subjects, plan.period)
        if (booking.booked_in, booking.nonce) != (rules.open_period, rules.nonce):
            return False
        if not batch.statements or not rules.suffice(batch.statements, batch.signatures):
            return False
        standings = standings_of(self.company, plan.period, subjects)
        signed_by_all = rules.all_have(batch.statements, batch.signatures)
        return all(
            standings[each.subject].is_final
            and standings[each.subject].correction(each) == each
            and (signed_by_all or not standings[each.subject].sets_apart(each))
            for each in batch.statements
        )

    def _book(self, batch: CorrectionBatch) -> None:
        attestations = ascending(batch.signatures.items())
        statements = [statement.to_abi() for statement in batch.statements]
        booking = batch.booking
        correct = self.company.oracle.functions.correct(booking.period, booking.booked_in, statements, attestations)
        receipt = self.company.chain.send(correct)
        where = self.tell.calendar.format(booking.booked_in)
        self.tell.info(
            "corrected", booking.period, booked_in=where, batch=batch.hash, transaction=receipt["transactionHash"]
        )

    def _is_overtaken(self, batch: CorrectionBatch, refused: HeyiError) -> bool:
        """Whether another correction was booked, or the open period has ended, while this one was under way."""
        rules = rules_of(self.company)
        moved = (batch.booking.booked_in, batch.booking.nonce) != (rules.open_period, rules.nonce)
        return isinstance(refused, ContractRefused) and (moved or refused.name in BOOKED_BY_ANOTHER)
