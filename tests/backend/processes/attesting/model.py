"""The oracle contract as a model in memory, and companies that speak to it: for thousands of steps in no time.

It does what contracts/RevenueOracle.sol says of posting, challenging, deciding and correcting, with real signatures.
What it leaves out: bands and committees, which tests on a chain cover.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from heyi.chain.refusals import ContractRefused
from heyi.core.facts import Finality, Metric, Stage, Statement
from heyi.core.messages import REVENUE_ORACLE, Messages
from heyi.core.periods import MONTHS
from heyi.core.signing import recover
from heyi.core.solidity import ZERO_BYTES32
from heyi.core.typed_data import Domain, Message

DAY = 86_400
ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
CHALLENGE, ARBITRATION, ABSENT_AFTER, MOST_CORRECTIONS = 3 * DAY, 7 * DAY, 45 * DAY, 16
MONEY = ("revenue", "profit", "other")


@dataclass
class Record:
    stage: Stage = Stage.None_
    since: int = 0
    figures: Statement | None = None
    corrections: list[tuple[int, Statement]] = field(default_factory=list)
    """Of each the period it was booked in, and the figures that it made count."""


@dataclass(frozen=True)
class Asked:
    """A call that was built and not made yet."""

    name: str
    arguments: tuple[Any, ...]


class Functions:
    def __getattr__(self, name: str) -> Callable[..., Asked]:
        return lambda *arguments: Asked(name, arguments)


@dataclass
class Contract:
    """now: Unix seconds."""

    messages: Messages
    now: int
    registered: tuple[str, ...]
    needed: int
    nonce: int = 0
    records: dict[tuple[bytes, int], Record] = field(default_factory=dict)
    rejected: set[tuple[Statement, int]] = field(default_factory=set)

    @property
    def domain(self) -> Domain:
        return Domain(REVENUE_ORACLE, 1, ADDRESS)

    # --- READ ---

    def nodes(self) -> list[str]:
        return list(self.registered)

    def quorum(self) -> int:
        return self.needed

    def isNode(self, node: str) -> bool:  # noqa: N802 - as the contract has it
        return node in self.registered

    def currentPeriod(self) -> int:  # noqa: N802
        return MONTHS.period_at(self.now)

    def correctionNonce(self) -> int:  # noqa: N802
        return self.nonce

    def calendar(self) -> dict[str, int]:
        return {"epoch": 0, "length": 0}

    def windows(self) -> dict[str, int]:
        return {"challenge": CHALLENGE, "arbitration": ARBITRATION, "absentAfter": ABSENT_AFTER}

    def committeeOf(self, _subject: bytes, _period: int) -> tuple[list[str], int]:  # noqa: N802
        return list(self.registered), self.needed

    def stageOf(self, subject: bytes, period: int) -> tuple[int, int]:  # noqa: N802
        record = self.record(subject, period)
        return int(record.stage), int(self.finality(record, period))

    def statementOf(self, subject: bytes, period: int) -> tuple[Any, int]:  # noqa: N802
        record = self.record(subject, period)
        names = ("subject", *MONEY, "otherMetric", "score", "evidence")
        empty = dict(zip(names, (subject, 0, 0, 0, 0, 0, ZERO_BYTES32), strict=True))
        shown = dict(zip(empty, record.figures.to_abi(), strict=True)) if record.figures else empty
        return {**shown, "evidence": ZERO_BYTES32}, record.since

    def bandOf(self, _subject: bytes) -> dict[str, int]:  # noqa: N802
        return {"least": 0, "most": 0}

    def correctionOf(self, subject: bytes, metric: int, period: int, through: int) -> int:  # noqa: N802
        record = self.record(subject, period)
        name = {Metric.Revenue: "revenue", Metric.Profit: "profit", Metric.Collected: "other"}.get(Metric(metric))
        if name is None:
            return 0
        before, difference = record.figures or Statement(subject=subject), 0
        for booked_in, after in record.corrections:
            if booked_in <= through:
                difference += getattr(after, name) - getattr(before, name)
            before = after
        return difference

    def record(self, subject: bytes, period: int) -> Record:
        return self.records.setdefault((subject, period), Record())

    def finality(self, record: Record, period: int) -> Finality:
        if record.stage is Stage.Decided:
            return Finality.Final
        if record.stage is Stage.None_:
            late = self.now >= max(MONTHS.end_of(period), record.since) + ABSENT_AFTER
            return Finality.Absent if late else Finality.Pending
        window = CHALLENGE if record.stage is Stage.Posted else ARBITRATION
        return Finality.Final if self.now >= record.since + window else Finality.Pending

    def counts(self, subject: bytes, period: int) -> Statement | None:
        """What counts once it is final."""
        record = self.record(subject, period)
        return record.corrections[-1][1] if record.corrections else record.figures

    # --- WRITE ---

    def post(self, period: int, given: Sequence[Any], attestations: Sequence[tuple[str, bytes]]) -> None:
        statements = [_statement(each) for each in given]
        _require(self.now >= MONTHS.end_of(period), "PeriodNotEnded")
        seen: set[bytes] = set()
        for each in statements:
            record = self.record(each.subject, period)
            _require(self.finality(record, period) is Finality.Pending, "PeriodFinal")
            _require(record.stage is Stage.None_ and each.subject not in seen, "AlreadyPosted")
            _require((_plain(each), period) not in self.rejected, "DecidedAgainst")
            seen.add(each.subject)
        self._require_quorum(self.messages.report(self.domain, period, statements), attestations)
        for each in statements:
            record = self.record(each.subject, period)
            record.stage, record.since, record.figures = Stage.Posted, self.now, _plain(each)

    def correct(
        self, period: int, booked_in: int, given: Sequence[Any], attestations: Sequence[tuple[str, bytes]]
    ) -> None:
        statements = [_statement(each) for each in given]
        for each in statements:
            record = self.record(each.subject, period)
            _require(booked_in >= self.currentPeriod(), "BookedInPast")
            _require(self.finality(record, period) is not Finality.Pending, "NotFinal")
            _require(each.score == (record.figures.score if record.figures else 0), "ScoreNotCorrectable")
            _require(len(record.corrections) < MOST_CORRECTIONS, "CorrectedTooOften")
            before = self.counts(each.subject, period) or Statement(subject=each.subject)
            _require(any(getattr(before, name) != getattr(each, name) for name in MONEY), "NothingToCorrect")
        message = self.messages.correction(self.domain, period, booked_in, self.nonce, statements)
        self._require_quorum(message, attestations)
        self.nonce += 1
        for each in statements:
            self.record(each.subject, period).corrections.append((booked_in, _plain(each)))

    def challenge(self, subject: bytes, period: int) -> None:
        record = self.record(subject, period)
        _require(record.stage is Stage.Posted and self.finality(record, period) is Finality.Pending, "NotChallengeable")
        record.stage, record.since = Stage.Challenged, self.now

    def decide(self, subject: bytes, period: int, *, upheld: bool) -> None:
        record = self.record(subject, period)
        _require(record.stage is Stage.Challenged, "NotChallenged")
        _require(self.finality(record, period) is Finality.Pending, "PeriodFinal")
        if upheld:
            record.stage = Stage.Decided
            return
        assert record.figures
        self.rejected.add((record.figures, period))
        record.stage, record.since, record.figures = Stage.None_, self.now, None

    def _require_quorum(self, message: Message, attestations: Sequence[tuple[str, bytes]]) -> None:
        _require(len(attestations) >= self.needed, "BelowQuorum")
        previous = 0
        for node, signature in attestations:
            _require(previous < int(node, 16), "NodesNotAscending")
            _require(node in self.registered, "NotNode")
            _require(len(signature) == 65 and recover(message, signature) == node, "WrongSignature")
            previous = int(node, 16)


class Chain:
    """A connection to the model with one key."""

    chain_id = 1

    def __init__(self, contract: Contract, account: LocalAccount) -> None:
        self.contract, self.account = contract, account

    def timestamp(self) -> int:
        return self.contract.now

    def call(self, asked: Asked) -> Any:
        return getattr(self.contract, asked.name)(*asked.arguments)

    def call_all(self, asked: Sequence[Asked]) -> list[Any]:
        return [self.call(each) for each in asked]

    def send(self, asked: Asked) -> dict[str, str]:
        self.call(asked)
        return {"transactionHash": "0x"}


class ModelCompany:
    """What nodes and the exchange need of a company."""

    def __init__(self, contract: Contract, account: LocalAccount | None = None) -> None:
        self.chain = Chain(contract, account or Account.from_key(b"\x01" * 32))
        self.oracle = SimpleNamespace(functions=Functions())
        self.messages = contract.messages
        self.deployment = SimpleNamespace(addresses={"RevenueOracle": ADDRESS})
        self._domain = contract.domain

    def domain(self, _name: str) -> Domain:
        return self._domain


def _statement(given: Any) -> Statement:
    subject, revenue, profit, other, other_metric, score, evidence = given
    return Statement(
        subject=subject,
        revenue=revenue,
        profit=profit,
        other=other,
        other_metric=Metric(other_metric),
        score=score,
        evidence=evidence,
    )


def _plain(statement: Statement) -> Statement:
    return replace(statement, evidence=ZERO_BYTES32)


def _require(condition: bool, name: str) -> None:
    if not condition:
        raise ContractRefused(name, {})
