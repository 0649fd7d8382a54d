"""An API as pages of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from heyi.sources.errors import SourceError
from heyi.sources.kinds.asking import NamedRow
from heyi.sources.kinds.http.asking import Access
from heyi.sources.kinds.http.paging import Paging, with_parameters

__all__ = ["HttpApi", "rows_in"]


@dataclass(frozen=True)
class HttpApi:
    """rows: where in an answer they are, as JMESPath. since: the parameter that says from which cursor on."""

    url: str
    rows: str
    access: Access
    paging: Paging
    since: str = ""
    in_order: bool = False  # nobody promises that

    @property
    def name(self) -> str:
        return self.access.label

    def pages(self, since: Any = None) -> Iterator[Sequence[NamedRow]]:
        """Page by page. Raises SourceError and SourceUnreachable."""
        start = self.url if since is None else with_parameters(self.url, {self.since: _parameter(since)})
        first = url = self.paging.first(start)
        asked = set()
        before = 0
        for page in range(1, self.paging.most + 1):
            if url in asked:
                raise self._wrong(f"page {page} is one that was there before: it would go on for ever")
            asked.add(url)
            answer = self.access.get(url)
            rows = rows_in(answer.value, self.rows, self.name)
            before += len(rows)
            yield rows
            following = self.paging.after(url, first, answer, page, len(rows), before)
            if following is None:
                return
            url = following
        raise self._wrong(f"there are more than {self.paging.most:,} pages")

    def _wrong(self, problem: str) -> SourceError:
        return SourceError(self.name, 0, "", problem)


def rows_in(value: Any, where: str, label: str) -> Sequence[Mapping[str, Any]]:
    """The rows in JSON. Raises SourceError if there is no list of objects."""
    try:
        found = jmespath.search(where, value) if where else value
    except JMESPathError as error:
        raise SourceError(label, 0, "", f"rows can't be found: {error}") from None
    if not isinstance(found, list):
        raise SourceError(label, 0, "", f"no list of rows is at {where or 'the top'}")
    for number, row in enumerate(found, start=1):
        if not isinstance(row, dict):
            raise SourceError(label, number, "", "is no object with names and values")
    return found


def _parameter(since: Any) -> str:
    return since.isoformat() if hasattr(since, "isoformat") else str(since)
