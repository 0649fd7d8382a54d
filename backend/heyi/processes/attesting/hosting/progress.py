"""Where every figure of a period stands, who says what of it, and what time will do: for everybody to read.

waiting -> apart or agreed -> signed -> posted -> challenged -> final; or absent, if the time to report passes first.
What is final or absent and read otherwise by a quorum now is correcting.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from heyi.company.constants import Windows
from heyi.core.facts import Finality, Stage, Statement
from heyi.processes.attesting.agreeing import Committee
from heyi.processes.attesting.exchange import Figures
from heyi.processes.attesting.hosting.board import Board
from heyi.processes.attesting.hosting.deadlines import Deadline, deadlines_of
from heyi.processes.attesting.rules import Rules
from heyi.processes.attesting.standing import Standing, standings_of
from heyi.store.kept.oracle import last_offers, offers_of

__all__ = ["MEANS", "Liveness", "Progress", "State", "SubjectProgress", "progress_of"]


class State(StrEnum):
    """Of one subject's figures in a period; `MEANS` says each in words."""

    WAITING = "waiting"
    APART = "apart"
    AGREED = "agreed"
    SIGNED = "signed"
    POSTED = "posted"
    CHALLENGED = "challenged"
    FINAL = "final"
    ABSENT = "absent"
    CORRECTING = "correcting"


MEANS: Mapping[State, str] = {
    State.WAITING: "too few nodes have said anything, and those alike",
    State.APART: "nodes differ, and no quorum has read the same",
    State.AGREED: "a quorum has read the same and is about to sign it",
    State.SIGNED: "a quorum has signed; any node, or anyone, can post it",
    State.POSTED: "on the chain; a party to an agreement that reads it can challenge it",
    State.CHALLENGED: "a party disputes it; the arbiter decides",
    State.FINAL: "final; late data is booked as a correction",
    State.ABSENT: "final without figures; agreements say what is due then, late figures are booked as a correction",
    State.CORRECTING: "final, and a quorum reads otherwise now; what it reads twice is booked in the open period",
}


@dataclass(frozen=True)
class SubjectProgress:
    """readings: by registered node, None for one that has offered none of this subject. counts: what the chain has, as
    corrected; None if there is nothing. differing: nodes that read otherwise than is agreed, or counts.

    committee: whose quorum the figures need now.
    """

    subject: bytes
    state: State
    readings: Mapping[str, Statement | None]
    differing: tuple[str, ...]
    counts: Statement | None
    committee: Committee
    deadlines: tuple[Deadline, ...]

    @property
    def waiting_for(self) -> tuple[str, ...]:
        return tuple(node for node, read in self.readings.items() if read is None)


@dataclass(frozen=True)
class Liveness:
    """A registered node. offered_at: when the exchange has got its last offer, for any period, by its own clock.

    period: of that offer. sequence: of its last offer for the period asked for; 0: none.
    """

    node: str
    offered_at: int | None
    period: int | None
    sequence: int


@dataclass(frozen=True)
class Progress:
    """now, ends_at: Unix seconds of the chain's clock."""

    period: int
    now: int
    ends_at: int
    quorum: int
    nodes: tuple[Liveness, ...]
    subjects: tuple[SubjectProgress, ...]

    @property
    def states(self) -> Mapping[State, int]:
        found = Counter(each.state for each in self.subjects)
        return {state: found[state] for state in State if found[state]}


def progress_of(board: Board, period: int) -> Progress:
    """Of every subject that a registered node speaks of for this period, or spoke of for the one before.

    Raises NoNode and NoDatabase.
    """
    figures = board.figures(period)
    with board.database.reading() as connection:
        before = [each for each in offers_of(connection, period - 1, newest=1) if each.node in figures.nodes]
        last = last_offers(connection)
    spoken = {subject for reading in figures.readings.values() for subject in reading}
    subjects = sorted(spoken | {statement.subject for offer in before for statement in offer.statements})
    seen = _Seen(
        figures,
        {each.subject: each for each in figures.agreed.statements},
        {statement for batch in board.batches(period) if batch.is_ready for statement in batch.statements},
        board.rules(period, [Statement(subject=subject) for subject in subjects]),
        board.calendar.end_of(period),
        board.windows,
    )
    standings = standings_of(board.company, period, subjects)
    found = tuple(_subject(subject, standings[subject], seen) for subject in subjects)
    nodes = tuple(_liveness(node, figures, last) for node in figures.nodes)
    return Progress(period, board.company.chain.timestamp(), seen.ends_at, figures.quorum, nodes, found)


@dataclass(frozen=True)
class _Seen:
    """What there is of a period. agreed: by subject. ready: in batches that a quorum has signed."""

    figures: Figures
    agreed: Mapping[bytes, Statement]
    ready: Collection[Statement]
    rules: Rules
    ends_at: int
    windows: Windows


def _liveness(node: str, figures: Figures, last: Mapping[str, tuple[int, int]]) -> Liveness:
    at, period = last.get(node, (None, None))
    offers = figures.offers.get(node, ())
    return Liveness(node, at, period, offers[-1].sequence if offers else 0)


def _subject(subject: bytes, standing: Standing, seen: _Seen) -> SubjectProgress:
    readings = {node: seen.figures.readings.get(node, {}).get(subject) for node in seen.figures.nodes}
    agreed = seen.agreed.get(subject)
    if standing.is_open:
        state = _open_state(readings, agreed, seen.ready)
        differing = tuple(node for node, read in readings.items() if read and agreed and read != agreed)
        counts = None
    else:
        differing = tuple(node for node, read in readings.items() if read and _differs(standing, read))
        corrected = agreed is not None and _differs(standing, agreed)
        state, counts = _posted_state(standing, corrected=corrected), standing.counts
    if standing.finality is Finality.Absent and standing.counts == standing.figures:
        counts = None
    committee = seen.rules.committee(subject)
    has_own = committee != seen.rules.company
    deadlines = deadlines_of(standing, seen.ends_at, seen.windows, has_committee=has_own)
    return SubjectProgress(subject, state, readings, differing, counts, committee, deadlines)


def _open_state(
    readings: Mapping[str, Statement | None], agreed: Statement | None, ready: Collection[Statement]
) -> State:
    if agreed is not None:
        return State.SIGNED if agreed in ready else State.AGREED
    return State.APART if len({read for read in readings.values() if read}) > 1 else State.WAITING


def _differs(standing: Standing, read: Statement) -> bool:
    return standing.correction(read) is not None if standing.is_final else standing.differs(read)


def _posted_state(standing: Standing, *, corrected: bool) -> State:
    """corrected: whether a quorum reads otherwise by now; a node alone that does corrects nothing."""
    if not standing.is_final:
        return State.CHALLENGED if standing.stage is Stage.Challenged else State.POSTED
    if corrected:
        return State.CORRECTING
    return State.ABSENT if standing.finality is Finality.Absent else State.FINAL
