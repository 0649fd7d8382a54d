"""Local chains: starts, awaits and stops Ganache or Anvil out of node_modules/ as a child process.

    with running(NodeSettings("ganache")) as node:
        Web3(Web3.HTTPProvider(node.url))

`start()` does it in steps: claim a port, spawn the process, wait until it answers, and, for a chain that was kept in a
folder, set its clock to where it stood. A chain ends with the process that started it, however that ends.

What a kept chain (`data_dir`) gives back after a restart on the same folder:

|                                  | Ganache | Anvil                                                          |
|----------------------------------|---------|----------------------------------------------------------------|
| blocks, transactions, receipts,  | all     | all                                                            |
| logs, the latest state           |         |                                                                |
| state of older blocks            | all     | none, unless started with --preserve-historical-states         |
| the last blocks after a SIGKILL  | all     | lost: the last second's, or, if that was amid writing, all     |
|                                  |         | since the last `back_up()`, without which it doesn't start     |
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from heyi.chain.children import ending_with_parent

PROJECT_ROOT = Path(__file__).resolve().parents[3]

HOST = "127.0.0.1"
GANACHE_PRELOAD = PROJECT_ROOT / "scripts" / "ganache" / "faster.js"
NODE_OPTIONS = ("--max-semi-space-size=64",)  # MB for young objects: the machine's numbers are many and short-lived
MNEMONIC = "test test test test test test test test test test test junk"  # public: for play money only
BLOCK_GAS_LIMIT = 30_000_000
HARDFORK = "shanghai"  # the newest that Ganache knows; Anvil gets the same, so that both run the same code

ANVIL_STATE, ANVIL_COPY = "anvil.json", "anvil.copy.json"  # in data_dir

READY_WITHIN = 30.0  # seconds; Anvil takes 0.05, Ganache 0.6 on an idle machine
STOP_WITHIN = 10.0  # seconds between asking a chain to end and ending it

NO_VALUE = ""  # of a command-line option that is a mere switch

Kind = Literal["ganache", "anvil"]


class NodeError(Exception):
    """A local chain could not be started; the message says why and what to do."""


@dataclass(frozen=True)
class NodeSettings:
    """What to start."""

    kind: Kind
    chain_id: int = 1337
    port: int = 0
    """0 takes a free one."""
    start_time: int | None = None
    """Unix time of the first block; the chain's clock goes on from there at its normal pace. None is now."""
    data_dir: Path | None = None
    """Folder that keeps the chain for the next start; None keeps nothing."""
    accounts: int = 10
    """How many unlocked accounts, derived from `MNEMONIC`, the chain has."""
    extra_arguments: tuple[str, ...] = ()
    """Further words for the command line of this kind of chain."""


class Node:
    """A running local chain. It holds a process, so `stop()` it; `running()` does."""

    def __init__(self, settings: NodeSettings, port: int, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
        self.kind = settings.kind
        self.chain_id = settings.chain_id
        self.url = f"http://{HOST}:{port}"
        self.pid = process.pid
        self._data_dir = settings.data_dir
        self._process = process
        self._output = output

    def request(self, method: str, *params: Any) -> Any:
        """Calls one JSON-RPC method and returns its result.

        Raises OSError while nobody listens, and RuntimeError with the chain's answer when it refuses.
        """
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with _DIRECT.open(request, timeout=READY_WITHIN) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self, within: float | None = None) -> None:
        """Ends the chain and waits for it; a kept chain is written to its folder first. Twice does no harm.

        within: seconds between asking it to end and ending it; None is STOP_WITHIN.
        """
        if self.is_running():
            self._process.terminate()
            try:
                self._process.wait(STOP_WITHIN if within is None else within)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._output.close()

    def back_up(self) -> bool:
        """Copies what Anvil has written into its folder, for a start after a SIGKILL amid writing; whether it did so.

        Anvil writes over its one file, so a SIGKILL may leave half of it. Ganache's database needs no copy.
        """
        if self.kind != "anvil" or self._data_dir is None:
            return False
        state = _whole_state(self._data_dir / ANVIL_STATE)
        if state is None:  # it is writing just now
            return False
        beside = self._data_dir / f"{ANVIL_COPY}.new"
        beside.write_bytes(state)
        beside.replace(self._data_dir / ANVIL_COPY)
        return True

    def last_words(self) -> str:
        """The line of the process's output that tells best why it ended."""
        self._output.seek(0)
        lines = [line.strip() for line in self._output.read().decode(errors="replace").splitlines() if line.strip()]
        errors = [line for line in lines if re.match(r"(\w*Error\b|error:)", line)]
        return (errors or lines or ["it said nothing"])[-1][:300]


# A proxy from the environment is for the world outside, not for a process on this machine.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(settings: NodeSettings) -> Iterator[Node]:
    """A local chain for the length of a `with` block. Raises NodeError when it does not start."""
    node = start(settings)
    try:
        yield node
    finally:
        node.stop()


def start(settings: NodeSettings) -> Node:
    """Starts a local chain and returns once it answers.

    Call it from a thread that lives as long as the chain is needed: on Linux the kernel ends the chain together with
    the thread that started it, which is what makes it disappear even after a SIGKILL of this process.

    Raises NodeError when the program is missing, the port is taken, or the chain ends while it starts.
    """
    port = _claim_port(settings.port)
    command = [*_program(settings.kind), *_arguments(settings, port), *settings.extra_arguments]
    # A file takes any amount of output; a pipe that nobody reads would stop the chain once it is full.
    output = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the node
    process = subprocess.Popen(
        [*ending_with_parent(), *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        process_group=0,  # Ctrl-C in a terminal is for us: the chain stays until we have finished with it
    )
    node = Node(settings, port, process, output)
    try:
        _wait_until_ready(node, command)
        _resume_clock(node, settings)
    except BaseException:
        node.stop()
        raise
    return node


# --- the process ----------------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of this machine on which nothing listens at the moment."""
    with socket.socket() as claim:
        claim.bind((HOST, 0))
        port: int = claim.getsockname()[1]
        return port


def _claim_port(port: int) -> int:
    if port == 0:
        return free_port()
    with socket.socket() as claim:
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else a chain stopped a moment ago is in the way
        try:
            claim.bind((HOST, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
            raise NodeError(
                f"Port {port} cannot be used ({reason}): stop what listens there, or choose another port."
            ) from None
    return port


def _program(kind: Kind) -> list[str]:
    """The program to run; never through npx, which would not pass on the signal to stop."""
    if kind == "ganache":
        node = shutil.which("node")
        if node is None:
            raise NodeError("Ganache needs Node.js, which is not on the PATH: install Node.js 20 or newer.")
        script = PROJECT_ROOT / "node_modules" / "ganache" / "dist" / "node" / "cli.js"
        if not script.is_file():
            raise NodeError("Ganache is not installed: run `make setup`.")
        return [node, *NODE_OPTIONS, "--require", str(GANACHE_PRELOAD), str(script)]
    packaged = sorted((PROJECT_ROOT / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil"))
    program = str(packaged[0]) if packaged else shutil.which("anvil")
    if program is None:
        raise NodeError(
            "Anvil is not installed: run `make setup` on x86-64 Linux, install Foundry elsewhere, or use Ganache."
        )
    return [program]


def _arguments(settings: NodeSettings, port: int) -> list[str]:
    if settings.data_dir is not None:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NodeError(
                f"The chain cannot be kept in {settings.data_dir} ({error.strerror}): choose a folder you may write to."
            ) from None
    options = _ganache_options(settings, port) if settings.kind == "ganache" else _anvil_options(settings, port)
    return [word for option, value in options.items() for word in (option, str(value)) if word != NO_VALUE]


def _ganache_options(settings: NodeSettings, port: int) -> dict[str, object]:
    # Each option once: Ganache makes a list of a repeated one, and then fails at every call.
    options: dict[str, object] = {
        "--server.host": HOST,
        "--server.port": port,
        "--chain.chainId": settings.chain_id,
        "--chain.networkId": settings.chain_id,
        "--chain.hardfork": HARDFORK,
        "--miner.blockGasLimit": BLOCK_GAS_LIMIT,
        "--wallet.mnemonic": MNEMONIC,
        "--wallet.totalAccounts": settings.accounts,
        "--logging.quiet": "true",
    }
    if settings.start_time is not None:
        options["--chain.time"] = datetime.fromtimestamp(settings.start_time, UTC).isoformat()
    if settings.data_dir is not None:
        options["--database.dbPath"] = settings.data_dir / "ganache"
    return options


def _anvil_options(settings: NodeSettings, port: int) -> dict[str, object]:
    options: dict[str, object] = {
        "--host": HOST,
        "--port": port,
        "--chain-id": settings.chain_id,
        "--hardfork": HARDFORK,
        "--gas-limit": BLOCK_GAS_LIMIT,
        "--mnemonic": MNEMONIC,
        "--accounts": settings.accounts,
        "--quiet": NO_VALUE,
    }
    if settings.start_time is not None:
        options["--timestamp"] = settings.start_time
    if settings.data_dir is not None:
        _mend(settings.data_dir)
        options["--state"] = settings.data_dir / ANVIL_STATE
        options["--state-interval"] = 1  # seconds; the most that a SIGKILL can lose
    return options


def _mend(data_dir: Path) -> None:
    """Puts the copy in the place of a state that a SIGKILL has left half written. Without a copy, Anvil says so."""
    state, copy = data_dir / ANVIL_STATE, data_dir / ANVIL_COPY
    if copy.is_file() and _whole_state(state) is None:
        shutil.copyfile(copy, state)


def _whole_state(file: Path) -> bytes | None:
    """What is in the file; None if that is no JSON, or only the beginning of some, or there is no file."""
    try:
        content = file.read_bytes()
        json.loads(content)
    except (OSError, ValueError):
        return None
    return content


# --- getting ready --------------------------------------------------------------------------------------------------


def _wait_until_ready(node: Node, command: list[str]) -> None:
    name = node.kind.capitalize()
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            node.request("eth_chainId")
            return
        except OSError:
            pass  # nobody listens yet
        if not node.is_running():
            raise NodeError(
                f"{name} ended while it started ({node.last_words()}); to see all it says, run: {shlex.join(command)}"
            )
        if time.monotonic() > deadline:
            raise NodeError(
                f"{name} did not answer within {READY_WITHIN:.0f} s: is this machine overloaded? "
                f"To watch it start, run: {shlex.join(command)}"
            )
        time.sleep(0.01)


def _resume_clock(node: Node, settings: NodeSettings) -> None:
    """Lets the clock of a kept chain go on from its last block.

    Both chains keep their blocks, but not how far their clock was set ahead: left alone they would date the next block
    before the last one, or, with a start time in the past, jump to now and let every deadline pass.
    """
    last_block = node.request("eth_getBlockByNumber", "latest", False)
    if int(last_block["number"], 16) == 0:
        return
    next_time = int(last_block["timestamp"], 16) + 1
    if settings.start_time is None:
        next_time = max(next_time, int(time.time()))
    node.request("evm_setTime", next_time * 1000 if node.kind == "ganache" else next_time)
