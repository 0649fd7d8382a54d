"""One oracle node: `step` reads its source, offers figures, signs what a quorum reads alike, and posts what is signed.

For each period that has ended: `plan` (what is read, and what became of it already) -> offer -> sign -> post. All that
a node has to remember stands in the exchange and on the chain, so it can be killed at any point and started again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog

from heyi.chain.refusals import ContractRefused, NoNode
from heyi.chain.signer import NoSigner
from heyi.company import Company
from heyi.core.errors import HeyiError
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.signing import ascending, sign
from heyi.processes.attesting.board import NotNode
from heyi.processes.attesting.exchange import Batch, Exchange, calendar_of, offer_message, report_message
from heyi.processes.attesting.planning import Plan, Reading, Why, batches_of, plan_of
from heyi.processes.attesting.remote import NoExchange
from heyi.processes.attesting.standing import standings_of
from heyi.processes.oracle import Source

__all__ = ["OracleNode", "Step"]

POSTED_BY_ANOTHER = ("AlreadyPosted", "PeriodFinal")

log = structlog.get_logger()


@dataclass(frozen=True)
class Step:
    """What one step did: statements offered and signed, batches posted. failed: what could not be done, by period.

    apart: subjects of periods that aren't final on which nodes differ.
    """

    offered: int = 0
    signed: int = 0
    posted: int = 0
    apart: int = 0
    failed: tuple[HeyiError, ...] = ()

    def __add__(self, other: "Step") -> "Step":
        return Step(
            self.offered + other.offered,
            self.signed + other.signed,
            self.posted + other.posted,
            self.apart + other.apart,
            self.failed + other.failed,
        )


class OracleNode:
    """company: by a connection whose key is the node's: it signs figures, and pays for what the node posts.

    first: the first period that the source tells of.
    """

    def __init__(self, company: Company, source: Source, exchange: Exchange, first: int) -> None:
        self._company, self._source, self._exchange = company, source, exchange
        self._account = company.chain.account
        self._first = first
        self._settled: dict[int, Reading] = {}
        self._told: set[tuple[Any, ...]] = set()

    @property
    def address(self) -> str:
        return str(self._account.address)

    def step(self) -> Step:
        """Does all there is to do now.

        Raises NotNode, SourceError, NoNode, NoExchange and NoSigner; what goes wrong with one period, or one batch,
        holds up no other and stands in the answer.
        """
        if not self.is_registered():
            raise NotNode(self.address)
        done = Step()
        for period, reading in self._readings():
            if self._settled.get(period) != reading:
                done += self._report(period, reading)
        return done

    def is_registered(self) -> bool:
        return bool(self._company.chain.call(self._company.oracle.functions.isNode(self.address)))

    def plans(self) -> list[Plan]:
        """What a step would find, of every period that has ended. Raises as `step` does, but NotNode."""
        return [self._plan(period, reading) for period, reading in self._readings()]

    @cached_property
    def _calendar(self) -> Calendar:
        return calendar_of(self._company)

    def _label(self, period: int) -> str:
        return self._calendar.format(period)

    # --- ONE PERIOD ---

    def _readings(self) -> Iterator[tuple[int, Reading]]:
        """What is read of each period that has ended. Raises SourceError before anything of it is used."""
        now = self._company.chain.timestamp()
        ended = range(self._first, self._calendar.period_at(now))
        readings = [(period, {each.subject: each for each in self._source.statements(period)}) for period in ended]
        return ((period, reading) for period, reading in readings if reading)

    def _plan(self, period: int, reading: Reading) -> Plan:
        return plan_of(self._company, self._exchange, self.address, period, reading)

    def _report(self, period: int, reading: Reading) -> Step:
        try:
            plan = self._plan(period, reading)
            self._tell_late(plan)
            if plan.is_final:
                self._settled[period] = reading
                return Step()
            offered = self._offer(plan)
            if offered:
                plan = self._plan(period, reading)
            signed = self._sign(plan)
            done = Step(offered, signed, apart=self._tell_apart(plan))
            return done + self._post(plan)
        except (NoNode, NoExchange, NoSigner):
            raise
        except HeyiError as error:
            log.warning("period not reported", period=self._label(period), error=error.code, reason=str(error))
            return Step(failed=(error,))

    def _offer(self, plan: Plan) -> int:
        """How many statements were offered anew."""
        if not plan.has_news:
            return 0
        statements = list(plan.offering.values())
        signature = sign(offer_message(self._company, plan.period, plan.sequence, statements), self._account)
        self._exchange.offer(plan.period, self.address, plan.sequence, statements, signature)
        log.info("offered", period=self._label(plan.period), sequence=plan.sequence, statements=len(statements))
        return len(statements)

    def _sign(self, plan: Plan) -> int:
        """Signs what a quorum reads alike, and only what was read here exactly so. How many statements that were."""
        signed = 0
        known = {batch.hash for batch in plan.batches if self.address in batch.signatures}
        for nodes, agreed in plan.figures.agreed.batches.items():
            # The exchange isn't trusted to say what this node has read.
            if self.address not in nodes or any(plan.offering.get(each.subject) != each for each in agreed):
                continue
            for statements in batches_of(agreed, plan.standings):
                message = report_message(self._company, plan.period, statements)
                if message.struct_hash() in known:
                    continue
                self._exchange.attest(plan.period, self.address, statements, sign(message, self._account))
                log.info(
                    "signed", period=self._label(plan.period), batch=message.struct_hash(), statements=len(statements)
                )
                signed += len(statements)
        return signed

    # --- POST ---

    def _post(self, plan: Plan) -> Step:
        """Posts what is signed by a quorum, whoever it was; so does every node, and the first one is enough."""
        done = Step()
        for batch in self._exchange.batches(plan.period):
            if not batch.is_ready or not self._may_be_posted(plan, batch):
                continue
            try:
                self._send(plan.period, batch)
                done += Step(posted=1)
            except ContractRefused as error:
                if error.name in POSTED_BY_ANOTHER:
                    log.info("posted by another", period=self._label(plan.period), batch=batch.hash)
                else:
                    done += self._failed(plan.period, batch, error)
            except (NoNode, NoSigner):
                raise
            except HeyiError as error:
                done += self._failed(plan.period, batch, error)
        return done

    def _may_be_posted(self, plan: Plan, batch: Batch) -> bool:
        """As the chain is now: nothing of the batch was posted, and nothing of it would only be set apart again."""
        standings = standings_of(self._company, plan.period, [each.subject for each in batch.statements])
        signed_by_all = len(batch.signatures) == len(plan.figures.nodes)
        return bool(batch.statements) and all(
            standings[each.subject].is_open and (signed_by_all or not standings[each.subject].sets_apart(each))
            for each in batch.statements
        )

    def _send(self, period: int, batch: Batch) -> None:
        attestations = ascending(batch.signatures.items())
        statements = [statement.to_abi() for statement in batch.statements]
        receipt = self._company.chain.send(self._company.oracle.functions.post(period, statements, attestations))
        log.info("posted", period=self._label(period), batch=batch.hash, transaction=receipt["transactionHash"])

    # --- TELL ---

    def _failed(self, period: int, batch: Batch, error: HeyiError) -> Step:
        where = {"period": self._label(period), "batch": batch.hash}
        log.warning("batch not posted", **where, error=error.code, reason=str(error))
        return Step(failed=(error,))

    def _tell_late(self, plan: Plan) -> None:
        """Figures that came too late. This node doesn't correct them: that is signed by a quorum, too."""
        for line in plan.lines:
            if line.why in (Why.LATE, Why.CORRECTION, Why.SIGNED):
                posted = plan.standings[line.statement.subject].figures
                self._tell_once("figures come late", plan.period, line.statement, why=line.why.value, posted=posted)

    def _tell_apart(self, plan: Plan) -> int:
        """On how many subjects others read otherwise than this node does."""
        agreed = plan.figures.agreed
        differing = {**agreed.apart, **agreed.outvoted}
        count = 0
        for subject, found in differing.items():
            others = {node: each for node, each in found.items() if each != plan.offering.get(subject)}
            if others and subject in plan.offering:
                count += 1
                mine = plan.offering[subject]
                self._tell_once("nodes differ", plan.period, mine, others=tuple(sorted(others)))
        return count

    def _tell_once(self, event: str, period: int, mine: Statement, **more: Any) -> None:
        key = (event, period, mine, *more.values())
        if key not in self._told:
            self._told.add(key)
            shown = {name: _shown(value) for name, value in more.items()}
            log.warning(event, period=self._label(period), subject=mine.subject, read=_shown(mine), **shown)


def _shown(value: Any) -> Any:
    """A statement by its figures; anything else as it is."""
    if not isinstance(value, Statement):
        return value
    return {name: number for name, number in value.to_json().items() if name not in ("subject", "evidence")}
