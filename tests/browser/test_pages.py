"""Every page there is: none is forgotten by `make screens`, all fit a phone, and axe finds nothing on any of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES, DeskPage, routes
from tests.browser.visiting import Served, Visitor, problems_for_readers

STANDING = [page for page in PAGES if page.route in routes()]


def test_every_route_has_a_page_that_is_looked_at() -> None:
    assert {*routes()} <= {page.route for page in PAGES}


@pytest.mark.parametrize("page", STANDING, ids=lambda page: page.name)
def test_a_page_fits_a_phone_and_is_for_all_readers(
    visit: Callable[..., Visitor], demo: Served, page: DeskPage
) -> None:
    visitor = visit(wallet=demo.wallet_of(page.who) if page.who else None, color_scheme="dark")
    if page.who:
        visitor.open("/")
        visitor.sign_in()
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    shown = visitor.open(page.address(demo))
    expect(shown.locator(".loading")).to_have_count(0)
    expect(shown.get_by_role("alert")).to_have_count(0)
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.name
    assert problems_for_readers(shown) == [], page.name
