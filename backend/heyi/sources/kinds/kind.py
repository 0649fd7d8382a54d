"""What every kind of source is asked for."""

from collections.abc import Sequence
from typing import Protocol

from heyi.sources.rows import Table

__all__ = ["Kind"]


class Kind(Protocol):
    """Where rows come from."""

    def refresh(self) -> None:
        """Fetches what is new, where rows have to be fetched. Raises SourceError and SourceUnreachable."""

    def stamp(self) -> object:
        """What is another one once rows have changed; None where that can't be told."""

    def tables(self) -> Sequence[Table]:
        """All rows. Raises SourceError."""
