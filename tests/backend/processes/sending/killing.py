"""Ends a process at any point: every request to the node and every commit is one, before and after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from heyi.chain.blocks import Blocks
from heyi.store.database import Database

__all__ = ["Clock", "Fuse", "Killed", "killed_everywhere"]


class Killed(BaseException):
    """Not an Exception, so that nothing handles it: the process is gone."""


class Clock:
    """Unix seconds that pass when they are told to."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Fuse:
    """Blows at tick number `at`, and at every one after it; 0 never."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.ticks = 0

    def tick(self) -> None:
        self.ticks += 1
        if self.at and self.ticks >= self.at:
            raise Killed

    def through(self, chain: Blocks) -> None:
        """Lets every request of this connection pass through the fuse, on its way there and back."""
        provider: Any = chain.rpc.provider
        for name in ("make_request", "make_batch_request"):
            setattr(provider, name, self._fused(getattr(provider, name)))

    def database(self, url: str) -> "FusedDatabase":
        return FusedDatabase(url, self)

    def _fused(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def fused(*arguments: Any) -> Any:
            self.tick()
            answer = function(*arguments)
            self.tick()
            return answer

        return fused


class FusedDatabase(Database):
    """A database whose transactions pass through a fuse: before they are committed, and after."""

    def __init__(self, url: str, fuse: Fuse) -> None:
        super().__init__(url)
        self._fuse = fuse

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        self._fuse.tick()
        with super().writing() as connection:
            yield connection
            self._fuse.tick()
        self._fuse.tick()


def killed_everywhere(run: Callable[[Fuse], None], check: Callable[[], None]) -> int:
    """Runs with a fuse that blows at its first tick, then at its second, until it does not blow any more.

    check: goes on from what each killed run has left, and looks at what comes out. Returns how often it was killed.
    """
    for at in range(1, 10_000):
        fuse = Fuse(at)
        try:
            run(fuse)
        except Killed:
            check()
            continue
        return at - 1
    raise AssertionError("it never came to its end")
