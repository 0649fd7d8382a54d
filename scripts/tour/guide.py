"""Writes down what is done and seen: a text and a picture for each step, as Markdown."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from scripts.screens.photographing import photograph, settle
from tests.browser.visiting import Served, Visitor

__all__ = ["Day", "Guide"]

PICTURES = "tour"
SOON = 120_000  # milliseconds until a signature has got to the chain and the page shows it
HEAD = """\
# A tour of the desk

<!-- Written by `make tour`, which really does all of this in a browser: change scripts/tour/. -->

`heyi up --demo` opens on [the gift wholesaler](../examples/gift_wholesaler) on 1 September 2011. These are five days at
its desk, lived in a real browser against a real local chain; every signature is one. The tour is in English; the desk
also speaks Chinese. [The desk](desk.md) explains what is behind it.
"""


@dataclass
class Guide:
    """folder: of the page; pictures lie in a folder beside it. tell: what is under way."""

    browser: Browser
    served: Served
    folder: Path
    stack: ExitStack
    tell: Callable[[str], None]
    written: list[str] = field(default_factory=lambda: [HEAD])

    def day(self, name: str, title: str, intro: str, who: str | None = None) -> "Day":
        """A chapter: somebody at a browser of their own, whose wallet is not connected yet."""
        self.tell(title)
        self.written.append(f"## {title}\n\n{intro}\n")
        wallet = self.served.wallet_of(who) if who else None
        visitor = self.stack.enter_context(Visitor.coming(self.browser, self.served, wallet))
        return Day(self, name, visitor)

    def write(self) -> Path:
        file = self.folder / "tour.md"
        file.write_text("\n".join(self.written))
        return file


@dataclass
class Day:
    """steps: how many there were."""

    guide: Guide
    name: str
    visitor: Visitor
    steps: int = 0

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def served(self) -> Served:
        return self.guide.served

    def go(self, path: str) -> Page:
        """Opens an address and waits until everything on it is there."""
        self.visitor.open(path)
        settle(self.page)
        return self.page

    def sign_in(self) -> None:
        self.visitor.sign_in()
        settle(self.page)

    def see(self, text: str, alt: str, at: Locator | None = None) -> None:
        """One step: what was done and is seen. at: what the picture is to begin with; None: the page's beginning."""
        self.steps += 1
        if at is None:
            self.page.evaluate("scrollTo(0, 0)")
        else:
            at.first.evaluate("(node) => scrollTo(0, node.getBoundingClientRect().top + scrollY - 72)")
        file = f"{self.name}-{self.steps}.webp"
        photograph(self.page, self.guide.folder / PICTURES / file, whole=False)
        self.guide.written.append(f"{self.steps}. {text}\n\n   ![{alt}]({PICTURES}/{file})\n")

    def await_text(self, text: str) -> None:
        """Until the page says so; what is under way takes a moment."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=SOON)

    def confirm(self) -> None:
        """Signs what the review shows."""
        self.page.get_by_role("dialog").get_by_role("button", name="Sign in the wallet").click()
