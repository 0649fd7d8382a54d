"""Progress of long steps: one line that changes on a terminal, one line per step elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from heyi.service import logs
from heyi.service.settings import LogSettings

__all__ = ["Steps", "tell_faults_only"]


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


def tell_faults_only() -> None:
    """While steps are shown: what oracle nodes of the story write into their logs would stand in between."""
    logs.configure(LogSettings(level="error"), "heyi")
