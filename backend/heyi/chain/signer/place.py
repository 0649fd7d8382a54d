"""Where an external signer is and which of its accounts is meant, in one text of the settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from heyi.chain.hosts import is_loopback
from heyi.core.errors import InvalidValue
from heyi.core.solidity import checksummed

__all__ = ["SCHEMES", "SignerPlace"]

SCHEMES = ("web3signer+https", "web3signer+http")


@dataclass(frozen=True)
class SignerPlace:
    """url: of the signer's JSON-RPC. address: of the account."""

    url: str
    address: str

    @classmethod
    def read(cls, text: str) -> "SignerPlace":
        """Of `web3signer+https://HOST:PORT#0xADDRESS`; http only on this machine itself. Raises ValueError.

        A user or a query in it would be a credential in a text that is shown.
        """
        parts = urlsplit(text)
        scheme = parts.scheme.removeprefix("web3signer+")
        if parts.scheme not in SCHEMES or not parts.hostname or "@" in parts.netloc or parts.query:
            raise ValueError
        _ = parts.port  # raises ValueError if it is no number of a port
        if scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError
        try:
            address = checksummed(parts.fragment)
        except InvalidValue:
            raise ValueError from None
        return cls(f"{scheme}://{parts.netloc}{parts.path}".rstrip("/"), address)
