"""One account's movements, with what they were for and what was left: a statement, also as a file."""

from collections.abc import Iterator

from fastapi.responses import StreamingResponse

from heyi.api.identity.looking import Looking
from heyi.api.identity.masking import TheEyes
from heyi.api.identity.veil import Veil
from heyi.api.models.base import Shown
from heyi.api.models.movements import MovementItem
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.routes.book.asking import AddressPath, TheBook, address_given, router_of
from heyi.api.routes.book.exports import FormatQuery, download, examples_of
from heyi.api.service import Service, TheService
from heyi.statements.open_book.exports import JOURNAL, journal_lines, written
from heyi.store.reading.transfers import key_accounts, transfers

__all__ = ["router"]

router = router_of("accounts")


@router.get("/accounts/{address}/movements")
def movements(
    service: TheService, book: TheBook, address: AddressPath, limit: Limit, cursor: Cursor = None
) -> Page[MovementItem]:
    """What moved into and out of an account of the Treasury, the latest first, each with the balance after it."""
    found = _movements(service, book, address_given(address))
    (before,) = after(cursor, [int]) or (len(found) + 1,)
    page = [each for each in reversed(found) if each.number < before][:limit]
    is_last = not page or page[-1].number == 1
    return Page[MovementItem](items=page, next=None if is_last else cursor_of([page[-1].number]))


def _movements(service: Service, book: Shown, account: str) -> list[MovementItem]:
    with service.database.reading() as connection:
        keys = key_accounts(connection, book.constants)
        moved = list(transfers(connection, book.constants.token, account))
    found, balance = [], 0
    for number, each in enumerate(moved, 1):
        balance += (each.amount if each.receiver == account else 0) - (each.amount if each.sender == account else 0)
        found.append(MovementItem.of(number, account, each, balance, keys, book))
    return found


@router.get(
    "/exports/accounts/{address}/statement",
    response_class=StreamingResponse,
    responses=examples_of(
        JOURNAL,
        f"102-14,1294102801,0x{'8c1f5a0b' * 8},final,0x5FbDB2315678afecb367f032d93F642f64180aa3,Grace Osei,"
        "2132990,0,claim,,,,",
    ),
)
def statement(
    service: TheService, book: TheBook, eyes: TheEyes, address: AddressPath, form: FormatQuery = "csv"
) -> StreamingResponse:
    """One account's entries of the journal, both lines of each; with `hidden` as there."""
    account = address_given(address)
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

    return download(text(), form, account)
