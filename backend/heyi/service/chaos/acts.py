"""What disturbs a stage: each act takes its time, and has undone what it can undo itself when it ends."""

import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from heyi.core.errors import InvalidInput
from heyi.service.chaos.faults import FAULTS
from heyi.service.chaos.stage import DEEPEST, PARTS, Stage
from heyi.service.chaos.story import Story

__all__ = ["ACTS", "Act", "UnknownAct", "acts_of"]

FAULTY_FOR = 1.2  # seconds
FROZEN_FOR = 1.2  # seconds
DOWN_FOR = 0.5  # seconds
MOMENT = 0.3  # seconds; the most that is waited for a moment to strike
DAY = 86_400
LONGEST_JUMP = 3  # days; the story's months are longer, so that no statement comes too late for it

STOP_WITHIN = 30.0  # seconds; the node writes its states


@dataclass(eq=False)
class UnknownAct(InvalidInput):
    given: str
    known: str
    sentence: ClassVar[str] = "{given} is no disturbance: name one of {known}."


@dataclass(frozen=True)
class Act:
    """disturb: is called while the story goes on in a thread of its own. is_fault: whether it is the proxy's, which has
    one at a time."""

    name: str
    disturb: Callable[[Stage, Story], None]
    is_fault: bool = False


def _wait(seconds: float) -> None:
    Event().wait(seconds)


def _killing(part: str) -> Act:
    def kill(stage: Stage, _story: Story) -> None:
        _wait(stage.random.uniform(0, MOMENT))
        if (pid := stage.pid_of(part)) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    return Act(f"kill-{part}", kill)


def _freezing(part: str) -> Act:
    def freeze(stage: Stage, _story: Story) -> None:
        pid = stage.pid_of(part)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            try:
                _wait(FROZEN_FOR)
            finally:
                os.kill(pid, signal.SIGCONT)

    return Act(f"freeze-{part}", freeze)


def _failing(name: str) -> Act:
    def fail(stage: Stage, _story: Story) -> None:
        stage.proxy.fault = FAULTS[name](stage.random)
        _wait(FAULTY_FOR)
        stage.proxy.fault = None

    return Act(name, fail, is_fault=True)


def _restart_node(stage: Stage, _story: Story) -> None:
    stage.chain.stop(STOP_WITHIN)
    _wait(DOWN_FOR)
    stage.chain.start()


def _reorganise(stage: Stage, story: Story) -> None:
    """The last blocks become empty ones: what was in them is sent again by whoever answers for it."""
    depth = stage.random.choice((1, 2, stage.random.randint(3, DEEPEST), DEEPEST))
    node = stage.node
    with story.between_deeds():
        # What comes in meanwhile waits: Anvil loses its way when it mines and takes back blocks at the same time.
        node.request("evm_setAutomine", False)
        node.request("anvil_reorg", depth, [])
        node.request("evm_setAutomine", True)
        node.request("evm_mine")


def _jump(stage: Stage, story: Story) -> None:
    with story.between_deeds():
        stage.node.request("evm_increaseTime", stage.random.randint(1, LONGEST_JUMP) * DAY)
        stage.node.request("evm_mine")


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        *map(_killing, PARTS),
        *map(_freezing, PARTS),
        Act("restart-node", _restart_node),
        Act("reorganise", _reorganise),
        Act("jump-clock", _jump),
        *map(_failing, FAULTS),
    )
}
"""All of them, by name."""


def acts_of(only: str | None) -> list[Act]:
    """All acts, or the one of that name. Raises UnknownAct."""
    if only is None:
        return list(ACTS.values())
    if only not in ACTS:
        raise UnknownAct(only, ", ".join(ACTS))
    return [ACTS[only]]
