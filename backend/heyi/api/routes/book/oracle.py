"""Who makes facts, and the disputes over them."""

from typing import Annotated

from fastapi import Path, Query

from heyi.api.models.disputes import BondPage, DisputePage
from heyi.api.models.oracle import OraclePage
from heyi.api.paging import Cursor, Limit, Page, after
from heyi.api.routes.book.asking import AddressPath, PeriodPath, TheBook, address_given, page_of, router_of
from heyi.api.routes.book.statements import SubjectPath, subject_given
from heyi.api.service import TheService
from heyi.core.solidity import as_bytes
from heyi.store.reading.disputes import Dispute, DisputeState, dispute_of
from heyi.store.reading.disputes import disputes as found_disputes
from heyi.store.reading.memory.names import sentences
from heyi.store.reading.oracle import configuration

__all__ = ["router"]

router = router_of("oracle")

StateQuery = Annotated[DisputeState | None, Query(description="Those that stand so.")]
NumberPath = Annotated[int, Path(ge=1, lt=2**63, description="A dispute's number.")]


@router.get("/oracle")
def oracle(service: TheService, book: TheBook) -> OraclePage:
    """Nodes, windows, sanity bands, arbiters, and the committees that units have named."""
    with service.database.reading() as connection:
        return OraclePage.of(configuration(connection, book.constants.addresses["RevenueOracle"]), book)


@router.get("/disputes")
def disputes(
    service: TheService, book: TheBook, limit: Limit, cursor: Cursor = None, state: StateQuery = None
) -> Page[DisputePage]:
    """The newest first."""
    place = after(cursor, [int])
    window, now = book.constants.windows.arbitration, book.state.heads.now
    with service.database.reading() as connection:
        found = found_disputes(connection, window, now, state, place[0] if place else None, limit + 1)
        texts = sentences(connection, _hashes(found))
    last = found[limit - 1].number if len(found) > limit else None
    items = [DisputePage.of(each, texts, book) for each in found[:limit]]
    return page_of(items, None if last is None else (last,))


@router.get("/disputes/{dispute}")
def dispute(service: TheService, book: TheBook, dispute: NumberPath) -> DisputePage:
    """One dispute, by its number."""
    with service.database.reading() as connection:
        found = dispute_of(connection, book.constants.windows.arbitration, dispute)
        return DisputePage.of(found, sentences(connection, _hashes([found])), book)


@router.get("/disputes/bonds/{subject}/{period}/{challenger}")
def bond(
    service: TheService, book: TheBook, subject: SubjectPath, period: PeriodPath, challenger: AddressPath
) -> BondPage:
    """Where the bond for a challenge of one subject's figures belongs, and what lies there."""
    who, when = subject_given(subject), book.constants.calendar.parse(period)
    account = book.constants.bond_account_of(as_bytes(who), when, address_given(challenger))
    return BondPage(account=account, bond=book.constants.bond, held=service.open_book.held(account))


def _hashes(found: list[Dispute]) -> list[str]:
    return [word for each in found for word in (each.reason, each.ruling) if word is not None]
