"""Puts the API together."""

from fastapi import FastAPI

from heyi.api.caching import CachedReads
from heyi.api.problems import PROBLEMS, handle_problems
from heyi.api.routes import health, oracle
from heyi.api.service import Service

__all__ = ["create_app"]

PREFIX = "/api/v1"


def create_app(service: Service) -> FastAPI:
    """The API over one company. The caller owns the service's connections and closes them."""
    app = FastAPI(
        title="Heyi",
        version="1",
        summary="Internal agreements on chain: the open book, and everything people without gas need.",
        description="Amounts are whole numbers of minor units, written as strings. Periods are written as in 2011-04.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        responses=PROBLEMS,
    )
    app.state.service = service
    handle_problems(app)
    for router in (health.router, oracle.router):
        app.include_router(router)
    app.add_middleware(CachedReads, service=service)
    return app
