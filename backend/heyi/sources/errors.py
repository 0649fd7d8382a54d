"""What is wrong with a source, named after the fact.

InvalidInput
├── SourceError         422  something in it can't be read, so nothing of it is reported
├── SourceWrong         422  its description says something that is not allowed
├── SecretInSource      422  a secret stands in its description, where only the place of one may
└── SecretMissing       422  no secret is where the description says
HeyiError
└── SourceUnreachable   503  who has the rows does not answer, or answers nothing of use
"""
# ruff: noqa: N818 - named after facts

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError, InvalidInput

__all__ = ["SecretInSource", "SecretMissing", "SourceError", "SourceUnreachable", "SourceWrong"]


@dataclass(eq=False)
class SourceError(InvalidInput):
    """Something of a source can't be read, so nothing of it is reported.

    file: or the name of a query, an address or a journal. row: of a file, the line where the row ends, its header being
    row 1; 0 where the whole is meant. column: the column's name, or nothing.
    """

    file: str
    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.problem}"


@dataclass(eq=False)
class SourceWrong(InvalidInput):
    """file: that describes the source. where: table and key, as in [rows] time_zone."""

    sentence = "{file}: {where} {problem}."
    file: str
    where: str
    problem: str


@dataclass(eq=False)
class SecretInSource(InvalidInput):
    """The secret itself is in none of the facts, as errors are logged."""

    sentence = "{file}: {where} holds a secret, which a description never does; name where it is by {instead}."
    file: str
    where: str
    instead: str


@dataclass(eq=False)
class SecretMissing(InvalidInput):
    """where: the environment variable or the file."""

    sentence = "{file}: no secret is in {where} ({reason}), which {key} names."
    file: str
    key: str
    where: str
    reason: str


@dataclass(eq=False)
class SourceUnreachable(HeyiError):
    """source: its name, without secrets."""

    status: ClassVar[int] = 503
    sentence = "{source} cannot be read now: {reason}."
    source: str
    reason: str
