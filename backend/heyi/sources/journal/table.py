"""The journal's rows as a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from heyi.sources.journal.journal import Journal
from heyi.sources.rows.named import NamedRows

__all__ = ["JournalTable"]


class JournalTable(NamedRows):
    """All rows of one source, by key."""

    def __init__(self, journal: Journal, name: str) -> None:
        self.name = name
        self._journal = journal

    def named(self) -> Iterator[Mapping[str, Any]]:
        for _, row in self._journal.rows():
            yield row
