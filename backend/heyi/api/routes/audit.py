"""The audit log, for auditors."""

from fastapi import APIRouter

from heyi.api.identity.permissions import Verb, permit
from heyi.api.identity.viewer import TheViewer
from heyi.api.models.base import Address
from heyi.api.models.identity import AuditItem
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.service import TheService
from heyi.store.kept import audit as store

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])


@router.get("")
def audit(
    service: TheService, viewer: TheViewer, limit: Limit, who: Address | None = None, cursor: Cursor = None
) -> Page[AuditItem]:
    """What was done, the latest first: of one account, or all. `heyi audit verify` checks that nothing is missing."""
    permit(viewer, Verb.READ_AUDIT)
    place = after(cursor, [int])
    where = [] if who is None else [store.audit.c.who == who]
    with service.database.reading() as connection:
        found = store.entries(connection, place[0] if place else None, limit + 1, *where)
    items = [AuditItem(**vars(each)) for each in found[:limit]]
    return Page(items=items, next=cursor_of([items[-1].number]) if len(found) > limit else None)
