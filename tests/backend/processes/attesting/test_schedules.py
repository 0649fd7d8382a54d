"""Random schedules of four nodes, a quorum of three of them: who lies, who is silent, what changes when, in any order.

Of every schedule must hold: no false figure counts without a quorum of liars, no honest node signs what it has not
read, and what a quorum of honest nodes reads alike gets onto the chain. The contract is a model; what happens on a real
chain is in test_adversaries.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.core.facts import Finality, Stage, Statement, subject_of
from heyi.core.messages import Messages
from heyi.core.periods import MONTHS
from heyi.core.signing import sign
from heyi.processes.attesting import Board, OracleNode
from heyi.processes.attesting.exchange import offer_message, report_message
from heyi.processes.attesting.refusals import SequencePassed, SignedOtherwise
from heyi.processes.attesting.remote import NoExchange
from heyi.store.database import Database
from heyi.store.kept.oracle import attestations_of, corrections_of, proofs
from tests.backend.processes.attesting.model import DAY, Contract, ModelCompany

MARCH = MONTHS.parse("2024-03")
KEYS: Sequence[LocalAccount] = [Account.from_key(bytes([number]) * 32) for number in (11, 12, 13, 14)]
SUBJECTS = tuple(subject_of(f"0x{number:040x}") for number in (0xAAAA, 0xBBBB))
QUORUM = 3
FALSE = 666
SCHEDULES = 200


class Source:
    """What a node reads. seen: everything that it has ever read."""

    def __init__(self, revenues: Sequence[int]) -> None:
        self.seen: set[Statement] = set()
        self.say(revenues)

    def say(self, revenues: Sequence[int]) -> None:
        self._said = [
            Statement(subject=subject, revenue=revenue, evidence=revenue.to_bytes(32, "big"))
            for subject, revenue in zip(SUBJECTS, revenues, strict=True)
        ]

    def statements(self, period: int) -> list[Statement]:
        if period != MARCH:
            return []
        self.seen |= set(self._said)
        return list(self._said)

    def evidence(self, _period: int) -> Mapping[bytes, Sequence[str]]:
        return {}


class Door:
    """A node's way to the exchange, which may be shut."""

    def __init__(self, board: Board) -> None:
        self._board, self.shut = board, False

    def __getattr__(self, name: str) -> object:
        if self.shut:
            raise NoExchange("http://127.0.0.1", "shut")
        return getattr(self._board, name)


@dataclass
class World:
    """truths: every figure that was ever true, by subject, the last one being so now."""

    random: Random
    contract: Contract
    board: Board
    liars: frozenset[int]
    silent: frozenset[int]
    truths: list[list[int]]
    sources: list[Source]
    doors: list[Door]
    nodes: list[OracleNode]

    @property
    def honest(self) -> list[int]:
        return [number for number in range(len(KEYS)) if number not in self.liars]

    @property
    def live(self) -> list[int]:
        return [number for number in self.honest if number not in self.silent]

    def truth(self) -> list[int]:
        return [values[-1] for values in self.truths]

    def read_honestly(self) -> set[Statement]:
        return set().union(*(self.sources[number].seen for number in self.honest))

    def step(self, number: int) -> None:
        with suppress(NoExchange):
            for error in self.nodes[number].step().failed:
                # Who lies on after the arbiter has decided, or has signed something else beside its node.
                assert getattr(error, "name", error.code) in {"DecidedAgainst", "SignedOtherwise"}, repr(error)

    def restart(self, number: int) -> None:
        company: Company = ModelCompany(self.contract, KEYS[number])  # type: ignore[assignment]
        self.nodes[number] = OracleNode(company, self.sources[number], self.doors[number], MARCH)  # type: ignore[arg-type]

    # --- WHAT CAN HAPPEN ---

    def happen(self) -> None:
        what = self.random.choice(
            ["step"] * 12
            + ["hours", "hours", "late row", "glitch", "door", "restart", "replay", "equivocate", "dispute"]
        )
        number = self.random.randrange(len(KEYS))
        match what:
            case "step" if number not in self.silent:
                self.step(number)
            case "hours":
                self.contract.now += self.random.randrange(1, 30) * 3_600
            case "late row":
                self.late_row()
            case "glitch" if number in self.honest:
                self.glitch(number)
            case "door":
                self.doors[number].shut = not self.doors[number].shut
            case "restart":
                self.restart(number)
            case "replay":
                self.replay(number)
            case "equivocate" if number in self.liars:
                self.equivocate(number)
            case "dispute":
                self.dispute()

    def late_row(self) -> None:
        """The past changes; each honest node's source may say so later than the others'."""
        if len(self.truths[0]) < 3:
            for values in self.truths:
                values.append(values[-1] + self.random.randrange(1, 9))
        for number in self.honest:
            if self.random.random() < 0.6:
                self.sources[number].say(self.truth())

    def glitch(self, number: int) -> None:
        """A file that is half written while the node reads it, once."""
        if number in self.silent:
            return
        self.sources[number].say([value // 2 for value in self.truth()])
        self.step(number)
        self.sources[number].say(self.truth())

    def replay(self, number: int) -> None:
        """Somebody hands in an offer of a node's again, whichever."""
        offers = self.board.figures(MARCH).offers.get(KEYS[number].address, ())
        if not offers:
            return
        before = self.board.figures(MARCH).readings.get(KEYS[number].address)
        old = self.random.choice(offers)
        with suppress(SequencePassed):
            self.board.offer(MARCH, old.node, old.sequence, old.statements, old.signature)
        assert self.board.figures(MARCH).readings.get(KEYS[number].address) == before

    def equivocate(self, number: int) -> None:
        """A liar offers and signs one thing more, with a sequence it has used or the next one."""
        key = KEYS[number]
        offers = self.board.figures(MARCH).offers.get(key.address, ())
        sequence = len(offers) + self.random.randrange(2)
        said = [Statement(subject=subject, revenue=self.random.randrange(1_000, 1_100)) for subject in SUBJECTS]
        company: Company = self.board.company
        with suppress(SequencePassed, SignedOtherwise):
            signature = sign(offer_message(company, MARCH, max(1, sequence), said), key)
            self.board.offer(MARCH, key.address, max(1, sequence), said, signature)
            self.board.attest(MARCH, key.address, said, sign(report_message(company, MARCH, said), key))

    def dispute(self) -> None:
        """A party challenges what is false, and the arbiter decides against it."""
        for subject, values in zip(SUBJECTS, self.truths, strict=True):
            record = self.contract.record(subject, MARCH)
            pending = self.contract.finality(record, MARCH) is Finality.Pending
            if record.stage is Stage.Posted and pending and record.figures and record.figures.revenue not in values:
                self.contract.challenge(subject, MARCH)
                self.contract.decide(subject, MARCH, upheld=False)

    # --- THE END ---

    def come_to_rest(self) -> None:
        """Everything is repaired but the liars and who is silent; then time passes until all windows have."""
        for number in self.honest:
            self.sources[number].say(self.truth())
        for door in self.doors:
            door.shut = False
        for _ in range(4):
            for _ in range(4):
                for number in range(len(KEYS)):
                    if number not in self.silent:
                        self.step(number)
                self.contract.now += 3_600
            self.contract.now += 16 * DAY


@contextmanager
def played(seed: int, messages: Messages) -> Iterator[World]:
    """The schedule of this seed, at its end."""
    random = Random(seed)
    liars = frozenset(random.sample(range(4), random.choice([0, 0, 1, 1, 1, 2, 3])))
    silent = frozenset(random.sample(range(4), random.choice([0, 0, 0, 1, 2])))
    addresses = sorted((key.address for key in KEYS), key=lambda address: int(address, 16))
    start = MONTHS.end_of(MARCH) + random.randrange(20) * DAY
    contract = Contract(messages, start, tuple(addresses), QUORUM)
    database = Database("sqlite://")
    database.create()
    skew = random.choice([-3_600, 0, 3_600])
    board = Board(ModelCompany(contract), database, clock=lambda: contract.now + skew)  # type: ignore[arg-type]
    truths = [[random.randrange(1, 100)] for _ in SUBJECTS]
    sources = [Source([FALSE] * 2 if number in liars else [t[-1] for t in truths]) for number in range(4)]
    doors = [Door(board) for _ in KEYS]
    found = World(random, contract, board, liars, silent, truths, sources, doors, [])
    found.nodes = [None] * 4  # type: ignore[list-item]
    for number in range(4):
        found.restart(number)
    for _ in range(random.randrange(10, 45)):
        found.happen()
    found.come_to_rest()
    yield found
    database.close()


@pytest.fixture(scope="session")
def messages() -> Messages:
    return Messages(*abis_of(compile_contracts()))


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_no_false_figure_counts_and_no_true_one_waits_for_ever(seed: int, messages: Messages) -> None:
    with played(seed, messages) as found:
        check_honest(found)
        for subject, values in zip(SUBJECTS, found.truths, strict=True):
            counts = found.contract.counts(subject, MARCH)
            if len(found.liars) < QUORUM:
                read = {each.revenue for each in found.read_honestly() if each.subject == subject}
                assert counts is None or counts.revenue in read, "nobody honest has ever read this"
            if len(found.live) >= QUORUM:
                assert counts is not None
                assert counts.revenue == values[-1], "a quorum of honest nodes reads it alike, and it does not count"


def check_honest(found: World) -> None:
    """No honest node has signed what it has not read, and there is no proof against any."""
    signed = []
    with found.board.database.reading() as connection:
        signed += attestations_of(connection, MARCH)
        for nonce in range(found.contract.nonce + 1):
            signed += corrections_of(connection, MARCH, nonce)
        accused = {proof.node for proof in proofs(connection)}
    for number in found.honest:
        seen = {(each.subject, each.revenue) for each in found.sources[number].seen}
        mine = {(s.subject, s.revenue) for each in signed if each.node == KEYS[number].address for s in each.statements}
        assert mine <= seen
        assert KEYS[number].address not in accused


def test_the_schedules_meet_everything_that_can_happen(messages: Messages) -> None:
    """Else they would prove little."""
    met = dict.fromkeys(("equivocation", "correction", "absent", "quorum of liars", "decided against"), 0)
    for seed in range(0, SCHEDULES, 5):
        with played(seed, messages) as found, found.board.database.reading() as connection:
            met["equivocation"] += bool(proofs(connection))
            met["correction"] += found.contract.nonce > 0
            met["absent"] += any(found.contract.counts(subject, MARCH) is None for subject in SUBJECTS)
            met["quorum of liars"] += len(found.liars) >= QUORUM
            met["decided against"] += bool(found.contract.rejected)
    assert all(met.values()), met
