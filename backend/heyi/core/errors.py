"""The errors of Heyi, each with a code, an HTTP status and the facts that explain it.

HeyiError                   500  a fault of ours
├── UndecodableLog          500  a log has a known event's topic but not its shape
├── UnknownAgreement        500  an event of an agreement whose opening was never seen
├── AmbiguousAbi            500  two ABIs define one name differently
├── UnknownStruct           500  no ABI defines the struct
├── InvalidInput            422  what was given is wrong, whatever the state of the chain
│   ├── InvalidValue        422  a value does not fit its Solidity type
│   ├── InvalidPeriod       422  a text or time names no period
│   ├── SignerTwice         422  one member signed twice for an enterprise
│   └── InvalidTerms        422  terms that no contract would open: see `checks.invalid_terms`, which draws this branch
└── FactNotFinal            409  a figure is not final yet

An error that a contract also knows has the contract's name and arguments, so that one table of sentences serves both.
All are named after facts, as in the contracts.
"""
# ruff: noqa: N818

from dataclasses import dataclass, fields
from typing import Any, ClassVar

__all__ = [
    "AmbiguousAbi",
    "FactNotFinal",
    "HeyiError",
    "InvalidInput",
    "InvalidPeriod",
    "InvalidTerms",
    "InvalidValue",
    "SignerTwice",
    "UndecodableLog",
    "UnknownAgreement",
    "UnknownStruct",
]


@dataclass(eq=False)
class HeyiError(Exception):
    """The root. `sentence` is a template over the error's own fields; `code` is the class name."""

    status: ClassVar[int] = 500
    sentence: ClassVar[str] = "something went wrong"
    code: ClassVar[str] = "HeyiError"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = cls.__name__

    def __post_init__(self) -> None:
        # The fields are also the exception's args: pickling and repr of exceptions go by them.
        self.args = tuple(self.facts().values())

    def facts(self) -> dict[str, Any]:
        """The arguments of the error by name, in order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        shown = {
            name: f"0x{value.hex()}" if isinstance(value, bytes) else value for name, value in self.facts().items()
        }
        return self.sentence.format(**shown).strip()


@dataclass(eq=False)
class UndecodableLog(HeyiError):
    sentence = "log {log_index} of block {block} is not a {event} event: {problem}"
    event: str
    block: int
    log_index: int
    problem: str


@dataclass(eq=False)
class UnknownAgreement(HeyiError):
    sentence = "the opening of agreement {agreement} is missing"
    agreement: bytes


@dataclass(eq=False)
class AmbiguousAbi(HeyiError):
    sentence = "two ABIs define {name} differently"
    name: str


@dataclass(eq=False)
class UnknownStruct(HeyiError):
    sentence = "no function, event or error of the ABI uses a struct {name}"
    name: str


@dataclass(eq=False)
class InvalidInput(HeyiError):
    status = 422
    sentence = "the input is wrong"


@dataclass(eq=False)
class InvalidValue(InvalidInput):
    """`where` is the path to the value, such as clauses[0].points[1].x"""

    sentence = "{where} {problem}"
    where: str
    problem: str

    def inside(self, outer: str) -> "InvalidValue":
        """The same error seen from the record or list that holds the value under the name `outer`."""
        separator = "" if self.where.startswith("[") or not self.where else "."
        return InvalidValue(f"{outer}{separator}{self.where}", self.problem)


@dataclass(eq=False)
class InvalidPeriod(InvalidInput):
    sentence = "{given!r} names no period: {problem}"
    given: object
    problem: str


@dataclass(eq=False)
class SignerTwice(InvalidInput):
    sentence = "{signer} signed twice"
    signer: str


@dataclass(eq=False)
class InvalidTerms(InvalidInput):
    sentence = "the terms are wrong"


@dataclass(eq=False)
class FactNotFinal(HeyiError):
    status = 409
    sentence = "the figures of {subject} for period {period} are not final"
    subject: bytes
    period: int
