"""One GET, carefully: only hosts that were named, no redirects, no private addresses unawares, limits to all.

The address that was checked is the one that is connected to, so a name that resolves otherwise a moment later changes
nothing. Numbers in the answer are read as they are written, never as binary fractions.
"""

import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError

from heyi.chain.hosts import is_loopback, is_public
from heyi.sources.errors import SourceError, SourceUnreachable

__all__ = ["Access", "Answer", "host_of", "json_of"]

CHUNK = 64 * 1024
CONNECT_WITHIN = 10.0  # seconds


@dataclass(frozen=True)
class Answer:
    """value: the JSON. link: the header of that name."""

    value: Any
    link: str


@dataclass(frozen=True)
class Access:
    """hosts: the only ones asked. private: those of them that may have private addresses. headers: with a secret maybe.

    timeout: seconds an answer may take. largest: bytes of an answer. authorities: a file of certificates.
    """

    label: str
    hosts: frozenset[str]
    private: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = 30.0
    largest: int = 32 * 2**20
    authorities: str = ""

    def get(self, url: str) -> Answer:
        """Raises SourceError for what is refused, and SourceUnreachable."""
        parts = urlsplit(url)
        host, port = self._allowed(parts)
        ends = time.monotonic() + self.timeout
        with self._pool(parts.scheme, host, port, self._address(host, port)) as pool:
            try:
                response = pool.request(
                    "GET",
                    urlunsplit(("", "", parts.path or "/", parts.query, "")),
                    headers={
                        **self.headers,
                        "Host": parts.netloc,
                        "Accept": "application/json",
                        "Accept-Encoding": "identity",
                    },
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
                try:
                    self._check(response)
                    body = self._body(response, ends)
                finally:
                    response.close()
            except HTTPError as error:
                raise SourceUnreachable(self.label, f"{host} does not answer ({type(error).__name__})") from None
        return Answer(json_of(body, self.label), response.headers.get("Link", ""))

    def _allowed(self, parts: SplitResult) -> tuple[str, int]:
        try:
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise self._refused("its address has no port that is a number") from None
        if parts.username is not None or parts.password is not None:
            raise self._refused("its address holds a name or a password")
        if not host or host not in self.hosts:
            raise self._refused(f"{host or 'no host'} is none of allow_hosts")
        if parts.scheme == "https":
            return host, port or 443
        if parts.scheme == "http" and is_loopback(host):
            return host, port or 80
        raise self._refused(f"{host} is asked over https only")

    def _address(self, host: str, port: int) -> str:
        """Of the host, which was looked at. Raises SourceError for a private one that was not expected."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise SourceUnreachable(self.label, f"nobody knows the address of {host}") from None
        addresses = [str(each[4][0]) for each in found]
        if host not in self.private:
            for address in addresses:
                if not is_public(address) and not (is_loopback(host) and is_loopback(address)):
                    raise self._refused(f"{host} has the private address {address}, and is none of private_hosts")
        return addresses[0]

    def _pool(self, scheme: str, host: str, port: int, address: str) -> urllib3.HTTPConnectionPool:
        within = urllib3.Timeout(connect=min(CONNECT_WITHIN, self.timeout), read=self.timeout)
        if scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=within)
        context = ssl.create_default_context(cafile=self.authorities or DEFAULT_CA_BUNDLE_PATH)
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=within, ssl_context=context, server_hostname=host, assert_hostname=host
        )

    def _check(self, response: urllib3.BaseHTTPResponse) -> None:
        if 300 <= response.status < 400:
            raise self._refused(f"it answers {response.status} and sends us elsewhere, where we don't go")
        if response.status in (401, 403):
            raise SourceUnreachable(self.label, f"it answers {response.status}: it does not take our token")
        if response.status != 200:
            raise SourceUnreachable(self.label, f"it answers {response.status}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise self._refused("it packs its answer, which was not asked for")

    def _body(self, response: urllib3.BaseHTTPResponse, ends: float) -> bytes:
        body = bytearray()
        for chunk in response.stream(CHUNK, decode_content=False):
            body += chunk
            if len(body) > self.largest:
                raise self._refused(f"its answer has more than {self.largest:,} bytes")
            if time.monotonic() > ends:
                raise SourceUnreachable(self.label, f"its answer takes longer than {self.timeout:g} seconds")
        return bytes(body)

    def _refused(self, problem: str) -> SourceError:
        return SourceError(self.label, 0, "", problem)


def json_of(body: bytes, label: str) -> Any:
    """JSON whose numbers are exact. Raises SourceError."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise SourceError(label, 0, "", "it is no JSON") from None


def host_of(url: str) -> str:
    """The host of an address, or nothing."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _no_number(word: str) -> Any:
    raise ValueError(word)
