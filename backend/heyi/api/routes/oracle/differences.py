"""What the nodes say of one subject side by side, and in which rows what they have read differs."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from heyi.api.identity.viewer import TheViewer, Viewer
from heyi.api.papers.seeing import sees_rows
from heyi.api.routes.oracle.models import HASH, NODE, SUBJECT, Period, StatementModel
from heyi.api.routes.oracle.told import board_of, read_hash, read_period, statement_model
from heyi.api.service import TheService
from heyi.core.facts import Statement
from heyi.processes.attesting.hosting import Shelf
from heyi.processes.attesting.hosting.shelf import Apart, differences
from heyi.store.projection import hexed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])

Subject = Annotated[str, Path(description="An enterprise's address with 24 zeros before it, or a benchmark's id.")]


class RowsApartModel(BaseModel):
    """Beside all other evidence of the subject: `only`, rows that none of that has; `lacks`, rows that all of that has,
    and this has not.

    only_rows, lacks_rows: the first ones of them, for who may see them; else null.
    """

    evidence: str = Field(examples=[HASH])
    rows: int | None = Field(examples=[12], description="How many rows it has; null if nobody has given them.")
    only: int | None = Field(examples=[1])
    lacks: int | None = Field(examples=[0])
    only_rows: list[str] | None = Field(examples=[['["shop","2024-03","50.00"]']])
    lacks_rows: list[str] | None


class NodeDifferenceModel(BaseModel):
    """statement: null if the node has offered none of the subject."""

    node: str = Field(examples=[NODE])
    statement: StatementModel | None
    rows: RowsApartModel | None


class DifferencesModel(BaseModel):
    """alike: whether all nodes that have said anything say the same."""

    period: str = Field(examples=["2024-01"])
    subject: str = Field(examples=[SUBJECT])
    alike: bool
    nodes: list[NodeDifferenceModel]


@router.get("/periods/{period}/differences/{subject}")
def differing(period: Period, subject: Subject, service: TheService, viewer: TheViewer) -> DifferencesModel:
    """What each node says of a subject, and which rows only it has or lacks."""
    board, about = board_of(service), read_hash("subject", subject)
    figures = board.figures(read_period(board, period))
    read = {node: figures.readings.get(node, {}).get(about) for node in figures.nodes}
    rows = _rows(board.shelf, viewer, {each.evidence for each in read.values() if each and any(each.evidence)})
    nodes = [_node(node, each, rows) for node, each in read.items()]
    alike = len({each for each in read.values() if each}) <= 1
    return DifferencesModel(period=period, subject=hexed(about), alike=alike, nodes=nodes)


def _node(node: str, read: Statement | None, rows: dict[bytes, RowsApartModel]) -> NodeDifferenceModel:
    found = rows.get(read.evidence) if read else None
    return NodeDifferenceModel(node=node, statement=statement_model(read) if read else None, rows=found)


def _rows(shelf: Shelf, viewer: Viewer, evidences: set[bytes]) -> dict[bytes, RowsApartModel]:
    counts = {evidence: shelf.count(evidence) for evidence in evidences}
    given = tuple(sorted(evidence for evidence, count in counts.items() if count is not None))
    apart = differences(shelf, given)
    # Of one evidence's rows the differences of another one tell, too.
    seen = sees_rows(viewer, shelf, given)
    return {evidence: _apart(evidence, counts[evidence], apart.get(evidence), seen) for evidence in evidences}


def _apart(evidence: bytes, rows: int | None, apart: Apart | None, seen: bool) -> RowsApartModel:
    return RowsApartModel(
        evidence=hexed(evidence),
        rows=rows,
        only=apart.only if apart else None,
        lacks=apart.lacks if apart else None,
        only_rows=list(apart.only_rows) if apart and seen else None,
        lacks_rows=list(apart.lacks_rows) if apart and seen else None,
    )
