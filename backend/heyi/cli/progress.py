"""Progress of long steps: one line that changes on a terminal, one line per step elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status

__all__ = ["Steps"]


class Steps:
    """Shows what is being done while a `with` block lasts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = console.status("Starting") if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def tell(self, step: str) -> None:
        """Says what is being done now."""
        if self._status:
            self._status.update(escape(step))
        else:
            self._console.print(step, markup=False, highlight=False)
