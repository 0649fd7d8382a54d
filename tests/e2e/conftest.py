"""End to end: each test starts its own chain on a free port and runs the `heyi` command as a user would."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Heyi = Callable[..., subprocess.CompletedProcess[str]]


def tables_of(scenario: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The statements of a scenario that is played on Anvil, in a folder to run in."""
    command = [str(Path(sys.executable).with_name("heyi")), "run", str(scenario), "--chain", "anvil", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    statements: dict[str, Any] = json.loads(done.stdout)
    return dict(statements["tables"])


@pytest.fixture
def heyi(tmp_path: Path) -> Heyi:
    """Runs `heyi` with arguments in an empty folder."""

    def run(*words: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("heyi")), *words]
        environment = {**os.environ, "COLUMNS": "200"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return run
