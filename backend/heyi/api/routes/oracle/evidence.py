"""Evidence: the rows behind figures, found by their hash; and in which rows the nodes' evidence differs."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from heyi.api.identity.viewer import TheViewer
from heyi.api.paging import Cursor, Limit, after, cursor_of
from heyi.api.papers.seeing import permit_rows
from heyi.api.routes.oracle.models import HASH, NODE, SUBJECT, Period
from heyi.api.routes.oracle.receiving import Receiving, unpacked
from heyi.api.routes.oracle.told import board_of, read_hash, read_period
from heyi.api.service import TheService
from heyi.processes.attesting.hosting import Shelf
from heyi.processes.attesting.refusals import EvidenceUnknown
from heyi.store.projection import hexed

__all__ = ["LARGEST_BODY", "router"]

router = APIRouter(prefix="/api/v1/oracle", tags=["oracle"])

LARGEST_BODY = 16_000_000  # bytes, as sent
LARGEST_UNPACKED = 64_000_000  # bytes of JSON
MOST_ROWS = 1_000_000

ROW = '["536365","85123A","2010-12-01 08:26","15.30"]'
Hash = Annotated[str, Path(description="keccak256 of the rows, each ended by a line feed, in UTF-8.")]

receiving = Receiving(at_once=8)


class RowsModel(BaseModel):
    """rows: canonical rows in their order, each a JSON array of its cells without spaces."""

    model_config = ConfigDict(extra="forbid")

    rows: list[str] = Field(min_length=1, max_length=MOST_ROWS, examples=[[ROW]])


class KeptModel(BaseModel):
    """rows: how many."""

    hash: str = Field(examples=[HASH])
    rows: int = Field(examples=[1])


class NamedModel(BaseModel):
    """That a node has offered a statement of this subject with the evidence."""

    node: str = Field(examples=[NODE])
    period: str = Field(examples=["2024-01"])
    subject: str = Field(examples=[SUBJECT])


class EvidenceModel(KeptModel):
    """rows: how many there are; items: those of this page, from number `first` on."""

    named: list[NamedModel]
    first: int = Field(examples=[0])
    items: list[str] = Field(examples=[[ROW]])
    next: str | None = Field(examples=["WzEwMF0"])


class MissingModel(BaseModel):
    """missing: evidence that offers for the period name, and of which nobody has given the rows."""

    period: str = Field(examples=["2024-01"])
    missing: list[str] = Field(examples=[[HASH]])


BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": RowsModel.model_json_schema()}}}
}


@router.put("/evidence/{hash}", openapi_extra=BODY)
async def give(hash: Hash, request: Request, service: TheService) -> KeptModel:  # noqa: A002
    """Gives the rows of evidence that a node's offer names; as JSON, also packed by gzip."""
    evidence, shelf = read_hash("hash", hash), board_of(service).shelf
    # Before a large body is read at all: nobody waits for it, or it is there already.
    await run_in_threadpool(shelf.check_named, evidence)
    kept = await run_in_threadpool(shelf.count, evidence)
    if kept is None:
        body = await receiving.body(request)
        kept = await run_in_threadpool(_keep, shelf, evidence, body, request.headers.get("content-encoding", ""))
    return KeptModel(hash=hexed(evidence), rows=kept)


@router.get("/evidence/{hash}")
def rows(hash: Hash, service: TheService, viewer: TheViewer, limit: Limit, cursor: Cursor = None) -> EvidenceModel:  # noqa: A002
    """The rows behind figures, for who may look into the books of a subject that they are of."""
    evidence, board = read_hash("hash", hash), board_of(service)
    place = after(cursor, [int])
    first = max(0, place[0]) if place else 0
    permit_rows(viewer, board.shelf, evidence)
    number = board.shelf.count(evidence)
    if number is None:
        raise EvidenceUnknown(evidence)
    found = board.shelf.rows(evidence, first, limit)
    named = [
        NamedModel(node=each.node, period=board.calendar.format(each.period), subject=hexed(each.subject))
        for each in board.shelf.named(evidence)
    ]
    more = cursor_of([first + limit]) if first + limit < number else None
    return EvidenceModel(hash=hexed(evidence), rows=number, named=named, first=first, items=found, next=more)


@router.get("/periods/{period}/evidence")
def missing(period: Period, service: TheService) -> MissingModel:
    """Evidence that is named and that nobody has given."""
    board = board_of(service)
    found = board.missing_evidence(read_period(board, period))
    return MissingModel(period=period, missing=sorted(map(hexed, found)))


def _keep(shelf: Shelf, evidence: bytes, body: bytes, encoding: str) -> int:
    try:
        given = RowsModel.model_validate_json(unpacked(body, encoding, LARGEST_UNPACKED))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in wrong]) from None
    shelf.keep(evidence, given.rows)
    return len(given.rows)
