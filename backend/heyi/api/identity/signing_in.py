"""Signing in: a nonce is given, a message that holds it comes back signed, and becomes a session.

Whatever is wrong with a message is said before its nonce is used up; from then on the nonce is gone, whoever signed.
"""

from heyi.api.identity.access import Access
from heyi.api.identity.refusals import (
    NonceUnknown,
    NotSignedIn,
    SignInElsewhere,
    SignInExpired,
    SignInNotSigned,
    SignInNotYet,
    SignInOfOtherChain,
    SignInUnavailable,
    TooManyNonces,
)
from heyi.api.identity.tokens import hash_of, is_same, new_nonce, new_token
from heyi.api.identity.verifying import has_signed
from heyi.api.service import Service
from heyi.core.messages.sign_in import SignInMessage, seconds_of
from heyi.store.kept import identities as store
from heyi.store.kept.identities import Session

__all__ = ["SKEW", "give_nonce", "session_of", "sign_in"]

SKEW = 30  # seconds that a wallet's clock may be ahead of the service's
MOST_NONCES = 10_000
SEEN_EVERY = 60  # seconds: a session's use is not written down more often


def give_nonce(service: Service) -> tuple[str, int]:
    """A nonce, and until when it is good. Raises SignInUnavailable and TooManyNonces."""
    access, now = service.access, service.now()
    if not access.public_origins:
        raise SignInUnavailable
    value, until = new_nonce(), now + access.nonce_lifetime
    with service.database.writing() as connection:
        store.forget_expired(connection, now, access.session_idle)
        if store.count_nonces(connection) >= MOST_NONCES:
            raise TooManyNonces(MOST_NONCES, access.nonce_lifetime)
        store.add_nonce(connection, value, until)
    return value, until


def sign_in(service: Service, text: str, signature: bytes, before: str | None) -> tuple[str, Session, str]:
    """A new token, its session, and the public origin that it is for.

    before: the token of a session that the request came with, which ends: a token that somebody has put into a browser
    is worth nothing after its owner has signed in. Raises SignInMessageWrong and the InvalidInput of `refusals`.
    """
    message, now = SignInMessage.parse(text), service.now()
    origin = _require_here(service.access, message)
    if message.chain_id != service.company.chain.chain_id:
        raise SignInOfOtherChain(message.chain_id, service.company.chain.chain_id)
    _require_now(message, now, service.access.nonce_lifetime)
    with service.database.writing() as connection:
        known = store.use_nonce(connection, message.nonce, now)
    if not known:
        raise NonceUnknown
    if not has_signed(service.company, message.address, text, signature):
        raise SignInNotSigned(message.address)
    token = new_token()
    new = Session(hash_of(token), message.address, now, now, now + service.access.session_lifetime)
    with service.database.writing() as connection:
        store.forget_expired(connection, now, service.access.session_idle)
        if before is not None:
            store.end_session(connection, hash_of(before))
        store.add_session(connection, new)
    return token, new, origin


def session_of(service: Service, token: str, *, uses: bool = True) -> Session:
    """The session of a cookie. uses: whether that counts as using it.

    Raises NotSignedIn if there is none, or it has ended or was left alone too long.
    """
    token_hash, now = hash_of(token), service.now()
    with service.database.reading() as connection:
        found = store.session_by_hash(connection, token_hash)
    if found is None or not is_same(found.hash, token_hash):
        raise NotSignedIn
    if found.expires_at <= now or found.seen_at <= now - service.access.session_idle:
        raise NotSignedIn
    if uses and found.seen_at <= now - SEEN_EVERY:
        with service.database.writing() as connection:
            store.touch_session(connection, token_hash, now)
    return found


def _require_here(access: Access, message: SignInMessage) -> str:
    """The public origin that the message names, by its domain and by its URI alike."""
    if not access.public_origins:
        raise SignInUnavailable
    origin = access.origin_of(message.uri)
    if origin is None:
        raise SignInElsewhere("URI", message.uri)
    scheme, _, authority = origin.partition("://")
    if message.domain.lower() != authority:
        raise SignInElsewhere("domain", message.domain)
    if message.scheme is not None and message.scheme.lower() != scheme:
        raise SignInElsewhere("scheme", message.scheme)
    return origin


def _require_now(message: SignInMessage, now: int, lifetime: int) -> None:
    """A message that was issued before its nonce can have been was not issued for it."""
    issued = seconds_of(message.issued_at)
    if issued > now + SKEW:
        raise SignInNotYet(int(issued), now)
    if issued < now - lifetime - SKEW:
        raise SignInExpired(int(issued) + lifetime + SKEW, now)
    if message.expiration_time is not None and seconds_of(message.expiration_time) <= now:
        raise SignInExpired(int(seconds_of(message.expiration_time)), now)
    if message.not_before is not None and seconds_of(message.not_before) > now + SKEW:
        raise SignInNotYet(int(seconds_of(message.not_before)), now)
