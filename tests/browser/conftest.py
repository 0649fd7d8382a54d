"""The desk in a real browser, Debian's Chromium, against a real local chain and everything that serves it."""

import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from heyi.chain.node import free_port
from heyi.scenario.playing.wallets import wallet
from tests.browser.visiting import Served, Visitor
from tests.e2e.processes import children_of, until_gone

HEYI = str(Path(sys.executable).with_name("heyi"))
WITHIN = 180  # seconds, on a machine that does much else
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
AUDITOR = "george-whitfield"  # George Whitfield, of the gift wholesaler's platform
SETTINGS = {
    "HEYI_API_REQUESTS_PER_MINUTE": "100000",  # many people at one address
    "HEYI_SIGN_IN_ATTEMPTS_PER_MINUTE": "10000",
    "HEYI_ROLES_AUDITOR": str(wallet("Gift Wholesaler", AUDITOR).address),
}
NO_BROWSER = "NO CHROMIUM: the desk is NOT tested. Install it (apt-get install chromium), or name it in HEYI_CHROMIUM."


def chromium() -> str | None:
    """Where it is: HEYI_CHROMIUM, or by the names it has."""
    return os.environ.get("HEYI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        warnings.warn(NO_BROWSER, stacklevel=1)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Served]:
    """`heyi up` with these words in a folder, until the end of the block; nothing is left of it."""
    port = free_port()
    command = [HEYI, "up", "--chain", "anvil", "--port", "0", "--api-port", str(port), *words]
    environment = {**os.environ, **SETTINGS}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        if not any("Ctrl-C stops it" in line for line in process.stdout):
            pytest.fail((folder / "log").read_text())
        children = children_of(process.pid)
        try:
            yield Served(f"http://127.0.0.1:{port}", folder, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(WITHIN)
            process.stdout.close()
            until_gone(children)


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gift wholesaler, as `heyi up --demo` serves it. Tests that share it leave others' things alone."""
    with serving(tmp_path_factory.mktemp("demo"), "--demo") as served:
        yield served


@pytest.fixture
def visit(browser: Browser, demo: Served) -> Iterator[Callable[..., Visitor]]:
    """Somebody who looks at the demo: visit(), visit(wallet=…), visit(phone=True), visit(color_scheme="dark")."""
    with ExitStack() as stack:

        def coming(served: Served = demo, **options: Any) -> Visitor:
            return stack.enter_context(Visitor.coming(browser, served, **options))

        yield coming
