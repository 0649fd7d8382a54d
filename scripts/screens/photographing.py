"""Takes pictures of a page once everything on it is there."""

import base64
from pathlib import Path

from playwright.sync_api import Page

__all__ = ["photograph", "settle"]

QUIET = 250  # milliseconds without anything being loaded, after which nothing more is asked for
WITHIN = 30_000
SETTLED = "() => document.querySelector('main h1') && !document.querySelector('.loading, [aria-busy=true]')"
QUALITY = 82  # of WebP; text stays sharp


def settle(page: Page) -> None:
    """Waits until the page's heading stands there and nothing is being loaded any more."""
    for _ in range(2):  # an answer can make a page ask for another
        page.wait_for_function(SETTLED, timeout=WITHIN)
        page.wait_for_timeout(QUIET)
    page.evaluate("document.fonts.ready.then(() => true)")


def photograph(page: Page, file: Path, *, whole: bool = True) -> None:
    """Writes a picture of the page as PNG, or as WebP, which takes less room. whole: also what is below the fold."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".png":
        page.screenshot(path=file, full_page=whole, animations="disabled")
        return
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": whole}
    file.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", asked)["data"]))
    session.detach()
