"""Posts to strangers' hosts: to an address that was looked at, in bounded time, and without believing what comes back.

Whoever writes an endpoint's URL, or answers for its name in the DNS, could otherwise have this machine post into the
network it stands in. So the name is resolved once, every address of it has to be a public one, and the connection goes
to the very address that was checked; redirects are not followed.
"""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from heyi.chain.hosts import is_loopback, is_public

__all__ = ["Answer", "Poster", "Undelivered"]

MOST_READ = 1_024  # bytes of an answer

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host, for a port. Raises OSError."""


@dataclass
class Undelivered(Exception):  # noqa: N818 - named after the fact
    """reason: in few words, without the URL, which may hold a token."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class Answer:
    """retry_after: seconds, if the other side has asked for some."""

    status: int
    retry_after: int | None


def resolved(host: str, port: int) -> list[str]:
    """By the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Poster:
    """private: hosts whose addresses may be any. timeout: seconds for everything, the name's look-up aside."""

    timeout: float = 10.0
    private: frozenset[str] = frozenset()
    authority: Path | None = None
    resolve: Resolve = field(default=resolved)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises Undelivered for anything but an answer; an answer may be any status."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(host, port)
        connection = self._connection(parts.scheme, host, port, address)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        # The whole of it ends in time, even if the other side sends one byte at a time.
        watch = connection.watched(self.timeout)
        try:
            sized = {**headers, "Content-Length": str(len(body))}
            connection.request("POST", target, body=body, headers=sized, preload_content=False)
            answer = connection.getresponse()
            answer.read(MOST_READ)
            if connection.is_over():  # cut off, it may look like an answer all the same
                raise TimeoutError
            wait = answer.headers.get("Retry-After", "")
            return Answer(answer.status, int(wait) if wait.isdecimal() and len(wait) < 9 else None)
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise Undelivered(_reason(error, connection.is_over(), self.timeout)) from None
        finally:
            watch.cancel()
            with suppress(OSError):
                connection.close()
            connection.let_go()

    def _address(self, host: str, port: int) -> str:
        """One that may be posted to. Raises Undelivered."""
        try:
            found = list(self.resolve(host, port))
        except (OSError, UnicodeError):
            raise Undelivered("nobody knows the host's address") from None
        if not found:
            raise Undelivered("nobody knows the host's address")
        if host in self.private:
            return found[0]
        if is_loopback(host):
            if not all(is_loopback(each) for each in found):
                raise Undelivered("the host is not this machine, as its name says")
        elif not all(is_public(each) for each in found):
            raise Undelivered("the host's address is not a public one, and it is not among notify.private_hosts")
        return found[0]

    def _connection(self, scheme: str, host: str, port: int, address: str) -> Any:
        if scheme == "http":
            return _Plain(host, port, address, self.timeout)
        context = ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
        return _Secure(host, port, address, self.timeout, context)


class _Pinned:
    """Connects to one address, whatever the host's name may resolve to by now."""

    _address: str
    _guard: socket.socket | None = None
    _deadline: float
    host: str
    port: int
    timeout: Any

    def _new_conn(self) -> socket.socket:
        made = socket.create_connection((self._address, self.port), timeout=self.timeout)
        self._guard = made.dup()
        if self.is_over():  # the watch has gone off already, and found nothing to end
            made.close()
            raise TimeoutError
        return made

    def watched(self, seconds: float) -> Timer:
        """From now on, everything ends after so many seconds."""
        self._deadline = monotonic() + seconds
        watch = Timer(seconds, self._end)
        watch.daemon = True
        watch.start()
        return watch

    def is_over(self) -> bool:
        """Whether the time has passed."""
        return monotonic() >= self._deadline

    def _end(self) -> None:
        if self._guard is not None:
            with suppress(OSError):
                self._guard.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        if self._guard is not None:
            self._guard.close()


class _Plain(_Pinned, HTTPConnection):
    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address


class _Secure(_Pinned, HTTPSConnection):
    def __init__(self, host: str, port: int, address: str, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=timeout, ssl_context=context)
        self._address = address


def _reason(error: Exception, is_over: bool, timeout: float) -> str:
    if isinstance(error, TimeoutError) or is_over:
        return f"it has taken longer than {timeout:g} s"
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "its certificate is not trusted, or it speaks no TLS"
    if isinstance(error, ConnectionError):
        return "no connection"
    return f"what came back was no answer ({type(error).__name__})"
