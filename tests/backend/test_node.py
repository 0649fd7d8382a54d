"""Local chains start, tell what is wrong when they cannot, and leave nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from heyi.chain import node
from heyi.chain.node import Kind, NodeError, NodeSettings, running, start

NEW_YEAR_2025 = 1_735_689_600
HUNDRED_DAYS = 100 * 86_400

both_kinds = pytest.mark.parametrize("kind", ["ganache", "anvil"])


def time_of_latest_block(chain: node.Node) -> int:
    return int(chain.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)


def process_runs(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be collected by a parent."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@both_kinds
def test_a_chain_answers_and_leaves_nothing_behind(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # where Ganache keeps a chain that is not to be kept
    with running(NodeSettings(kind, chain_id=4242, accounts=3)) as chain:
        assert chain.kind == kind
        assert int(chain.request("eth_chainId"), 16) == chain.chain_id == 4242
        assert len(chain.request("eth_accounts")) == 3
        latest = chain.request("eth_getBlockByNumber", "latest", False)
        assert int(latest["gasLimit"], 16) == node.BLOCK_GAS_LIMIT
        assert "withdrawals" in latest  # blocks have them since Shanghai
        assert process_runs(chain.pid)

    assert not process_runs(chain.pid)
    with pytest.raises(OSError, match="refused"):
        chain.request("eth_chainId")
    assert list(tmp_path.iterdir()) == []


@both_kinds
def test_both_kinds_unlock_the_same_accounts(kind: Kind) -> None:
    with running(NodeSettings(kind)) as chain:
        first_account = chain.request("eth_accounts")[0]
    assert first_account.lower() == "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"


@both_kinds
def test_a_transaction_is_mined_at_once(kind: Kind) -> None:
    with running(NodeSettings(kind)) as chain:
        sender, receiver = chain.request("eth_accounts")[:2]
        chain.request("eth_sendTransaction", {"from": sender, "to": receiver, "value": "0x1"})
        deadline = time.monotonic() + 5  # Anvil mines a moment after it has answered
        while int(chain.request("eth_blockNumber"), 16) == 0:
            assert time.monotonic() < deadline
    assert not process_runs(chain.pid)


@both_kinds
def test_the_clock_starts_at_the_start_time(kind: Kind) -> None:
    with running(NodeSettings(kind, start_time=NEW_YEAR_2025)) as chain:
        assert time_of_latest_block(chain) == NEW_YEAR_2025
        chain.request("evm_mine")
        assert NEW_YEAR_2025 <= time_of_latest_block(chain) < NEW_YEAR_2025 + 60


@both_kinds
def test_the_clock_of_a_kept_chain_goes_on_from_its_last_block(kind: Kind, tmp_path: Path) -> None:
    settings = NodeSettings(kind, start_time=NEW_YEAR_2025, data_dir=tmp_path)
    with running(settings) as chain:
        chain.request("evm_increaseTime", HUNDRED_DAYS)
        chain.request("evm_mine")
        height, last_time = chain.request("eth_blockNumber"), time_of_latest_block(chain)
    assert last_time >= NEW_YEAR_2025 + HUNDRED_DAYS

    with running(settings) as chain:
        assert chain.request("eth_blockNumber") == height
        chain.request("evm_mine")
        assert last_time < time_of_latest_block(chain) < last_time + 60


def say(chain: node.Node, word: int) -> dict[str, Any]:
    """Mines a transaction that logs one word; returns its receipt."""
    sender = chain.request("eth_accounts")[0]
    logging_code = f"0x60{word:02x}60006000a1"  # LOG1 of nothing, with the word as its topic
    sent = chain.request("eth_sendTransaction", {"from": sender, "data": logging_code, "gas": "0x30000"})
    deadline = time.monotonic() + 5  # Anvil mines a moment after it has answered
    while (receipt := chain.request("eth_getTransactionReceipt", sent)) is None:
        assert time.monotonic() < deadline
    return dict(receipt)


def said(chain: node.Node) -> list[tuple[int, int]]:
    """Block and word of every log from the first block on."""
    logs = chain.request("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})
    return [(int(log["blockNumber"], 16), int(log["topics"][0], 16)) for log in logs]


@both_kinds
def test_a_kept_chain_gives_back_its_old_blocks_receipts_and_logs(kind: Kind, tmp_path: Path) -> None:
    settings = NodeSettings(kind, data_dir=tmp_path)
    with running(settings) as chain:
        receipts = [say(chain, word) for word in (11, 12, 13)]
        before = said(chain)
    assert before == [(1, 11), (2, 12), (3, 13)]

    with running(settings) as chain:
        assert said(chain) == before
        assert [chain.request("eth_getTransactionReceipt", each["transactionHash"]) for each in receipts] == receipts
        for receipt in receipts:
            block = chain.request("eth_getBlockByNumber", receipt["blockNumber"], False)
            assert block["hash"] == receipt["blockHash"]
        say(chain, 14)
        assert said(chain) == [*before, (4, 14)]


def test_a_killed_ganache_gives_back_all(tmp_path: Path) -> None:
    settings = NodeSettings("ganache", data_dir=tmp_path)
    with running(settings) as chain:
        say(chain, 11)
        os.kill(chain.pid, signal.SIGKILL)
    with running(settings) as chain:
        assert said(chain) == [(1, 11)]
        assert not chain.back_up()


def test_an_anvil_killed_amid_writing_goes_on_from_its_last_copy(tmp_path: Path) -> None:
    settings = NodeSettings("anvil", data_dir=tmp_path)
    with running(settings) as chain:
        say(chain, 11)
    with running(settings) as chain:
        assert chain.back_up()
        say(chain, 12)
    written = tmp_path / node.ANVIL_STATE
    written.write_bytes(written.read_bytes()[:1000])

    with running(settings) as chain:
        assert said(chain) == [(1, 11)]


def test_half_a_state_is_not_copied(tmp_path: Path) -> None:
    with running(NodeSettings("anvil", data_dir=tmp_path)) as chain:
        os.kill(chain.pid, signal.SIGSTOP)  # else it would write it whole again
        (tmp_path / node.ANVIL_STATE).write_text('{"block": {')
        assert not chain.back_up()
        os.kill(chain.pid, signal.SIGKILL)
    assert not (tmp_path / node.ANVIL_COPY).exists()
    with pytest.raises(NodeError, match="failed to parse json file"):
        start(NodeSettings("anvil", data_dir=tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
@both_kinds
def test_a_chain_ends_with_a_parent_that_is_killed(kind: Kind) -> None:
    program = (
        "import sys, time\n"
        "from heyi.chain.node import NodeSettings, start\n"
        "print(start(NodeSettings(sys.argv[1])).pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, kind], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert process_runs(pid)
        parent.kill()
    deadline = time.monotonic() + 5
    while process_runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@both_kinds
def test_a_chain_that_does_not_react_is_killed(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # a killed Ganache cannot tidy up
    monkeypatch.setattr(node, "STOP_WITHIN", 0.1)
    chain = start(NodeSettings(kind))
    os.kill(chain.pid, signal.SIGSTOP)
    chain.stop()
    assert not process_runs(chain.pid)
    chain.stop()


@both_kinds
def test_a_busy_port_is_named(kind: Kind) -> None:
    with socket.socket() as listener:
        listener.bind((node.HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(NodeError, match=rf"Port {port} cannot be used .* choose another port\."):
            start(NodeSettings(kind, port=port))


@both_kinds
def test_a_number_that_is_no_port_is_named(kind: Kind) -> None:
    with pytest.raises(NodeError, match=r"Port 99999 cannot be used \(ports go from 0 to 65535\): .* another port\."):
        start(NodeSettings(kind, port=99999))


@both_kinds
def test_a_missing_program_says_how_to_install_it(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "PROJECT_ROOT", tmp_path)
    with monkeypatch.context() as without_programs:
        without_programs.setenv("PATH", str(tmp_path))
        with pytest.raises(NodeError, match=r"Ganache needs Node\.js|Anvil is not installed: run `make setup`"):
            start(NodeSettings(kind))
    if kind == "ganache":
        with pytest.raises(NodeError, match="Ganache is not installed: run `make setup`"):
            start(NodeSettings(kind))


@both_kinds
def test_a_crash_at_the_start_tells_the_reason_and_the_command(kind: Kind) -> None:
    with pytest.raises(NodeError, match=r"ended while it started \(.*nonsense.*\); .* run: .*--nonsense") as caught:
        start(NodeSettings(kind, extra_arguments=("--nonsense", "1")))
    assert len(re.findall(r"\n", str(caught.value))) == 0


@both_kinds
def test_a_folder_that_cannot_be_made_is_named(kind: Kind, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(NodeError, match=rf"cannot be kept in {in_the_way}/chain .*: choose a folder"):
        start(NodeSettings(kind, data_dir=in_the_way / "chain"))


def test_patched_ganache_reads_numbers_of_every_width() -> None:
    """Ganache runs patched (scripts/ganache/faster.js); its steps must still do what the machine's definition says."""
    return_top = "600052" + "60206000f3"  # MSTORE it at 0, return that word
    with running(NodeSettings("ganache")) as chain:
        for width in range(1, 33):
            number = bytes(range(256 - width, 256)).hex()
            code = f"0x{0x5F + width:02x}{number}{return_top}"
            assert chain.request("eth_call", {"data": code, "gas": "0x30000"}, "latest") == "0x" + number.zfill(64)


def test_patched_ganache_traces_every_step() -> None:
    add = "6001600201" + "00"
    with running(NodeSettings("ganache")) as chain:
        sender = chain.request("eth_accounts")[0]
        sent = chain.request("eth_sendTransaction", {"from": sender, "data": "0x" + add, "gas": "0x30000"})
        steps = chain.request("debug_traceTransaction", sent)["structLogs"]
    assert [step["op"] for step in steps] == ["PUSH1", "PUSH1", "ADD", "STOP"]
    assert [step["gasCost"] for step in steps] == [3, 3, 3, 0]
