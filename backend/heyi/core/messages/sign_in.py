"""The message that signs in: EIP-4361, read and written by its grammar and by nothing looser.

`SignInMessage.parse(text)` takes what the grammar takes, field by field, and `text()` writes nothing that it would not
take back as it was: so no field can smuggle in a line that reads as another one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from heyi.core.errors import InvalidInput, InvalidValue
from heyi.core.solidity import checksummed

__all__ = ["MOST_CHARACTERS", "SignInMessage", "SignInMessageWrong", "seconds_of"]

MOST_CHARACTERS = 4_000
"""Of a message: some ten times as many as one needs."""

_UNRESERVED, _DELIMITERS = r"A-Za-z0-9\-._~", r"!$&'()*+,;="
_PCHAR = rf"(?:[{_UNRESERVED}{_DELIMITERS}:@]|%[0-9A-Fa-f]{{2}})"
_HOST = rf"(?:\[[0-9A-Fa-f:.]+\]|(?:[{_UNRESERVED}{_DELIMITERS}]|%[0-9A-Fa-f]{{2}})+)"
_USER = rf"(?:(?:[{_UNRESERVED}{_DELIMITERS}:]|%[0-9A-Fa-f]{{2}})*@)?"
_AUTHORITY = rf"{_USER}{_HOST}(?::[0-9]*)?"
_SCHEME = r"[A-Za-z][A-Za-z0-9+\-.]*"
_PATH = rf"(?://{_AUTHORITY}(?:/{_PCHAR}*)*|/?(?:{_PCHAR}+(?:/{_PCHAR}*)*)?)"
_URI = rf"{_SCHEME}:{_PATH}(?:\?(?:{_PCHAR}|[/?])*)?(?:\#(?:{_PCHAR}|[/?])*)?"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
_STATEMENT = rf"[{_UNRESERVED}{_DELIMITERS}:/?\#\[\]@ ]+"

_MESSAGE = re.compile(
    rf"(?:(?P<scheme>{_SCHEME})://)?(?P<domain>{_AUTHORITY}) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9A-Fa-f]{40})\n"
    r"\n"
    rf"(?:(?P<statement>{_STATEMENT})\n)?"
    r"\n"
    rf"URI: (?P<uri>{_URI})\n"
    r"Version: 1\n"
    r"Chain ID: (?P<chain_id>[0-9]{1,20})\n"
    r"Nonce: (?P<nonce>[A-Za-z0-9]{8,})\n"
    rf"Issued At: (?P<issued_at>{_TIME})"
    rf"(?:\nExpiration Time: (?P<expiration_time>{_TIME}))?"
    rf"(?:\nNot Before: (?P<not_before>{_TIME}))?"
    rf"(?:\nRequest ID: (?P<request_id>{_PCHAR}*))?"
    rf"(?P<resources>\nResources:(?:\n- {_URI})*)?",
    re.ASCII,
)


@dataclass(eq=False)
class SignInMessageWrong(InvalidInput):
    problem: str
    sentence: ClassVar[str] = "the message is no sign-in as EIP-4361 writes it: {problem}"


@dataclass(frozen=True, kw_only=True)
class SignInMessage:
    """The fields of EIP-4361, version 1. None: the field is left out. Times are texts as they stand in the message."""

    scheme: str | None = None
    domain: str
    address: str
    statement: str | None = None
    uri: str
    chain_id: int
    nonce: str
    issued_at: str
    expiration_time: str | None = None
    not_before: str | None = None
    request_id: str | None = None
    resources: tuple[str, ...] | None = None

    @classmethod
    def parse(cls, text: str) -> "SignInMessage":
        """Raises SignInMessageWrong. An address without its checksum is refused: it may be mistyped."""
        if len(text) > MOST_CHARACTERS:
            raise SignInMessageWrong(f"it has {len(text)} characters, and may have {MOST_CHARACTERS}")
        found = _MESSAGE.fullmatch(text)
        if found is None:
            raise SignInMessageWrong("a line is missing, out of order, or holds what it may not")
        fields = found.groupdict()
        resources = fields.pop("resources")
        listed = None if resources is None else tuple(resources.split("\n- ")[1:])
        message = cls(chain_id=int(fields.pop("chain_id")), resources=listed, **fields)
        _require_checksum(message.address)
        for name in ("issued_at", "expiration_time", "not_before"):
            if (written := fields[name]) is not None:
                seconds_of(written)
        return message

    def text(self) -> str:
        """The message as it is signed. Raises SignInMessageWrong if a field holds what it may not."""
        lines = [
            f"{f'{self.scheme}://' if self.scheme else ''}{self.domain} "
            "wants you to sign in with your Ethereum account:",
            self.address,
            "",
            *([] if self.statement is None else [self.statement]),
            "",
            f"URI: {self.uri}",
            "Version: 1",
            f"Chain ID: {self.chain_id}",
            f"Nonce: {self.nonce}",
            f"Issued At: {self.issued_at}",
        ]
        optional = (("Expiration Time", self.expiration_time), ("Not Before", self.not_before))
        lines += [
            f"{name}: {value}" for name, value in (*optional, ("Request ID", self.request_id)) if value is not None
        ]
        if self.resources is not None:
            lines += ["Resources:", *(f"- {resource}" for resource in self.resources)]
        text = "\n".join(lines)
        if SignInMessage.parse(text) != self:
            raise SignInMessageWrong("a field holds what another one is made of")
        return text


def seconds_of(time: str) -> float:
    """Unix seconds of an RFC 3339 time. Raises SignInMessageWrong for one that never is, as the 31st of February."""
    try:
        return datetime.fromisoformat(time.upper()).timestamp()
    except (ValueError, OverflowError):
        raise SignInMessageWrong(f"there is no time {time}") from None


def _require_checksum(address: str) -> None:
    try:
        known = checksummed(address)
    except InvalidValue as error:
        raise SignInMessageWrong(error.problem) from None
    if known != address:
        raise SignInMessageWrong(f"the address {address} is written without its checksum")
