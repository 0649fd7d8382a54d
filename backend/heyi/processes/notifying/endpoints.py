"""Endpoints: where messages go, which ones, and by what they are signed.

InvalidInput
└── SecretUnusable  422  a secret is not where the settings say, or is none
"""

import base64
import binascii
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

from heyi.core.errors import InvalidInput
from heyi.processes.notifying.types import matches

__all__ = ["ALL", "Endpoint", "SecretUnusable", "checked_secret"]

ALL = "all"
PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes, as Standard Webhooks asks


@dataclass(eq=False)
class SecretUnusable(InvalidInput):
    """where: a file or a variable; the secret itself is in no error."""

    endpoint: str
    where: str
    reason: str
    sentence = (
        "The secret of the webhook {endpoint} in {where} cannot be used ({reason}): it is whsec_ and 24 to 64 bytes in "
        "base64."
    )


@dataclass(frozen=True)
class Endpoint:
    """types, about: as settings have them. secrets: read each time, the present one first; Raises SecretUnusable."""

    name: str
    url: str
    types: tuple[str, ...]
    about: str
    secrets: Callable[[], tuple[str, ...]]

    def wants(self, type_: str, concerned: Collection[str]) -> bool:
        """Whether a message of a type that concerns these accounts is for it."""
        if self.about != ALL and self.about not in concerned:
            return False
        return any(matches(chosen, type_) for chosen in self.types)

    def headers(self, id_: str, body: str, now: float) -> Mapping[str, str]:
        """What an attempt at `now` is sent with: signed by every secret, so that either side may change first."""
        time = datetime.fromtimestamp(now, UTC)
        signatures = [Webhook(secret).sign(id_, time, body) for secret in self.secrets()]
        return {
            "Content-Type": "application/json",
            "User-Agent": "heyi",
            "webhook-id": id_,
            "webhook-timestamp": str(int(now)),
            "webhook-signature": " ".join(signatures),
        }


def checked_secret(endpoint: str, where: str, secret: str) -> str:
    """Raises SecretUnusable."""
    if not secret.startswith(PREFIX):
        raise SecretUnusable(endpoint, where, f"it does not begin with {PREFIX}")
    try:
        raw = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except (binascii.Error, ValueError):
        raise SecretUnusable(endpoint, where, "it is no base64") from None
    if not SHORTEST <= len(raw) <= LONGEST:
        raise SecretUnusable(endpoint, where, f"it has {len(raw)} bytes")
    return secret
