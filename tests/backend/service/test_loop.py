"""A loop makes steps, waits out what fails, and ends between steps."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from heyi.chain.refusals import NoNode
from heyi.service.loop import Progress, backoff, run_loop
from heyi.service.stopping import StopRequest, stopping_on_signals


class Patience:
    """Stands for the request to stop: notes how long was waited, and is made after so many waits."""

    def __init__(self, waits: int) -> None:
        self.waited: list[float] = []
        self._waits = waits

    def is_set(self) -> bool:
        return len(self.waited) >= self._waits

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return self.is_set()


def saying(*outcomes: bool | Exception | None) -> Callable[[], bool | None]:
    """A step with these outcomes, one after the other, the last for ever."""
    left = list(outcomes)

    def step() -> bool | None:
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return step


def test_steps_follow_one_another_at_the_pace_asked_for() -> None:
    patience = Patience(3)
    run_loop(saying(None, False), 5.0, patience)
    assert patience.waited == [5.0, 5.0, 5.0]


def test_while_there_is_more_to_do_nothing_is_waited_for() -> None:
    patience = Patience(1)
    steps: list[int] = []

    def step() -> bool:
        steps.append(1)
        return len(steps) < 4

    run_loop(step, 5.0, patience)
    assert (len(steps), patience.waited) == (4, [5.0])


def test_what_fails_is_tried_ever_more_patiently_until_it_succeeds() -> None:
    patience = Patience(9)
    nobody = NoNode("http://127.0.0.1:8545")
    failures: list[Exception] = []
    with capture_logs() as lines:
        run_loop(saying(*[nobody] * 7, None, OSError("gone")), 5.0, patience, on_error=failures.append)
    assert patience.waited == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 5.0, 1.0]
    assert len(failures) == 8
    assert [line["event"] for line in lines] == ["step failed"] * 7 + ["recovered", "step failed"]
    assert lines[0] == {
        "event": "step failed",
        "log_level": "warning",
        "error": "NoNode",
        "reason": str(nobody),
        "retry_in": 1.0,
    }
    assert lines[7]["failures"] == 7


def test_a_long_outage_keeps_the_longest_pause() -> None:
    assert backoff(10_000) == 30.0


def test_a_fault_of_ours_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        run_loop(saying(ZeroDivisionError()), 1.0, Patience(1))
    run_loop(saying(ZeroDivisionError()), 1.0, Patience(1), passing=(ArithmeticError,))


def test_the_last_outcome_is_what_readiness_asks_for() -> None:
    progress = Progress()
    assert progress.problems() == ["the first step has not ended yet"]
    run_loop(saying(OSError("no\nroute")), 1.0, Patience(1), progress=progress)
    assert progress.problems() == ["no route"]
    run_loop(saying(None), 1.0, Patience(1), progress=progress)
    assert progress.problems() == []
    run_loop(saying(ConnectionError()), 1.0, Patience(1), progress=progress)
    assert progress.problems() == ["ConnectionError"]


def test_a_step_that_does_not_end_is_a_problem() -> None:
    now = [0.0]
    progress = Progress(slow_after=60.0, clock=lambda: now[0])
    progress.begins()
    progress.succeeds()
    progress.begins()
    now[0] = 60.0
    assert progress.problems() == []
    now[0] = 61.0
    assert progress.problems() == ["one step has taken 61 s so far"]
    progress.succeeds()
    assert progress.problems() == []


def test_a_request_to_stop_ends_waiting() -> None:
    stop = StopRequest()
    assert not stop.wait(0.0)
    threading.Timer(0.01, stop.set).start()
    assert stop.wait(60.0)
    stop.set()
    assert stop.is_set()
    stop.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_loop_between_steps(number: int) -> None:
    done: list[str] = []

    def step() -> None:
        done.append("begun")
        os.kill(os.getpid(), number)
        done.append("ended")

    before = signal.getsignal(number)
    with stopping_on_signals() as stop:
        run_loop(step, 60.0, stop)
    assert done == ["begun", "ended"]
    assert signal.getsignal(number) is before


def test_a_signal_ends_a_process_that_waits() -> None:
    program = (
        "from heyi.service.loop import run_loop\n"
        "from heyi.service.stopping import stopping_on_signals\n"
        "with stopping_on_signals() as stop:\n"
        "    run_loop(lambda: print('step', flush=True), 3600, stop)\n"
        "print('ended')"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "step\n"
        process.terminate()
        assert process.stdout.read() == "ended\n"
        assert process.wait(10) == 0
