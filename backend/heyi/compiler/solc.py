"""Solidity's compiler: its settings, which brownie-config.yaml has for Brownie too, and an executable of that version.

`ensure_compiler()` finds one, for Heyi and for Brownie: an installed native one, else a downloaded one, else npm's
solc-js behind a small launcher.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT_ROOT = Path(__file__).resolve().parents[3]

REACHABLE_WITHIN = 4.0  # seconds for one small answer of the download site, name look-up included
DOWNLOAD_WITHIN = 120.0  # seconds for the compiler itself, about 15 MB


class CompilerUnavailableError(Exception):
    """No Solidity compiler can be had; the message says what to install."""


# --- settings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CompilerSettings:
    """What brownie-config.yaml says about the compiler."""

    version: str
    evm_version: str
    via_ir: bool
    optimizer: Mapping[str, Any]
    remappings: tuple[str, ...]

    def for_solc(self) -> dict[str, Any]:
        """The `settings` of solc's standard JSON input."""
        return {
            "evmVersion": self.evm_version,
            "viaIR": self.via_ir,
            "optimizer": dict(self.optimizer),
            "remappings": list(self.remappings),
        }


def read_settings(root: Path = PROJECT_ROOT) -> CompilerSettings:
    """Reads the compiler settings from brownie-config.yaml, so that Brownie and Heyi cannot differ."""
    compiler = yaml.safe_load((root / "brownie-config.yaml").read_text())["compiler"]
    solc = compiler["solc"]
    return CompilerSettings(
        version=solc["version"],
        evm_version=compiler["evm_version"],
        via_ir=solc.get("viaIR", False),
        optimizer=solc["optimizer"],
        remappings=tuple(solc.get("remappings", ())),
    )


# --- the compiler ---------------------------------------------------------------------------------------------------


def ensure_compiler(root: Path = PROJECT_ROOT) -> Path:
    """The path of a solc executable of the configured version, installed if need be.

    py-solc-x, and Brownie through it, finds the same one afterwards, because SOLCX_BINARY_PATH is set to its folder.
    The download is tried once: its result, or the launcher of npm's compiler, stays in .solcx/.

    Raises CompilerUnavailableError when neither can be had.
    """
    version = read_settings(root).version
    executable = _installed(version)
    if executable is None:
        executable = root / ".solcx" / f"solc-v{version}"
        with one_process_at_a_time(root / ".solcx" / "lock"):
            if not executable.exists() and not _download(version, executable):
                _write_npm_launcher(root, version, executable)
                print(
                    f"Solidity {version}: the native compiler cannot be downloaded, so the slower one from npm is used "
                    "(delete .solcx/ to try again).",
                    file=sys.stderr,
                )
    os.environ["SOLCX_BINARY_PATH"] = str(executable.parent)
    return executable


def _installed(version: str) -> Path | None:
    """A compiler that the user already has where py-solc-x looks for it."""
    folder = Path(os.environ.get("SOLCX_BINARY_PATH") or Path.home() / ".solcx")
    executable = folder / f"solc-v{version}"
    return executable if executable.is_file() else None


def _download(version: str, executable: Path) -> bool:
    """Downloads the native compiler and says whether it now runs.

    py-solc-x sets no time limits, so it works in processes that can be ended. The first only asks whether the site
    answers: without a network, that is known in seconds.
    """
    probe = (
        "import requests, solcx.install as site\n"
        "requests.head(site.BINARY_DOWNLOAD_BASE.format(site._get_os_name(), 'list.json')).raise_for_status()"
    )
    # A folder of its own, so that a download that is cut off never passes for a compiler.
    folder = executable.parent / "download"
    folder.mkdir(exist_ok=True)
    try:
        if not _python_succeeds(probe, REACHABLE_WITHIN):
            return False
        if not _python_succeeds(f"import solcx; solcx.install_solc({version!r})", DOWNLOAD_WITHIN, folder):
            return False
        (folder / executable.name).replace(executable)
        return True
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _python_succeeds(code: str, seconds: float, solcx_folder: Path | None = None) -> bool:
    environment = dict(os.environ)
    if solcx_folder is not None:
        environment["SOLCX_BINARY_PATH"] = str(solcx_folder)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, env=environment, timeout=seconds, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _write_npm_launcher(root: Path, version: str, executable: Path) -> None:
    """Writes a `solc` that runs npm's solc-js, next to the project's node_modules/ by a relative path.

    It knows its version by heart, since Brownie asks for it some ten times for each compilation and loading solc-js
    takes half a second.
    """
    shim = root / "scripts" / "solc_shim" / "solc_shim.js"
    full_version = _npm_compiler_version(shim)
    if not full_version.startswith(f"{version}+"):
        raise CompilerUnavailableError(
            f"npm's compiler is {full_version.partition('+')[0]}, but brownie-config.yaml asks for {version}: "
            "run `npm ci`, or make package.json agree."
        )
    launcher = f"""#!/bin/sh
# Solidity {version} from npm, for py-solc-x and Brownie; written by heyi.compiler.solc.
if [ "$*" = --version ]; then
    printf 'solc, the solidity compiler commandline interface\\nVersion: %s\\n' '{full_version}'
    exit
fi
exec node --stack-size=4000 "$(dirname -- "$0")/../scripts/solc_shim/solc_shim.js" "$@"
"""
    # Written under another name first: a parallel reader sees all of it or nothing.
    unfinished = executable.with_suffix(".new")
    unfinished.write_text(launcher)
    unfinished.chmod(0o755)
    unfinished.replace(executable)


def _npm_compiler_version(shim: Path) -> str:
    """As in "0.8.30+commit.73712a01.Emscripten.clang"."""
    try:
        answer = subprocess.run(["node", str(shim), "--version"], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        raise CompilerUnavailableError(
            "Solidity's compiler cannot be downloaded, and npm's needs Node.js: install Node.js 20 or newer."
        ) from None
    if answer.returncode != 0:
        raise CompilerUnavailableError(
            "Solidity's compiler cannot be downloaded, and npm's is not installed: run `make setup`."
        )
    return answer.stdout.rpartition("Version: ")[2].strip()


@contextmanager
def one_process_at_a_time(lock: Path) -> Iterator[None]:
    """Holds the lock file while the block lasts; other processes wait for it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed, also by a crash
        yield
