"""Who a request is from: an account that has signed in, a machine with an account's key, or nobody in particular.

`TheViewer` is a route's parameter that may be anonymous; `SignedIn` is one that is not.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers

from heyi.api.identity.deeds import Deed, deed_of
from heyi.api.identity.refusals import ForeignOrigin, KeyRefused, NotSignedIn
from heyi.api.identity.signing_in import session_of
from heyi.api.identity.tokens import KEY_BEGINS, hash_of, is_same
from heyi.api.middleware.pacing import TooManyRequests
from heyi.api.service import Service
from heyi.store.kept import identities as store
from heyi.store.kept.identities import ApiKey, Session
from heyi.store.reading.memory.open_book import Parts

__all__ = [
    "SignedIn",
    "TheViewer",
    "Viewer",
    "cookie_name",
    "cookie_token",
    "require_own_pages",
    "seen_again",
    "viewer_of",
]

READING = ("GET", "HEAD", "OPTIONS")
SAFE_COOKIE, LOCAL_COOKIE = "__Host-heyi", "heyi"


@dataclass(frozen=True)
class Viewer:
    """address: None for whoever has not signed in. session, key: by what it is known; a key's scopes are all it may.

    What it is comes from book, chain and settings, asked anew for every request: a role that is lost is lost at once.
    """

    service: Service
    address: str | None = None
    session: Session | None = None
    key: ApiKey | None = None
    deed: Deed = field(default_factory=Deed)

    @cached_property
    def parts(self) -> Parts:
        """What it has to do with which units."""
        return Parts() if self.address is None else self.service.open_book.parts(self.address)

    @property
    def is_finance(self) -> bool:
        return self.address in self.service.access.finance

    @property
    def is_auditor(self) -> bool:
        return self.address in self.service.access.auditors

    @cached_property
    def is_oracle(self) -> bool:
        """Whether it is a node of the oracle now. Raises NoNode."""
        if self.address is None:
            return False
        company = self.service.company
        return bool(company.chain.call(company.oracle.functions.isNode(self.address)))

    @cached_property
    def is_arbiter(self) -> bool:
        """Whether the oracle's contract lets it decide what is challenged. Raises NoNode."""
        if self.address is None:
            return False
        company, oracle = self.service.company, self.service.company.oracle.functions
        role = company.chain.call(oracle.ARBITER_ROLE())
        return bool(company.chain.call(oracle.hasRole(role, self.address)))

    @property
    def accounts(self) -> frozenset[str]:
        """For whom it may speak: itself, and the units that it leads or is a member of."""
        return frozenset() if self.address is None else self.parts.leads | self.parts.member_of | {self.address}


def viewer_of(request: Request) -> Viewer:
    """Asked once for a request. Raises KeyRefused, ForeignOrigin and TooManyRequests."""
    known: Viewer | None = request.scope.get("heyi.viewer")
    if known is None:
        known = request.scope["heyi.viewer"] = _viewer(request)
    return known


def seen_again(request: Request) -> Viewer:
    """Who a request that goes on for long is from now; that is no use of the session, and no request of the account.

    Raises KeyRefused.
    """
    return _viewer(request, uses=False)


def _viewer(request: Request, *, uses: bool = True) -> Viewer:
    service: Service = request.app.state.service
    deed = deed_of(request.scope)
    said = request.headers.get("authorization")
    if said is not None:
        key = _key(service, said)
        found = Viewer(service, key.account, key=key, deed=deed)
    else:
        session = _session(service, request, uses=uses)
        if session is None:
            return Viewer(service, deed=deed)
        found = Viewer(service, session.account, session=session, deed=deed)
    deed.who, deed.key = found.address, found.key.id if found.key else None
    wait = request.app.state.accounts.wait(str(found.address)) if uses else 0
    if wait > 0:
        raise TooManyRequests(service.access.requests_per_minute, max(1, round(wait)))
    return found


TheViewer = Annotated[Viewer, Depends(viewer_of)]


def _signed_in(viewer: TheViewer) -> Viewer:
    if viewer.address is None:
        raise NotSignedIn
    return viewer


SignedIn = Annotated[Viewer, Depends(_signed_in)]

# --- BY A KEY ---


def _key(service: Service, authorization: str) -> ApiKey:
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(KEY_BEGINS):
        raise KeyRefused
    token_hash, now = hash_of(token), service.now()
    with service.database.reading() as connection:
        found = store.key_by_hash(connection, token_hash)
    if found is None or not is_same(found.hash, token_hash) or found.revoked_at is not None or found.expires_at <= now:
        raise KeyRefused
    return found


# --- BY A COOKIE ---


def cookie_name(origin: str) -> str:
    """What the session's cookie of a public origin is called. Browsers keep the first name to who is safe."""
    return SAFE_COOKIE if origin.startswith("https://") else LOCAL_COOKIE


def cookie_token(service: Service, request: Request) -> str | None:
    """The token that a cookie has brought; of the name that any page of the host could set, only where it is used."""
    for name in dict.fromkeys(cookie_name(origin) for origin in sorted(service.access.public_origins, reverse=True)):
        if token := request.cookies.get(name):
            return token
    return None


def _session(service: Service, request: Request, *, uses: bool) -> Session | None:
    """None where there is no cookie, or it is worth nothing any more: the open book is for everybody."""
    token = cookie_token(service, request)
    if token is None:
        return None
    try:
        found = session_of(service, token, uses=uses)
    except NotSignedIn:
        return None
    if request.method not in READING:
        require_own_pages(service, request.headers, needed=True)
    return found


def require_own_pages(service: Service, headers: Headers, *, needed: bool) -> None:
    """That a request comes from the service's own pages; needed: that it says so. Raises ForeignOrigin.

    Browsers say where a request comes from, and pages can't make them say anything else.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        if origin.lower() not in service.access.public_origins:
            raise ForeignOrigin(origin[:200])
    elif site is not None:
        if site != "same-origin":
            raise ForeignOrigin(site[:200])
    elif needed:
        raise ForeignOrigin("")
