"""What a supervisor looks after: a child process, or a local chain."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread
from time import monotonic
from typing import IO, Protocol

import structlog

from heyi.chain import node
from heyi.chain.children import ending_with_parent
from heyi.chain.node import Node, NodeSettings, free_port

__all__ = ["BACK_UP_EVERY", "Child", "LocalChain", "Supervised", "to_stderr"]

BACK_UP_EVERY = 5.0  # seconds
LONGEST_LINE = 65_536  # bytes; longer ones are passed on in pieces
PUMPED_WITHIN = 1.0  # seconds for the last lines of a child that has ended


log = structlog.get_logger()


class Supervised(Protocol):
    """Something that runs. All of it is called by one thread, which lives as long as it should run."""

    @property
    def name(self) -> str: ...

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""

    def start(self) -> None:
        """Raises OSError or NodeError, naming what is in the way; then nothing runs."""

    def ended(self) -> str | None:
        """None while it runs; else how it ended, in a few words. Nothing of it is left then."""

    def tend(self) -> None:
        """Called now and then while it runs."""

    def stop(self, grace: float) -> None:
        """Asks it to end, and ends it after `grace` seconds. Does no harm if it does not run."""


_writing = Lock()


def to_stderr(line: str) -> None:
    """Writes a line, whole, whichever thread has it. Without anybody to read it, it is lost."""
    with _writing, suppress(OSError):
        print(line, file=sys.stderr, flush=True)


class Child:
    """A program as a child process; what it writes is passed on line by line.

    tell: is given the name and each line of stdout and stderr, by a thread of the child's own.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        tell: Callable[[str, str], None] = lambda name, line: to_stderr(f"{name} | {line}"),
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environment = environment
        self._tell = tell
        self._process: subprocess.Popen[bytes] | None = None
        self._pump: Thread | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        process = subprocess.Popen(
            [*ending_with_parent(), *self._command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if self._environment is None else dict(self._environment),
            process_group=0,  # Ctrl-C in a terminal is for us, who stop them in order; and its own children are found
        )
        assert process.stdout is not None
        self._process = process
        self._pump = Thread(target=self._pass_on, args=(process.stdout,), name=f"lines of {self.name}", daemon=True)
        self._pump.start()

    def ended(self) -> str | None:
        if self._process is None:
            return "not started"
        status = self._process.poll()
        if status is None:
            return None
        self._sweep()
        return f"ended by {_signal(-status)}" if status < 0 else f"exit status {status}"

    def tend(self) -> None:
        """A process needs nothing."""

    def stop(self, grace: float) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._sweep()

    def _sweep(self) -> None:
        """Ends what the child has left running, and lets go of it."""
        process, pump = self._process, self._pump
        assert process is not None
        assert pump is not None
        with suppress(ProcessLookupError, PermissionError):  # nothing is left; a Mac says the latter of zombies
            os.killpg(process.pid, signal.SIGKILL)
        pump.join(PUMPED_WITHIN)
        self._process = self._pump = None

    def _pass_on(self, output: IO[bytes]) -> None:
        with output:
            while line := output.readline(LONGEST_LINE):
                self._tell(self.name, line.decode(errors="replace").rstrip())


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


class LocalChain:
    """A local chain, kept in its folder: it comes back at the same URL, and its clock goes on from its last block."""

    def __init__(self, settings: NodeSettings, name: str = "chain", clock: Callable[[], float] = monotonic) -> None:
        self.name = name
        self.settings = replace(settings, port=settings.port or free_port())
        self.url = f"http://{node.HOST}:{self.settings.port}"
        self._clock = clock
        self._node: Node | None = None
        self._backed_up = 0.0

    @property
    def pid(self) -> int | None:
        return self._node.pid if self._node else None

    def start(self) -> None:
        """Returns once it answers."""
        self._node = node.start(self.settings)
        self._backed_up = self._clock()

    def ended(self) -> str | None:
        if self._node is None:
            return "not started"
        if self._node.is_running():
            return None
        words = self._node.last_words()
        self._node.stop()
        self._node = None
        return words

    def tend(self) -> None:
        if self._node is not None and self._clock() - self._backed_up >= BACK_UP_EVERY:
            self._backed_up = self._clock()
            try:
                self._node.back_up()
            except OSError as error:  # the chain itself goes on
                log.warning("no copy of the chain", folder=str(self.settings.data_dir), reason=str(error))

    def stop(self, grace: float) -> None:
        if self._node is not None:
            self._node.stop(grace)
            self._node = None
