"""Looks at this machine and, if asked, at a chain: what works, what doesn't, and what to do about it."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

from heyi.chain.client import development_account
from heyi.chain.conformance import LARGEST_CONTRACT, Finding, examine_endpoint
from heyi.chain.node import NodeError, running
from heyi.chain.profiles import PROFILES, Profile, local_chain, profile_of
from heyi.chain.signer import ExternalAccount
from heyi.compiler import CompilationError, Progress, compile_contracts
from heyi.compiler.solc import CompilerUnavailableError, ensure_compiler
from heyi.core.errors import HeyiError
from heyi.service.keys import EXTERNAL, account_of
from heyi.service.settings import Settings

__all__ = ["examine", "examine_signers"]


def examine(
    rpc_url: str | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
    settings: Settings | None = None,
) -> Iterator[Finding]:
    """Looks at one thing after the other; at a running chain only if its URL is given. Compiling tells its progress.

    settings: of which external signers are asked to sign something of no use.
    """
    yield _python()
    yield _node_js()
    yield from (_local_chain(p) for p in PROFILES.values() if p.kind)
    yield _compiler()
    yield _contracts(progress)
    if rpc_url is not None:
        yield from examine_endpoint(rpc_url, profile or PROFILES["ganache"], development_account(0).address)
    if settings is not None:
        yield from examine_signers(settings)


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


def examine_signers(settings: Settings) -> Iterator[Finding]:
    """Has every external signer that the settings name sign something of no use, and checks what comes back."""
    for part in ("keeper", "relayer", "oracle"):
        section = getattr(settings, part)
        if section.key.startswith(EXTERNAL):
            account = account_of(part, section, profile_of(settings.chain.profile), {}, settings.signer)
            assert isinstance(account, ExternalAccount)
            yield _tried(f"external signer of the {part}", _signs(account), HeyiError)


def _signs(account: ExternalAccount) -> Callable[[], str]:
    def sign() -> str:
        account.examine()
        return f"signs for {account.address}"

    return sign


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


def _tried(what: str, attempt: Callable[[], str], *failures: type[Exception]) -> Finding:
    """What an attempt says; a failure's own sentence already tells what to do."""
    try:
        return Finding(what, True, attempt())
    except failures as failure:
        return Finding(what, False, "does not work", str(failure))
