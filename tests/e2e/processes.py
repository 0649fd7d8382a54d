"""Processes of other processes: which there are, and whether they are gone."""

import os
import time
from pathlib import Path

__all__ = ["children_of", "runs", "until_gone"]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until_gone(processes: list[int]) -> None:
    """Waits until the kernel has ended them; fails after ten seconds."""
    assert processes
    deadline = time.monotonic() + 10
    while any(runs(process) for process in processes):
        assert time.monotonic() < deadline, f"still running: {processes}"
        os.sched_yield()


def runs(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
