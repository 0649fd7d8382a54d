"""Pages of an API: by number, by offset, by a cursor that the answer holds, or by its Link header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import jmespath

from heyi.sources.kinds.http.asking import Answer

__all__ = ["By", "Paging", "with_parameters"]

By = Literal["none", "page", "offset", "cursor", "link"]

_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?(?:[\s;,]|$)', re.IGNORECASE)


@dataclass(frozen=True)
class Paging:
    """parameter: that says which page. start: the first page's number. size: rows on a full page, told by
    `size_parameter` if there is one. next: where in an answer the next cursor is, as JMESPath. most: pages."""

    by: By = "none"
    parameter: str = ""
    start: int = 1
    size: int = 0
    size_parameter: str = ""
    next: str = ""
    most: int = 100_000

    def first(self, url: str) -> str:
        """The address of the first page."""
        parameters: dict[str, str] = {self.size_parameter: str(self.size)} if self.size_parameter else {}
        if self.by in ("page", "offset"):
            parameters[self.parameter] = str(self.start if self.by == "page" else 0)
        return with_parameters(url, parameters)

    def after(self, url: str, first: str, answer: Answer, page: int, rows: int, before: int) -> str | None:
        """The address of the page after `page`, the number of those so far; None if that was the last one.

        rows: on this page; before: on all so far, this one too.
        """
        match self.by:
            case "none":
                return None
            case "page" | "offset":
                # A page may have fewer rows than asked for, as some APIs allow themselves; none is the end.
                if not rows:
                    return None
                where = self.start + page if self.by == "page" else before
                return with_parameters(first, {self.parameter: str(where)})
            case "cursor":
                cursor = jmespath.search(self.next, answer.value)
                if cursor is None or cursor is False or cursor == "":
                    return None
                return with_parameters(first, {self.parameter: str(cursor)})
            case "link":
                found = _LINK.search(answer.link)
                return urljoin(url, found[1]) if found else None


def with_parameters(url: str, parameters: Mapping[str, Any]) -> str:
    """The address with these parameters, in place of what it said of them."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()]), fragment=""))
