"""Forms of settings: each says in words what it allows, and reads a value of TOML or of the environment, or refuses.

A form's `read` takes what TOML gave; `raw` makes of an environment variable's text what TOML would have given. Both
raise ValueError: what is allowed is then told to the user, with the value.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from heyi.chain.signer import SignerPlace
from heyi.core.errors import InvalidValue
from heyi.core.solidity import checksummed

__all__ = [
    "LOOPBACK",
    "Account",
    "Address",
    "FilePath",
    "Form",
    "Items",
    "KeyPlace",
    "Network",
    "Number",
    "OneOf",
    "Optional",
    "Origin",
    "PlaintextSecret",
    "Text",
    "Whole",
    "Written",
    "YesOrNo",
    "shown",
    "text",
]


LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""


class PlaintextSecret(ValueError):  # noqa: N818 - named after the fact
    """The value is a secret itself."""


class Form(Protocol):
    """One form of values."""

    @property
    def allowed(self) -> str:
        """In words, after "allowed is"."""

    def read(self, given: object) -> object:
        """The value. Raises ValueError."""

    def raw(self, text: str) -> object:
        """What TOML would have given for an environment variable's text. Raises ValueError."""


class Written:
    """Whose environment variables hold just what TOML holds between quotes."""

    def raw(self, text: str) -> object:
        return text


def text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError
    return given


@dataclass(frozen=True)
class Text(Written):
    """Any text but an empty one. what: it is."""

    what: str

    @property
    def allowed(self) -> str:
        return self.what

    def read(self, given: object) -> str:
        return text(given)


@dataclass(frozen=True)
class OneOf(Written):
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return " or ".join(f"`{word}`" for word in self.words)

    def read(self, given: object) -> str:
        if given not in self.words:
            raise ValueError
        return str(given)


@dataclass(frozen=True)
class FilePath(Written):
    """A path; relative ones start where the process does."""

    what: str = "a path"

    @property
    def allowed(self) -> str:
        return self.what

    def read(self, given: object) -> Path:
        return Path(text(given))


@dataclass(frozen=True)
class Address(Written):
    """A URL with one of these schemes. needs_host: false where a file's URL has none."""

    schemes: tuple[str, ...]
    example: str
    needs_host: bool = True

    @property
    def allowed(self) -> str:
        return f"a URL like `{self.example}`"

    def read(self, given: object) -> str:
        url = text(given)
        parts = urlsplit(url)
        if "://" not in url or parts.scheme not in self.schemes or (self.needs_host and not parts.hostname):
            raise ValueError
        _ = parts.port  # raises ValueError if it is no number of a port
        return url


@dataclass(frozen=True)
class Network(Written):
    """One machine, or a network of them."""

    allowed: str = "an IP address, or a network like `172.30.1.0/24`"

    def read(self, given: object) -> str:
        return str(ip_network(text(given)))  # raises ValueError, also for a network with bits of a host


@dataclass(frozen=True)
class Origin(Written):
    """Scheme, host and port of a site. Whoever is not on this machine is reached by https only."""

    allowed: str = "an origin like `https://heyi.example`; with http only on this machine, as `http://localhost:8600`"

    def read(self, given: object) -> str:
        origin = text(given).lower()
        parts = urlsplit(origin)
        _ = parts.port  # raises ValueError if it is no number of a port
        if not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
            raise ValueError
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError
        return origin


@dataclass(frozen=True)
class Account(Written):
    """An account's address, with its checksum or in small letters."""

    allowed: str = "an address like `0x5FbDB2315678afecb367f032d93F642f64180aa3`"

    def read(self, given: object) -> str:
        try:
            return str(checksummed(text(given)))
        except InvalidValue:
            raise ValueError from None


@dataclass(frozen=True)
class KeyPlace(Written):
    """Where a key is: never the key itself."""

    allowed: str = (
        "`dev:N` (development account N, on a local chain only), the path of an encrypted keystore file, or an account "
        "of an external signer, `web3signer+https://HOST:PORT#0xADDRESS` (http on this machine itself only)"
    )

    def read(self, given: object) -> str:
        place = text(given)
        if re.fullmatch(r"\s*(0x)?[0-9a-fA-F]{64}\s*", place) or len(place.split()) >= 12:  # or a mnemonic's words
            raise PlaintextSecret
        if place.startswith("dev:") and not re.fullmatch(r"dev:\d{1,4}", place):
            raise ValueError
        if place.startswith("web3signer") and "://" in place:
            SignerPlace.read(place)
        return place


@dataclass(frozen=True)
class Whole:
    """A whole number from least to most. unit: what it counts."""

    least: int
    most: int
    unit: str = ""

    @property
    def allowed(self) -> str:
        return f"a whole number{f' of {self.unit}' if self.unit else ''} from {self.least} to {self.most}"

    def read(self, given: object) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not self.least <= given <= self.most:
            raise ValueError
        return given

    def raw(self, text: str) -> object:
        return int(text)


@dataclass(frozen=True)
class Number:
    """A number from least to most, with decimals or without."""

    least: float
    most: float
    unit: str

    @property
    def allowed(self) -> str:
        return f"a number of {self.unit} from {self.least:g} to {self.most:g}"

    def read(self, given: object) -> float:
        if not isinstance(given, int | float) or isinstance(given, bool) or not math.isfinite(given):
            raise ValueError
        if not self.least <= given <= self.most:
            raise ValueError
        return float(given)

    def raw(self, text: str) -> object:
        return float(text)


@dataclass(frozen=True)
class YesOrNo:
    """true or false."""

    allowed: str = "`true` or `false`"

    def read(self, given: object) -> bool:
        if not isinstance(given, bool):
            raise ValueError
        return given

    def raw(self, text: str) -> object:
        return {"true": True, "false": False}.get(text.strip().lower(), text)


@dataclass(frozen=True)
class Items:
    """A list of one form; in the environment with commas between."""

    of: Form

    @property
    def allowed(self) -> str:
        return f"a list, each {self.of.allowed}"

    def read(self, given: object) -> tuple[object, ...]:
        if not isinstance(given, list):
            raise ValueError
        return tuple(self.of.read(item) for item in given)

    def raw(self, text: str) -> object:
        return [self.of.raw(item.strip()) for item in text.split(",") if item.strip()]


@dataclass(frozen=True)
class Optional:
    """May be left out: None. absent: what that means. In the environment, an empty text."""

    of: Form
    absent: str

    @property
    def allowed(self) -> str:
        return f"{self.of.allowed}, or nothing: {self.absent}"

    def read(self, given: object) -> object:
        return None if given is None else self.of.read(given)

    def raw(self, text: str) -> object:
        return None if not text.strip() else self.of.raw(text)


def shown(value: object) -> str:
    """A value as TOML would write it; nothing for None."""
    if isinstance(value, Path):
        value = value.as_posix()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {shown(each)}" for name, each in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return f'"{value}"' if isinstance(value, str) else "" if value is None else str(value)
