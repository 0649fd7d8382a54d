"""A source's TOML file: read strictly, so that a slip of the pen is told by file, table and key, and does nothing."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from heyi.sources.errors import SourceWrong
from heyi.sources.flaws import Path as Where
from heyi.sources.flaws import flaws_of

__all__ = ["KINDS", "Document", "seconds_of"]

KINDS = ("csv", "parquet", "sql", "http", "webhook")

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True)
class Document:
    """What the file says, which has the form it should. Paths in it start at its folder."""

    file: Path
    values: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path) -> "Document":
        """Raises SourceWrong for the first thing that is not allowed."""
        document = cls(file, _parsed(file))
        document._check("", document.values, "")
        source = document.table("source")
        if source.get("kind") not in KINDS:
            raise document.wrong("[source] kind", f"is not one of {', '.join(KINDS)}: {source.get('kind')!r}")
        document._check(source["kind"], source, "source")
        given = document.values["figures"]
        for number, figure in enumerate(given if isinstance(given, list) else (), start=1):
            document._check("figure", figure, f"figures {number}")
        return document

    @property
    def kind(self) -> str:
        return str(self.table("source")["kind"])

    def table(self, name: str) -> Mapping[str, Any]:
        """A table; empty if it is not there."""
        found: Mapping[str, Any] = self.values.get(name, {})
        return found

    def path(self, written: str) -> Path:
        return self.file.parent / written

    def wrong(self, where: str, problem: str) -> SourceWrong:
        return SourceWrong(self.file.name, where, problem)

    def one_of(self, name: str, keys: tuple[str, ...], needed: bool = True) -> str:
        """The one of these keys that the table has; empty if it may have none. Raises SourceWrong."""
        given = [key for key in keys if key in self.table(name)]
        if len(given) > 1:
            raise self.wrong(f"[{name}] {given[1]}", f"stands beside {given[0]}: one of the two is enough")
        if needed and not given:
            raise self.wrong(f"[{name}]", f"lacks one of {', '.join(keys)}")
        return given[0] if given else ""

    def _check(self, form: str, value: object, where: str) -> None:
        flaws = flaws_of(_validator(form), value)
        if flaws:
            raise self.wrong(_named(flaws[0].path, where), flaws[0].problem)


def seconds_of(text: str) -> int:
    """A length of time such as 10m, whose form was checked."""
    return int(text[:-1]) * _SECONDS[text[-1]]


def _named(path: Where, where: str) -> str:
    """The table in brackets, then the key."""
    *tables, key = [*where.split(".")] * bool(where) + [str(part) for part in path] or [where]
    text = ".".join(tables)
    if re.fullmatch(r"figures \d+", text):
        return f"[[figures]] {text.removeprefix('figures ')}, {key}"
    return f"[{text}] {key}" if text else key


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = "there is no such file"
    except OSError as error:
        problem = error.strerror or str(error)
    except UnicodeDecodeError:
        problem = "is no text in UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem = f"is no TOML ({error})"
    raise SourceWrong(file.name, "the file", problem)


@cache
def _validator(form: str) -> Draft202012Validator:
    """Of the whole document, or of one of the schema's forms."""
    schema = json.loads(files("heyi.sources").joinpath("schema", "source.json").read_text("utf-8"))
    if not form:
        return Draft202012Validator(schema)
    return Draft202012Validator({**schema["$defs"][form], "$defs": schema["$defs"]})
