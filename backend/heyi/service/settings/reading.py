"""Settings out of a TOML file and an environment, whose variables win; what is unknown or wrong is refused.

A setting `port` of the section [api] is `HEYI_API_PORT` in the environment.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from heyi.service.settings.describing import Described, described
from heyi.service.settings.errors import PlaintextKey, SettingsUnreadable, UnknownSetting, WrongSetting
from heyi.service.settings.forms import PlaintextSecret, shown
from heyi.service.settings.sections import Settings
from heyi.service.settings.telling import WebhookSettings

__all__ = ["CONFIG", "FILES", "PASSWORDS", "PREFIX", "SECTIONS", "password_variable", "read_settings", "variable"]

CONFIG = "HEYI_CONFIG"
FILES = (Path("heyi.toml"), Path(".heyi") / "heyi.toml")
PREFIX = "HEYI_"
ENVIRONMENT = "the environment"
SECTIONS: dict[str, Any] = {
    each.name: each.default_factory for each in fields(Settings) if each.default_factory is not dict
}  # classes, by name
MANY: dict[str, Any] = {"webhooks": WebhookSettings}
"""Sections of which there are any number: [webhooks.NAME]. They stand in the file only."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def variable(section: str, key: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{section}_{key}".upper()


def password_variable(section: str) -> str:
    """The environment variable that holds the password of a section's keystore. It is no setting: no file holds it."""
    return variable(section, "password")


PASSWORDS = {password_variable(name): name for name, section in SECTIONS.items() if "key" in described(section)}


def read_settings(config: Path | None, environment: Mapping[str, str]) -> Settings:
    """Settings out of `config`, or the file that HEYI_CONFIG names, or the first of FILES there is, or none.

    Raises SettingsUnreadable, UnknownSetting, WrongSetting and PlaintextKey.
    """
    file = _file(config, environment)
    given: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    many: dict[str, Any] = {}
    if file is not None:
        document = _document(file)
        many = {name: _many(name, document.pop(name, {}), str(file)) for name in MANY}
        for name, key, value in _from_file(document, str(file)):
            given[name][key] = value
    for name, key, value in _from_environment(environment):
        given[name][key] = value
    settings = Settings(**{name: section(**given[name]) for name, section in SECTIONS.items()}, **many)
    _check_together(settings, str(file or ENVIRONMENT))
    return settings


def _file(config: Path | None, environment: Mapping[str, str]) -> Path | None:
    if config is None and environment.get(CONFIG):
        config = Path(environment[CONFIG])
    return config or next((file for file in FILES if file.is_file()), None)


def _from_file(document: Mapping[str, Any], file: str) -> Iterator[tuple[str, str, object]]:
    """Section, key and value of every setting in the file."""
    for name, section in document.items():
        if name not in SECTIONS:
            sections = [*SECTIONS, *(f"{each}.NAME" for each in MANY)]
            raise UnknownSetting(file, f"[{name}]", ", ".join(f"[{each}]" for each in sections))
        for key, value in _of_section(name, SECTIONS[name], section, file):
            yield name, key, value


def _of_section(name: str, section: Any, given: object, file: str) -> Iterator[tuple[str, object]]:
    """Key and value of every setting of one section."""
    if not isinstance(given, dict):
        raise WrongSetting(file, name, shown(given), f"a section: [{name}]")
    known = described(section)
    for key, value in given.items():
        if variable(name, key) in PASSWORDS:
            raise PlaintextKey(file, f"{name}.{key}", f"password_file, or {variable(name, key)}")
        if key == "secret" and "secret_file" in known:
            raise PlaintextKey(file, f"{name}.{key}", "secret_file, or secret_env")
        if key not in known:
            raise UnknownSetting(file, f"{name}.{key}", ", ".join(known))
        yield key, _value(known[key], value, file, f"{name}.{key}")


def _many(name: str, given: object, file: str) -> Mapping[str, Any]:
    """The sections of one sort, by their own names."""
    if not isinstance(given, dict):
        raise WrongSetting(file, name, shown(given), f"sections with names of their own: [{name}.NAME]")
    found = {}
    for own, section in given.items():
        if not _NAME.fullmatch(own):
            raise WrongSetting(file, name, shown(own), "a name of small letters, digits, - and _, of 40 at most")
        found[own] = MANY[name](**dict(_of_section(f"{name}.{own}", MANY[name], section, file)))
    return MappingProxyType(found)


def _document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsUnreadable(str(file), "there is no such file") from None
    except OSError as error:
        raise SettingsUnreadable(str(file), error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise SettingsUnreadable(str(file), "it is no text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsUnreadable(str(file), f"it is no TOML ({error})") from None


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    """Section, key and value of every setting in the environment."""
    settings = {variable(name, key): (name, key) for name, section in SECTIONS.items() for key in described(section)}
    for word in sorted(environment):
        if not word.startswith(PREFIX) or word == CONFIG or word in PASSWORDS:
            continue
        if word not in settings:
            raise UnknownSetting(ENVIRONMENT, word, _alike(word, [*settings, *PASSWORDS]))
        name, key = settings[word]
        yield name, key, _value(described(SECTIONS[name])[key], environment[word], ENVIRONMENT, word, as_text=True)


def _alike(word: str, variables: list[str]) -> str:
    """The variables of the same section; if there is no such section, how variables are named."""
    section = "_".join(word.split("_")[:2]) + "_"
    return ", ".join(each for each in variables if each.startswith(section)) or (
        f"{PREFIX}SECTION_KEY with one of the sections {', '.join(SECTIONS)}"
    )


def _value(known: Described, given: object, file: str, key: str, as_text: bool = False) -> object:
    try:
        return known.form.read(known.form.raw(str(given)) if as_text else given)
    except PlaintextSecret:
        raise PlaintextKey(file, key, known.form.allowed) from None
    except ValueError:
        value = "(not shown)" if known.secret else shown(given)
        raise WrongSetting(file, key, value, known.form.allowed) from None


def _check_together(settings: Settings, file: str) -> None:
    start, most = settings.indexer.range_start, settings.indexer.range_max
    if start > most:
        raise WrongSetting(file, "indexer.range_start", str(start), f"at most indexer.range_max, which is {most}")
    for name, hook in settings.webhooks.items():
        if not hook.url:
            raise WrongSetting(file, f"webhooks.{name}.url", "(nothing)", described(hook)["url"].form.allowed)
        if (hook.secret_env is None) == (hook.secret_file is None):
            given = "(nothing)" if hook.secret_env is None else "(both)"
            raise WrongSetting(file, f"webhooks.{name}.secret_file", given, "one of secret_file and secret_env")
