"""Looks at this machine and, if asked, at a chain: what works, what doesn't, and what to do about it."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import NodeError, running
from heyi.chain.profiles import PROFILES, Profile, local_chain
from heyi.chain.refusals import NodeRefused
from heyi.compiler import CompilationError, Progress, compile_contracts
from heyi.compiler.solc import CompilerUnavailableError, ensure_compiler
from heyi.core.errors import HeyiError

__all__ = ["Finding", "examine"]

LARGEST_CONTRACT = 24_576  # bytes of code on nodes with default limits (EIP-170)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. says: what was found; advice: what to do, when it isn't well."""

    what: str
    well: bool
    says: str
    advice: str = ""


def examine(
    rpc_url: str | None = None, profile: Profile | None = None, progress: Progress | None = None
) -> Iterator[Finding]:
    """Looks at one thing after the other; at a running chain only if its URL is given. Compiling tells its progress."""
    yield _python()
    yield _node_js()
    yield from (_local_chain(p) for p in PROFILES.values() if p.kind)
    yield _compiler()
    yield _contracts(progress)
    if rpc_url is not None:
        yield from _endpoint(rpc_url, profile or PROFILES["ganache"])


def _python() -> Finding:
    well = sys.version_info >= (3, 11)
    return Finding("Python", well, platform.python_version(), "install Python 3.11 or newer")


def _node_js() -> Finding:
    advice = "install Node.js 20 or newer"
    program = shutil.which("node")
    if program is None:
        return Finding("Node.js", False, "not found", advice)
    version = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout.strip()
    return Finding("Node.js", int(version.lstrip("v").partition(".")[0] or 0) >= 20, version.lstrip("v"), advice)


def _local_chain(profile: Profile) -> Finding:
    def start() -> str:
        with running(local_chain(profile)) as node:
            return str(node.request("web3_clientVersion"))

    return _tried(f"local chain {profile.name}", start, NodeError)


def _compiler() -> Finding:
    return _tried("Solidity compiler", lambda: ensure_compiler().name, CompilerUnavailableError)


def _contracts(progress: Progress | None) -> Finding:
    def largest() -> str:
        artifacts = compile_contracts(progress).values()
        biggest = max(artifacts, key=lambda artifact: artifact.deployed_bytecode_size)
        if biggest.deployed_bytecode_size > LARGEST_CONTRACT:
            raise CompilationError(f"{biggest.name} has {biggest.deployed_bytecode_size} bytes of code: too large")
        size = f"{biggest.deployed_bytecode_size:,} of {LARGEST_CONTRACT:,} bytes"
        return f"compiled; the largest, {biggest.name}, has {size}"

    return _tried("contracts", largest, CompilationError, CompilerUnavailableError)


def _endpoint(url: str, profile: Profile) -> Iterator[Finding]:
    found: list[Chain] = []

    def reach() -> str:
        found.append(connect(url, profile, development_account(0)))
        return f"{found[0].client_version()}, block {found[0].height()}"

    yield _tried(f"chain at {url}", reach, HeyiError)
    if found:
        yield _clock(found[0])
        yield _funds(found[0])


def _clock(chain: Chain) -> Finding:
    def move() -> str:
        if not chain.profile.has_clock:
            return "passes by itself"
        chain.request("evm_increaseTime", 0)
        return "can be moved"

    return _tried("its clock", move, NodeRefused)


def _funds(chain: Chain) -> Finding:
    balance = int(chain.request("eth_getBalance", chain.account.address, "latest"), 16)
    advice = f"send {chain.account.address} some of the chain's coin for gas"
    return Finding("the sender's balance", balance > 0, f"{balance / 10**18:.3f} coins for gas", advice)


def _tried(what: str, attempt: Callable[[], str], *failures: type[Exception]) -> Finding:
    """What an attempt says; a failure's own sentence already tells what to do."""
    try:
        return Finding(what, True, attempt())
    except failures as failure:
        return Finding(what, False, "does not work", str(failure))
