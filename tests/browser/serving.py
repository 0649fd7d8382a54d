"""A browser to look with, and a company to look at: Debian's Chromium, and `heyi up` in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from heyi.chain.node import free_port
from heyi.scenario.playing.wallets import wallet
from tests.browser.visiting import Served
from tests.e2e.processes import children_of, until_gone

__all__ = ["NO_BROWSER", "browsing", "chromium", "serving"]

HEYI = str(Path(sys.executable).with_name("heyi"))
WITHIN = 180  # seconds, on a machine that does much else
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
NO_BROWSER = "NO CHROMIUM: the desk is NOT tested. Install it (apt-get install chromium), or name it in HEYI_CHROMIUM."
AUDITOR = "george-whitfield"  # George Whitfield, of the gift wholesaler's platform
SETTINGS = {
    "HEYI_API_REQUESTS_PER_MINUTE": "100000",  # many people at one address
    "HEYI_SIGN_IN_ATTEMPTS_PER_MINUTE": "10000",
    "HEYI_ROLES_AUDITOR": str(wallet("Gift Wholesaler", AUDITOR).address),
}


def chromium() -> str | None:
    """Where it is: HEYI_CHROMIUM, or by the names it has."""
    return os.environ.get("HEYI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browsing(playwright: Playwright, found: str) -> Iterator[Browser]:
    """Chromium, without a window, until the end of the block. found: where it is."""
    browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def serving(folder: Path, *words: str, **settings: str) -> Iterator[Served]:
    """`heyi up` with these words in a folder, until the end of the block; nothing is left of it."""
    port = free_port()
    command = [HEYI, "up", "--chain", "anvil", "--port", "0", "--api-port", str(port), *words]
    with (folder / "log").open("w") as log:
        environment = {**os.environ, **SETTINGS, **settings}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        if not any("Ctrl-C stops it" in line for line in process.stdout):
            raise AssertionError((folder / "log").read_text())
        children = children_of(process.pid)
        try:
            yield Served(f"http://127.0.0.1:{port}", folder, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(WITHIN)
            process.stdout.close()
            until_gone(children)
