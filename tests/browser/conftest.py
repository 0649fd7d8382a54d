"""The desk in a real browser, Debian's Chromium, against a real local chain and everything that serves it."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import NO_BROWSER, browsing, chromium, serving
from tests.browser.visiting import Served, Visitor


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        warnings.warn(NO_BROWSER, stacklevel=1)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright, browsing(playwright, found) as browser:
        yield browser


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
