"""Writes every page of the desk to out/screens/NAME-{light,dark,phone}.png, as it is in the demo."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from scripts.screens.photographing import photograph, settle
from tests.browser.pages import PAGES, DeskPage, routes
from tests.browser.serving import NO_BROWSER, browsing, chromium, serving
from tests.browser.visiting import PHONE, SCREEN, Served, Visitor

OUT = Path(__file__).resolve().parents[2] / "out" / "screens"
LOOKS = {"light": ("light", SCREEN), "dark": ("dark", SCREEN), "phone": ("light", PHONE)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make screens", description=__doc__)
    parser.add_argument("names", nargs="*", help="of pages; left out: all")
    parser.add_argument("--url", help="of a demo that is served already")
    given = parser.parse_args()
    console = Console(stderr=True)
    if (found := chromium()) is None:
        sys.exit(NO_BROWSER)
    pages = [page for page in PAGES if page.name in given.names or not given.names]
    pages = [page for page in pages if page.route in routes()]
    with ExitStack() as stack:
        browser = stack.enter_context(browsing(stack.enter_context(sync_playwright()), found))
        served = stack.enter_context(_served(given.url, console))
        visitors = {who: stack.enter_context(_visitor(browser, served, who)) for who in {page.who for page in pages}}
        for number, page in enumerate(pages, 1):
            console.print(f"{number}/{len(pages)} {page.name}", highlight=False)
            _shoot(page, visitors)
    console.print(f"{len(pages) * len(LOOKS)} pictures in {OUT}", highlight=False)


def _shoot(page: DeskPage, visitors: Mapping[str | None, Visitor]) -> None:
    visitor = visitors[page.who]
    for look, (scheme, size) in LOOKS.items():
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        visitor.page.goto(page.address(visitor.served))
        settle(visitor.page)
        photograph(visitor.page, OUT / f"{page.name}-{look}.png")


@contextmanager
def _visitor(browser: Browser, served: Served, who: str | None) -> Iterator[Visitor]:
    """Signed in, if it is somebody."""
    wallet = served.wallet_of(who) if who else None
    with Visitor.coming(browser, served, wallet) as visitor:
        visitor.open("/")
        if wallet:
            visitor.sign_in()
        yield visitor


@contextmanager
def _served(url: str | None, console: Console) -> Iterator[Served]:
    if url:
        yield Served(url)
        return
    console.print("Playing the demo (about half a minute)")
    with TemporaryDirectory(prefix="heyi-screens-") as folder, serving(Path(folder), "--demo") as served:
        yield served


if __name__ == "__main__":
    main()
