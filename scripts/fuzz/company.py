"""A played company, served on free ports: `heyi up --demo` in a folder of its own, gone at the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from tests import postgres

from heyi.chain.client import connect, development_account
from heyi.chain.node import free_port
from heyi.chain.profiles import ANVIL
from heyi.company import Company, abis_of
from heyi.company.record import Record
from heyi.compiler import compile_contracts

__all__ = ["Served", "served"]

READY_WITHIN = 600.0  # seconds; playing the demo takes some twelve of them on an idle machine
STOPS_WITHIN = 60.0  # seconds
ASKED_EVERY = 0.3  # seconds

# All requests come from one address and one account, and far more than people make.
WIDE = {
    "HEYI_API_REQUESTS_PER_MINUTE": "1000000",
    "HEYI_API_REQUESTS_AT_ONCE": "1000",
    "HEYI_SIGN_IN_ATTEMPTS_PER_MINUTE": "1000000",
    "HEYI_SIGN_IN_REQUESTS_PER_MINUTE": "1000000",
    "HEYI_RELAYER_LIMIT_PER_HOUR": "1000000",
}


@dataclass(frozen=True)
class Served:
    """url: of the API. log: what all parts have written. process: of `heyi up`."""

    url: str
    record: Record
    log: Path
    process: subprocess.Popen[bytes]

    def company(self) -> Company:
        """By a connection of the caller's own."""
        artifacts = compile_contracts()
        chain = connect(self.record.rpc_url, ANVIL, development_account(0), abis_of(artifacts))
        return Company(chain, self.record.deployment, artifacts)


@contextmanager
def served(folder: Path, roles: Mapping[str, str]) -> Iterator[Served]:
    """A company for the length of a `with` block. roles: settings of who is what.

    Raises RuntimeError, with the parts' last words, if it does not come up.
    """
    with ExitStack() as stack:
        # PostgreSQL, where there is one: it refuses more than SQLite, such as NUL in a text.
        database = {}
        if postgres.programs():
            url = stack.enter_context(postgres.fresh_database(stack.enter_context(postgres.cluster())))
            database = {"HEYI_DATABASE_URL": url.replace("+psycopg", "")}
        yield stack.enter_context(_served(folder, {**database, **roles}))


@contextmanager
def _served(folder: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    api, log = f"http://127.0.0.1:{(port := free_port())}", folder / "log"
    (folder / "heyi.toml").touch()  # so that no other file's settings count
    words = ["up", "--demo", "--chain", "anvil", "--port", "0", "--api-port", str(port), "--config", "heyi.toml"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HEYI_")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "heyi.cli", *words],
            cwd=folder,
            env={**plain, **WIDE, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us, who end it in order
        )
        try:
            _wait(api, process, log)
            yield Served(api, Record.read(folder / ".heyi" / "company.json"), log, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOPS_WITHIN)


def _wait(api: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the whole story is in the book."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            said = requests.get(f"{api}/ready", timeout=5).json()
            if said["ready"] and said["indexed"] == said["chain"]:
                return
        except requests.RequestException:
            pass
        time.sleep(ASKED_EVERY)
    raise RuntimeError(f"the company did not come up:\n{log.read_text(errors='replace')[-4000:]}")
