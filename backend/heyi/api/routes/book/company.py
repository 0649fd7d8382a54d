"""The company as a whole."""

from heyi.api.models.company import CompanyPage
from heyi.api.routes.book.asking import TheBook, router_of
from heyi.api.service import TheService

__all__ = ["router"]

router = router_of("company")


@router.get("/company")
def company(service: TheService, book: TheBook) -> CompanyPage:
    """Contracts, token, calendar, how far the book reaches, and totals that add up."""
    return CompanyPage.of(book, service.wallet_rpc_url)
