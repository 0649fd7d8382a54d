"""Profiles out of their TOML files: every key is checked, and a profile of one's own may build on one of ours.

InvalidInput
├── UnknownProfile          422  neither a profile's name nor a file
├── ProfileUnreadable       422  the file cannot be read, or is no TOML
├── UnknownProfileKey       422  a key that no profile has, such as a misspelt one
├── MissingProfileKey       422  a key that every profile must have
└── InvalidProfileValue     422  a key's value is of the wrong type, or out of its range
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, get_args

from heyi.chain.node import Kind
from heyi.chain.profiles.profile import EVM_VERSIONS, Finality, Gas, GasMode, Profile, Replacement
from heyi.core.errors import InvalidInput

__all__ = [
    "OWN",
    "InvalidProfileValue",
    "MissingProfileKey",
    "ProfileUnreadable",
    "UnknownProfile",
    "UnknownProfileKey",
    "read_profile",
]

OWN = {name: Path(__file__).with_name(f"{name}.toml") for name in ("ganache", "anvil", "besu-qbft", "public")}
"""The files of the profiles that come with Heyi, by name."""


@dataclass(eq=False)
class UnknownProfile(InvalidInput):
    given: str
    known: str
    sentence: ClassVar[str] = (
        "{given} is no chain profile: name one of {known}, or the path of a TOML file (docs/chains.md)."
    )


@dataclass(eq=False)
class ProfileUnreadable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "The chain profile {file} cannot be read: {reason}."


@dataclass(eq=False)
class UnknownProfileKey(InvalidInput):
    file: str
    key: str
    sentence: ClassVar[str] = "The chain profile {file} has a key {key}, which no profile has (docs/chains.md)."


@dataclass(eq=False)
class MissingProfileKey(InvalidInput):
    file: str
    key: str
    sentence: ClassVar[str] = (
        "The chain profile {file} lacks {key}: add it, or take it from another profile by `like` (docs/chains.md)."
    )


@dataclass(eq=False)
class InvalidProfileValue(InvalidInput):
    """problem: the end of a sentence that begins with the key."""

    file: str
    key: str
    problem: str
    sentence: ClassVar[str] = "In the chain profile {file}, {key} {problem}."


def read_profile(file: Path) -> Profile:
    """The profile of a file. Raises one of this module's errors."""
    return _profile(_Values(str(file), "", _merged(file)), _source(file))


def _source(file: Path) -> str:
    own = [name for name, path in OWN.items() if path == file]
    return own[0] if own else str(file.resolve())


def _merged(file: Path) -> Mapping[str, Any]:
    """The file's own keys over those of the profile it is like."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileUnreadable(str(file), error.strerror or str(error)) from None
    except ValueError as error:  # of TOML, or of UTF-8
        raise ProfileUnreadable(str(file), str(error)) from None
    if "like" not in given:
        return given
    like = given.pop("like")
    if like not in OWN:
        raise InvalidProfileValue(str(file), "like", f"is {like!r}, not one of {', '.join(OWN)}")
    if "name" not in given:
        raise MissingProfileKey(str(file), "name")
    return {**tomllib.loads(OWN[like].read_text(encoding="utf-8")), **given}


class _Values:
    """One table of a file. Each key is asked for once; what was never asked for is no key of a profile."""

    def __init__(self, file: str, path: str, values: Mapping[str, Any]) -> None:
        self.file = file
        self._path = path
        self._left = dict(values)

    def wrong(self, key: str, problem: str) -> InvalidProfileValue:
        return InvalidProfileValue(self.file, self._path + key, problem)

    def has(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str, check: Callable[[Any], str]) -> Any:
        """The key's value; `check` says what is wrong with it, as the end of a sentence, or nothing."""
        if key not in self._left:
            raise MissingProfileKey(self.file, self._path + key)
        value = self._left.pop(key)
        if problem := check(value):
            raise self.wrong(key, problem)
        return value

    def take_or(self, key: str, check: Callable[[Any], str], otherwise: Any) -> Any:
        return self.take(key, check) if key in self._left else otherwise

    def table(self, key: str) -> "_Values":
        value = self.take(key, lambda value: "" if isinstance(value, dict) else "is no table")
        return _Values(self.file, f"{self._path}{key}.", value)

    def end(self) -> None:
        """Raises UnknownProfileKey if a key was not asked for."""
        for key in self._left:
            raise UnknownProfileKey(self.file, self._path + key)


def _profile(values: _Values, source: str) -> Profile:
    profile = Profile(
        name=values.take("name", _text),
        source=source,
        chain_id=values.take_or("chain_id", _whole(1), None),
        kind=values.take_or("local_node", _one_of(*get_args(Kind)), None),
        evm_version=values.take("evm_version", _one_of(*EVM_VERSIONS)),
        proof_of_authority=values.take("proof_of_authority", _yes_or_no),
        block_time=values.take("block_time", _number(0)),
        finality=_finality(values),
        logs_range=values.take("logs_range", _whole(1)),
        batch_size=values.take("batch_size", _whole(1)),
        foreign_logs=values.take("foreign_logs", _yes_or_no),
        gas=_gas(values.table("gas")),
        replacement=_replacement(values.table("replacement")) if values.has("replacement") else None,
        polls_every=values.take("polls_every", _number(0.001)),
        simulates=values.take("simulates", _yes_or_no),
        sends_at_once=values.take("sends_at_once", _whole(1)),
        has_clock=values.take("has_clock", _yes_or_no),
    )
    values.end()
    if profile.kind is not None and profile.chain_id is None:
        raise MissingProfileKey(values.file, "chain_id")  # a chain that is started here needs one to be started with
    return profile


def _finality(values: _Values) -> Finality:
    text = values.take("finality", _text)
    if text in ("instant", "tag"):
        return Finality(text)
    kind, _, depth = text.partition(":")
    if kind != "depth" or not depth.isdecimal() or int(depth) == 0:
        raise values.wrong("finality", f"is {text!r}, not instant, tag or depth:N with N above 0")
    return Finality("depth", int(depth))


def _gas(values: _Values) -> Gas:
    """Each mode has keys of its own, so that none stands there without effect."""
    mode = values.take("mode", _one_of(*get_args(GasMode)))
    gas = Gas(
        mode=mode,
        limit=values.take_or("limit", _whole(21_000), None),
        margin=values.take_or("margin", _number(1), Gas.margin),
        price=values.take("price", _whole(1)) if mode == "legacy" else 0,
        multiplier=values.take_or("multiplier", _number(1), Gas.multiplier) if mode == "fees" else 1,
        cap=values.take("cap", _whole(1)) if mode == "fees" else 0,
    )
    values.end()
    return gas


def _replacement(values: _Values) -> Replacement:
    replacement = Replacement(
        bump_percent=values.take("bump_percent", _whole(1)),
        after_seconds=values.take_or("after_seconds", _number(1), None),
        after_blocks=values.take_or("after_blocks", _whole(1), None),
    )
    values.end()
    if (replacement.after_seconds is None) == (replacement.after_blocks is None):
        raise values.wrong("after_blocks", "or after_seconds: give one of the two")
    return replacement


# --- CHECKS: what is wrong with a value, or nothing ---


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value else "is no text"


def _yes_or_no(value: object) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false"


def _one_of(*known: str) -> Callable[[object], str]:
    return lambda value: "" if value in known else f"is {value!r}, not one of {', '.join(known)}"


def _whole(least: int) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            return f"is {value!r}, not a whole number"
        return "" if value >= least else f"is {value}, below {least}"

    return check


def _number(least: float) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return f"is {value!r}, not a number"
        return "" if value >= least else f"is {value}, below {least}"  # also of nan, which is below nothing

    return check
