"""The desk: the built web page of `web/`, served beside the API, with headers that let nothing else run in it."""

from http import HTTPStatus
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

__all__ = ["BUILT", "HEADERS", "DeskRoute"]

BUILT = Path(__file__).resolve().parents[3] / "build" / "web"
API = "/api/"
ENTRY = "index.html"
ASSETS = "assets/"  # their names have a hash of what is in them

HEADERS = {
    # Scripts and styles are the page's own files, wallets' icons are data: images, and everything is asked of this
    # service. No text that a wallet or a user gives can become a script: scripts can't be made of texts at all.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

NOT_BUILT = "The page is not built here: run `make web`. The API is at /api/v1.\n"


class DeskRoute(Route):
    """Every address that is not the API's. folder: where the page was built; if it was not, that is said."""

    def __init__(self, folder: Path = BUILT) -> None:
        super().__init__("/{path:path}", _answering(folder), methods=["GET"], name="desk")
        self.methods = {"GET"}  # Starlette adds HEAD, which the API's own routes don't take either

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["path"].startswith(API):
            return Match.NONE, {}  # what the API does not know is said as the API says it
        return super().matches(scope)


def _answering(folder: Path) -> ASGIApp:
    if not (folder / ENTRY).is_file():
        return PlainTextResponse(NOT_BUILT, status_code=404)
    return GZipMiddleware(_Desk(directory=folder))


class _Desk(StaticFiles):
    """Files as they are; every other address is one of the page's own, for which it begins as ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND or "." in Path(path).name:
                raise
            response = await super().get_response(ENTRY, scope)
        response.headers.update(HEADERS)
        is_asset = path.startswith(ASSETS)
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if is_asset else "no-cache"
        return response
