"""A kind whose columns have other names in the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heyi.sources.kinds.kind import Kind
from heyi.sources.rows import Table
from heyi.sources.rows.named import Renamed

__all__ = ["RenamedKind"]


@dataclass(frozen=True)
class RenamedKind:
    """names: those in the source, by ours."""

    kind: Kind
    names: Mapping[str, str]

    def refresh(self) -> None:
        self.kind.refresh()

    def stamp(self) -> object:
        return self.kind.stamp()

    def tables(self) -> Sequence[Table]:
        return [Renamed(table, self.names) for table in self.kind.tables()]
