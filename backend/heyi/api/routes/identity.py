"""Signing in with a wallet, who one is here, and keys for machines."""

from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response

from heyi.api.identity.keys import make_key, revoke
from heyi.api.identity.permissions import Verb, permit
from heyi.api.identity.signing_in import give_nonce, sign_in
from heyi.api.identity.viewer import TheViewer, Viewer, cookie_name, cookie_token, require_own_pages, viewer_of
from heyi.api.models.identity import KeyGiven, KeyMade, KeyView, NonceView, RolesView, SessionGiven, SessionView
from heyi.api.papers.calls import unhexed
from heyi.api.service import Service, TheService
from heyi.core.errors import HeyiError
from heyi.store.kept import identities as store
from heyi.store.kept.identities import ApiKey

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/identity", tags=["identity"])

# --- SESSIONS ---


@router.post("/nonces", status_code=201)
def nonces(service: TheService) -> NonceView:
    """A nonce for a message that signs in."""
    value, until = give_nonce(service)
    return NonceView(nonce=value, chain_id=service.company.chain.chain_id, expires_at=until)


@router.post("/sessions", status_code=201)
def sessions(service: TheService, request: Request, response: Response, given: SessionGiven) -> SessionView:
    """Signs in: the answer sets a cookie that pages can't read. What it takes the place of ends."""
    require_own_pages(service, request.headers, needed=False)
    before = cookie_token(service, request)
    token, session, origin = sign_in(service, given.message, unhexed(given.signature), before)
    deed = viewer_of(request).deed
    deed.who = session.account
    _set_cookie(response, service, origin, token)
    return _view(Viewer(service, session.account, session=session, deed=deed))


@router.get("/session")
def session(viewer: TheViewer, response: Response) -> SessionView:
    """Who is asking, and what that account may be here."""
    response.headers["cache-control"] = "no-store"
    return _view(viewer)


@router.delete("/session", status_code=204)
def sign_out(service: TheService, viewer: TheViewer, response: Response) -> None:
    """Signs out: the cookie is worth nothing any more, wherever it has got to."""
    permit(viewer, Verb.SIGN_OUT)
    if viewer.session is not None:
        with service.database.writing() as connection:
            store.end_session(connection, viewer.session.hash)
    _forget_cookies(response, service)


@router.delete("/sessions", status_code=204)
def sign_out_everywhere(service: TheService, viewer: TheViewer, response: Response) -> None:
    """Ends all sessions of the account. Its keys go on; they are revoked one by one."""
    permit(viewer, Verb.SIGN_OUT)
    with service.database.writing() as connection:
        store.end_sessions(connection, str(viewer.address))
    _forget_cookies(response, service)


# --- KEYS ---


@router.post("/keys", status_code=201)
def make(viewer: TheViewer, given: KeyGiven, response: Response) -> KeyMade:
    """Makes a key for a machine. Its token is in this answer and nowhere else."""
    permit(viewer, Verb.KEYS)
    token, key = make_key(viewer, given.name, given.scopes, given.expires_at)
    viewer.deed.object = f"key {key.id}"
    response.headers["cache-control"] = "no-store"
    return KeyMade(**_shown(key), token=token)


@router.get("/keys")
def keys(service: TheService, viewer: TheViewer) -> list[KeyView]:
    """The account's keys, the latest first, without their tokens."""
    permit(viewer, Verb.KEYS)
    with service.database.reading() as connection:
        return [KeyView(**_shown(each)) for each in store.keys_of(connection, str(viewer.address))]


@router.delete("/keys/{key}", status_code=204)
def revoke_key(viewer: TheViewer, key: str) -> None:
    """Revokes a key, at once and for good."""
    permit(viewer, Verb.KEYS)
    revoke(viewer, key)


# --- PARTS ---


def _set_cookie(response: Response, service: Service, origin: str, token: str) -> None:
    response.set_cookie(
        cookie_name(origin),
        token,
        max_age=service.access.session_lifetime,
        path="/",
        secure=origin.startswith("https://"),
        httponly=True,
        samesite="strict",
    )
    response.headers["cache-control"] = "no-store"


def _forget_cookies(response: Response, service: Service) -> None:
    for origin in service.access.public_origins:
        secure = origin.startswith("https://")
        response.delete_cookie(cookie_name(origin), path="/", secure=secure, httponly=True, samesite="strict")
    response.headers["clear-site-data"] = '"cache"'


def _view(viewer: Viewer) -> SessionView:
    if viewer.address is None:
        return SessionView(address=None, by=None, expires_at=None, scopes=None, roles=None)
    by = viewer.session or viewer.key
    return SessionView(
        address=viewer.address,
        by="key" if viewer.key else "session",
        expires_at=None if by is None else by.expires_at,
        scopes=None if viewer.key is None else list(viewer.key.scopes),
        roles=_roles(viewer),
    )


def _roles(viewer: Viewer) -> RolesView:
    oracle = arbiter = None
    with suppress(HeyiError):  # the chain may not answer; the rest is known without it
        oracle, arbiter = viewer.is_oracle, viewer.is_arbiter
    parts = viewer.parts
    return RolesView(
        leads=sorted(parts.leads),
        member_of=sorted(parts.member_of),
        invests_in=sorted(parts.invests_in),
        finance=viewer.is_finance,
        auditor=viewer.is_auditor,
        oracle=oracle,
        arbiter=arbiter,
    )


def _shown(key: ApiKey) -> dict[str, Any]:
    names = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at")
    return {name: getattr(key, name) for name in names}
