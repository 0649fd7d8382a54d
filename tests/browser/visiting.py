"""Visitors: browser contexts that look at a served company, and what must hold on every page."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.wallet import Wallet

__all__ = ["Served", "Visitor", "problems_for_readers", "shown"]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 900}
EXPECTED = re.compile(r"Failed to load resource")  # refusals are shown by the page; the browser notes them as well


@dataclass(frozen=True)
class Served:
    """A company that is served. url: of its desk. folder: in which it runs. process: that keeps its parts running."""

    url: str
    folder: Path | None = None
    process: int = 0

    def get(self, path: str) -> Any:
        answer = requests.get(f"{self.url}/api/v1{path}", timeout=60)
        answer.raise_for_status()
        return answer.json()

    def key_of(self, name: str) -> str:
        """The key of somebody on the local chain."""
        return next(each["key"] for each in self.get("/developer/wallets") if each["name"] == name)

    def wallet_of(self, name: str) -> Wallet:
        return Wallet.of(self.key_of(name), self.get("/book/company")["chain_id"])

    def address_of(self, name: str) -> str:
        """Of a unit or a person by its name."""
        for kind in ("units", "people"):
            for found in self.get(f"/book/{kind}?q={name}")["items"]:
                if found["name"] == name:
                    return str(found["address"])
        raise LookupError(name)


@dataclass
class Visitor:
    """Somebody in a browser of their own. wallet: None for who has none. faults: what pages said on the console."""

    served: Served
    page: Page
    wallet: Wallet | None = None
    faults: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def coming(
        cls, browser: Browser, served: Served, wallet: Wallet | None = None, *, phone: bool = False, **options: Any
    ) -> Iterator["Visitor"]:
        """For the length of a `with` block, at whose end no page may have complained of anything."""
        given = {"viewport": PHONE if phone else SCREEN, "locale": "en-GB", "timezone_id": "UTC", **options}
        context = browser.new_context(base_url=served.url, **given)
        context.set_default_timeout(30_000)
        if wallet:
            wallet.inject(context)
        visitor = cls(served, context.new_page(), wallet)
        visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
        visitor.page.on("console", visitor._heard)
        try:
            yield visitor
        finally:
            context.close()
        assert not visitor.faults, visitor.faults

    def open(self, path: str, heading: str | re.Pattern[str] | None = None) -> Page:
        """Goes to an address, and waits for the page's heading."""
        self.page.goto(path)
        title = self.page.get_by_role("heading", level=1)
        expect(title).to_be_visible()
        if heading is not None:
            expect(title).to_have_text(heading)
        return self.page

    def sign_in(self) -> None:
        """Connects the wallet by its name, and signs in."""
        assert self.wallet
        page = self.page
        page.get_by_role("button", name="Connect", exact=True).click()
        page.get_by_role("button", name=self.wallet.name).click()
        page.locator(".account summary").click()
        page.locator(".account").get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".account .panel")).to_contain_text("Signed in")
        page.locator(".account summary").click()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.faults.append(message.text)


def problems_for_readers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on a page as it stands; each with where and why."""
    page.evaluate(_axe())
    found = page.evaluate("async (rules) => (await axe.run(document, { runOnly: rules })).violations", RULES)
    return [f"{each['id']}: {each['help']}: {json.dumps([node['target'] for node in each['nodes']])}" for each in found]


def shown(amount: str) -> str:
    """An amount in minor units as the demo's pages show it to visitors: 1234567 is 1,234.567."""
    whole, part = divmod(abs(int(amount)), 1_000)
    return f"{'-' if int(amount) < 0 else ''}{whole:,}.{part:03}"


@cache
def _axe() -> str:
    return AXE.read_text()


Visits = Callable[..., Any]
