"""Parts are started, restarted, and stopped in reverse order; nothing is left, however the supervisor ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from heyi.chain import node
from heyi.chain.node import Kind, NodeError, NodeSettings
from heyi.service.supervised import BACK_UP_EVERY, Child, LocalChain
from heyi.service.supervisor import Status, Supervisor

WITHIN = 20.0  # seconds that anything may take on a busy machine

# Writes its process id into the pipe it is given, which is open as long as it runs; then waits.
ALIVE = "import os, signal, sys; pipe = open(sys.argv[1], 'w', 1); print(os.getpid(), file=pipe); signal.pause()"
# The same, and adds its name to a file when it is asked to end.
TELLING = (
    "import signal, sys\n"
    "def asked(*_): open(sys.argv[2], 'a').write(sys.argv[3]); sys.exit()\n"
    "signal.signal(signal.SIGTERM, asked)\n" + ALIVE
)
# The same, and doesn't end when asked.
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ALIVE
# Starts another that waits and would outlive it.
WITH_CHILD = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]])\n" + ALIVE


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Script:
    """A part that does as told; notes what it is asked for. events: shared by all parts of a test."""

    def __init__(self, name: str, events: list[str]) -> None:
        self.name = name
        self.pid: int | None = None
        self.fails: Exception | None = None
        self._events = events

    def start(self) -> None:
        self._events.append(f"start {self.name}")
        if self.fails:
            raise self.fails
        self.pid = 4242

    def ended(self) -> str | None:
        return None if self.pid else "exit status 3"

    def tend(self) -> None:
        self._events.append(f"tend {self.name}")

    def stop(self, grace: float) -> None:
        self._events.append(f"stop {self.name} {grace:g}")
        self.pid = None


class Fifo:
    """A named pipe that says who has it open."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def read(self) -> bytes:
        """What comes next; nothing once nobody has it open any more."""
        readable, _, _ = select.select([self._reading], [], [], WITHIN)
        assert readable, "nothing came"
        return os.read(self._reading, 4096)

    def pid(self) -> int:
        return int(self.read())

    def pids(self, count: int) -> list[int]:
        found: list[int] = []
        while len(found) < count:
            found += [int(line) for line in self.read().split()]
        return found

    def assert_nobody_is_left(self) -> None:
        """Waits until those who had it open have ended; others may open it then."""
        assert self.read() == b""
        self.close()  # one that has seen the end goes on seeing it until another opens it
        self._reading = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)

    def close(self) -> None:
        os.close(self._reading)


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[Fifo]:
    made = Fifo(tmp_path / "fifo")
    yield made
    made.close()


def python(program: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", program, *map(str, arguments)]


def wait_for_end(pid: int) -> None:
    """Until a child of ours has ended; it is left for its owner to collect."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


# --- when what is started ---


def test_parts_start_in_order_and_stop_in_reverse() -> None:
    events: list[str] = []
    supervisor = Supervisor([Script(name, events) for name in "abc"], grace=7.0, clock=Clock())
    supervisor.look()
    assert events == ["start a", "start b", "start c"]
    assert supervisor.problems() == []
    supervisor.look()
    assert events[3:] == ["tend a", "tend b", "tend c"]
    supervisor.stop()
    assert events[6:] == ["stop c 7", "stop b 7", "stop a 7"]
    assert {status.state for status in supervisor.status()} == {"stopped"}


def test_one_that_ended_is_started_again_ever_more_patiently() -> None:
    clock, events = Clock(), list[str]()
    part, other = Script("index", events), Script("keep", events)
    supervisor = Supervisor([part, other], clock=clock)
    pauses: list[float] = []
    with capture_logs() as lines:
        supervisor.look()
        for _ in range(7):
            part.pid = None
            supervisor.look()
            ended_at = clock.now
            assert supervisor.problems() == ["index is waiting: exit status 3"]
            while part.pid is None:
                clock.now += 0.25
                supervisor.look()
            pauses.append(clock.now - ended_at)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert [line["restart_in"] for line in lines if line["event"] == "ended unexpectedly"] == pauses
    assert supervisor.status() == [
        Status("index", "running", 4242, 7, "exit status 3"),
        Status("keep", "running", 4242, 0, ""),
    ]


def test_a_minute_of_running_makes_up_for_failures() -> None:
    clock, events = Clock(), list[str]()
    part = Script("index", events)
    supervisor = Supervisor([part], clock=clock)
    supervisor.look()
    for seconds, pause in ((59.0, 1.0), (59.0, 2.0), (60.0, 1.0)):
        clock.now += seconds
        part.pid = None
        supervisor.look()
        clock.now += pause - 0.01
        supervisor.look()
        assert part.pid is None
        clock.now += 0.01
        supervisor.look()
        assert part.pid is not None


@pytest.mark.parametrize("error", [NodeError("Port 8545 cannot be used"), FileNotFoundError("no such program")])
def test_one_that_cannot_be_started_is_tried_again(error: Exception) -> None:
    clock, events = Clock(), list[str]()
    part, other = Script("chain", events), Script("index", events)
    part.fails = error
    supervisor = Supervisor([part, other], clock=clock)
    supervisor.look()
    assert supervisor.problems() == [f"chain is waiting: {error}"]
    assert events == ["start chain", "start index"]
    part.fails = None
    clock.now += 1.0
    supervisor.look()
    assert supervisor.problems() == []


def test_one_that_cannot_be_stopped_keeps_no_other_running() -> None:
    class Broken(Script):
        def stop(self, grace: float) -> None:
            raise OSError("no")

    events: list[str] = []
    supervisor = Supervisor([Script("a", events), Broken("b", events), Script("c", events)])
    supervisor.stop()
    assert events == ["stop c 10", "stop a 10"]


def test_nothing_is_started_once_it_is_to_stop() -> None:
    class Asked:
        def is_set(self) -> bool:
            return bool(events)

        def wait(self, seconds: float) -> bool:
            return self.is_set()

    events: list[str] = []
    Supervisor([Script("a", events), Script("b", events)]).run(Asked())
    assert events == ["start a", "stop b 10", "stop a 10"]


# --- processes ---


def test_a_killed_process_is_started_again(fifo: Fifo) -> None:
    clock = Clock()
    supervisor = Supervisor([Child("index", python(ALIVE, fifo.path))], clock=clock)
    try:
        supervisor.look()
        first = fifo.pid()
        assert supervisor.status()[0].pid == first
        os.kill(first, signal.SIGKILL)
        wait_for_end(first)
        supervisor.look()
        assert supervisor.problems() == ["index is waiting: ended by SIGKILL"]
        fifo.assert_nobody_is_left()
        clock.now += 1.0
        supervisor.look()
        assert fifo.pid() != first
    finally:
        supervisor.stop()
    fifo.assert_nobody_is_left()
    assert supervisor.status()[0].pid is None


def test_what_a_process_writes_is_passed_on_with_its_name() -> None:
    told: list[tuple[str, str]] = []
    program = "import sys; print('out'); sys.stdout.flush(); sys.stderr.write('error\\nhalf'); sys.exit(3)"
    child = Child("index", python(program), tell=lambda name, line: told.append((name, line)))
    child.start()
    assert child.pid is not None
    wait_for_end(child.pid)
    assert child.ended() == "exit status 3"
    assert told == [("index", "out"), ("index", "error"), ("index", "half")]
    assert child.ended() == "not started"
    child.stop(0.0)


def test_by_default_it_goes_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    child = Child("index", python("import os; print(os.environ['WORD'])"), environment={"WORD": "héyi"})
    child.start()
    assert child.pid is not None
    wait_for_end(child.pid)
    child.stop(0.0)
    assert capfd.readouterr().err == "index | héyi\n"


def test_one_that_does_not_end_when_asked_is_ended(fifo: Fifo) -> None:
    child = Child("stubborn", python(STUBBORN, fifo.path))
    child.start()
    fifo.pid()
    child.stop(0.05)
    fifo.assert_nobody_is_left()


def test_its_own_children_do_not_outlive_it(fifo: Fifo) -> None:
    child = Child("parent", python(WITH_CHILD, fifo.path, STUBBORN))
    child.start()
    fifo.pids(2)
    child.stop(WITHIN)
    fifo.assert_nobody_is_left()

    child.start()
    fifo.pids(2)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    wait_for_end(child.pid)
    assert child.ended() == "ended by SIGKILL"
    fifo.assert_nobody_is_left()


SUPERVISOR = (
    "import sys\n"
    "from heyi.service.stopping import stopping_on_signals\n"
    "from heyi.service.supervised import Child\n"
    "from heyi.service.supervisor import Supervisor\n"
    "program, fifo, file = sys.argv[1:]\n"
    "parts = [Child(name, [sys.executable, '-c', program, fifo, file, name]) for name in 'abc']\n"
    "with stopping_on_signals() as stop:\n"
    "    Supervisor(parts).run(stop)"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_in_reverse_order(number: int, fifo: Fifo, tmp_path: Path) -> None:
    file = tmp_path / "ended"
    with subprocess.Popen(python(SUPERVISOR, TELLING, fifo.path, file)) as process:
        fifo.pids(3)
        process.send_signal(number)
        assert process.wait(WITHIN) == 0
    assert file.read_text() == "cba"
    fifo.assert_nobody_is_left()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_killed_supervisor_leaves_nothing_behind(fifo: Fifo, tmp_path: Path) -> None:
    file = tmp_path / "ended"
    with subprocess.Popen(python(SUPERVISOR, TELLING, fifo.path, file)) as process:
        fifo.pids(3)
        process.kill()
    fifo.assert_nobody_is_left()
    assert sorted(file.read_text()) == ["a", "b", "c"]  # each was asked, and ended in order


# --- a chain ---


def height(chain: LocalChain) -> int:
    return int(request(chain, "eth_blockNumber"), 16)


def request(chain: LocalChain, method: str, *params: Any) -> Any:
    assert chain._node is not None
    return chain._node.request(method, *params)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("kind", ["ganache", "anvil"])
def test_a_killed_chain_comes_back_where_it_was(kind: Kind, tmp_path: Path) -> None:
    clock = Clock()
    start_time = 1_735_689_600
    chain = LocalChain(NodeSettings(kind, start_time=start_time, data_dir=tmp_path), clock=clock)
    supervisor = Supervisor([chain], clock=clock)
    try:
        supervisor.look()
        request(chain, "evm_increaseTime", 86_400)
        request(chain, "evm_mine")
        last = request(chain, "eth_getBlockByNumber", "latest", False)
        if kind == "anvil":  # it writes once a second, and may be writing just when it is looked after

            def is_copied() -> bool:
                clock.now += BACK_UP_EVERY
                supervisor.look()
                copy = tmp_path / node.ANVIL_COPY
                return copy.exists() and last["parentHash"] in copy.read_text()

            until(is_copied)
        url, pid = chain.url, chain.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for_end(pid)
        supervisor.look()
        assert chain.pid is None
        clock.now += 1.0
        supervisor.look()
        assert (chain.url, height(chain)) == (url, 1)
        assert request(chain, "eth_getBlockByNumber", "latest", False)["hash"] == last["hash"]
        request(chain, "evm_mine")
        new = request(chain, "eth_getBlockByNumber", "latest", False)
        assert new["parentHash"] == last["hash"]
        assert 0 < int(new["timestamp"], 16) - int(last["timestamp"], 16) < 60
    finally:
        supervisor.stop()
    assert chain.pid is None
