"""The books for other programs, as CSV or JSON lines."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse

from heyi.api.identity.looking import Looking
from heyi.api.identity.masking import Eyes, TheEyes
from heyi.api.identity.permissions import Verb, permit
from heyi.api.identity.veil import Veil
from heyi.api.models.base import Shown
from heyi.api.routes.book.asking import HashPath, TheBook, hash_given, router_of
from heyi.api.service import Service, TheService
from heyi.statements.bundle import written as bundled
from heyi.statements.open_book.exports import ACCOUNT, JOURNAL, Format, account_lines, journal_lines, written
from heyi.store.reading.agreements import told
from heyi.store.reading.payments import moved
from heyi.store.reading.transfers import key_accounts, transfers

__all__ = ["FormatQuery", "examples_of", "journal_of", "router"]

router = router_of("exports")

FormatQuery = Annotated[Format, Query(alias="format", description="csv, or jsonl: one JSON object a line.")]

_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def examples_of(columns: tuple[str, ...], line: str) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: what comes, with an example."""
    example = ",".join(columns) + "\n" + line + "\n"
    content = {"text/csv": {"example": example}, "application/x-ndjson": {"schema": {"type": "string"}}}
    return {200: {"description": "Lines with these columns.", "content": content}}


@router.get(
    "/exports/journal",
    response_class=StreamingResponse,
    responses=examples_of(
        JOURNAL,
        f"102-14,1294102801,0x{'8c1f5a0b' * 8},final,0x5FbDB2315678afecb367f032d93F642f64180aa3,Benelux Desk,"
        f"2132990,0,payment,collection,0x{'1f5a0b8c' * 8},benelux-clearing,2010-12",
    ),
)
def journal(service: TheService, book: TheBook, eyes: TheEyes, form: FormatQuery = "csv") -> StreamingResponse:
    """Every movement of the company's credit in the Treasury as two lines: debits equal credits.

    Where pay is hidden there is a column more: `hidden` names those that are empty in a line.
    """
    return journal_of(service, book, eyes, form, "journal")


def journal_of(
    service: Service, book: Shown, eyes: Eyes, form: Format, name: str, account: str | None = None
) -> StreamingResponse:
    """The journal, or one account's entries of it, to be saved under a name."""
    veil = None if eyes.viewer is None else Veil(eyes, Looking(service))

    def text() -> Iterator[str]:
        with service.database.reading() as connection:
            found = transfers(connection, book.constants.token, account)
            keys = key_accounts(connection, book.constants)
            lines = journal_lines(found, book.state.names, keys, book.state.heads)
            if veil is None:
                yield from written(lines, JOURNAL, form)
            else:
                yield from written(veil.over_journal(lines), (*JOURNAL, "hidden"), form)

    return _download(text(), form, name)


@router.get(
    "/exports/agreements/{agreement}/statement",
    response_class=StreamingResponse,
    responses=examples_of(
        ACCOUNT,
        f"1294102801,0x{'8c1f5a0b' * 8},final,accrued,2010-12,0,0,fee,0x5FbDB2315678afecb367f032d93F642f64180aa3,"
        "Ireland Desk,0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512,Kitchen Line,80000",
    ),
)
def statement(
    service: TheService, book: TheBook, eyes: TheEyes, agreement: HashPath, form: FormatQuery = "csv"
) -> StreamingResponse:
    """What an agreement accrued, paid, cancelled and locked, line by line; with `hidden` as in the journal."""
    key = hash_given(agreement)
    with service.database.reading() as connection:
        told(connection, service.book, key)
        lines = list(account_lines(moved(connection, key), book.state.names, book.state.heads))
    if eyes.viewer is None:
        return _download(written(lines, ACCOUNT, form), form, key)
    veiled = list(Veil(eyes, Looking(service)).over_account(lines, key))
    return _download(written(veiled, (*ACCOUNT, "hidden"), form), form, key)


def _download(text: Iterator[str], form: Format, name: str) -> StreamingResponse:
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(text, media_type=_MEDIA[form], headers=headers)


@router.get(
    "/exports/bundle",
    response_class=StreamingResponse,
    responses={200: {"description": "What `heyi verify` reads.", "content": {"application/gzip": {}}}},
)
def bundle(service: TheService, eyes: TheEyes) -> StreamingResponse:
    """The whole book in one file, with every log it follows from: `heyi verify` recomputes it offline.

    Where pay is hidden, for those only from whom nothing is.
    """
    if eyes.viewer is not None:
        permit(eyes.viewer, Verb.READ_PAY)
        eyes.viewer.deed.showed = Verb.READ_PAY.value
    name = 'attachment; filename="book.jsonl.gz"'
    pieces = bundled(service.company, service.book)
    return StreamingResponse(pieces, media_type="application/gzip", headers={"content-disposition": name})
