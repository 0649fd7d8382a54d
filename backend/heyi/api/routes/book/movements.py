"""One account's movements, with what they were for and what was left: a statement, also as a file."""

from collections.abc import Iterable, Iterator

from fastapi.responses import StreamingResponse

from heyi.api.identity.masking import TheEyes
from heyi.api.models.movements import MovementItem
from heyi.api.paging import Cursor, Limit, Page, after, cursor_of
from heyi.api.routes.book.asking import AddressPath, TheBook, address_given, router_of
from heyi.api.routes.book.exports import FormatQuery, examples_of, journal_of
from heyi.api.service import TheService
from heyi.statements.open_book.exports import JOURNAL
from heyi.store.reading.transfers import Transfer, key_accounts, transfers

__all__ = ["router"]

router = router_of("accounts")


@router.get("/accounts/{address}/movements")
def movements(
    service: TheService, book: TheBook, address: AddressPath, limit: Limit, cursor: Cursor = None
) -> Page[MovementItem]:
    """What moved into and out of an account of the Treasury, the latest first, each with the balance after it."""
    account, constants = address_given(address), book.constants
    with service.database.reading() as connection:
        keys = key_accounts(connection, constants)
        found = list(_with_balances(transfers(connection, constants.token, account), account))
    (before,) = after(cursor, [int]) or (len(found) + 1,)
    page = found[: before - 1][-limit:]
    items = [MovementItem.of(number, account, moved, balance, keys, book) for number, moved, balance in reversed(page)]
    is_last = not items or items[-1].number == 1
    return Page[MovementItem](items=items, next=None if is_last else cursor_of([items[-1].number]))


def _with_balances(moved: Iterable[Transfer], account: str) -> Iterator[tuple[int, Transfer, int]]:
    """Each with its number and what was left after it."""
    balance = 0
    for number, each in enumerate(moved, 1):
        balance += each.amount * ((each.receiver == account) - (each.sender == account))
        yield number, each, balance


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
    return journal_of(service, book, eyes, form, account, account)
