"""What is wrong with settings, named after the fact: file, key, value and what is allowed.

InvalidInput
├── SettingsUnreadable  422  the file that was asked for is missing, or is no TOML
├── UnknownSetting      422  nobody reads such a setting
├── WrongSetting        422  a value isn't one of those allowed
└── PlaintextKey        422  a private key or password stands where only the place of one may
"""

from dataclasses import dataclass

from heyi.core.errors import InvalidInput

__all__ = ["PlaintextKey", "SettingsUnreadable", "UnknownSetting", "WrongSetting"]


@dataclass(eq=False)
class SettingsUnreadable(InvalidInput):
    sentence = "The settings in {file} cannot be read: {reason}."
    file: str
    reason: str


@dataclass(eq=False)
class UnknownSetting(InvalidInput):
    """file: or "the environment". key: as it stands there. allowed: what could stand in its place."""

    sentence = "{file}: there is no setting {key}; there are {allowed}."
    file: str
    key: str
    allowed: str


@dataclass(eq=False)
class WrongSetting(InvalidInput):
    """value: as it was given; a secret one is left out."""

    sentence = "{file}: {key} = {value} is refused; allowed is {allowed}."
    file: str
    key: str
    value: str
    allowed: str


@dataclass(eq=False)
class PlaintextKey(InvalidInput):
    """The key itself is in none of the facts, as errors are logged."""

    sentence = "{file}: {key} holds a secret in plain text, which settings never do; allowed is {allowed}."
    file: str
    key: str
    allowed: str
