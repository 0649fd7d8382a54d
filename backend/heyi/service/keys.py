"""The key a part signs with: of the development mnemonic on a local chain, in a keystore, or in an external signer.

InvalidInput
├── NotForPlay          422  a development key, which everybody knows, on a chain that isn't a local one
├── KeystoreUnreadable  422  no keystore of version 3 is where the setting says
├── NoPassword          422  nothing says what opens the keystore
└── WrongPassword       422  what is said does not open it

What an external signer refuses, and when it is away, is told once something is to be signed: see `chain.signer`.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from eth_account import Account

from heyi.chain.client import development_account
from heyi.chain.profiles import Profile
from heyi.chain.signer import ExternalAccount, SignerAccess, SignerPlace
from heyi.core.errors import InvalidInput, InvalidValue
from heyi.core.signing import Key
from heyi.core.solidity import checksummed
from heyi.service.health import Check
from heyi.service.settings import SignerSettings
from heyi.service.settings.reading import password_variable

__all__ = [
    "EXTERNAL",
    "KeySettings",
    "KeystoreUnreadable",
    "NoPassword",
    "NotForPlay",
    "WrongPassword",
    "account_of",
    "address_of",
    "signer_checks",
]

EXTERNAL = "web3signer+"  # how the setting of a key in an external signer begins


@dataclass(eq=False)
class NotForPlay(InvalidInput):
    """key: the setting's value. profile: of the chain."""

    sentence = "{key} is a key that everybody knows, and {profile} is no local chain: name a keystore file instead."
    key: str
    profile: str


@dataclass(eq=False)
class KeystoreUnreadable(InvalidInput):
    sentence = "{file} cannot be used as the key of the {part} ({reason}): name an encrypted keystore file, version 3."
    part: str
    file: str
    reason: str


@dataclass(eq=False)
class NoPassword(InvalidInput):
    sentence = "Nothing opens the keystore {file}: {reason}. Put the password into {variable}, or name a password_file."
    file: str
    reason: str
    variable: str


@dataclass(eq=False)
class WrongPassword(InvalidInput):
    sentence = "The password in {where} does not open the keystore {file}."
    file: str
    where: str


class KeySettings(Protocol):
    """The settings of a section that has a key."""

    @property
    def key(self) -> str: ...

    @property
    def password_file(self) -> Path | None: ...


def account_of(
    part: str, settings: KeySettings, profile: Profile, environment: Mapping[str, str], signer: SignerSettings
) -> Key:
    """The key of a part: the settings' section `keeper`, `relayer` or `oracle`. signer: how an external one is asked.

    Raises NotForPlay, KeystoreUnreadable, NoPassword and WrongPassword. A keystore takes a second to open: that is
    what makes its password hard to guess.
    """
    if settings.key.startswith(EXTERNAL):
        access = SignerAccess(
            signer.authority, signer.certificate, signer.certificate_key, signer.token_file, signer.timeout
        )
        return ExternalAccount(SignerPlace.read(settings.key), access)
    if settings.key.startswith("dev:"):
        if not profile.has_clock:
            raise NotForPlay(settings.key, profile.name)
        return development_account(int(settings.key.removeprefix("dev:")))
    keystore = _keystore(part, Path(settings.key))
    password, where = _password(settings, password_variable(part), environment)
    try:
        key = Account.decrypt(keystore, password)
    except ValueError as error:
        if "mac" in str(error).lower():  # of the deciphered text: it is the wrong one
            raise WrongPassword(settings.key, where) from None
        raise KeystoreUnreadable(part, settings.key, str(error)) from None
    except (KeyError, TypeError, AttributeError, NotImplementedError):
        raise KeystoreUnreadable(part, settings.key, "a part of it is missing") from None
    account: Key = Account.from_key(key)
    return account


def address_of(part: str, settings: KeySettings, profile: Profile, environment: Mapping[str, str]) -> str:
    """The address of a part's key, for who has no need of the key itself; of a keystore that says it, as most do,
    without its password. Raises as `account_of` does."""
    if not settings.key.startswith(("dev:", EXTERNAL)):
        said = str(_keystore(part, Path(settings.key)).get("address", ""))
        with suppress(InvalidValue):
            return checksummed("0x" + said.removeprefix("0x"))
    return account_of(part, settings, profile, environment, SignerSettings()).address


def signer_checks(account: Key) -> Mapping[str, Check]:
    """What the readiness of a part with this key asks besides: whether its external signer is up, if it has one."""
    return {"signer": account.problems} if isinstance(account, ExternalAccount) else {}


def _keystore(part: str, file: Path) -> dict[str, object]:
    try:
        keystore = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeystoreUnreadable(part, str(file), error.strerror or str(error)) from None
    except ValueError:
        raise KeystoreUnreadable(part, str(file), "it is no JSON") from None
    if not isinstance(keystore, dict) or keystore.get("version") != 3:
        raise KeystoreUnreadable(part, str(file), "it does not say that its version is 3")
    return keystore


def _password(settings: KeySettings, variable: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The password, and where it was found. A file named in the settings comes first."""
    if settings.password_file is None:
        if not environment.get(variable):
            raise NoPassword(settings.key, f"{variable} is not set", variable)
        return environment[variable], variable
    try:
        lines = settings.password_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise NoPassword(settings.key, f"{settings.password_file} cannot be read ({reason})", variable) from None
    if not lines or not lines[0]:
        raise NoPassword(settings.key, f"the first line of {settings.password_file} is empty", variable)
    return lines[0], str(settings.password_file)
