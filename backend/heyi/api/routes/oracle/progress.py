"""Where every figure of a period stands, who keeps it waiting, and what time will do; and proofs against nodes."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.paging import Cursor, Limit, after, cursor_of
from heyi.api.routes.oracle.models import NODE, SIGNATURE, SUBJECT, Period, ReadingModel, StatementModel
from heyi.api.routes.oracle.told import board_of, read_period, statement_model, statement_models
from heyi.api.service import TheService
from heyi.processes.attesting import Board
from heyi.processes.attesting.hosting.deadlines import Deadline
from heyi.processes.attesting.hosting.progress import MEANS, Liveness, Progress, State, SubjectProgress, progress_of
from heyi.store.kept.oracle import Proof, Said, proofs
from heyi.store.projection import hexed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])


class DeadlineModel(BaseModel):
    """At this time of the chain's clock, then. seconds_left: until then; below 0 once it has passed."""

    at: int = Field(examples=[1709251200])
    seconds_left: int = Field(examples=[86_400])
    then: str = Field(examples=["unless a party has challenged them, the figures are final"])


class LivenessModel(BaseModel):
    """A registered node. offered_at: when its last offer came, for any period, by the exchange's own clock; null: none
    yet. period: of that offer. sequence: of its last offer for the period asked for; 0: none."""

    node: str = Field(examples=[NODE])
    offered_at: int | None = Field(examples=[1706749200])
    period: str | None = Field(examples=["2024-01"])
    sequence: int = Field(examples=[1])


class SubjectModel(BaseModel):
    """One subject's figures. means: the state in words. waiting_for: nodes that have offered none. differing: nodes
    that read otherwise than is agreed, or than what counts. counts: what the chain has, as corrected; null if nothing.

    committee: the nodes whose figures count for it now; quorum: how many of those must read the same.
    """

    subject: str = Field(examples=[SUBJECT])
    state: State = Field(examples=[State.POSTED])
    means: str = Field(examples=[MEANS[State.POSTED]])
    readings: list[ReadingModel]
    waiting_for: list[str] = Field(examples=[[NODE]])
    differing: list[str] = Field(examples=[[NODE]])
    counts: StatementModel | None
    committee: list[str] = Field(examples=[[NODE]])
    quorum: int = Field(examples=[3])
    deadlines: list[DeadlineModel]


class ProgressModel(BaseModel):
    """now, ends_at: Unix seconds of the chain's clock. states: how many subjects are where. items: subjects of this
    page."""

    period: str = Field(examples=["2024-01"])
    now: int = Field(examples=[1709164800])
    ends_at: int = Field(examples=[1706745600])
    quorum: int = Field(examples=[3])
    nodes: list[LivenessModel]
    states: dict[State, int] = Field(examples=[{"posted": 12, "apart": 1}])
    items: list[SubjectModel]
    next: str | None = Field(examples=["WyIweDAwIl0"])


class SaidModel(BaseModel):
    """What was signed. signature: of the offer, or of the oracle contract's message Report."""

    statements: list[StatementModel]
    signature: str = Field(examples=[SIGNATURE])


class EquivocationModel(BaseModel):
    """Two things that a node has signed and of which it may sign one: offers of one sequence, or reports with different
    figures of one subject. The first one counts, the second was refused. found_at: Unix seconds."""

    node: str = Field(examples=[NODE])
    period: str = Field(examples=["2024-01"])
    kind: str = Field(examples=["offer"])
    sequence: int | None = Field(examples=[3])
    subject: str | None = Field(examples=[SUBJECT])
    first: SaidModel
    second: SaidModel
    found_at: int = Field(examples=[1706749200])


class EquivocationsModel(BaseModel):
    items: list[EquivocationModel]
    next: str | None = Field(examples=["WzEwMF0"])


@router.get("/periods/{period}/progress")
def progress(period: Period, service: TheService, limit: Limit, cursor: Cursor = None) -> ProgressModel:
    """Where every figure of a period stands: who has not offered, who reads what, what is posted, and until when."""
    board = board_of(service)
    place = after(cursor, [str])
    found = progress_of(board, read_period(board, period))
    left = [each for each in found.subjects if place is None or hexed(each.subject) > place[0]]
    more = cursor_of([hexed(left[limit - 1].subject)]) if len(left) > limit else None
    return ProgressModel(
        period=period,
        now=found.now,
        ends_at=found.ends_at,
        quorum=found.quorum,
        nodes=[_liveness(board, each) for each in found.nodes],
        states=dict(found.states),
        items=[_subject(each, found) for each in left[:limit]],
        next=more,
    )


@router.get("/equivocations")
def equivocations(service: TheService, limit: Limit, cursor: Cursor = None) -> EquivocationsModel:
    """Proofs that a node has signed two things of which it may sign one, with both signatures."""
    board = board_of(service)
    place = after(cursor, [int])
    first = max(0, place[0]) if place else 0
    with service.database.reading() as connection:
        found = proofs(connection, first, limit + 1)
    more = cursor_of([first + limit]) if len(found) > limit else None
    return EquivocationsModel(items=[_proof(board, each) for each in found[:limit]], next=more)


def _liveness(board: Board, each: Liveness) -> LivenessModel:
    period = None if each.period is None else board.calendar.format(each.period)
    return LivenessModel(node=each.node, offered_at=each.offered_at, period=period, sequence=each.sequence)


def _subject(each: SubjectProgress, found: Progress) -> SubjectModel:
    readings = [
        ReadingModel(node=node, statement=statement_model(read) if read else None)
        for node, read in each.readings.items()
    ]
    return SubjectModel(
        subject=hexed(each.subject),
        state=each.state,
        means=MEANS[each.state],
        readings=readings,
        waiting_for=list(each.waiting_for),
        differing=list(each.differing),
        counts=statement_model(each.counts) if each.counts else None,
        committee=list(each.committee.nodes),
        quorum=each.committee.quorum,
        deadlines=[_deadline(deadline, found.now) for deadline in each.deadlines],
    )


def _deadline(deadline: Deadline, now: int) -> DeadlineModel:
    return DeadlineModel(at=deadline.at, seconds_left=deadline.at - now, then=deadline.then)


def _proof(board: Board, proof: Proof) -> EquivocationModel:
    return EquivocationModel(
        node=proof.node,
        period=board.calendar.format(proof.period),
        kind=proof.kind,
        sequence=proof.about if isinstance(proof.about, int) else None,
        subject=None if isinstance(proof.about, int) else hexed(proof.about),
        first=_said(proof.first),
        second=_said(proof.second),
        found_at=proof.found_at,
    )


def _said(said: Said) -> SaidModel:
    return SaidModel(statements=statement_models(said.statements), signature=hexed(said.signature))
