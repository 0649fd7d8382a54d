"""What whoever runs the service has chosen about identities: origins, roles that no chain knows, privacy, times."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from heyi.service.settings import Settings
from heyi.service.settings.forms import LOOPBACK

__all__ = ["Access"]


@dataclass(frozen=True)
class Access:
    """public_origins: where browsers reach the service, as https://heyi.example; without one nobody signs in.

    finance, auditors: accounts. hides_pay: whether what one person earns is shown to few. Times are seconds.
    requests_per_minute: of one account with all its keys. sign_ins_per_minute: requests of one address that have to do
    with signing in.
    """

    public_origins: tuple[str, ...] = ()
    finance: frozenset[str] = frozenset()
    auditors: frozenset[str] = frozenset()
    hides_pay: bool = False
    session_lifetime: int = 43_200
    session_idle: int = 3_600
    nonce_lifetime: int = 300
    requests_per_minute: int = 600
    sign_ins_per_minute: int = 20

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Where no origin is set, a service that listens on this machine alone is reached there."""
        api, signing_in = settings.api, settings.sign_in
        listening = tuple(f"http://{host}:{api.port}" for host in ("127.0.0.1", "localhost"))
        return cls(
            public_origins=api.public_origins or (listening if api.host in LOOPBACK else ()),
            finance=frozenset(settings.roles.finance),
            auditors=frozenset(settings.roles.auditor),
            hides_pay=settings.privacy.pay == "private",
            session_lifetime=signing_in.session_lifetime,
            session_idle=signing_in.session_idle,
            nonce_lifetime=signing_in.nonce_lifetime,
            requests_per_minute=signing_in.requests_per_minute,
            sign_ins_per_minute=signing_in.attempts_per_minute,
        )

    def origin_of(self, uri: str) -> str | None:
        """The public origin that a URI is of; None for any other."""
        parts = urlsplit(uri)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        return origin if origin in self.public_origins else None
