"""A request to stop that a signal may make at any moment and a loop may wait for."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

__all__ = ["Stop", "StopRequest", "stopping_on_signals"]


class Stop(Protocol):
    """What a loop has to know of a request to stop."""

    def is_set(self) -> bool: ...

    def wait(self, seconds: float) -> bool:
        """Waits until the request is made, `seconds` at most; whether it is."""


class StopRequest:
    """A request that is made once and for all.

    It is a pipe rather than a threading.Event, whose lock a signal's handler may find held by the very thread it has
    interrupted, and then waits for ever.
    """

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self._is_set = False

    def set(self) -> None:
        if self._is_set:
            return
        self._is_set = True
        os.write(self._writing, b"!")

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> bool:
        if not self._is_set:
            select.select([self._reading], [], [], max(0.0, seconds))
        return self._is_set

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


@contextmanager
def stopping_on_signals() -> Iterator[StopRequest]:
    """A request that SIGTERM and SIGINT make for the length of a `with` block; to be opened in the main thread."""
    stop = StopRequest()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.close()
