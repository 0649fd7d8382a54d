"""The API once more, beside a service that runs: over the same books, with other settings."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heyi.chain.node import free_port
from tests.browser.visiting import Served

__all__ = ["serving_beside"]

HEYI = str(Path(sys.executable).with_name("heyi"))
WITHIN = 60  # seconds


@contextmanager
def serving_beside(served: Served, **settings: str) -> Iterator[Served]:
    """`heyi serve` in the folder of one that runs, until the end of the block. settings: as environment variables."""
    assert served.folder
    record = json.loads((served.folder / ".heyi" / "company.json").read_text())
    port = free_port()
    chain = {"HEYI_CHAIN_PROFILE": "anvil", "HEYI_CHAIN_RPC_URL": record["rpc_url"]}
    environment = {**os.environ, **chain, "HEYI_API_PORT": str(port), **settings}
    command = [HEYI, "serve"]
    with subprocess.Popen(
        command, cwd=served.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        if not any("running on" in line for line in process.stdout):
            pytest.fail("it did not begin to serve")
        try:
            yield Served(f"http://127.0.0.1:{port}", served.folder)
        finally:
            process.terminate()
            process.wait(WITHIN)
