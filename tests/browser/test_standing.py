"""When the service, its chain or its relayer fails, the page says what still works, and goes on by itself."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.serving import serving
from tests.browser.visiting import Served, Visitor, problems_for_readers
from tests.e2e.processes import children_of

WHO = "Platform"


@pytest.fixture(scope="module")
def own(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small company of these tests' own: parts of what serves it are killed."""
    with serving(tmp_path_factory.mktemp("standing")) as served:
        yield served


@pytest.fixture
def visitor(browser: Browser, own: Served) -> Iterator[Visitor]:
    with Visitor.coming(browser, own, own.wallet_of(WHO)) as visitor:
        yield visitor
        visitor.faults.clear()  # that loading failed is what these tests are about


@contextmanager
def killed(served: Served, word: str) -> Iterator[None]:
    """One of the processes is killed, and not started again before the end of the block."""
    os.kill(served.process, signal.SIGSTOP)  # it would start it again at once
    try:
        for child in children_of(served.process):
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            if any(each == word or each.endswith(f"/{word}") for each in words):
                os.kill(child, signal.SIGKILL)
        yield
    finally:
        os.kill(served.process, signal.SIGCONT)


def test_when_nothing_answers_what_was_read_stays_and_comes_back(visitor: Visitor, own: Served) -> None:
    page = visitor.open("/", "Open book")
    unit = page.get_by_role("link", name="Platform").first
    expect(unit).to_be_visible()
    with killed(own, "serve"):
        banner = page.locator(".banner")
        expect(banner).to_contain_text("The service does not answer.", timeout=40_000)
        expect(banner).to_contain_text("Last answer:")
        expect(unit).to_be_visible()
        assert problems_for_readers(page) == []
        page.get_by_role("link", name="People").click()
        expect(page.locator("main .failure")).to_contain_text("The service does not answer", timeout=40_000)
        page.locator("main").get_by_role("button", name="Try again").click()
        expect(page.locator("main .failure")).to_be_visible()
    expect(page.locator(".banner")).not_to_contain_text("does not answer", timeout=60_000)
    page.get_by_role("link", name="Open book", exact=True).click()
    expect(unit).to_be_visible()


def test_without_its_chain_the_book_is_read_and_signing_waits(visitor: Visitor, own: Served) -> None:
    page = visitor.open("/sign")
    visitor.sign_in()
    with killed(own, "anvil"):
        expect(page.locator(".banner")).to_contain_text("The chain does not answer.", timeout=40_000)
        page.get_by_label("Function").fill("Treasury.setOperatorBySig")
        me = own.wallet_of(WHO).account.address
        page.get_by_label("Arguments").fill(json.dumps({"owner": me, "operator": me, "approved": True}))
        page.get_by_role("button", name="Review and sign").click()
        expect(page.locator("main .failure")).to_contain_text("The chain does not answer the service at the moment.")
        page.goto("/")
        expect(page.get_by_role("link", name="Platform").first).to_be_visible()
        expect(page.locator(".banner")).to_contain_text("Signing, paying and closing wait")
    expect(page.locator(".banner")).not_to_contain_text("The chain does not answer.", timeout=60_000)


def test_what_was_handed_in_waits_for_the_relayer_and_is_carried_out(visitor: Visitor, own: Served) -> None:
    page = visitor.open("/sign")
    visitor.sign_in()
    me, treasury = own.wallet_of(WHO).account.address, own.get("/book/company")["contracts"]["Treasury"]
    with killed(own, "relay"):
        page.get_by_label("Function").fill("Treasury.setOperatorBySig")
        page.get_by_label("Arguments").fill(json.dumps({"owner": me, "operator": treasury, "approved": True}))
        page.get_by_role("button", name="Review and sign").click()
        page.get_by_role("button", name="Sign in the wallet").click()
        expect(page.locator(".banner")).to_contain_text("still waits for the relayer", timeout=40_000)
    expect(page.get_by_text("Carried out; the open book shows it.")).to_be_visible(timeout=60_000)
    expect(page.locator(".banner")).not_to_contain_text("relayer")


def test_who_has_asked_too_much_is_answered_a_moment_later(visitor: Visitor) -> None:
    refused: list[str] = []

    def once(route: Route) -> None:
        if refused:
            route.fallback()
            return
        refused.append(route.request.url)
        problem = {"code": "TooManyRequests", "detail": "too many requests: again in 1 s", "facts": {}, "status": 429}
        route.fulfill(status=429, headers={"Retry-After": "1"}, json=problem)

    visitor.page.route("**/api/v1/book/units?*", once)
    page = visitor.open("/", "Open book")
    expect(page.get_by_role("link", name="Platform").first).to_be_visible()
    assert len(refused) == 1
