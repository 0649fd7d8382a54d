"""`heyi up`: a company that is there again the next time, and every part of it alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from heyi.chain.node import free_port
from tests.e2e.processes import children_of, until_gone

SCENARIO = Path(__file__).parent / "two_units"
HEYI = str(Path(sys.executable).with_name("heyi"))
WITHIN = 180  # seconds, on a machine that does much else


@dataclass
class Up:
    """A running `heyi up`. said: what it has printed."""

    process: subprocess.Popen[str]
    said: str
    api: str

    def get(self, path: str) -> Any:
        answer = requests.get(self.api + path, timeout=WITHIN)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def up(folder: Path, *words: str) -> Iterator[Up]:
    """Runs it in a folder until the end of the block, and sees that nothing is left of it."""
    port = free_port()
    command = [HEYI, "up", "--chain", "anvil", "--port", "0", "--api-port", str(port), *words]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C stops it" in line:
                break
        else:
            pytest.fail((folder / "log").read_text())
        children = children_of(process.pid)
        try:
            yield Up(process, said, f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(WITHIN) == 0
            process.stdout.close()
            until_gone(children)


def heyi(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command, known = [HEYI, *words], {**os.environ, "COLUMNS": "200", **environment}
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, timeout=WITHIN, check=False)


def test_a_played_company_is_served_and_is_there_again(tmp_path: Path) -> None:
    with up(tmp_path, "--scenario", str(SCENARIO)) as first:
        assert "The desk: " in first.said
        company = first.get("/api/v1/book/company")
        units = first.get("/api/v1/book/units")
        ready = first.get("/ready")
        assert ready["ready"]
        assert ready["indexed"] == ready["chain"]
        assert units["items"]
        assert "heyi_indexed_height" in requests.get(first.api + "/metrics", timeout=WITHIN).text
        assert first.get("/health") == {"status": "ok"}
        bundle = requests.get(first.api + "/api/v1/book/exports/bundle", timeout=WITHIN)
        (tmp_path / "bundle.gz").write_bytes(bundle.content)
        assert "follow from the logs" in heyi(tmp_path, "verify", "bundle.gz").stdout
        said = heyi(tmp_path, "status", "--api", first.api)
        assert said.returncode == 0, said.stderr
        assert "unaccounted" in said.stdout
        ranked = heyi(tmp_path, "units", "--sort", "name", "--api", first.api, "--json")
        assert [unit["name"] for unit in json.loads(ranked.stdout)] == sorted(unit["name"] for unit in units["items"])
        agreement = first.get("/api/v1/book/agreements")["items"][0]
        period = first.get(f"/api/v1/book/agreements/{agreement['agreement']}/periods")[0]["period"]
        reasons = heyi(tmp_path, "why", agreement["agreement"], period, "--api", first.api)
        assert "The chain has accrued the same." in reasons.stdout, reasons.stderr
        refused = heyi(tmp_path, "why", "0x" + 64 * "1", period, "--api", first.api)
        assert refused.returncode == 1
        assert refused.stderr.strip() == f"there is no agreement 0x{64 * '1'} (NoSuchAgreement)"
    with up(tmp_path) as second:
        assert second.get("/api/v1/book/units") == units
        again = second.get("/api/v1/book/company")
        assert again["contracts"] == company["contracts"]
        record = json.loads((tmp_path / ".heyi" / "company.json").read_text())
        settings = {"HEYI_CHAIN_RPC_URL": record["rpc_url"], "HEYI_CHAIN_PROFILE": "anvil"}
        done = heyi(tmp_path, "rebuild", "--json", **settings)
        assert done.returncode == 0, done.stderr
        rebuilt = json.loads(done.stdout)
        assert rebuilt["same"]
        elsewhere = {**settings, "HEYI_DATABASE_URL": f"sqlite:///{tmp_path}/unread.db"}
        assert "has read nothing of the chain yet" in heyi(tmp_path, "export", "none.gz", **elsewhere).stderr
        other_chain = {**settings, "HEYI_CHAIN_PROFILE": "ganache"}
        assert "has id 31337, but 1337 was expected" in heyi(tmp_path, "index", **other_chain).stderr
        assert heyi(tmp_path, "export", "book.gz", **settings).returncode == 0
        verified = json.loads(heyi(tmp_path, "verify", "book.gz", "--json").stdout)
        assert verified["differences"] == []
        assert verified["content_hash"] == rebuilt["after"]


def test_what_was_there_is_forgotten_only_when_that_is_said(tmp_path: Path) -> None:
    with up(tmp_path) as first:
        contracts = first.get("/api/v1/book/company")["contracts"]
    with up(tmp_path, "--fresh") as second:
        assert len(second.get("/api/v1/book/units")["items"]) == 2
        assert second.get("/api/v1/book/company")["contracts"] == contracts  # the same key deploys to the same places


def test_a_part_that_is_killed_comes_back(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        before = running.get("/api/v1/book/units")
        killed = [pid for pid in children_of(running.process.pid) if "heyi.cli" in _command(pid)]
        assert len(killed) >= 2
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        until_gone(killed)
        assert _soon(running.api + "/api/v1/book/units") == before


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _soon(url: str) -> Any:
    """What is answered once somebody answers; a connection that is refused is tried again."""
    session = requests.Session()
    retries = requests.adapters.Retry(total=12, backoff_factor=0.5, backoff_max=5)
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
    answer = session.get(url, timeout=WITHIN)
    assert answer.status_code == 200, answer.text
    return answer.json()
