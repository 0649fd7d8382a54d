"""Makes Brownie fit this project; it imports this file whenever it loads the project, before it connects to a chain.

That holds for `brownie compile`, `run`, `test`, `console` and for plain `pytest`. Nothing under ~/.brownie is touched:

1. the compiler is the one that `heyi.compiler.solc` finds, so there is no download behind Brownie's back;
2. the networks `ganache-local` and `anvil-local` are defined, and BROWNIE_NETWORK chooses the default;
3. their chains are started and stopped by `heyi.chain.node`;
4. four faults of Brownie 1.22.2 are repaired (see the functions).
"""

from __future__ import annotations

import fcntl
import functools
import os
import sys
from pathlib import Path
from typing import Any

import brownie.network.account
import brownie.network.contract
import brownie.network.transaction
import psutil
from brownie._config import CONFIG
from brownie.project.main import Project

from heyi.chain import node
from heyi.compiler.solc import ensure_compiler

# What Brownie needs beyond the settings that all our local chains share. Ganache: Brownie reads the reason of a revert
# from the answer to the transaction. Anvil: coverage needs the trace of every step; without it the report is empty.
ARGUMENTS_FOR_BROWNIE: dict[node.Kind, tuple[str, ...]] = {
    "ganache": ("--chain.vmErrorsOnRPCResponse", "true"),
    "anvil": ("--steps-tracing",),
}


class ChainProcess(psutil.Process):
    """A chain as Brownie wants to hold it: it asks for the process, its parent, and in the end kills it."""

    def __init__(self, chain: node.Node) -> None:
        super().__init__(chain.pid)
        self._chain = chain

    def kill(self) -> None:
        """Brownie's own SIGKILL makes Ganache leave a folder in /tmp for each run, so ask first."""
        self._chain.stop()


def launch(kind: node.Kind, _command: str, **settings: Any) -> ChainProcess:
    """Takes the place of Brownie's launch functions.

    Theirs leave the chain running when Brownie is killed, and read nothing from the pipe that the chain writes to.
    """
    extra = ARGUMENTS_FOR_BROWNIE[kind]
    return ChainProcess(node.start(node.NodeSettings(kind, port=settings["port"], extra_arguments=extra)))


def define_networks() -> None:
    for kind in ARGUMENTS_FOR_BROWNIE:
        # A new port for each run: on a fixed one Brownie would silently attach to a chain that another run has left.
        CONFIG.networks[f"{kind}-local"] = {
            "id": f"{kind}-local",
            "name": f"{kind.capitalize()} of this project",
            "cmd": kind,
            "host": f"http://{node.HOST}",
            "timeout": 120,
            "cmd_settings": {"port": node.free_port()},
        }
        # By its full name, since the name `rpc` in brownie.network is an object that hides the module.
        sys.modules[f"brownie.network.rpc.{kind}"].launch = functools.partial(launch, kind)

    default = os.environ.get("BROWNIE_NETWORK", "ganache-local")
    if default not in CONFIG.networks:
        sys.exit(f"BROWNIE_NETWORK={default} is unknown to Brownie: use ganache-local, anvil-local or one of its own.")
    CONFIG.settings["networks"]["default"] = default


def accept_immutables() -> None:
    """Lets deployed code differ from the artefact where immutables were filled in.

    Brownie compares them byte by byte, and for any contract with an immutable it then drops the source map: no
    coverage, no source lines in traces, no `dev:` revert strings (eth-brownie issue 1087). Code of the right length is
    proof enough that an address holds the contract.
    """
    compare = brownie.network.contract._verify_deployed_code

    def compare_but_for_immutables(address: str, expected: str, language: str) -> bool:
        if compare(address, expected, language):
            return True
        deployed = brownie.network.contract.web3.eth.get_code(address)
        return language == "Solidity" and len(deployed) == len(expected.removeprefix("0x")) // 2

    brownie.network.contract._verify_deployed_code = compare_but_for_immutables


def replace_free_gas() -> None:
    """Turns a gas price of 0 into the configured one.

    With --coverage Brownie sends calls as transactions and offers nothing for them. Since the London fork Ganache never
    mines such a transaction, and Brownie waits for ever.
    """
    account = brownie.network.account._PrivateKeyAccount
    make_transaction = account._make_transaction

    # The parameters down to the price are those of the original.
    def make_paid_transaction(
        self: Any, to: Any, amount: Any, gas_limit: Any, gas_buffer: Any, gas_price: Any, *rest: Any, **named: Any
    ) -> Any:
        return make_transaction(self, to, amount, gas_limit, gas_buffer, gas_price or None, *rest, **named)

    account._make_transaction = make_paid_transaction


def load_one_after_another() -> None:
    """Lets the processes of `pytest -n` load the project in turn.

    While it loads, Brownie deletes artefacts of imports that nothing uses; two processes at once stumble over each
    other's deletions ("Unable to load project"). This file is imported before that, and the lock is given back after.
    """
    lock_file = Path(__file__).with_name("build") / "loading.lock"
    lock_file.parent.mkdir(exist_ok=True)
    lock = lock_file.open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    create_containers = Project._create_containers

    def create_containers_unlocked(self: Project) -> None:
        lock.close()
        create_containers(self)

    Project._create_containers = create_containers_unlocked


def compare_own_contracts() -> None:
    """Lets `pytest -n` end well in a run that has compiled something.

    In the end Brownie compares what each process has loaded. The one that compiles holds all imported contracts too,
    the others, which read from disk, only some: an assertion fails after the last test. Our own contracts are the same.
    """
    managers = sys.modules.get("brownie.test.managers.base")
    if managers is None:  # Brownie is not here to test
        return
    initialize = managers.PytestBrownieBase.__init__

    def initialize_with_own_contracts(self: Any, config: Any, project: Any) -> None:
        initialize(self, config, project)
        own = set(project._sources.get_contract_list())
        self.contracts = {name: code_hash for name, code_hash in self.contracts.items() if name in own}

    managers.PytestBrownieBase.__init__ = initialize_with_own_contracts


def wait_for_receipts() -> None:
    """Anvil counts a sender's nonce up a moment before it has the receipt; in between, Brownie takes it for dropped."""
    await_confirmation = brownie.network.transaction.TransactionReceipt._await_confirmation

    def await_receipt_first(self: Any, block_number: Any = None, required_confs: int = 1) -> None:
        if required_confs > 0:
            brownie.network.transaction.web3.eth.wait_for_transaction_receipt(self.txid, timeout=60, poll_latency=0.01)
        await_confirmation(self, block_number, required_confs)

    brownie.network.transaction.TransactionReceipt._await_confirmation = await_receipt_first


load_one_after_another()
ensure_compiler()
define_networks()
accept_immutables()
replace_free_gas()
compare_own_contracts()
wait_for_receipts()
