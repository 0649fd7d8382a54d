"""What oracle nodes have reported, with what became of it."""

from typing import Annotated

from fastapi import Path, Query

from heyi.api.models.statements import ReportPage
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import PeriodPath, TheBook, page_of, router_of
from heyi.api.service import TheService
from heyi.core.facts import subject_of
from heyi.store.projection import hexed
from heyi.store.reading.statements import report_of, reported

__all__ = ["SubjectPath", "router", "subject_given"]

router = router_of("statements")

SUBJECT = "^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"
SubjectPath = Annotated[str, Path(pattern=SUBJECT, description="A unit's address, or a subject's 32 bytes.")]
SubjectQuery = Annotated[str | None, Query(pattern=SUBJECT, description="A unit's address, or a subject's 32 bytes.")]
PeriodQuery = Annotated[str | None, Query(max_length=20, description="As the company's calendar writes it.")]


@router.get("/statements")
def statements(
    service: TheService,
    book: TheBook,
    limit: Limit,
    cursor: Cursor = None,
    subject: SubjectQuery = None,
    period: PeriodQuery = None,
) -> Page[ReportPage]:
    """The latest periods first, and in a period by subject."""
    place = after(cursor, [int, str])
    who = subject_given(subject) if subject else None
    when = book.constants.calendar.parse(period) if period else None
    with service.database.reading() as connection:
        found = reported(connection, who, when, (place[0], place[1]) if place else None, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    items = [ReportPage.of(report, book) for report in found[:limit]]
    return page_of(items, (last.period, last.subject) if last else None)


@router.get("/statements/{subject}/{period}")
def statement(service: TheService, book: TheBook, subject: SubjectPath, period: PeriodPath) -> ReportPage:
    """One subject in one period, whether anything was reported or not."""
    when = book.constants.calendar.parse(period)
    with service.database.reading() as connection:
        return ReportPage.of(report_of(connection, subject_given(subject), when), book)


def subject_given(given: str) -> str:
    """A subject as the book writes it: a unit's address may stand for it."""
    return hexed(subject_of(given)) if len(given) == len("0x") + 40 else given.lower()
