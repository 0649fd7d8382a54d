"""[source] and [cursor]: where rows are, as one of the kinds."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jmespath
import sqlalchemy as sa
from jmespath.exceptions import JMESPathError

from heyi.sources.described.document import Document, seconds_of
from heyi.sources.described.secrets import secret_of
from heyi.sources.errors import SecretInSource
from heyi.sources.journal import Journal
from heyi.sources.kinds.asking import Asked, CursorRule, Journaled, Pages
from heyi.sources.kinds.files import Files
from heyi.sources.kinds.http import Access, HttpApi, Paging
from heyi.sources.kinds.http.asking import host_of
from heyi.sources.kinds.kind import Kind
from heyi.sources.kinds.sql import SqlQuery, url_of
from heyi.sources.kinds.webhook import Webhooks

__all__ = ["Opening", "kind_of"]

EVERY = "60s"
SUFFIXES = {"csv": (".csv", ".csv.gz", ".csv.xz"), "parquet": (".parquet",)}


@dataclass(frozen=True)
class Opening:
    """What a source is opened with. key: columns by their names in the source. journal: by the name of its rows."""

    environment: Mapping[str, str]
    journal: Callable[[str], Journal] | None
    key: Sequence[str]


def kind_of(document: Document, opening: Opening) -> Kind:
    """Nothing is asked of anybody yet. Raises SourceWrong, SecretInSource, SecretMissing and SourceUnreachable."""
    if document.table("cursor") and document.kind not in ("sql", "http"):
        raise document.wrong("[cursor]", "is for the kinds sql and http only")
    match document.kind:
        case "sql":
            return _asked(document, opening, _sql(document, opening))
        case "http":
            return _asked(document, opening, _http(document, opening))
        case "webhook":
            return _webhook(document, opening)
        case _:
            return _files(document)


def _files(document: Document) -> Files:
    patterns = tuple(document.table("source")["files"])
    for pattern in patterns:
        if not pattern.endswith(SUFFIXES[document.kind]):
            raise document.wrong("[source] files", f"do not end in {' or '.join(SUFFIXES[document.kind])}: {pattern!r}")
        if pattern.startswith("/"):
            raise document.wrong("[source] files", f"start at the folder of this file: {pattern!r}")
    return Files(folder=document.file.parent, patterns=patterns)


def _asked(document: Document, opening: Opening, pages: Pages) -> Kind:
    """From the journal if there is a cursor; anew each time if there is none."""
    every = seconds_of(document.table("source").get("every", EVERY))
    cursor = document.table("cursor")
    if not cursor:
        return Asked(pages, every)
    return Journaled(pages, _journal(document, opening), opening.key, _cursor(cursor), every)


def _cursor(given: Mapping[str, Any]) -> CursorRule:
    overlap = given.get("overlap", 0)
    back = timedelta(seconds=seconds_of(overlap)) if isinstance(overlap, str) else overlap
    return CursorRule(given["column"], back)


def _journal(document: Document, opening: Opening) -> Journal:
    if not opening.key:
        raise document.wrong("[rows] key", "is missing: rows that are kept in the journal are known by it")
    if opening.journal is None:
        raise document.wrong("[source] kind", "keeps rows in a node's journal, and none was named")
    if document.kind == "webhook":
        return opening.journal(document.file.stem)  # what was sent cannot be asked for again
    # Rows that were asked for otherwise are others: they are asked for anew.
    source = document.table("source")
    asked = {key: source.get(key) for key in ("url", "url_env", "url_file", "query", "table", "rows")}
    said = json.dumps([asked, document.table("cursor"), list(opening.key)], sort_keys=True)
    return opening.journal(f"{document.file.stem} {hashlib.sha256(said.encode()).hexdigest()[:12]}")


def _sql(document: Document, opening: Opening) -> SqlQuery:
    source = document.table("source")
    document.one_of("source", ("url", "url_env", "url_file"))
    written = source.get("url") or secret_of(document, "url", opening.environment)
    url = url_of(str(written))
    if url is None:
        raise document.wrong(
            "[source] url", "names no database that there is a driver for: sqlite:///FILE, postgresql://"
        )
    if "url" in source and url.password:
        raise SecretInSource(document.file.name, "[source] url", "password_env, password_file, url_env or url_file")
    if (password := secret_of(document, "password", opening.environment)) is not None:
        url = url.set(password=password)
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(document.path(url.database)))
    query = document.one_of("source", ("query", "table"))
    return SqlQuery(
        url=url,
        query=str(source[query]).strip().removesuffix(";"),
        label=_label(document, url),
        timeout=seconds_of(source.get("timeout", "60s")),
        cursor=document.table("cursor").get("column", ""),
        is_table=query == "table",
    )


def _label(document: Document, url: sa.URL) -> str:
    return f"{document.file.name} ({url.get_backend_name()})"


def _http(document: Document, opening: Opening) -> HttpApi:
    source = document.table("source")
    hosts = frozenset(host.lower() for host in source["allow_hosts"])
    private = frozenset(host.lower() for host in source.get("private_hosts", ()))
    if not private <= hosts:
        raise document.wrong("[source] private_hosts", "names one that allow_hosts does not")
    given = document.one_of("source", ("url", "url_env", "url_file"))
    url = str(source.get("url") or secret_of(document, "url", opening.environment))
    if host_of(url) not in hosts:
        raise document.wrong(f"[source] {given}", "has a host that allow_hosts does not name")
    since = document.table("cursor").get("parameter", "")
    if document.table("cursor") and not since:
        raise document.wrong("[cursor] parameter", "is missing: it tells the API from where on")
    access = Access(
        label=f"{document.file.name} ({host_of(url)})",
        hosts=hosts,
        private=private,
        headers=_headers(document, opening),
        timeout=seconds_of(source.get("timeout", "30s")),
        largest=source.get("largest_answer", 32 * 2**20),
        authorities=str(document.path(source["ca_file"])) if "ca_file" in source else "",
    )
    return HttpApi(url, _where(document), access, _paging(document), since)


def _headers(document: Document, opening: Opening) -> dict[str, str]:
    source = document.table("source")
    token = secret_of(document, "token", opening.environment)
    if token is None:
        for key in ("header", "prefix"):
            if key in source:
                raise document.wrong(f"[source] {key}", "is given without token_env or token_file")
        return {}
    name = source.get("header", "Authorization")
    value = source.get("prefix", "Bearer " if name.lower() == "authorization" else "") + token
    if not all(text.isascii() and text.isprintable() for text in (name, value)) or ":" in name:
        raise document.wrong("[source] header", "or its value has characters that no header has")
    return {name: value}


def _paging(document: Document) -> Paging:
    given = document.table("source").get("paging")
    if given is None:
        return Paging()
    by = given["by"]
    if by != "link" and "parameter" not in given:
        raise document.wrong("[source.paging] parameter", "is missing: it says which page")
    if (by == "cursor") != ("next" in given):
        raise document.wrong("[source.paging] next", 'goes with by = "cursor": where the next cursor is, as JMESPath')
    if ("size" in given) != ("size_parameter" in given):
        raise document.wrong("[source.paging] size", "and size_parameter go together")
    _check_path(document, "[source.paging] next", given.get("next", ""))
    return Paging(**given)


def _webhook(document: Document, opening: Opening) -> Webhooks:
    document.one_of("source", ("secrets_env", "secrets_file"))
    secrets = (secret_of(document, "secrets", opening.environment) or "").split()
    for secret in secrets:
        if not secret.startswith("whsec_"):
            raise document.wrong("[source] secrets", "are not written as in whsec_..., with blanks between them")
    return Webhooks(
        name=document.file.name,
        journal=_journal(document, opening),
        key=opening.key,
        rows=_where(document),
        secrets=secrets,
        largest=document.table("source").get("largest_body", 2**20),
    )


def _where(document: Document) -> str:
    where = str(document.table("source").get("rows", ""))
    _check_path(document, "[source] rows", where)
    return where


def _check_path(document: Document, key: str, path: str) -> None:
    try:
        if path:
            jmespath.compile(path)
    except JMESPathError as error:
        raise document.wrong(key, f"is no JMESPath: {str(error).partition(chr(10))[0]}") from None
