"""The open book: everything that follows from the database, the same for everybody (`api.caching` keeps it)."""

from fastapi import APIRouter

from heyi.api.routes.book import agreements, company, events, units

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    company.router,
    units.router,
    agreements.router,
    events.router,
)
"""In the order in which the API's documentation has them."""
