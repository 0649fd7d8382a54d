"""API keys: made by who has signed in, for machines; what they may is never more than their maker may at the time."""

import secrets
from collections.abc import Sequence

from heyi.api.identity.permissions import SCOPES, TABLE, Verb, could
from heyi.api.identity.refusals import NoSuchKey, NotAllowed, TooManyKeys, UnknownScope
from heyi.api.identity.tokens import PREFIX_LENGTH, hash_of, new_key
from heyi.api.identity.viewer import Viewer
from heyi.api.papers.texts import plain
from heyi.core.errors import InvalidValue
from heyi.store.kept import identities as store
from heyi.store.kept.identities import ApiKey

__all__ = ["DAY", "MOST_DAYS", "make_key", "revoke"]

DAY = 86_400  # seconds
MOST_DAYS = 366
MOST_KEYS = 50  # of one account, that count


def make_key(viewer: Viewer, name: str, scopes: Sequence[str], expires_at: int) -> tuple[str, ApiKey]:
    """The key's token, which is told this once, and what is kept of it.

    Raises UnknownScope, NotAllowed for a scope that is above the maker's roles, TooManyKeys and InvalidValue.
    """
    now, account = viewer.service.now(), str(viewer.address)
    plain("name", name, 100)
    if not now < expires_at <= now + MOST_DAYS * DAY:
        raise InvalidValue("expires_at", f"has passed, or is more than {MOST_DAYS} days ahead: it is {now}")
    for scope in scopes:
        verb = _scope(scope)
        if not could(viewer, verb):
            raise NotAllowed(verb.value, " or ".join(role.value for role in TABLE[verb]))
    token = new_key()
    new = ApiKey(
        id=secrets.token_hex(8),
        hash=hash_of(token),
        account=account,
        name=name,
        prefix=token[:PREFIX_LENGTH],
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    with viewer.service.database.writing() as connection:
        counting = [each for each in store.keys_of(connection, account) if _counts(each, now)]
        if len(counting) >= MOST_KEYS:
            raise TooManyKeys(account, MOST_KEYS)
        store.add_key(connection, new)
    return token, new


def revoke(viewer: Viewer, key: str) -> None:
    """Raises NoSuchKey, also for a key of somebody else."""
    with viewer.service.database.writing() as connection:
        if not store.revoke_key(connection, str(viewer.address), key[:32], viewer.service.now()):
            raise NoSuchKey(key[:32])


def _scope(text: str) -> Verb:
    found = next((verb for verb in SCOPES if verb.value == text), None)
    if found is None:
        raise UnknownScope(text[:40], ", ".join(verb.value for verb in SCOPES))
    return found


def _counts(key: ApiKey, now: int) -> bool:
    return key.revoked_at is None and key.expires_at > now
