"""Puts the API together."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from heyi.api.describing import Described
from heyi.api.desk import DeskRoute
from heyi.api.identity.auditing import Audited
from heyi.api.middleware.caching import CachedReads
from heyi.api.middleware.limiting import LimitedBodies
from heyi.api.middleware.measuring import Measured
from heyi.api.middleware.pacing import Pace
from heyi.api.middleware.throttling import Throttled
from heyi.api.problems import PROBLEMS, handle_problems
from heyi.api.routes import (
    accounts,
    audit,
    book,
    developer,
    drafts,
    health,
    identity,
    live,
    notices,
    offers,
    oracle,
    previews,
    relay,
    signing,
    simulations,
    templates,
    typed_data,
)
from heyi.api.service import Service

__all__ = ["create_app", "routes"]

PREFIX = "/api/v1"
ROUTERS = (
    *(health.router, identity.router, audit.router, live.router, relay.router, *oracle.ROUTERS, notices.router),
    *(drafts.router, signing.router, templates.router, previews.router, offers.router, typed_data.router),
    *(simulations.router, developer.router, accounts.router),
)


def routes() -> Described:
    """All routes, without a company: enough to describe them."""
    app = Described(
        title="Heyi",
        version="1",
        summary="Internal agreements on chain: the open book, and everything people without gas need.",
        description="Amounts are whole numbers of minor units, written as strings. Periods are written as in 2011-04.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # FastAPI's page is loaded from elsewhere; docs/api.md says the same
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name the host that the request names
        responses=PROBLEMS,
    )
    for router in (*ROUTERS, *book.ROUTERS):
        app.include_router(router)
    return app


def create_app(service: Service) -> FastAPI:
    """The API over one company, and the desk beside it. The caller owns the service's connections and closes them."""
    app = routes()
    app.state.service = service
    app.state.accounts = Pace(service.access.requests_per_minute)
    handle_problems(app)
    app.router.routes.append(DeskRoute())
    app.add_middleware(CachedReads, service=service)
    app.add_middleware(Audited, service=service)
    limits = service.limits
    app.add_middleware(LimitedBodies, most=limits.max_request_bytes, larger=oracle.LARGER_BODIES)
    app.add_middleware(
        Throttled,
        per_minute=limits.requests_per_minute,
        at_once=limits.requests_at_once,
        sign_ins=service.access.sign_ins_per_minute,
    )
    if limits.cors_origins:
        # Never with credentials: pages elsewhere may ask what anybody may, or bring a key of their own.
        app.add_middleware(CORSMiddleware, allow_origins=limits.cors_origins, allow_methods=["*"], allow_headers=["*"])
    app.add_middleware(Measured, metrics=service.metrics)
    return app
