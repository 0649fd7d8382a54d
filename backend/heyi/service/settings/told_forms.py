"""Forms of settings that say who is told of what, and where: endpoints, types of events, accounts and mailboxes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address as Parsed
from urllib.parse import urlsplit

from heyi.chain.hosts import is_loopback
from heyi.core.errors import InvalidValue
from heyi.core.solidity import checksummed
from heyi.processes.notifying.types import matches_something
from heyi.service.settings.forms import Form, Written, text

__all__ = ["ALL", "About", "EventTypes", "HookUrl", "Mailbox", "Table", "VariableName"]

ALL = "all"


@dataclass(frozen=True)
class HookUrl(Written):
    """Where a webhook goes: by https, or by http to this machine itself."""

    allowed: str = "a URL like `https://hooks.example/heyi`; http to this machine itself only"

    def read(self, given: object) -> str:
        url = text(given)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.fragment:
            raise ValueError
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError
        _ = parts.port  # raises ValueError if it is no number of a port
        if not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
            raise ValueError
        return url


@dataclass(frozen=True)
class EventTypes:
    """Types of events, by name or by how their names begin."""

    allowed: str = "a list of types out of docs/webhooks.md: `agreement.opened`, `agreement.*`, `notice` or `*`"

    def read(self, given: object) -> tuple[str, ...]:
        if not isinstance(given, list) or not given:
            raise ValueError
        if not all(isinstance(each, str) and matches_something(each) for each in given):
            raise ValueError
        return tuple(given)

    def raw(self, text: str) -> object:
        return [item.strip() for item in text.split(",") if item.strip()]


@dataclass(frozen=True)
class About(Written):
    """Whom something concerns."""

    only_addresses: bool = False

    @property
    def allowed(self) -> str:
        return "the address of a unit or person" + ("" if self.only_addresses else ", or `all`")

    def read(self, given: object) -> str:
        said = text(given)
        if said == ALL and not self.only_addresses:
            return said
        try:
            return checksummed(said)
        except InvalidValue:
            raise ValueError from None


@dataclass(frozen=True)
class VariableName(Written):
    """The name of an environment variable that is none of ours."""

    allowed: str = "the name of an environment variable; those that begin with HEYI_ are settings themselves"

    def read(self, given: object) -> str:
        name = text(given)
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.startswith("HEYI_"):
            raise ValueError
        return name


@dataclass(frozen=True)
class Mailbox(Written):
    """One mailbox, without a name."""

    allowed: str = "a mailbox like `ann@example.com`"

    def read(self, given: object) -> str:
        said = text(given)
        if not re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", said):
            raise ValueError
        try:
            return Parsed(addr_spec=said).addr_spec
        except Exception:  # the parser of the standard library raises several, IndexError among them
            raise ValueError from None


@dataclass(frozen=True)
class Table:
    """A table; in the environment as `name=value, name=value`."""

    names: Form
    values: Form

    @property
    def allowed(self) -> str:
        return f"a table, in which {self.names.allowed} stands for {self.values.allowed}"

    def read(self, given: object) -> tuple[tuple[object, object], ...]:
        """In pairs."""
        if not isinstance(given, Mapping):
            raise ValueError
        return tuple((self.names.read(name), self.values.read(value)) for name, value in given.items())

    def raw(self, text: str) -> object:
        pairs = [item.partition("=") for item in text.split(",") if item.strip()]
        return {name.strip(): value.strip() for name, _, value in pairs}
