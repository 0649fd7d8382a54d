"""The open book: everything that follows from the database, the same for everybody (`api.caching` keeps it)."""

from fastapi import APIRouter

from heyi.api.routes.book import (
    agreements,
    company,
    events,
    exports,
    movements,
    oracle,
    people,
    statements,
    tenders,
    units,
    why,
    winwin,
)

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    company.router,
    units.router,
    people.router,
    agreements.router,
    why.router,
    statements.router,
    oracle.router,
    winwin.router,
    tenders.router,
    events.router,
    exports.router,
    movements.router,
)
"""In the order in which the API's documentation has them."""
