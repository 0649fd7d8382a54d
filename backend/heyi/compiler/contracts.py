"""Compiles contracts/ with the settings of brownie-config.yaml and keeps the result.

`compile_contracts()` is what the rest of Heyi calls: it returns the artifacts by contract name, from the cache when no
source, setting or compiler version has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import solcx

from heyi.compiler.solc import (
    PROJECT_ROOT,
    CompilerSettings,
    ensure_compiler,
    one_process_at_a_time,
    read_settings,
)

OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"]
MOST_PROCESSES = 4  # each takes some 350 MB
SHARES_EACH = 4  # of the files, for each process: what one has finished is told while others go on
TOLD_EVERY = 10.0  # seconds, when nothing is finished in between

CACHE_FORMAT = 2  # raise it when `Artifact` or the cache file changes its shape

Progress = Callable[[str], None]


class CompilationError(Exception):
    """The sources do not compile; the message is what solc says, ready to be shown."""


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


# --- compiling ------------------------------------------------------------------------------------------------------


def compile_contracts(progress: Progress | None = None, root: Path = PROJECT_ROOT) -> dict[str, Artifact]:
    """All contracts, interfaces and libraries of contracts/ by name, compiled only if something has changed.

    `progress` is told in whole lines what takes time, and what solc warns of.

    Raises CompilationError with solc's messages, and CompilerUnavailableError.
    """
    tell = progress or _say_nothing
    settings = read_settings(root)
    sources = _read_sources(root)
    cache = root / "build" / "heyi" / "contracts.json"
    key = _cache_key(root, settings, sources)
    # What is there is read without a lock, which could not be made in a container that nobody may write to.
    artifacts = _read_cache(cache, key)
    if artifacts is not None:
        return artifacts
    # Two test workers that start together compile once: the second waits, then reads what the first has kept.
    with one_process_at_a_time(root / "build" / "heyi" / "lock"):
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
    outputs = _outputs(root, executable, settings, sources, tell)
    warnings = {message["formattedMessage"]: None for output in outputs for message in output.get("errors", ())}
    for warning in warnings:
        tell(warning.strip())
    artifacts = _artifacts([item for output in outputs for item in output.get("contracts", {}).items()])
    tell(f"Compiled {len(artifacts)} contracts in {time.monotonic() - started:.1f} s.")
    return artifacts


def _outputs(
    root: Path, executable: Path, settings: CompilerSettings, sources: Mapping[str, str], tell: Progress
) -> list[dict[str, Any]]:
    """What solc says of each share of the files; how far it has come is told on the way."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    shares = _shares(sources, min(processes * SHARES_EACH, len(sources)))
    started = time.monotonic()
    pool = ThreadPoolExecutor(processes)
    try:
        running = {pool.submit(_run_solc, root, executable, settings, sources, share): share for share in shares}
        outputs, finished = [], 0
        while running:
            done, _ = wait(running, TOLD_EVERY, FIRST_COMPLETED)
            for future in done:
                finished += len(running.pop(future))
                outputs.append(future.result())
            if running:
                elapsed = time.monotonic() - started
                tell(f"Compiled {finished} of {len(sources)} files after {elapsed:.0f} s ...")
        return outputs
    finally:
        pool.shutdown(cancel_futures=True)  # after an error, what has not begun need not


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
    return Artifact(
        name=name,
        abi=compiled["abi"],
        bytecode="0x" + compiled["evm"]["bytecode"]["object"],
        deployed_bytecode_size=len(compiled["evm"]["deployedBytecode"]["object"]) // 2,
        source_path=source_path,
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
