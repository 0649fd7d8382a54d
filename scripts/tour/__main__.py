"""Walks through the desk as people of the demo do; writes docs/tour.md with a picture of every step."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright
from rich.console import Console
from scripts.tour.days.anyone import anyone
from scripts.tour.days.developer import developer
from scripts.tour.days.entrepreneur import entrepreneur
from scripts.tour.days.finance import finance
from scripts.tour.days.investor import investor
from scripts.tour.guide import PICTURES, Guide
from tests.browser.serving import NO_BROWSER, browsing, chromium, serving
from tests.browser.visiting import Served

DOCS = Path(__file__).resolve().parents[2] / "docs"
DAYS = (entrepreneur, investor, finance, developer, anyone)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make tour", description=__doc__)
    parser.add_argument("days", nargs="*", help="of roles, for a try that writes to out/; left out: all")
    parser.add_argument("--url", help="of a demo that is served already; it is changed by what people do")
    given = parser.parse_args()
    tell = Console(stderr=True).print
    if (found := chromium()) is None:
        sys.exit(NO_BROWSER)
    folder = DOCS.parent / "out" if given.days else DOCS
    with ExitStack() as stack:
        browser = stack.enter_context(browsing(stack.enter_context(sync_playwright()), found))
        if given.url:
            served = Served(given.url)
        else:
            tell("Playing the demo (about half a minute)")
            place = Path(stack.enter_context(TemporaryDirectory(prefix="heyi-tour-")))
            served = stack.enter_context(serving(place, "--demo"))
        rmtree(folder / PICTURES, ignore_errors=True)
        guide = Guide(browser, served, folder, stack, tell)
        for day in DAYS:
            if day.__name__ in given.days or not given.days:
                day(guide)
        size = sum(file.stat().st_size for file in (folder / PICTURES).iterdir())
        tell(f"{guide.write()}, and {size // 1_000:,} kB of pictures", highlight=False)


if __name__ == "__main__":
    main()
