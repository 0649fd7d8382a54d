"""The templates that agreements are written in: their own JSON Schemas, whole, so that forms are drawn from them."""

from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter
from pydantic import BaseModel, Field

from heyi.api.papers.models import Kind
from heyi.templates.reading.schemas import whole

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/templates", tags=["previews"])


class TemplateView(BaseModel):
    """schema: JSON Schema 2020-12 of an entry, without references. What one refers to by name (id, amount, percent,
    period, metric and so on) stands in `x-is`."""

    kind: str = Field(examples=["service"])
    title: str = Field(examples=["service: an agreement"])
    schema_: Mapping[str, Any] = Field(alias="schema", serialization_alias="schema")


@router.get("")
def templates() -> list[TemplateView]:
    """What `template` of a proposal or preview can be, kind by kind."""
    found = []
    for kind in get_args(Kind):
        schema = whole(kind)
        found.append(TemplateView(kind=kind, title=schema["title"], schema=schema))
    return found
