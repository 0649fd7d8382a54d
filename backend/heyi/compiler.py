"""Compiles contracts/ with the settings of brownie-config.yaml and keeps the result.

`compile_contracts()` is what the rest of Heyi calls: it returns the artifacts by contract name, from the cache when no
source, setting or compiler version has changed. `ensure_compiler()` finds the compiler for it, and for Brownie: an
installed native one, else a downloaded one, else npm's solc-js behind a small launcher.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import solcx
import yaml

PROJECT_ROOT = Path(__file__).resolve().parents[2]

REACHABLE_WITHIN = 4.0  # seconds for one small answer of the download site, name look-up included
DOWNLOAD_WITHIN = 120.0  # seconds for the compiler itself, about 15 MB

OUTPUTS = ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences", "evm.deployedBytecode.object"]
MOST_PROCESSES = 4  # each takes some 350 MB

CACHE_FORMAT = 1  # raise it when `Artifact` or the cache file changes its shape

Progress = Callable[[str], None]


class CompilerUnavailableError(Exception):
    """No Solidity compiler can be had; the message says what to install."""


class CompilationError(Exception):
    """The sources do not compile; the message is what solc says, ready to be shown."""


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


@dataclass(frozen=True)
class Artifact:
    """A compiled contract, interface or library of contracts/."""

    name: str
    abi: list[dict[str, Any]]
    bytecode: str
    """Creation code, 0x-prefixed; "0x" for an interface or an abstract contract."""
    deployed_bytecode_size: int
    """Bytes of code on chain; the limit is 24,576."""
    source_path: str
    """Relative to the project, as in "contracts/Treasury.sol"."""
    link_offsets: dict[str, list[int]] = field(default_factory=dict)
    """For each library that must be linked: the bytes of `bytecode` at which its address belongs."""

    def linked(self, libraries: Mapping[str, str]) -> str:
        """The creation code with the addresses (0x and 40 hex digits) of its libraries filled in.

        Raises KeyError when a library that the contract needs has no address.
        """
        code = self.bytecode
        for library, offsets in self.link_offsets.items():
            address = libraries[library].removeprefix("0x").lower()
            for offset in offsets:
                start = len("0x") + 2 * offset
                code = code[:start] + address + code[start + len(address) :]
        return code


# --- settings -------------------------------------------------------------------------------------------------------


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
        with _only_one_process(root / ".solcx" / "lock"):
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
# Solidity {version} from npm, for py-solc-x and Brownie; written by heyi.compiler.
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


# --- compiling ------------------------------------------------------------------------------------------------------


def compile_contracts(progress: Progress | None = None, root: Path = PROJECT_ROOT) -> dict[str, Artifact]:
    """All contracts, interfaces and libraries of contracts/ by name, compiled only if something has changed.

    `progress` is told in whole lines what takes time, and what solc warns of.

    Raises CompilationError with solc's messages, and CompilerUnavailableError.
    """
    tell = progress or _say_nothing
    settings = read_settings(root)
    # Two test workers that start together compile once: the second waits, then reads what the first has kept.
    with _only_one_process(root / "build" / "heyi" / "lock"):
        sources = _read_sources(root)
        cache = root / "build" / "heyi" / "contracts.json"
        key = _cache_key(root, settings, sources)
        artifacts = _read_cache(cache, key)
        if artifacts is None:
            artifacts = _compile(root, settings, sources, tell)
            _write_cache(cache, key, artifacts)
    return artifacts


def _say_nothing(_line: str) -> None:
    pass


def _read_sources(root: Path) -> dict[str, str]:
    """Contents by path relative to the project, in the order of the paths."""
    files = sorted((root / "contracts").rglob("*.sol"))
    if not files:
        raise CompilationError(f"There is no Solidity file in {root / 'contracts'}.")
    return {file.relative_to(root).as_posix(): file.read_text() for file in files}


def _cache_key(root: Path, settings: CompilerSettings, sources: Mapping[str, str]) -> str:
    """Changes with anything that the artifacts depend on; a package is known by its package.json."""
    folders = [root / remapping.partition("=")[2] for remapping in settings.remappings]
    packages = [package.read_text() for folder in folders for package in sorted(folder.glob("*/package.json"))]
    content = [CACHE_FORMAT, asdict(settings), sources, packages]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _compile(root: Path, settings: CompilerSettings, sources: Mapping[str, str], tell: Progress) -> dict[str, Artifact]:
    executable = ensure_compiler(root)
    tell(f"Compiling {len(sources)} Solidity files with solc {settings.version} ...")
    started = time.monotonic()
    shares = _shares(sources, min(os.cpu_count() or 1, MOST_PROCESSES, len(sources)))
    with ThreadPoolExecutor(len(shares)) as pool:
        outputs = list(pool.map(lambda wanted: _run_solc(root, executable, settings, sources, wanted), shares))
    warnings = {message["formattedMessage"]: None for output in outputs for message in output.get("errors", ())}
    for warning in warnings:
        tell(warning.strip())
    artifacts = _artifacts([item for output in outputs for item in output.get("contracts", {}).items()])
    tell(f"Compiled {len(artifacts)} contracts in {time.monotonic() - started:.1f} s.")
    return artifacts


def _shares(sources: Mapping[str, str], count: int) -> list[list[str]]:
    """Splits the paths into shares of about the same amount of source text."""
    shares: list[list[str]] = [[] for _ in range(count)]
    amounts = [0] * count
    for path in sorted(sources, key=lambda path: len(sources[path]), reverse=True):
        smallest = amounts.index(min(amounts))
        shares[smallest].append(path)
        amounts[smallest] += len(sources[path])
    return shares


def _run_solc(
    root: Path, executable: Path, settings: CompilerSettings, sources: Mapping[str, str], wanted: list[str]
) -> dict[str, Any]:
    """Reads all sources, but generates code only for the wanted files.

    Generating it takes nearly all the time, and solc works on one core; processes with a share each use all of them,
    and yield the same code as one process would.
    """
    standard_input = {
        "language": "Solidity",
        "sources": {path: {"content": content} for path, content in sources.items()},
        "settings": {**settings.for_solc(), "outputSelection": {path: {"*": OUTPUTS} for path in wanted}},
    }
    try:
        output: dict[str, Any] = solcx.compile_standard(
            standard_input, solc_binary=executable, base_path=root, allow_paths=root
        )
    except solcx.exceptions.SolcError as error:
        # Without messages of its own, the compiler did not get as far as reading the sources.
        said = error.message if error.error_dict else error.stderr_data or error.message
        raise CompilationError(said.strip()) from None
    return output


def _artifacts(compiled_files: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Artifact]:
    artifacts: dict[str, Artifact] = {}
    for source_path, in_file in compiled_files:
        for name, compiled in in_file.items():
            if name in artifacts:
                raise CompilationError(
                    f"{name} is defined in {artifacts[name].source_path} and in {source_path}: "
                    "artifacts are known by name, so rename one."
                )
            artifacts[name] = _artifact(name, source_path, compiled)
    return dict(sorted(artifacts.items()))


def _artifact(name: str, source_path: str, compiled: Mapping[str, Any]) -> Artifact:
    creation = compiled["evm"]["bytecode"]
    return Artifact(
        name=name,
        abi=compiled["abi"],
        bytecode="0x" + creation["object"],
        deployed_bytecode_size=len(compiled["evm"]["deployedBytecode"]["object"]) // 2,
        source_path=source_path,
        link_offsets={
            library: [place["start"] for place in places]
            for in_file in creation["linkReferences"].values()
            for library, places in in_file.items()
        },
    )


# --- the cache ------------------------------------------------------------------------------------------------------


def _read_cache(cache: Path, key: str) -> dict[str, Artifact] | None:
    try:
        kept = json.loads(cache.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if kept["key"] != key:
        return None
    return {name: Artifact(**values) for name, values in kept["artifacts"].items()}


def _write_cache(cache: Path, key: str, artifacts: Mapping[str, Artifact]) -> None:
    content = {"key": key, "artifacts": {name: asdict(artifact) for name, artifact in artifacts.items()}}
    unfinished = cache.with_suffix(".new")
    unfinished.write_text(json.dumps(content))
    unfinished.replace(cache)


@contextmanager
def _only_one_process(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed, also by a crash
        yield


def main() -> None:
    """Compiles and says so: `python -m heyi.compiler`, for `make setup`."""
    try:
        compile_contracts(progress=print)
    except (CompilationError, CompilerUnavailableError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
