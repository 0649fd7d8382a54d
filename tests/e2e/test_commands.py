"""The `heyi` command: what bad input and bad surroundings get is one sentence, no traceback, and nothing done."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from heyi.chain.node import NodeSettings, free_port, running
from tests.e2e.conftest import ROOT, Heyi
from tests.e2e.processes import children_of, until_gone

SMALL = ROOT / "tests" / "e2e" / "two_units"


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command said: exactly one line and no traceback."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_no_node_is_one_sentence(heyi: Heyi) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert sentence_of(heyi("deploy", "--rpc-url", url)) == (
        f"No chain answers at {url}: start one with `heyi up`, or name the right one with --rpc-url."
    )


@pytest.mark.parametrize("url", ["chain", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999"])
def test_what_is_no_address_of_a_chain_is_one_sentence(heyi: Heyi, url: str) -> None:
    assert sentence_of(heyi("deploy", "--rpc-url", url)).startswith(f"No chain answers at {url}: ")


@pytest.mark.parametrize("status", [200, 501])
def test_a_server_that_is_no_chain_is_one_sentence(heyi: Heyi, status: int) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        said = sentence_of(heyi("deploy", "--rpc-url", url))
        server.shutdown()
    assert said.startswith(f"No chain answers at {url}: ")


def test_a_book_that_cannot_be_written(heyi: Heyi, tmp_path: Path) -> None:
    said = sentence_of(heyi("export", str(tmp_path)))
    assert said == f"The book cannot be written to {tmp_path} (Is a directory): name another file."


def test_a_folder_that_cannot_be_written_to_is_named_before_anything_is_played(heyi: Heyi, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = sentence_of(heyi("run", str(SMALL), "--chain", "anvil", "--out", str(tmp_path / "file" / "out")))
    out, why = tmp_path / "file" / "out", f"{tmp_path}/file is no folder you may write to"
    assert said == f"Statements cannot be written to {out} ({why}): name another folder with --out."


def test_a_folder_that_fails_only_when_written_to_is_named(heyi: Heyi, tmp_path: Path) -> None:
    (tmp_path / "out" / "months.csv").mkdir(parents=True)
    done = heyi("run", str(SMALL), "--chain", "anvil", "--out", "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Statements cannot be written to out (Is a directory)")
    assert "Traceback" not in done.stderr


def test_the_wrong_chain_is_one_sentence(heyi: Heyi) -> None:
    with running(NodeSettings("anvil", chain_id=4242)) as node:
        said = sentence_of(heyi("deploy", "--rpc-url", node.url))
    assert said.startswith(f"The chain at {node.url} has id 4242, but 1337 was expected")


def test_a_missing_scenario_is_named(heyi: Heyi) -> None:
    done = heyi("run", "nowhere")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["a mistake in nowhere", "  nowhere: there is no such folder"]


def test_a_preview_says_what_the_contract_computes(heyi: Heyi, tmp_path: Path) -> None:
    picture = tmp_path / "haifu.svg"
    done = heyi("preview", str(ROOT / "examples" / "templates" / "haifu.yaml"), "--json", "--picture", str(picture))
    assert done.returncode == 0, done.stderr
    (preview,) = json.loads(done.stdout)
    corners = {corner["x_text"]: corner["amount_text"] for corner in preview["payoffs"][0]["corners"]}
    assert corners["50.00 %"] == "10,000,000.00"
    assert picture.read_text().startswith("<svg")
    shown = heyi("preview", str(ROOT / "examples" / "templates" / "service_price.yaml"))
    assert "on no account more than" in shown.stdout


def test_a_preview_of_nothing_is_told(heyi: Heyi) -> None:
    done = heyi("preview", "nowhere.yaml")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["a mistake in nowhere.yaml", "  nowhere.yaml: is missing"]


def test_a_preview_of_a_folder_or_of_no_agreement_is_told(heyi: Heyi, tmp_path: Path) -> None:
    said = heyi("preview", str(tmp_path)).stderr.splitlines()[1]
    assert said == f"  {tmp_path}: has no scenario.yaml: name a file of agreements, or a scenario's folder"
    template = (ROOT / "examples" / "templates" / "success_and_price.yaml").read_text()
    (tmp_path / "bare.yaml").write_text(template[: template.index("price:")])
    done = heyi("preview", str(tmp_path / "bare.yaml"))
    assert (done.returncode, done.stderr.splitlines()[1:]) == (
        1,
        ["  bare.yaml: names no agreement, charter or tender"],
    )


@pytest.mark.parametrize(
    ("picture", "why"), [("gone/a.svg", "gone is no folder you may write to"), ("a.png", "it is an SVG file")]
)
def test_a_picture_that_cannot_be_written_is_told_at_once(heyi: Heyi, picture: str, why: str) -> None:
    done = heyi("preview", str(ROOT / "examples" / "templates" / "haifu.yaml"), "--picture", picture)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The picture cannot be written to {picture} (")
    assert why in done.stderr


def test_a_console_without_a_company_is_one_sentence(heyi: Heyi) -> None:
    assert "start one with `heyi up`" in sentence_of(heyi("console", "-c", "1"))


def test_a_company_can_be_deployed_and_looked_at(heyi: Heyi) -> None:
    with running(NodeSettings("anvil", chain_id=31337)) as node:
        done = heyi("deploy", "--rpc-url", node.url, "--chain", "anvil", "--json")
        assert done.returncode == 0, done.stderr
        record = json.loads(done.stdout)
        assert set(record["units"]) == {"Clearing", "Platform"}
        words = "print(company.balance_of(units['Platform']))"
        assert heyi("console", "-c", words).stdout.strip() == "100000000"
        found = heyi("doctor", "--rpc-url", node.url, "--chain", "anvil", "--json")
        assert found.returncode == 0, found.stdout
        assert all(finding["well"] for finding in json.loads(found.stdout))


def test_a_bad_row_stops_before_anything_is_reported(heyi: Heyi, tmp_path: Path) -> None:
    folder = tmp_path / "company"
    folder.mkdir()
    for file in SMALL.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    facts = folder / "figures.csv"
    facts.write_text(facts.read_text().replace("100.00", "1OO.00", 1))
    said = heyi("run", str(folder), "--chain", "anvil")
    assert said.returncode == 1
    assert "figures.csv row 2" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "out").exists()


def test_a_killed_run_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    """SIGKILL in the middle: the chain goes with its parent, and the next run is whole."""
    command = [str(Path(sys.executable).with_name("heyi")), "run", str(SMALL), "--chain", "anvil"]
    first = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert first.stderr is not None
    for line in first.stderr:
        if "oracle nodes" in line:
            break
    children = children_of(first.pid)
    first.kill()
    first.wait()
    first.stderr.close()
    until_gone(children)
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert again.returncode == 0, again.stderr


def test_a_company_for_play_is_not_deployed_where_others_are(heyi: Heyi) -> None:
    said = sentence_of(heyi("deploy", "--rpc-url", "http://127.0.0.1:1", "--chain", "besu-qbft"))
    assert "development keys, which everybody knows" in said
    assert "--for-play" in said
