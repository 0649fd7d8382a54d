"""Whether the service works, and how far it has read the chain."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.service import TheService

__all__ = ["router"]

router = APIRouter(tags=["health"])


class Readiness(BaseModel):
    """indexed: the last block that was read; final: the last that can't be undone."""

    indexed: int = Field(examples=[1234])
    final: int = Field(examples=[1230])


@router.get("/health")
def health() -> dict[str, str]:
    """Answers as long as the process lives."""
    return {"status": "ok"}


@router.get("/ready")
def ready(service: TheService) -> Readiness:
    """Answers once the database does."""
    cursor = service.book.cursor()
    return Readiness(indexed=cursor.next_block - 1, final=cursor.final_block)
