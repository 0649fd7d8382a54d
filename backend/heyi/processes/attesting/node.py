"""One oracle node: `step` reads its source, offers figures, signs what a quorum reads alike, and posts what is signed.

For each period that has ended: `plan` (what is read, and what became of it already) -> offer -> sign -> post; what is
final already and read otherwise goes the same way as a correction. All that a node has to remember stands in the
exchange and on the chain, so it can be killed at any point and started again. It asks no clock but the chain's.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from heyi.chain.refusals import NoNode
from heyi.chain.signer import NoSigner
from heyi.company import Company
from heyi.core.errors import HeyiError
from heyi.core.facts import Statement
from heyi.core.periods import Calendar
from heyi.core.signing import Key, sign
from heyi.processes.attesting.agreeing import Source
from heyi.processes.attesting.correcting import Corrector
from heyi.processes.attesting.exchange import Exchange, calendar_of, offer_message, report_message
from heyi.processes.attesting.planning import LATE, Plan, Reading, batches_of, plan_of
from heyi.processes.attesting.posting import Poster
from heyi.processes.attesting.refusals import NotNode
from heyi.processes.attesting.remote import NoExchange
from heyi.processes.attesting.sharing import Sharer
from heyi.processes.attesting.step import Step, Teller

__all__ = ["OracleNode"]


class OracleNode:
    """company: by a connection that pays for what the node posts.

    first: the first period that the source tells of. key: signs the node's figures; None: the connection's own does.
    shares_evidence: whether the rows behind figures are given away.
    """

    def __init__(
        self,
        company: Company,
        source: Source,
        exchange: Exchange,
        first: int,
        *,
        key: Key | None = None,
        shares_evidence: bool = True,
    ) -> None:
        self._company, self._source, self._exchange = company, source, exchange
        self._account = key or company.chain.account
        self._first = first
        self._shares_evidence = shares_evidence
        self._settled: dict[int, tuple[Reading, int]] = {}
        self._signed: dict[int, dict[bytes, frozenset[Statement]]] = {}

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
        # A correction that others have booked can be one of what was settled here.
        nonce = self._company.chain.call(self._company.oracle.functions.correctionNonce())
        done = Step()
        for period, reading in self._readings():
            if self._settled.get(period) != (reading, nonce):
                done += self._report(period, reading, nonce)
        return done

    def is_registered(self) -> bool:
        return bool(self._company.chain.call(self._company.oracle.functions.isNode(self.address)))

    def plans(self) -> list[Plan]:
        """What a step would find, of every period that has ended. Raises as `step` does, but NotNode."""
        return [self._plan(period, reading) for period, reading in self._readings()]

    # --- PARTS ---

    @cached_property
    def _calendar(self) -> Calendar:
        return calendar_of(self._company)

    @cached_property
    def _tell(self) -> Teller:
        return Teller(self._calendar)

    @cached_property
    def _poster(self) -> Poster:
        return Poster(self._company, self._exchange, self._tell)

    @cached_property
    def _corrector(self) -> Corrector:
        return Corrector(self._company, self._exchange, self._account, self._tell)

    @cached_property
    def _sharer(self) -> Sharer:
        return Sharer(self._exchange, self._source, self._tell)

    # --- ONE PERIOD ---

    def _readings(self) -> Iterator[tuple[int, Reading]]:
        """What is read of each period that has ended. Raises SourceError before anything of it is used."""
        now = self._company.chain.timestamp()
        ended = range(self._first, self._calendar.period_at(now))
        readings = [(period, {each.subject: each for each in self._source.statements(period)}) for period in ended]
        return ((period, reading) for period, reading in readings if reading)

    def _plan(self, period: int, reading: Reading) -> Plan:
        signed = self._signed.get(period, {})
        return plan_of(self._company, self._exchange, self.address, period, reading, signed)

    def _report(self, period: int, reading: Reading, nonce: int) -> Step:
        try:
            plan = self._plan(period, reading)
            self._tell_late(plan)
            if plan.is_settled:
                self._settled[period] = (reading, nonce)
                return Step()
            before = plan.offered
            offered = self._offer(plan)
            if offered:
                plan = plan.after_offer(self._exchange, self._signed.get(period, {}))
            signed = self._sign(plan) + self._corrector.sign(plan, before)
            done = Step(offered, signed, apart=self._tell_apart(plan))
            done += self._poster.post(plan) + self._poster.correct(plan)
            return done + (self._sharer.share(plan) if self._shares_evidence else Step())
        except (NoNode, NoExchange, NoSigner):
            raise
        except HeyiError as error:
            return self._tell.failed("period not reported", period, error)

    def _offer(self, plan: Plan) -> int:
        """How many statements were offered anew."""
        if not plan.has_news:
            return 0
        statements = [statement for _, statement in sorted(plan.offering.items())]
        signature = sign(offer_message(self._company, plan.period, plan.sequence, statements), self._account)
        self._exchange.offer(plan.period, self.address, plan.sequence, statements, signature)
        self._tell.info("offered", plan.period, sequence=plan.sequence, statements=len(statements))
        return len(statements)

    def _sign(self, plan: Plan) -> int:
        """Signs what a quorum reads alike, and only what was read here exactly so. How many statements that were."""
        signed = 0
        known = {batch.hash for batch in plan.batches if self.address in batch.signatures}
        for nodes, agreed in plan.figures.agreed.batches.items():
            # The exchange isn't trusted to say what this node has read.
            if self.address not in nodes or any(plan.offering.get(each.subject) != each for each in agreed):
                continue
            may_be_posted = [each for each in agreed if plan.standings[each.subject].is_open]
            for statements in batches_of(may_be_posted, plan.standings, plan.rules.committees):
                message = report_message(self._company, plan.period, statements)
                if message.struct_hash() in known:
                    continue
                self._remember(plan.period, statements)
                self._exchange.attest(plan.period, self.address, statements, sign(message, self._account))
                self._tell.info("signed", plan.period, batch=message.struct_hash(), statements=len(statements))
                signed += len(statements)
        return signed

    def _remember(self, period: int, statements: Sequence[Statement]) -> None:
        """An exchange that forgets a signature, or denies it, gets no second one of other figures from this process."""
        signed = self._signed.setdefault(period, {})
        for each in statements:
            signed[each.subject] = signed.get(each.subject, frozenset()) | {each}

    # --- TELL ---

    def _tell_late(self, plan: Plan) -> None:
        """Figures that came too late to be posted."""
        for line in plan.lines:
            if line.why in LATE:
                counts = plan.standings[line.statement.subject].counts
                self._tell.once("figures come late", plan.period, line.statement, why=line.why.value, posted=counts)

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
                self._tell.once("nodes differ", plan.period, mine, others=tuple(sorted(others)))
        return count
