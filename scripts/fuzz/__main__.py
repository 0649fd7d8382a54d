"""Runs it: python -m scripts.fuzz [--seconds N] [--seed N], and exits with 1 if anything was found."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from scripts.fuzz.company import served
from scripts.fuzz.life import live, roles
from scripts.fuzz.tool import Run, run

from heyi.compiler.solc import PROJECT_ROOT

SECONDS = 90  # of all runs together, so that a CI's run has time for it
SEED = 20261127
RUNS = (
    ("every operation", "anybody"),
    ("every operation", "a leader"),
    ("every operation", "a machine"),
    ("in sequence", "a leader"),
)
"""What is tried, of `tool.PHASES`, and as whom, of `life.Known`."""

REPORTS = PROJECT_ROOT / "build" / "fuzz"
LINE = 300  # characters of a line that is shown; the report has it whole
FAULT = "Traceback (most recent call last)"  # in what the parts write: a fault of ours, whatever was answered


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=SECONDS, help=f"for all runs together; {SECONDS} unless told")
    arguments.add_argument("--seed", type=int, default=SEED, help="decides what is tried")
    chosen = arguments.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="heyi-fuzz-") as name:
        print("A company is played and served ...", flush=True)
        with served(Path(name), roles()) as company:
            known = live(company)
            each = max(1, chosen.seconds // len(RUNS))
            runs = []
            for phases, identity in RUNS:
                print(f"Trying {phases}, as {identity}, for {each} s ...", flush=True)
                runs.append(run(Path(name), company.url, known, phases, identity, each, chosen.seed))
        log = company.log.read_text(errors="replace")
    return _told(runs, log, time.monotonic() - began, chosen.seed)


def _told(runs: list[Run], log: str, seconds: float, seed: int) -> int:
    REPORTS.mkdir(parents=True, exist_ok=True)
    (REPORTS / "log").write_text(log)
    for each in runs:
        report = REPORTS / f"{each.name}, as {each.identity}.txt".replace(" ", "-").replace(",", "")
        report.write_text(each.said)
        print(f"\n--- {each.name}, as {each.identity}: {'nothing found' if each.passed else 'FOUND SOMETHING'}")
        for line in (each.summary if each.passed else each.said).splitlines():
            print(line[:LINE])
    faults = log.count(FAULT)
    if faults:
        print(f"\n{faults} faults in {REPORTS / 'log'}, the first:\n{log[log.index(FAULT) :][:4000]}")
    if faults or not all(each.passed for each in runs):
        print(f"\nThe API does what it must not ({seconds:.0f} s). To repeat it: make fuzz SEED={seed}")
        print(f"All that was tried is in {REPORTS}")
        return 1
    print(f"\nNothing found ({seconds:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
