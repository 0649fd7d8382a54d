"""`make prove`: proves what tests/proofs states about the contracts' libraries, for all numbers at once.

halmos runs the compiled checks with symbolic arguments and asks a solver whether any assertion can fail. It has an
environment of its own, .venv-proofs, because its pins and Brownie's exclude each other. One process per check, so that
one that hangs can be ended and says so.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from heyi.compiler.solc import PROJECT_ROOT, ensure_compiler

PROOFS = PROJECT_ROOT / "tests" / "proofs"
HALMOS = PROJECT_ROOT / ".venv-proofs" / "bin" / "halmos"
BUILT = Path("build") / "proofs" / "out"  # as in foundry.toml
SECONDS = 180  # for one check; the longest takes a third of it

OPTIONS = ["--forge-build-out", str(BUILT), "--loop", "6", "--no-status", "--solver-timeout-assertion", "90s"]
CHECK = re.compile(r"^    function (check_\w+)\(", re.MULTILINE)


def checks() -> Iterator[tuple[str, str]]:
    """Contract and function of every check in the proofs."""
    for file in sorted(PROOFS.glob("*Proofs.sol")):
        for function in CHECK.findall(file.read_text()):
            yield file.stem, function


def environment() -> dict[str, str]:
    """Where forge finds the compiler, and halmos finds forge."""
    path = f"{PROJECT_ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "FOUNDRY_SOLC": str(ensure_compiler())}


def run(command: list[str], surroundings: dict[str, str], seconds: float) -> str:
    """What the command printed; everything it started is ended with it, also when time is up."""
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds} seconds"
    finally:
        # Solvers outlive halmos when it is interrupted.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def prove(contract: str, function: str, surroundings: dict[str, str]) -> tuple[bool, str]:
    """Whether the check holds, and what halmos said if it does not."""
    which = ["--contract", contract, "--match-test", rf"^{function}\("]
    said = run([str(HALMOS), *OPTIONS, *which], surroundings, SECONDS)
    # Loops that were cut short would leave cases out, so a pass with a warning is none.
    return "[PASS]" in said and "WARNING" not in said, said


def main() -> int:
    surroundings = environment()
    if not shutil.which("forge", path=surroundings["PATH"]):
        print("forge is missing: npm brings it for Linux on x86-64 only", file=sys.stderr)
        return 1
    print("Compiling the proofs ...", flush=True)
    built = subprocess.run(
        ["forge", "build"], cwd=PROJECT_ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    if built.returncode:
        print(built.stdout + built.stderr, file=sys.stderr)
        return 1
    started, failed = time.monotonic(), []
    todo = list(checks())
    for number, (contract, function) in enumerate(todo, 1):
        begun = time.monotonic()
        proved, said = prove(contract, function, surroundings)
        verdict = "proved" if proved else "NOT PROVED"
        print(f"{number}/{len(todo)} {contract}.{function}: {verdict}, {time.monotonic() - begun:.1f} s", flush=True)
        if not proved:
            failed.append(f"{contract}.{function}")
            print(said, flush=True)
    total = time.monotonic() - started
    if failed:
        print(f"{len(failed)} of {len(todo)} not proved ({total:.0f} s): {', '.join(failed)}")
        return 1
    print(f"All {len(todo)} proved ({total:.0f} s). What they say, and within which bounds: docs/proofs.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
