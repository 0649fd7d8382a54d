"""Secrets of a source: the description says where one is, an environment variable or a file, and never what it is."""

from collections.abc import Mapping
from typing import NoReturn

from heyi.sources.described.document import Document
from heyi.sources.errors import SecretMissing

__all__ = ["secret_of"]

OURS = "HEYI_"  # settings are named so, and unknown ones are refused


def secret_of(document: Document, name: str, environment: Mapping[str, str]) -> str | None:
    """The secret that [source] name_env or name_file leads to; None if neither is there.

    Raises SecretMissing, and SourceWrong for a variable that would be taken for a setting.
    """
    key = document.one_of("source", (f"{name}_env", f"{name}_file"), needed=False)
    if not key:
        return None
    where = str(document.table("source")[key])

    def missing(reason: str) -> NoReturn:
        raise SecretMissing(document.file.name, f"[source] {key}", where, reason)

    if key.endswith("_env"):
        if where.startswith(OURS):
            raise document.wrong(f"[source] {key}", f"may not begin with {OURS}: such variables are settings")
        return environment.get(where) or missing("it is not set")
    try:
        text = document.path(where).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        missing(getattr(error, "strerror", None) or "it is no text in UTF-8")
    return text or missing("it is empty")
