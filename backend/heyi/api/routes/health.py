"""Whether the service works, how far it has read the chain, and what it counts."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from heyi.api.service import TheService
from heyi.service.health import Readiness as Checks
from heyi.service.metrics import CONTENT_TYPE

__all__ = ["router"]

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """Alive."""

    status: str = Field(examples=["ok"])


class Readiness(BaseModel):
    """indexed: the last block that was read; final: the last that can't be undone; chain: the chain's own last, null if
    it does not answer, which keeps nobody from reading the book. problems: why it isn't ready, by what is concerned."""

    ready: bool = Field(examples=[True])
    indexed: int | None = Field(examples=[1234])
    final: int | None = Field(examples=[1230])
    chain: int | None = Field(examples=[1234])
    problems: dict[str, list[str]] = Field(default_factory=dict)


@router.get("/health")
def health() -> Health:
    """Answers as long as the process lives."""
    return Health(status="ok")


@router.get("/ready", responses={503: {"model": Readiness, "description": "It is not ready; `problems` says why."}})
def ready(service: TheService, response: Response) -> Readiness:
    """Whether the database answers."""
    cursor = None

    def asked() -> list[str]:
        nonlocal cursor
        cursor = service.book.cursor()
        return []

    problems = Checks({"database": asked}, service.secrets).problems()
    response.status_code = 503 if problems else 200
    read = (None, None) if cursor is None else (cursor.next_block - 1, cursor.final_block)
    return Readiness(ready=not problems, indexed=read[0], final=read[1], chain=service.height(), problems=problems)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(service: TheService) -> Response:
    """What Prometheus reads."""
    cursor, height = service.book.cursor(), service.height()
    indexed = cursor.next_block - 1
    service.metrics.at(indexed, indexed if height is None else height)
    return Response(service.metrics.exposition(), media_type=CONTENT_TYPE)
