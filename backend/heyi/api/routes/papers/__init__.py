"""What people agree on before the chain knows it: templates, previews, drafts and signatures, offers, typed data."""

from fastapi import APIRouter

from heyi.api.routes.papers import drafts, offers, previews, signing, simulations, templates, typed_data

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    drafts.router,
    signing.router,
    templates.router,
    previews.router,
    offers.router,
    typed_data.router,
    simulations.router,
)
"""In the order in which the API's documentation has them."""
